package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WorkloadDraftTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @Nested
    class Specification {

        @Test
        void lastContainerGetsPortsAndVariables() {
            JsonNode containers = draft().container("proxy", "envoy:1.2", 50, 64).port(80, "http").port(81, "tcp")
                    .env("A", "b").container("old", "old:1.0", 10, 16).lonePort(9187)
                    .build().document().at("/spec/containers");

            assertThat(containers.get(0).toString()).isEqualTo(
                    "{\"name\":\"main\",\"image\":\"shop:1.7\",\"cpu\":\"250m\",\"memory\":\"512Mi\"}");
            assertThat(containers.at("/1/ports").toString()).isEqualTo(
                    "[{\"number\":80,\"protocol\":\"http\"},{\"number\":81,\"protocol\":\"tcp\"}]");
            assertThat(containers.at("/1/env").toString()).isEqualTo("[{\"name\":\"A\",\"value\":\"b\"}]");
            assertThat(containers.at("/2/port").asInt()).isEqualTo(9187);
        }

        @Test
        void cronHasAScheduleAndNoStatus() {
            DemoWorkload cron = new WorkloadDraft("acme", "batch", "report", "cron", NOW).cron("15 0 * * *")
                    .container("job", "report:2.6", 500, 1024).deployTo(List.of("here")).build();

            assertThat(cron.document().at("/spec/job/schedule").asText()).isEqualTo("15 0 * * *");
            assertThat(cron.document().at("/spec/defaultOptions").toString()).isEqualTo("{\"suspend\":false}");
            assertThat(cron.document().has("status")).isFalse();
            assertThat(cron.deployments().get(0).at("/status/versions")).isEmpty();
            assertThat(cron.deployments().get(0).at("/status").has("endpoint")).isFalse();
        }

        @Test
        void sameNameGivesTheSameFigures() {
            assertThat(draft().deployTo(List.of("here")).build()).isEqualTo(draft().deployTo(List.of("here")).build());
            assertThat(new WorkloadIdentity("a", "b", NOW).host())
                    .isNotEqualTo(new WorkloadIdentity("b", "b", NOW).host());
        }

        @Test
        void figuresStayInTheirRanges() {
            for (int index = 0; index < 2_000; index++) {
                WorkloadIdentity identity = new WorkloadIdentity("prod", "workload-" + index, NOW);

                assertThat(identity.seed()).isBetween(0, 99_999);
                assertThat(identity.version()).isBetween(2, 10);
                assertThat(identity.sinceChange().toHours()).isBetween(2L, 701L);
            }
        }
    }

    @Nested
    class Healthy {

        @Test
        void everyReplicaOfEveryContainerIsReady() {
            JsonNode deployment = draft().system("istio-proxy").deployTo(List.of("aws-here")).build()
                    .deployments().get(0);

            assertThat(deployment.get("name").asText()).isEqualTo("aws-here");
            assertThat(deployment.at("/status/ready").asBoolean()).isTrue();
            JsonNode version = deployment.at("/status/versions/0");
            assertThat(version.get("zone").asText()).isEqualTo("herea");
            assertThat(version.get("workload").asInt())
                    .isEqualTo(deployment.at("/status/expectedDeploymentVersion").asInt());
            assertThat(version.get("containers").fieldNames()).toIterable().containsExactly("main", "istio-proxy");
            for (JsonNode container : version.get("containers")) {
                assertThat(container.get("ready").asBoolean()).isTrue();
                int replicas = container.at("/resources/replicas").asInt();
                assertThat(replicas).isBetween(2, 4);
                assertThat(container.at("/resources/replicasReady").asInt()).isEqualTo(replicas);
            }
            JsonNode usage = version.at("/containers/main/resources");
            assertThat(usage.get("cpu").asInt()).isBetween(usage.get("replicas").asInt() * 25 - 1,
                    usage.get("replicas").asInt() * 175);
            assertThat(usage.get("memory").asInt()).isBetween(usage.get("replicas").asInt() * 51 - 1,
                    usage.get("replicas").asInt() * 359);
        }
    }

    @Nested
    class States {

        private final WorkloadDraft draft = draft().deployTo(List.of("here", "there"));

        @Test
        void rolloutStartedSixMinutesAgo() {
            DemoWorkload workload = draft.rollingOut("here").build();
            JsonNode status = status(workload, 0);

            assertThat(workload.document().get("lastModified").asText()).isEqualTo("2026-11-23T11:54:00.000Z");
            assertThat(status.get("deploying").asBoolean()).isTrue();
            assertThat(status.at("/versions/1/created").asText()).isEqualTo("2026-11-23T11:54:00.000Z");
            assertThat(status.at("/versions/1/ready").asBoolean(true)).isFalse();
            assertThat(status.at("/versions/1/containers/main/resources/replicasReady").asInt()).isEqualTo(1);
            assertThat(status.at("/versions/0/containers/main/image").asText()).isEqualTo("shop:1.6");
            assertThat(status.at("/versions/0/containers/main/resources/replicas").asInt()).isEqualTo(1);
            assertThat(status.at("/versions/0/workload").asInt() + 1)
                    .isEqualTo(status.at("/versions/1/workload").asInt());
            assertThat(status(workload, 1).get("versions")).hasSize(1);
        }

        @Test
        void oldVersionRemainsWithoutReplicas() {
            JsonNode versions = status(draft.in("here", DeploymentDraft::oldVersionRemains).build(), 0).get("versions");

            assertThat(versions).hasSize(2);
            assertThat(versions.at("/0/ready").asBoolean(true)).isFalse();
            assertThat(versions.at("/0/containers/main/resources/replicas").asInt(-1)).isZero();
            assertThat(versions.at("/0/containers/main/ready").asBoolean(true)).isFalse();
            assertThat(versions.at("/1/ready").asBoolean()).isTrue();
        }

        @Test
        void crashLoopIsInOneLocationOnly() {
            DemoWorkload workload = draft.in("there", deployment -> deployment.crashLoop("main")).build();

            assertThat(status(workload, 0).get("ready").asBoolean()).isTrue();
            assertThat(status(workload, 1).get("ready").asBoolean(true)).isFalse();
            assertThat(status(workload, 1).get("message").asText()).isEqualTo("Container main is not ready");
            assertThat(status(workload, 1).at("/versions/0/message").asText()).isEqualTo("Waiting for readiness");
            JsonNode container = status(workload, 1).at("/versions/0/containers/main");
            assertThat(container.get("ready").asBoolean(true)).isFalse();
            assertThat(container.at("/resources/replicasReady").asInt(-1)).isZero();
            assertThat(container.at("/restarts/count").asInt()).isEqualTo(17);
        }

        @Test
        void restartedContainerIsHealthyAgain() {
            JsonNode container = status(draft.in("here", deployment -> deployment.restarted("main")).build(), 0)
                    .at("/versions/0/containers/main");

            assertThat(container.get("ready").asBoolean()).isTrue();
            assertThat(container.at("/restarts/count").asInt()).isEqualTo(1);
            assertThat(container.at("/restarts/lastRestartTime").asText()).isEqualTo("2026-11-22T05:00:00.000Z");
        }

        @Test
        void imageThatCannotBePulled() {
            JsonNode status = status(draft.in("here", deployment -> deployment.cannotPullImage("main")).build(), 0);

            assertThat(status.get("ready").asBoolean(true)).isFalse();
            assertThat(status.at("/versions/0/message").asText()).isEqualTo("ImagePullBackOff");
            assertThat(status.at("/versions/0/containers/main/message").asText()).isEqualTo("ImagePullBackOff");
            assertThat(status.at("/versions/0/containers/main/ready").asBoolean(true)).isFalse();
            assertThat(status.at("/versions/0/containers/main/resources/replicasReady").asInt(-1)).isZero();
        }

        @Test
        void fewReplicasAreReady() {
            JsonNode version = status(draft.in("here", DeploymentDraft::fewReplicas).build(), 0).at("/versions/0");

            assertThat(version.get("message").asText()).contains("insufficient memory");
            assertThat(version.at("/containers/main/ready").asBoolean(true)).isFalse();
            assertThat(version.at("/containers/main/resources/replicasReady").asInt()).isEqualTo(1);
            assertThat(version.at("/containers/main/resources/replicas").asInt()).isGreaterThan(1);
        }

        @Test
        void suspendedLocationHasFewFields() {
            DemoWorkload workload = draft.suspendedIn("there").build();

            assertThat(workload.document().at("/spec/localOptions").toString())
                    .isEqualTo("[{\"location\":\"//location/there\",\"suspend\":true}]");
            assertThat(status(workload, 1).fieldNames()).toIterable()
                    .containsExactly("remote", "ready", "message", "versions");
            assertThat(status(workload, 1).at("/versions/0/containers/main").toString())
                    .isEqualTo("{\"name\":\"main\",\"image\":\"shop:1.7\"}");
            assertThat(status(workload, 0).get("ready").asBoolean()).isTrue();
        }

        @Test
        void suspendedWorkloadHasNoReplicasAnywhere() {
            DemoWorkload workload = draft.suspended().build();

            assertThat(workload.document().at("/spec/defaultOptions/suspend").asBoolean()).isTrue();
            for (int index = 0; index < 2; index++) {
                assertThat(status(workload, index).get("message").asText()).contains("suspend is set to true");
                assertThat(status(workload, index).get("ready").asBoolean(true)).isFalse();
                assertThat(status(workload, index).at("/versions/0/ready").asBoolean(true)).isFalse();
                JsonNode container = status(workload, index).at("/versions/0/containers/main");
                assertThat(container.get("ready").asBoolean(true)).isFalse();
                assertThat(container.get("resources").toString()).isEqualTo("{\"replicas\":0}");
            }
        }

        @Test
        void scaledToZeroHasNoReplicasAnywhere() {
            DemoWorkload workload = draft.scaledToZero().build();

            assertThat(workload.document().at("/spec/defaultOptions/autoscaling/minScale").asInt(-1)).isZero();
            assertThat(workload.document().at("/spec/defaultOptions/autoscaling/maxScale").asInt(-1)).isZero();
            assertThat(status(workload, 1).get("message").asText()).isEqualTo("Scaled to zero");
            assertThat(status(workload, 1).at("/versions/0/containers/main/resources/replicas").asInt(-1)).isZero();
        }

        @Test
        void staleStatusIsOld() {
            DemoWorkload workload = draft.in("here", DeploymentDraft::stale).build();

            assertThat(status(workload, 0).get("message").asText()).isEqualTo("Status details are stale");
            assertThat(workload.deployments().get(0).get("lastModified").asText())
                    .isEqualTo("2026-11-23T10:25:00.000Z");
        }

        @Test
        void failedSyncLeavesTheOlderVersionProcessed() {
            JsonNode status = status(draft.in("here", DeploymentDraft::syncFailed).build(), 0);

            assertThat(status.at("/internal/syncFailed").asBoolean()).isTrue();
            assertThat(status.get("lastProcessedVersion").asInt() + 1)
                    .isEqualTo(status.get("expectedDeploymentVersion").asInt());
        }

        @Test
        void neverDeployedHasNoStatus() {
            DemoWorkload workload = draft.neverDeployed().build();

            assertThat(workload.document().has("status")).isFalse();
            assertThat(workload.deployments()).hasSize(2).noneMatch(deployment -> deployment.has("status"));
        }
    }

    private static WorkloadDraft draft() {
        return new WorkloadDraft("acme", "prod", "shop", "standard", NOW).container("main", "shop:1.7", 250, 512);
    }

    private static JsonNode status(DemoWorkload workload, int index) {
        return workload.deployments().get(index).get("status");
    }
}
