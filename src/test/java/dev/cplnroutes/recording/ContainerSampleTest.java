package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import org.junit.jupiter.api.Test;

class ContainerSampleTest {

    @Test
    void labelsAreBoundedAndTellContainersApart() {
        String longText = "x".repeat(255) + "\uD83D\uDE00" + "y".repeat(500);
        List<ContainerSample> samples = ContainerSample.of(List.of(
                container("v-2", "main", longText, HealthStatus.HEALTHY, 1, 2, 3),
                container("v-1", "side", "image", HealthStatus.HEALTHY, null, null, null),
                container("v-1", "main", "image", HealthStatus.HEALTHY, 1, 2, -1),
                container("v-2", "main", "other", HealthStatus.UNHEALTHY, 10, null, 30)));
        assertThat(samples).extracting(ContainerSample::version, ContainerSample::name).containsExactly(
                tuple("v-1", "main"), tuple("v-1", "side"),
                tuple("v-2", "main"));
        assertThat(samples.get(0).restarts()).isZero();
        assertThat(samples.get(1).ready()).isNull();
        assertThat(samples.get(1).restarts()).isNull();
        assertThat(samples.get(2)).isEqualTo(new ContainerSample("v-2", "main", "x".repeat(255), "", "",
                HealthStatus.UNHEALTHY, 11L, 2L, 33L));
    }

    private static Container container(String version, String name, String image, HealthStatus health, Integer ready,
            Integer replicas, Integer restarts) {
        return new Container(name, image, "w", "g", "l", null, health, null, ready, replicas, null, null, restarts,
                null, null, null, version, null, null, null, null, null, null, null, null, null);
    }
}
