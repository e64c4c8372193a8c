package dev.cplnroutes.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.Test;

/**
 * What one workload came to: the health filter and the counts before it.
 */
class WorkloadOutcomeTest {

    private static WorkloadOutcome read(URI page, List<Container> containers, boolean filterUnhealthy) {
        FoundContainers found = FoundContainers.count(containers);
        return WorkloadOutcome.read(page, filterUnhealthy ? found.withoutUnhealthy() : found);
    }

    private static WorkloadOutcome outcome(List<Container> kept, WorkloadError error, int healthy, int unhealthy,
            int unknown, int suspended) {
        return new WorkloadOutcome(PAGE, new FoundContainers(kept, healthy, unhealthy, unknown, suspended), error,
                false);
    }

    private static final URI PAGE = URI.create("http://x/page");
    private static final Container HEALTHY = SampleContainers.of("api", "a", HealthStatus.HEALTHY);
    private static final Container UNHEALTHY = SampleContainers.of("api", "b", HealthStatus.UNHEALTHY);
    private static final Container SUSPENDED = SampleContainers.of("api", "c", HealthStatus.SUSPENDED);
    private static final Container UNKNOWN = SampleContainers.of("api", "d", HealthStatus.UNKNOWN);

    @Test
    void healthFilterLeavesOutUnhealthyAndUnknown() {
        List<Container> found = List.of(UNKNOWN, HEALTHY, UNHEALTHY, SUSPENDED, HEALTHY);
        assertThat(read(PAGE, found, true))
                .isEqualTo(outcome(List.of(HEALTHY, SUSPENDED, HEALTHY), null, 2, 1, 1, 1));
        assertThat(read(PAGE, found, false))
                .isEqualTo(outcome(found, null, 2, 1, 1, 1));
    }

    @Test
    void eachHealthIsCounted() {
        assertThat(read(PAGE, List.of(HEALTHY, HEALTHY, HEALTHY), true))
                .isEqualTo(outcome(List.of(HEALTHY, HEALTHY, HEALTHY), null, 3, 0, 0, 0));
        assertThat(read(PAGE, List.of(UNHEALTHY), true))
                .isEqualTo(outcome(List.of(), null, 0, 1, 0, 0));
        assertThat(read(PAGE, List.of(UNKNOWN, UNKNOWN), false))
                .isEqualTo(outcome(List.of(UNKNOWN, UNKNOWN), null, 0, 0, 2, 0));
        assertThat(read(PAGE, List.of(SUSPENDED, SUSPENDED), true))
                .isEqualTo(outcome(List.of(SUSPENDED, SUSPENDED), null, 0, 0, 0, 2));
        assertThat(read(PAGE, List.of(), true)).isEqualTo(outcome(List.of(), null, 0, 0, 0, 0));
    }

    @Test
    void onlyAFailedOneHasAnError() {
        WorkloadError error = new WorkloadError("api", "prod", 500, "boom");
        assertThat(WorkloadOutcome.failed(PAGE, error).hasFailed()).isTrue();
        assertThat(WorkloadOutcome.failed(PAGE, error))
                .isEqualTo(outcome(List.of(), error, 0, 0, 0, 0));
        assertThat(read(PAGE, List.of(), false).hasFailed()).isFalse();
        assertThat(read(PAGE, List.of(HEALTHY), false).hasFailed()).isFalse();
    }

    @Test
    void pageAloneChanges() {
        URI other = URI.create("http://x/other");
        assertThat(read(PAGE, List.of(HEALTHY, UNHEALTHY, SUSPENDED), false).onPage(other))
                .isEqualTo(read(other, List.of(HEALTHY, UNHEALTHY, SUSPENDED), false));
        WorkloadError error = new WorkloadError("api", "prod", 500, "boom");
        assertThat(WorkloadOutcome.failed(PAGE, error).onPage(other)).isEqualTo(WorkloadOutcome.failed(other, error));
    }
}
