package dev.cplnroutes.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import dev.cplnroutes.WorkloadError;
import org.junit.jupiter.api.Test;

/**
 * The errors of a listing as texts.
 */
class ErrorTextsTest {

    private static List<WorkloadError> errors(int count) {
        return IntStream.range(0, count).mapToObj(i -> new WorkloadError("w" + i, "prod", 500 + i % 5, "no")).toList();
    }

    @Test
    void textNamesWhatIsKnown() {
        assertThat(ErrorTexts.of(List.of(new WorkloadError("api", "prod", 403, "no"),
                new WorkloadError(null, "prod", 502, "a page"), new WorkloadError(null, null, 504, "late"),
                new WorkloadError("api", null, 502, "odd"))))
                .containsExactly("prod/api: 403 no", "prod: 502 a page", "504 late", "/api: 502 odd");
    }

    @Test
    void thereAreAHundredAndThenTheNumberOfTheRest() {
        assertThat(ErrorTexts.of(List.of())).isEmpty();
        assertThat(ErrorTexts.of(errors(100))).hasSize(100).endsWith("prod/w99: 504 no");
        assertThat(ErrorTexts.of(errors(101))).hasSize(101).contains("prod/w99: 504 no").endsWith("and 1 more");
        assertThat(ErrorTexts.of(errors(10_000))).hasSize(101).endsWith("and 9900 more");
        assertThat(ErrorTexts.of(errors(7), 5)).hasSize(6).endsWith("prod/w4: 504 no", "and 2 more");
    }
}
