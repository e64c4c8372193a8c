package dev.cplnroutes.listing;

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

    private static final URI PAGE = URI.create("http://x/page");
    private static final Container HEALTHY = SampleContainers.of("api", "a", HealthStatus.HEALTHY);
    private static final Container UNHEALTHY = SampleContainers.of("api", "b", HealthStatus.UNHEALTHY);
    private static final Container SUSPENDED = SampleContainers.of("api", "c", HealthStatus.SUSPENDED);
    private static final Container UNKNOWN = SampleContainers.of("api", "d", HealthStatus.UNKNOWN);

    @Test
    void healthFilterLeavesOutUnhealthyAndUnknown() {
        List<Container> found = List.of(UNKNOWN, HEALTHY, UNHEALTHY, SUSPENDED, HEALTHY);
        assertThat(WorkloadOutcome.read(PAGE, found, true))
                .isEqualTo(new WorkloadOutcome(PAGE, List.of(HEALTHY, SUSPENDED, HEALTHY), null, 2, 2, 1));
        assertThat(WorkloadOutcome.read(PAGE, found, false))
                .isEqualTo(new WorkloadOutcome(PAGE, found, null, 2, 2, 1));
    }

    @Test
    void eachHealthIsCounted() {
        assertThat(WorkloadOutcome.read(PAGE, List.of(HEALTHY, HEALTHY, HEALTHY), true))
                .isEqualTo(new WorkloadOutcome(PAGE, List.of(HEALTHY, HEALTHY, HEALTHY), null, 3, 0, 0));
        assertThat(WorkloadOutcome.read(PAGE, List.of(UNHEALTHY), true))
                .isEqualTo(new WorkloadOutcome(PAGE, List.of(), null, 0, 1, 0));
        assertThat(WorkloadOutcome.read(PAGE, List.of(UNKNOWN, UNKNOWN), false))
                .isEqualTo(new WorkloadOutcome(PAGE, List.of(UNKNOWN, UNKNOWN), null, 0, 2, 0));
        assertThat(WorkloadOutcome.read(PAGE, List.of(SUSPENDED, SUSPENDED), true))
                .isEqualTo(new WorkloadOutcome(PAGE, List.of(SUSPENDED, SUSPENDED), null, 0, 0, 2));
        assertThat(WorkloadOutcome.read(PAGE, List.of(), true))
                .isEqualTo(new WorkloadOutcome(PAGE, List.of(), null, 0, 0, 0));
    }

    @Test
    void onlyAFailedOneHasAnError() {
        WorkloadError error = new WorkloadError("api", "prod", 500, "boom");
        assertThat(WorkloadOutcome.failed(PAGE, error).hasFailed()).isTrue();
        assertThat(WorkloadOutcome.failed(PAGE, error))
                .isEqualTo(new WorkloadOutcome(PAGE, List.of(), error, 0, 0, 0));
        assertThat(WorkloadOutcome.read(PAGE, List.of(), false).hasFailed()).isFalse();
        assertThat(WorkloadOutcome.read(PAGE, List.of(HEALTHY), false).hasFailed()).isFalse();
    }

    @Test
    void pageAloneChanges() {
        URI other = URI.create("http://x/other");
        assertThat(WorkloadOutcome.read(PAGE, List.of(HEALTHY, UNHEALTHY, SUSPENDED), false).onPage(other))
                .isEqualTo(WorkloadOutcome.read(other, List.of(HEALTHY, UNHEALTHY, SUSPENDED), false));
        WorkloadError error = new WorkloadError("api", "prod", 500, "boom");
        assertThat(WorkloadOutcome.failed(PAGE, error).onPage(other)).isEqualTo(WorkloadOutcome.failed(other, error));
    }
}
