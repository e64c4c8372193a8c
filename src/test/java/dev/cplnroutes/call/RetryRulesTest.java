package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiFailures;
import dev.cplnroutes.request.ResolvedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is retried, how long a wait is, and how {@code Retry-After} is read.
 */
class RetryRulesTest {

    private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");

    private static ResolvedRequest options(String delay, double factor) {
        return new ResolvedRequest("prod", null, null, true, 5, true, Duration.ZERO, null, null, null, 3,
                Duration.parse(delay), factor, false, false, true);
    }

    @ParameterizedTest
    @CsvSource({"200,false", "302,false", "400,false", "401,false", "403,false", "404,false", "408,false", "409,false",
            "429,true", "500,true", "501,false", "502,true", "503,true", "504,true"})
    void statusesOfTheOfficialClientsAreRetried(int status, boolean isRetried) {
        assertThat(RetryRules.isRetryable(ApiException.status(status, "x", null))).isEqualTo(isRetried);
    }

    @Test
    void otherFailures() {
        assertThat(RetryRules.isRetryable(ApiException.unreachable("x"))).isTrue();
        assertThat(RetryRules.isRetryable(ApiException.timedOut("x"))).isFalse();
        assertThat(RetryRules.isRetryable(ApiException.quota("x"))).isFalse();
        assertThat(RetryRules.isRetryable(ApiException.nonsense("x"))).isFalse();
        assertThat(RetryRules.isRetryable(ApiException.cancelled())).isFalse();
        assertThat(RetryRules.isRetryable(ApiException.status(429, "x", Duration.ofSeconds(60)))).isTrue();
        assertThat(RetryRules.isRetryable(ApiException.status(429, "x", Duration.ofSeconds(61)))).isFalse();
        assertThat(RetryRules.isRetryable(ApiException.status(503, "x", Duration.ofDays(1)))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"PT1S,2,0,0,,PT1S", "PT1S,2,1,0,,PT2S", "PT1S,2,2,0,,PT4S", "PT1S,2,0,1,,PT1.5S", "PT1S,2,2,0.5,,PT5S",
            "PT0.2S,1,7,0,,PT0.2S", "PT1S,2,0,0,PT3S,PT3S", "PT4S,2,0,0,PT3S,PT4S", "PT0S,2,5,1,,PT0S",
            "PT3600S,10,100,1,,PT1H"})
    void waitGrowsByTheFactorWithJitterAndIsNeverShorterThanAsked(String delay, double factor, int retry, double jitter,
            String retryAfter, String expected) {
        assertThat(RetryRules.delay(options(delay, factor), retry, jitter,
                retryAfter == null ? null : Duration.parse(retryAfter))).isEqualTo(Duration.parse(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0|PT0S", "7|PT7S", " 120 |PT2M", "86400|PT24H",
            "Wed, 04 Mar 2026 10:00:30 GMT|PT30S", "Wed, 04 Mar 2026 09:00:00 GMT|PT0S", "-1|", "1.5|", "soon|", "''|",
            "99999999999999999999|P365D", "Wednesday, 04-Mar-26 10:01:00 GMT|PT1M", "Wed Mar  4 10:00:07 2026|PT7S",
            "Thu, 05 Mar 2026 10:00:00 GMT|PT24H"})
    void retryAfterIsSecondsOrADate(String value, String expected) {
        assertThat(ApiFailures.retryAfter(value, NOW)).isEqualTo(expected == null ? null : Duration.parse(expected));
    }

    @ParameterizedTest
    @CsvSource({"Quota exceeded,true", "your QUOTA is used up,true", "quotas,true", "too many requests,false"})
    void quotaIsToldByTheWord(String message, boolean isAboutQuota) {
        assertThat(ApiFailures.isAboutQuota(message)).isEqualTo(isAboutQuota);
    }
}
