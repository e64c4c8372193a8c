package dev.cplnroutes.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cplnroutes.testing.SampleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The containers that one answer may have, from both limits of a request and from what earlier pages had.
 */
class ResultLimitTest {

    private static ResultLimit limit(Integer maxResults, Integer pageSize, int spent) {
        return ResultLimit.of(new SampleOptions().withLimits(maxResults, pageSize).resolved(), spent);
    }

    @ParameterizedTest
    @CsvSource({"10,,0,10,false", "10,,4,6,false", "10,3,0,3,true", "10,3,6,3,true", "10,3,7,3,false", "10,3,8,2,false",
        "10,10,0,10,false", "10,20,0,10,false", ",3,0,3,true", ",3,99,3,true"})
    void smallerOneCounts(Integer maxResults, Integer pageSize, int spent, int containers, boolean isOfPage) {
        ResultLimit limit = limit(maxResults, pageSize, spent);
        assertThat(limit).isEqualTo(new ResultLimit(containers, isOfPage));
        assertThat(limit.exists()).isTrue();
    }

    @Test
    void withoutBothThereIsNone() {
        ResultLimit none = limit(null, null, 0);
        assertThat(none.exists()).isFalse();
        assertThat(none.isOfPage()).isFalse();
        assertThat(none.isReached(1_000_000)).isFalse();
    }

    @Test
    void pageWantsOneMoreThanItShows() {
        assertThat(limit(null, 3, 0).wanted()).isEqualTo(4);
        assertThat(limit(null, 3, 0).isReached(3)).isFalse();
        assertThat(limit(null, 3, 0).isReached(4)).isTrue();
        assertThat(limit(3, null, 0).wanted()).isEqualTo(3);
        assertThat(limit(3, null, 0).isReached(2)).isFalse();
        assertThat(limit(3, null, 0).isReached(3)).isTrue();
        assertThat(limit(3, null, 0).isReached(9)).isTrue();
    }
}
