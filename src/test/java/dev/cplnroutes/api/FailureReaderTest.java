package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How {@code Retry-After} is read, and how a quota is told from other refusals.
 */
class FailureReaderTest {

    private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0|PT0S", "7|PT7S", " 120 |PT2M", "86400|PT24H",
            "Wed, 04 Mar 2026 10:00:30 GMT|PT30S", "Wed, 04 Mar 2026 09:00:00 GMT|PT0S", "-1|", "1.5|PT2S", "soon|",
            "''|", "4.0|PT4S", "0.5|PT1S", "0.0|PT0S", ".25|PT1S", "7.|PT7S",
            "59.000001|PT1M", ".|", "-0.5|",
            "+4|", "1e3|", "4 s|", "4, 4|PT4S", "1,9, 3|PT9S", "-5, 2|PT2S", "soon, 3|PT3S", ",|", "-1, -2|",
            "12345678901.5|P365D",
            "5, Wed, 04 Mar 2026 10:00:30 GMT|PT30S", "Wed, 04 Mar 2026 10:00:30 GMT, 40.2|PT41S",
            "Wednesday, 04-Mar-26 10:01:00 GMT, Wed, 04 Mar 2026 10:00:30 GMT|PT1M",
            "99999999999999999999|P365D", "Wednesday, 04-Mar-26 10:01:00 GMT|PT1M", "Wed Mar  4 10:00:07 2026|PT7S",
            "Thu, 05 Mar 2026 10:00:00 GMT|PT24H"})
    void retryAfterIsSecondsOrADate(String value, String expected) {
        assertThat(FailureReader.retryAfter(value, NOW)).isEqualTo(expected == null ? null : Duration.parse(expected));
    }

    @ParameterizedTest
    @CsvSource({"Quota exceeded,true", "your QUOTA is used up,true", "quotas,true", "too many requests,false"})
    void quotaIsToldByTheWord(String message, boolean isAboutQuota) {
        assertThat(FailureReader.isAboutQuota(message)).isEqualTo(isAboutQuota);
    }
}
