package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How the process says what a listing came to. */
class ExitCodeTest {

    private static final Set<HealthStatus> WRONG = Set.of(HealthStatus.UNHEALTHY, HealthStatus.UNKNOWN);

    private static ListingStatistics found(int healthy, int unhealthy, int unknown, int suspended) {
        return new ListingStatistics("id", Instant.EPOCH, Instant.EPOCH, 0, 1, 1, 0, healthy + unhealthy + unknown
                + suspended, healthy, unhealthy, unknown, suspended, 0, 0, 0, 1, 0, List.of(), null);
    }

    private static ListingResult result(boolean complete, boolean truncated, String nextCursor,
            Map<String, List<String>> unmatched, ListingStatistics statistics) {
        return new ListingResult(List.of(), complete, List.of(), truncated, nextCursor, unmatched, statistics, null,
                null);
    }

    static Stream<Arguments> listings() {
        ListingStatistics none = found(9, 0, 0, 0);
        ListingStatistics some = found(9, 1, 0, 0);
        return Stream.of(
                Arguments.of(result(true, false, null, null, none), WRONG, 0),
                Arguments.of(result(true, false, null, null, some), WRONG, 5),
                Arguments.of(result(true, false, null, null, found(9, 0, 1, 0)), WRONG, 5),
                Arguments.of(result(true, false, null, null, found(9, 0, 1, 4)), Set.of(HealthStatus.UNHEALTHY), 0),
                Arguments.of(result(true, false, null, null, found(0, 3, 1, 1)), Set.of(HealthStatus.HEALTHY), 0),
                Arguments.of(result(true, false, null, null, found(1, 0, 0, 0)), Set.of(HealthStatus.HEALTHY), 5),
                Arguments.of(result(true, false, null, null, found(1, 0, 0, 1)), Set.of(HealthStatus.SUSPENDED), 5),
                // Only a whole answer is an answer.
                Arguments.of(result(false, false, null, null, none), WRONG, 3),
                Arguments.of(result(false, false, null, null, some), WRONG, 3),
                // What was not looked at is no all-clear.
                Arguments.of(result(true, true, null, null, none), WRONG, 3),
                Arguments.of(result(true, false, "next", null, none), WRONG, 3),
                Arguments.of(result(true, true, null, null, some), WRONG, 5),
                // A misspelt name is no all-clear either, and that nothing is unhealthy is good news.
                Arguments.of(result(true, false, null, Map.of("location", List.of("us")), none), WRONG, 3),
                Arguments.of(result(true, false, null, Map.of("healthStatus", List.of("unhealthy")), none), WRONG, 0),
                Arguments.of(result(true, false, null, Map.of("latest", List.of("false"), "tag", List.of("x")), none),
                        WRONG, 3),
                Arguments.of(result(true, false, null, Map.of("minRestarts", List.of("5"), "restartedWithin",
                        List.of("PT1H"), "latest", List.of("false")), none), WRONG, 0));
    }

    @ParameterizedTest
    @MethodSource("listings")
    void codeTellsWhatWasFound(ListingResult result, Set<HealthStatus> failOn, int expected) {
        assertThat(ExitCode.of(result, failOn)).isEqualTo(expected);
    }

    @Test
    void withoutFailOnNothingIsLookedFor() {
        assertThat(ExitCode.of(result(true, true, "next", Map.of("gvc", List.of("x")), null), Set.of())).isZero();
        assertThat(ExitCode.of(result(false, false, null, null, null), Set.of())).isEqualTo(3);
    }
}
