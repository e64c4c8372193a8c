package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class RealisticOrganizationTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final DemoOrganization organization = DemoOrganization.realistic("acme", NOW);

    @Test
    void isTheSameEachTime() {
        assertThat(DemoOrganization.realistic("acme", NOW)).isEqualTo(organization);
    }

    @Test
    void hasHundredWorkloadsOfEveryTypeInFourGvcs() {
        assertThat(organization.workloads()).hasSize(100);
        assertThat(organization.gvcs()).hasSize(4);
        assertThat(organization.workloads()).extracting(workload -> workload.document().at("/spec/type").asText())
                .contains("standard", "serverless", "stateful", "cron");
        assertThat(organization.workloads()).flatExtracting(DemoWorkload::deployments)
                .extracting(deployment -> deployment.get("name").asText())
                .contains("aws-us-west-2", "aws-eu-central-1", "gcp-us-east1", "azure-eastus2");
        assertThat(organization.summary()).startsWith("4 GVCs with 100 workloads and ").endsWith("4 locations");
    }

    @Test
    void isHealthyForTheMostPart() {
        long healthy = organization.workloads().stream()
                .filter(workload -> !workload.deployments().isEmpty())
                .filter(workload -> workload.deployments().stream().allMatch(deployment ->
                        deployment.at("/status/ready").asBoolean()
                                && !deployment.at("/status/deploying").asBoolean()
                                && deployment.at("/status/message").asText().isEmpty()))
                .count();

        assertThat(healthy).isBetween(75L, 95L);
    }

    @Test
    void hasRollout() {
        JsonNode versions = deployment("prod", "checkout", "aws-us-west-2").at("/status/versions");

        assertThat(versions).hasSize(2);
        assertThat(versions.at("/0/containers/main/resources/replicas").asInt()).isEqualTo(1);
        assertThat(versions.at("/1/ready").asBoolean()).isFalse();
        assertThat(versions.at("/0/workload").asInt()).isLessThan(versions.at("/1/workload").asInt());
        assertThat(versions.at("/0/containers/main/image").asText())
                .isNotEqualTo(versions.at("/1/containers/main/image").asText());
    }

    @Test
    void hasVersionOnItsWayOut() {
        JsonNode versions = deployment("prod", "cart", "aws-us-west-2").at("/status/versions");

        assertThat(versions.at("/0/containers/main/resources/replicas").asInt(-1)).isZero();
        assertThat(versions.at("/1/ready").asBoolean()).isTrue();
    }

    @Test
    void hasCrashLoop() {
        JsonNode container = deployment("prod", "fraud-scoring", "aws-us-west-2")
                .at("/status/versions/0/containers/main");

        assertThat(container.get("message").asText()).isEqualTo("CrashLoopBackOff");
        assertThat(container.at("/restarts/reason").asText()).isEqualTo("OOMKilled");
        assertThat(container.at("/restarts/exitCode").asInt()).isEqualTo(137);
        assertThat(container.at("/restarts/count").asInt()).isPositive();
        assertThat(container.at("/restarts/lastRestartTime").asText()).isEqualTo("2026-11-23T11:56:00.000Z");
        assertThat(container.at("/resources/replicasReady").asInt(-1)).isZero();
    }

    @Test
    void hasSuspendedLocationWithFewFields() {
        JsonNode options = workload("prod", "checkout").document().at("/spec/localOptions/0");
        JsonNode status = deployment("prod", "checkout", "gcp-us-east1").get("status");

        assertThat(options.get("location").asText()).isEqualTo("//location/gcp-us-east1");
        assertThat(options.get("suspend").asBoolean()).isTrue();
        assertThat(status.get("ready").asBoolean(true)).isFalse();
        assertThat(status.has("internal")).isFalse();
        assertThat(status.at("/versions/0").has("name")).isFalse();
        assertThat(status.at("/versions/0").has("zone")).isFalse();
        assertThat(status.at("/versions/0/containers/main").has("resources")).isFalse();
    }

    @Test
    void hasSuspendedWorkloadAndOneScaledToZero() {
        assertThat(workload("staging", "sms-sender").document().at("/spec/defaultOptions/suspend").asBoolean())
                .isTrue();
        JsonNode scaling = workload("prod", "returns").document().at("/spec/defaultOptions/autoscaling");
        assertThat(scaling.get("minScale").asInt(-1)).isZero();
        assertThat(scaling.get("maxScale").asInt(-1)).isZero();
    }

    @Test
    void hasJobsOfEachOutcome() {
        assertThat(execution("invoice-run").get("status").asText()).isEqualTo("failed");
        assertThat(execution("invoice-run").at("/conditions/0/reason").asText()).isEqualTo("BackoffLimitExceeded");
        assertThat(execution("nightly-report").get("status").asText()).isEqualTo("successful");
        assertThat(execution("nightly-report").get("startTime").asText()).isEqualTo("2026-11-23T00:15:00.000Z");
        assertThat(execution("database-backup").get("status").asText()).isEqualTo("active");
        assertThat(execution("database-backup").has("completionTime")).isFalse();
        assertThat(execution("fraud-model-training").get("status").asText()).isEqualTo("pending");
        assertThat(execution("fraud-model-training").has("startTime")).isFalse();
        assertThat(deployment("batch", "newsletter", "aws-us-west-2").get("status").has("jobExecutions")).isFalse();
    }

    @Test
    void hasStaleStatusAndFailedSync() {
        assertThat(deployment("prod", "audit-log", "aws-eu-central-1").at("/status/message").asText())
                .isEqualTo("Status details are stale");
        JsonNode failed = deployment("prod", "warehouse-sync", "aws-eu-central-1").get("status");
        assertThat(failed.at("/internal/syncFailed").asBoolean()).isTrue();
        assertThat(failed.get("lastProcessedVersion").asInt())
                .isLessThan(failed.get("expectedDeploymentVersion").asInt());
    }

    @Test
    void hasWorkloadsThatWereNeverDeployed() {
        assertThat(workload("staging", "gift-cards").document().has("status")).isFalse();
        assertThat(deployment("staging", "gift-cards", "aws-us-west-2").has("status")).isFalse();
        assertThat(workload("edge", "legacy-redirects").deployments()).isEmpty();
    }

    @Test
    void hasSystemContainersThatNoSpecificationNames() {
        Set<String> running = new HashSet<>();
        Set<String> specified = new HashSet<>();
        for (DemoWorkload workload : organization.workloads()) {
            specified.addAll(workload.document().at("/spec/containers").findValuesAsText("name"));
            workload.deployments().forEach(deployment -> deployment.at("/status/versions").forEach(version ->
                    version.get("containers").fieldNames().forEachRemaining(running::add)));
        }

        assertThat(running).contains("cpln-mounter", "istio-proxy", "queue-proxy", "main");
        assertThat(specified).doesNotContain("cpln-mounter", "istio-proxy", "queue-proxy");
    }

    @Test
    void hasBothFormsOfPortsAndBothKindsOfValues() {
        List<JsonNode> containers = organization.workloads().stream()
                .flatMap(workload -> StreamSupport.stream(
                        workload.document().at("/spec/containers").spliterator(), false))
                .toList();

        assertThat(containers).anyMatch(container -> container.has("port"));
        assertThat(containers).anyMatch(container -> container.has("ports"));
        assertThat(containers).flatExtracting(container -> container.findValuesAsText("value"))
                .contains("info", "cpln://secret/checkout-db.password");
    }

    private DemoWorkload workload(String gvc, String name) {
        return organization.workloads().stream()
                .filter(workload -> workload.gvc().equals(gvc) && workload.name().equals(name))
                .findFirst().orElseThrow();
    }

    private JsonNode deployment(String gvc, String name, String location) {
        return workload(gvc, name).deployments().stream()
                .filter(deployment -> deployment.get("name").asText().equals(location))
                .findFirst().orElseThrow();
    }

    private JsonNode execution(String job) {
        return deployment("batch", job, "aws-us-west-2").at("/status/jobExecutions/0");
    }
}
