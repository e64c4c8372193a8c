package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class JobExecutionTest {

    private static final WorkloadIdentity JOB =
            new WorkloadIdentity("batch", "report", Instant.parse("2026-11-23T12:00:00Z"));

    @Test
    void successfulOneIsComplete() {
        JsonNode execution = execution("successful");

        assertThat(execution.get("status").asText()).isEqualTo("successful");
        assertThat(execution.get("startTime").asText()).isEqualTo("2026-11-23T11:00:00.000Z");
        assertThat(execution.get("completionTime").asText()).isEqualTo("2026-11-23T11:10:00.000Z");
        assertThat(execution.get("conditions").toString()).isEqualTo("[{\"status\":\"True\",\"type\":\"Complete\"}]");
        assertThat(execution.get("workloadVersion").asInt()).isEqualTo(JOB.version());
        assertThat(execution.at("/containers/job").toString()).isEqualTo(
                "{\"name\":\"job\",\"image\":\"report:2.6\",\"ready\":false,\"message\":\"Completed\"}");
    }

    @Test
    void failedOneSaysWhyAndHowOftenItRestarted() {
        JsonNode execution = execution("failed");

        assertThat(execution.at("/conditions/0/type").asText()).isEqualTo("Failed");
        assertThat(execution.at("/conditions/0/reason").asText()).isEqualTo("BackoffLimitExceeded");
        assertThat(execution.has("completionTime")).isTrue();
        assertThat(execution.at("/containers/job/restarts").toString())
                .isEqualTo("{\"count\":3,\"exitCode\":1,\"reason\":\"Error\"}");
    }

    @Test
    void activeOneHasAReplicaAndNoEnd() {
        JsonNode execution = execution("active");

        assertThat(execution.has("startTime")).isTrue();
        assertThat(execution.has("completionTime")).isFalse();
        assertThat(execution.get("conditions").isArray()).isTrue();
        assertThat(execution.get("conditions")).isEmpty();
        assertThat(execution.at("/containers/job/ready").asBoolean()).isTrue();
        assertThat(execution.at("/containers/job/resources/replicasReady").asInt()).isEqualTo(1);
        assertThat(execution.at("/containers/job/resources/cpu").asInt()).isBetween(380, 469);
        assertThat(execution.at("/containers/job/resources/memory").asInt()).isBetween(410, 479);
    }

    @Test
    void pendingOneHasNotStarted() {
        JsonNode execution = execution("pending");

        assertThat(execution.has("startTime")).isFalse();
        assertThat(execution.has("completionTime")).isFalse();
        assertThat(execution.at("/containers/job/ready").asBoolean(true)).isFalse();
    }

    @Test
    void nameDependsOnTheMinuteOfTheStart() {
        String name = execution("active").get("name").asText();

        assertThat(name).isEqualTo("report-" + Instant.parse("2026-11-23T11:00:00Z").getEpochSecond() / 60);
        assertThat(execution("active").get("replica").asText()).matches(name + "-[0-9a-f]{5}");
    }

    private static JsonNode execution(String state) {
        return new JobExecution(JOB, "here", state, Duration.ofHours(1), Duration.ofMinutes(10))
                .document(List.of(ApiJson.object().put("name", "job").put("image", "report:2.6")));
    }
}
