package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonParseException;
import dev.cplnroutes.testing.SettableClock;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Failures told in words: how {@code Retry-After} is read, and how a quota is told from other refusals.
 */
class FailureReaderTest {

    private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0|PT0S", "7|PT7S", " 120 |PT2M", "86400|PT24H",
            "Wed, 04 Mar 2026 10:00:30 GMT|PT30S", "Wed, 04 Mar 2026 09:00:00 GMT|PT0S", "-1|", "1.5|PT2S", "soon|",
            "''|", "4.0|PT4S", "0.5|PT1S", "0.0|PT0S", ".25|PT1S", "7.|PT7S",
            "59.000001|PT1M", ".|", "-0.5|", "+4|", "1e3|", "4 s|",
            "4, 4|PT4S", "1,9, 3|PT9S", "-5, 2|PT2S", "soon, 3|PT3S",
            ",|", "-1, -2|", "12345678901.5|P365D",
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

    @Nested
    class Explaining {

        private final SettableClock clock = new SettableClock();
        private final ApiSettings settings = new ApiSettings();
        private final FailureReader failures = new FailureReader(settings, clock);

        Explaining() {
            settings.setEndpoint("http://api.test");
            settings.setToken("s3cret");
            settings.setResponseTimeout("1500ms");
        }

        private ApiException answered(int status, String body, Map<String, String> headers) {
            return failures.explain(new HttpOperationFailedException("http://api.test", status, "text", null, headers,
                    body));
        }

        private void assertFailure(ApiException failure, ApiException.Kind kind, String message) {
            assertThat(failure).hasMessage(message);
            assertThat(failure.kind()).isEqualTo(kind);
        }

        @Test
        void knownFailureStaysAsItIs() {
            ApiException known = ApiException.quota("used up");
            assertThat(failures.explain(known)).isSameAs(known);
        }

        @Test
        void answerIsToldByItsStatusAndItsMessage() {
            ApiException failure = answered(503, "{\"message\":\" down\\n for  s3cret now \"}",
                    Map.of("RETRY-After", "7"));
            assertFailure(failure, ApiException.Kind.STATUS, "the API answered 503: down for *** now");
            assertThat(failure.status()).isEqualTo(503);
            assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "[]", "no JSON", "", " ", "{\"message\":5}", "{\"message\":\" \"}"})
        void answerWithoutAMessageIsToldByItsStatus(String body) {
            assertFailure(answered(500, body, Map.of("Date", "5")), ApiException.Kind.STATUS, "the API answered 500");
            assertThat(answered(500, body, Map.of("Date", "5")).retryAfter()).isNull();
            assertThat(answered(500, null, null)).hasMessage("the API answered 500");
        }

        @Test
        void longMessageIsCut() {
            assertThat(answered(500, "{\"message\":\"" + "x".repeat(300) + "\"}", null))
                    .hasMessage("the API answered 500: " + "x".repeat(300));
            assertThat(answered(500, "{\"message\":\"" + "x".repeat(301) + "\"}", null))
                    .hasMessage("the API answered 500: " + "x".repeat(300) + "...");
        }

        @ParameterizedTest
        @ValueSource(ints = {300, 302, 399})
        void redirectIsNotFollowed(int status) {
            ApiException failure = answered(status, "{\"message\":\"there\"}", Map.of("Retry-After", "7"));
            assertFailure(failure, ApiException.Kind.STATUS,
                    "the API answered " + status + ", a redirect, which is not followed");
            assertThat(failure.retryAfter()).isNull();
            assertThat(answered(400, null, null)).hasMessage("the API answered 400");
        }

        @Test
        void quotaIsToldFromOtherRefusals() {
            assertFailure(answered(429, "{\"message\":\"quota reached\"}", Map.of("Retry-After", "7")),
                    ApiException.Kind.QUOTA, "the API answered 429: quota reached");
            assertFailure(answered(429, "<p>Quota</p>", null), ApiException.Kind.QUOTA, "the API answered 429");
            assertFailure(answered(429, "{\"message\":\"slower\",\"quota\":1}", null), ApiException.Kind.STATUS,
                    "the API answered 429: slower");
            assertFailure(answered(403, "{\"message\":\"quota\"}", null), ApiException.Kind.STATUS,
                    "the API answered 403: quota");
        }

        @Test
        void failureWithoutAnAnswerIsToldInWords() throws Exception {
            assertFailure(failures.explain(new AnswerTooLargeException(7)), ApiException.Kind.NONSENSE,
                    "the API's answer is larger than 7 bytes");
            assertFailure(failures.explain(new MessageConstraintException("x")), ApiException.Kind.NONSENSE,
                    "the headers of the API's answer are larger than is read");
            for (Exception late : List.of(new AnswerTimeoutException(), new SocketTimeoutException("x"))) {
                assertFailure(failures.explain(late), ApiException.Kind.TIMED_OUT,
                        "the API did not answer within 1.5 s");
            }
            Map.of(new ConnectTimeoutException("x"), "no connection was made in time (cpln.api.connect-timeout)",
                    new ConnectException("x"), "no connection was made",
                    new UnknownHostException("x"), "there is no host with the name x").forEach((unreachable, reason) ->
                    assertFailure(failures.explain(unreachable), ApiException.Kind.UNREACHABLE,
                            "the API at http://api.test cannot be reached: " + reason));
            assertFailure(failures.explain(new InterruptedIOException("x")), ApiException.Kind.CANCELLED,
                    "the listing was stopped");
            assertFailure(failures.explain(new JsonParseException(null, "x")), ApiException.Kind.NONSENSE,
                    "the API's answer is not JSON that can be read");
            assertFailure(failures.explain(new IOException("x")), ApiException.Kind.UNREACHABLE,
                    "the connection to the API at http://api.test broke");
            assertFailure(failures.explain(new IllegalStateException("x")), ApiException.Kind.NONSENSE,
                    "the API's answer could not be read");
        }
    }
}
