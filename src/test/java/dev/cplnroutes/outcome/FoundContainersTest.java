package dev.cplnroutes.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.Test;

/**
 * The counts of one workload's containers, before and after the health filter.
 */
class FoundContainersTest {

    private static Container container(String name, HealthStatus health) {
        return SampleContainers.of("api", name, health);
    }

    @Test
    void unknownHealthIsCountedApart() {
        List<Container> all = List.of(container("a", HealthStatus.HEALTHY), container("b", HealthStatus.UNHEALTHY),
                container("c", HealthStatus.UNKNOWN), container("d", HealthStatus.SUSPENDED),
                container("e", HealthStatus.HEALTHY));
        FoundContainers found = FoundContainers.count(all);
        assertThat(found).isEqualTo(new FoundContainers(all, 2, 1, 1, 1));
        assertThat(found.withoutUnhealthy())
                .isEqualTo(new FoundContainers(List.of(all.get(0), all.get(3), all.get(4)), 2, 1, 1, 1));
    }

    @Test
    void withoutContainersThereIsNothingToCount() {
        assertThat(FoundContainers.count(List.of())).isEqualTo(FoundContainers.NONE);
        assertThat(FoundContainers.NONE).isEqualTo(new FoundContainers(List.of(), 0, 0, 0, 0));
        assertThat(FoundContainers.NONE.withoutUnhealthy()).isSameAs(FoundContainers.NONE);
    }

    @Test
    void listIsACopy() {
        List<Container> all = new ArrayList<>(List.of(container("a", HealthStatus.HEALTHY)));
        FoundContainers found = FoundContainers.count(all);
        all.clear();
        assertThat(found.containers()).hasSize(1);
    }

    @Test
    void countsAddUpAndTheFilterKeepsThem() {
        long seed = RandomSeed.next("found containers");
        Random random = new Random(seed);
        HealthStatus[] kinds = HealthStatus.values();
        for (int round = 0; round < 200; round++) {
            List<Container> all = new ArrayList<>();
            for (int i = 0; i < random.nextInt(8); i++) {
                all.add(container("c" + i, kinds[random.nextInt(kinds.length)]));
            }
            FoundContainers found = FoundContainers.count(all);
            assertThat(found.healthy() + found.unhealthy() + found.unknown() + found.suspended()).as("seed %d", seed)
                    .isEqualTo(all.size());
            FoundContainers filtered = found.withoutUnhealthy();
            assertThat(filtered.containers()).as("seed %d", seed).hasSize(found.healthy() + found.suspended())
                    .isSubsetOf(all).isSortedAccordingTo((one, other) -> one.name().compareTo(other.name()));
            assertThat(filtered.unhealthy()).isEqualTo(found.unhealthy());
            assertThat(filtered.unknown()).isEqualTo(found.unknown()).isEqualTo((int) all.stream()
                    .filter(container -> container.healthStatus() == HealthStatus.UNKNOWN).count());
        }
    }
}
