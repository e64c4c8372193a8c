package dev.cplnroutes.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.Stream;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.testing.SampleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a caller gets where a listing fails as a whole.
 */
class FailureAnswersTest {

    private static final SampleOptions PROD = new SampleOptions();

    private static ListingFailedException answer(ApiException cause) {
        return FailureAnswers.of(cause, PROD.resolved());
    }

    private static void assertAnswer(ListingFailedException answer, int status, String title, String detail,
            OptionalLong retryAfterSeconds) {
        assertThat(answer).hasMessage(detail);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.title()).isEqualTo(title);
        assertThat(answer.retryAfterSeconds()).isEqualTo(retryAfterSeconds);
        assertThat(answer.wasStopped()).isFalse();
    }

    static Stream<Arguments> absent() {
        return Stream.of(
                Arguments.of(PROD, "There is no GVC 'prod'."),
                Arguments.of(PROD.ofGvc("*"), "There is no such organization; check the setting cpln.org."),
                Arguments.of(PROD.ofWorkload("api"), "There is no workload 'api' in GVC 'prod', or no such GVC."));
    }

    @ParameterizedTest
    @MethodSource("absent")
    void whatIsAbsentIsNamed(SampleOptions options, String detail) {
        ResolvedRequest request = options.resolved();
        assertAnswer(FailureAnswers.of(ApiException.status(404, "the API answered 404", null), request), 404,
                "Not found", detail, OptionalLong.empty());
    }

    @ParameterizedTest
    @CsvSource({"401,502,Token refused", "403,502,Token refused", "500,502,Bad answer from the API",
        "400,502,Bad answer from the API", "504,504,Timed out"})
    void statusOfTheApiIsToldAsThatOfAGateway(int ofApi, int status, String title) {
        String advice = title.equals("Token refused") ? " Check the token and its permissions." : "";
        assertAnswer(answer(ApiException.status(ofApi, "the API answered so", null)), status, title,
                "The API answered so." + advice, OptionalLong.empty());
        assertAnswer(FailureAnswers.of(new WorkloadError("api", "prod", ofApi, "the API answered so")), status, title,
                "Every workload failed alike: the API answered so." + advice, OptionalLong.empty());
    }

    @ParameterizedTest
    @CsvSource({"429,Rate limited", "503,Unavailable"})
    void overloadSaysWhenToComeAgain(int ofApi, String title) {
        for (Arguments wait : new Arguments[] {Arguments.of(null, 10L), Arguments.of(Duration.ZERO, 1L),
            Arguments.of(Duration.ofMillis(1), 1L), Arguments.of(Duration.ofMillis(1000), 1L),
            Arguments.of(Duration.ofMillis(1001), 2L), Arguments.of(Duration.ofSeconds(90), 90L)}) {
            assertAnswer(answer(ApiException.status(ofApi, "busy.", (Duration) wait.get()[0])), 503, title, "Busy.",
                    OptionalLong.of((Long) wait.get()[1]));
        }
        assertAnswer(FailureAnswers.of(new WorkloadError("api", "prod", ofApi, "busy")), 503, title,
                "Every workload failed alike: busy.", OptionalLong.of(10));
    }

    @Test
    void quotaIsNoReasonToComeAgainSoon() {
        assertAnswer(answer(ApiException.quota("the quota is used up")), 503, "Quota used up", "The quota is used up.",
                OptionalLong.empty());
        assertAnswer(FailureAnswers.of(new WorkloadError("api", "prod", 429, "the quota is used up")), 503,
                "Quota used up", "The quota is used up.", OptionalLong.empty());
        assertAnswer(FailureAnswers.of(new WorkloadError("api", "prod", 500, "no quota")), 502,
                "Bad answer from the API", "Every workload failed alike: no quota.", OptionalLong.empty());
    }

    @Test
    void failuresWithoutAnAnswer() {
        assertAnswer(answer(ApiException.unreachable("the API cannot be reached")), 502, "Bad answer from the API",
                "The API cannot be reached.", OptionalLong.empty());
        assertAnswer(answer(ApiException.timedOut("late")), 504, "Timed out", "Late.", OptionalLong.empty());
    }
}
