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
                HealthStatus.UNHEALTHY, 11L, 2L, 33L, null));
    }

    private static Container restarted(String version, String reason, Integer exitCode) {
        return new Container("main", "i", "w", "g", "l", null, HealthStatus.HEALTHY, null, 1, 1, null, null, 2, reason,
                exitCode, null, version, null, null, null, null, null, null, null, null, null);
    }

    @Test
    void lastRestartIsThereAsFarAsTheApiSays() {
        assertThat(ContainerSample.of(List.of(restarted("v-1", "r".repeat(300), 137), restarted("v-2", "Error", null),
                restarted("v-3", null, -1), restarted("v-4", null, null), restarted("v-5", null, null),
                restarted("v-5", "Error", 1)))).extracting(ContainerSample::lastRestart).containsExactly(
                        new ContainerSample.LastRestart("r".repeat(256), "137"),
                        new ContainerSample.LastRestart("Error", ""), new ContainerSample.LastRestart("", "-1"), null,
                        new ContainerSample.LastRestart("Error", "1"));
    }

    private static Container container(String version, String name, String image, HealthStatus health, Integer ready,
            Integer replicas, Integer restarts) {
        return new Container(name, image, "w", "g", "l", null, health, null, ready, replicas, null, null, restarts,
                null, null, null, version, null, null, null, null, null, null, null, null, null);
    }
}
