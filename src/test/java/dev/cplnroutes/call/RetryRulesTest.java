package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.testing.SampleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is retried, what counts as a refusal or asks for a pause, and how long a delay is.
 */
class RetryRulesTest {

    private static ResolvedRequest options(String delay, double factor) {
        return new ResolvedRequest(SampleOptions.selection("prod", null, null), true, 5, true, Duration.ZERO, null,
                null, null, 3,
                Duration.parse(delay), factor, false, false, true, List.of(), List.of());
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
        assertThat(RetryRules.isRetryable(ApiException.unreachableForGood("x"))).isFalse();
        assertThat(RetryRules.isRetryable(ApiException.timedOut("x"))).isFalse();
        assertThat(RetryRules.isRetryable(ApiException.quota("x"))).isFalse();
        assertThat(RetryRules.isRetryable(ApiException.nonsense("x"))).isFalse();
        assertThat(RetryRules.isRetryable(ApiException.cancelled())).isFalse();
        assertThat(RetryRules.isRetryable(ApiException.status(429, "x", Duration.ofSeconds(60)))).isTrue();
        assertThat(RetryRules.isRetryable(ApiException.status(429, "x", Duration.ofSeconds(61)))).isFalse();
        assertThat(RetryRules.isRetryable(ApiException.status(503, "x", Duration.ofDays(1)))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"401", "403"})
    void refusedTokenIsRetriedWhereAnotherTookItsPlace(int status) {
        ApiException failure = ApiException.status(status, "x", Duration.ofDays(1));
        assertThat(RetryRules.isRetryable(failure)).isFalse();
        assertThat(RetryRules.isRetryable(failure.ofReplacedToken())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"200,false", "400,false", "428,false", "429,true", "430,false", "500,false", "503,false"})
    void refusalIsA429ThatIsNotAboutAQuota(int status, boolean isRefusal) {
        assertThat(RetryRules.isRefusal(ApiException.status(status, "x", null))).isEqualTo(isRefusal);
        assertThat(RetryRules.isRefusal(ApiException.quota("x"))).isFalse();
        assertThat(RetryRules.isRefusal(ApiException.unreachable("x"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"429,PT1S,true", "503,PT1S,true", "429,PT0.001S,true", "429,PT1M,true", "429,PT1M0.001S,false",
            "503,PT2M,false", "429,PT0S,false", "503,PT0S,false", "429,,false", "503,,false", "500,PT1S,false",
            "502,PT1S,false", "504,PT1S,false", "400,PT1S,false", "404,PT1S,false"})
    void pauseIsAskedForByA429OrA503ThatSaysHowLong(int status, String retryAfter, boolean asks) {
        Duration wait = retryAfter == null ? null : Duration.parse(retryAfter);
        assertThat(RetryRules.asksToWait(ApiException.status(status, "x", wait))).isEqualTo(asks);
    }

    @Test
    void failuresWithoutAStatusAskForNoPause() {
        assertThat(RetryRules.asksToWait(ApiException.quota("x"))).isFalse();
        assertThat(RetryRules.asksToWait(ApiException.unreachable("x"))).isFalse();
        assertThat(RetryRules.asksToWait(ApiException.cancelled())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({",false", "PT0S,false", "PT1M,false", "PT1M0.000000001S,true", "P1D,true"})
    void waitIsTooFarBeyondAMinute(String retryAfter, boolean isTooFar) {
        assertThat(RetryRules.isTooFar(retryAfter == null ? null : Duration.parse(retryAfter))).isEqualTo(isTooFar);
    }

    @ParameterizedTest
    @CsvSource({"PT1S,2,0,0,,PT1S", "PT1S,2,1,0,,PT2S", "PT1S,2,2,0,,PT4S", "PT1S,2,0,1,,PT1.5S", "PT1S,2,2,0.5,,PT5S",
            "PT0.2S,1,7,0,,PT0.2S", "PT1S,2,0,0,PT3S,PT3S", "PT4S,2,0,0,PT3S,PT4S", "PT0S,2,5,1,,PT0S",
            "PT3600S,10,100,1,,PT1H", "PT3600S,1,0,0,,PT1H", "PT1800S,2,1,1,,PT1H", "PT1S,10,400,0,,PT1H",
            "PT0S,10,400,0,,PT0S", "PT1S,10,400,0,PT2H,PT2H", "PT1S,1,0,0,PT1S,PT1S", "PT1S,1,0,0.001,,PT1.001S"})
    void waitGrowsByTheFactorWithJitterAndIsNeverShorterThanAsked(String delay, double factor, int retry, double jitter,
            String retryAfter, String expected) {
        assertThat(RetryRules.delay(options(delay, factor), retry, jitter,
                retryAfter == null ? null : Duration.parse(retryAfter))).isEqualTo(Duration.parse(expected));
    }
}
