package dev.cplnroutes.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.Test;

/** Containers that are counted by their fields. */
class ContainerGroupsTest {

    private static Container container(String gvc, String location, HealthStatus health) {
        return SampleContainers.of(gvc, "api", location, null, null, "main", health);
    }

    @Test
    void theLargestGroupComesFirstThenByTheValuesWithWhatIsAbsentLast() {
        List<Map<String, Object>> groups = ContainerGroups.of(List.of(
                container("test", null, HealthStatus.UNKNOWN),
                container("test", "west", HealthStatus.HEALTHY),
                container("prod", "west", HealthStatus.UNHEALTHY),
                container("test", "east", HealthStatus.SUSPENDED),
                container("prod", "west", HealthStatus.HEALTHY)), List.of("gvcName", "location"));
        assertThat(groups).extracting(Map::toString).containsExactly(
                "{gvcName=prod, location=west, count=2, healthy=1, unhealthy=1, suspended=0, unknown=0}",
                "{gvcName=test, location=east, count=1, healthy=0, unhealthy=0, suspended=1, unknown=0}",
                "{gvcName=test, location=west, count=1, healthy=1, unhealthy=0, suspended=0, unknown=0}",
                "{gvcName=test, count=1, healthy=0, unhealthy=0, suspended=0, unknown=1}");
    }

    @Test
    void healthIsAFieldAsAnyOther() {
        assertThat(ContainerGroups.of(List.of(container("prod", "west", HealthStatus.UNHEALTHY)),
                List.of("healthStatus"))).extracting(Map::toString)
                .containsExactly("{healthStatus=unhealthy, count=1, healthy=0, unhealthy=1, suspended=0, unknown=0}");
    }

    @Test
    void withoutContainersThereIsNoGroup() {
        assertThat(ContainerGroups.of(List.of(), List.of("gvcName"))).isEmpty();
    }

    @Test
    void everyContainerIsInOneGroup() {
        Random random = new Random(RandomSeed.next("groups"));
        HealthStatus[] healths = HealthStatus.values();
        List<Container> containers = Stream.generate(() -> container("gvc-" + random.nextInt(3),
                random.nextInt(4) == 0 ? null : "location-" + random.nextInt(3),
                healths[random.nextInt(healths.length)])).limit(500).toList();
        List<Map<String, Object>> groups = ContainerGroups.of(containers, List.of("gvcName", "location"));
        assertThat(groups).allSatisfy(group -> {
            List<Container> expected = containers.stream().filter(container -> container.gvcName()
                    .equals(group.get("gvcName"))
                    && String.valueOf(container.location()).equals(String.valueOf(group.get("location")))).toList();
            assertThat(group).containsEntry("count", expected.size());
            for (HealthStatus health : healths) {
                assertThat(group).containsEntry(health.text(),
                        (int) expected.stream().filter(container -> container.healthStatus() == health).count());
            }
        });
        assertThat(groups.stream().mapToInt(group -> (int) group.get("count")).sum()).isEqualTo(500);
        assertThat(groups).extracting(group -> -(int) group.get("count")).isSorted();
    }
}
