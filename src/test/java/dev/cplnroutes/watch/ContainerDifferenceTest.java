package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import org.junit.jupiter.api.Test;

/** What differs between two states of a workload. */
class ContainerDifferenceTest {

    private static Container container(String status, HealthStatus health, Integer cpu) {
        return new Container("main", null, "a", "prod", "west", status, health, null, null, null, cpu, null, null, null,
                null, null, null, null, null, null, null, null, null, null, null, null);
    }

    private static Map<String, Container> containers(Object... keysAndContainers) {
        Map<String, Container> containers = new LinkedHashMap<>();
        for (int i = 0; i < keysAndContainers.length; i += 2) {
            containers.put((String) keysAndContainers[i], (Container) keysAndContainers[i + 1]);
        }
        return containers;
    }

    @Test
    void whatIsGoneComesFirstThenWhatIsNewOrHasChanged() {
        Container running = container("running", HealthStatus.HEALTHY, null);
        Container sick = container("notReady", HealthStatus.UNHEALTHY, null);
        List<ContainerDifference> differences = ContainerDifference.between(
                containers("same", running, "gone", running, "changed", running),
                containers("new", sick, "changed", sick, "same", running), false);
        assertThat(differences).containsExactly(
                new ContainerDifference("gone", running, null, List.of()),
                new ContainerDifference("new", null, sick, List.of()),
                new ContainerDifference("changed", running, sick, List.of("status", "healthStatus")));
    }

    @Test
    void usageAloneIsADifferenceOnlyWhereItIsAskedFor() {
        Map<String, Container> idle = containers("key", container("running", HealthStatus.HEALTHY, null));
        Map<String, Container> busy = containers("key", container("running", HealthStatus.HEALTHY, 500));
        assertThat(ContainerDifference.between(idle, busy, false)).isEmpty();
        assertThat(ContainerDifference.between(idle, idle, true)).isEmpty();
        assertThat(ContainerDifference.between(idle, busy, true)).singleElement()
                .satisfies(difference -> assertThat(difference.changed()).containsExactly("cpuUsage"));
        Map<String, Container> busyAndSick = containers("key", container("notReady", HealthStatus.HEALTHY, 500));
        assertThat(ContainerDifference.between(idle, busyAndSick, false)).singleElement()
                .satisfies(difference -> assertThat(difference.changed()).containsExactly("status", "cpuUsage"));
    }
}
