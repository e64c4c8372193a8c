package dev.cplnroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import org.junit.jupiter.api.Test;

/** The sample answers, mapped in full. */
class ContainerMapperSamplesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Container OLD_API = new Container(
            "api", "/org/acme/image/checkout:1.13", "checkout", "prod", "aws-us-west-2",
            "running", HealthStatus.HEALTHY, null,
            1, 1, 120, 301, null, null, null, null,
            "checkout-00006", 6L, false, "us-west-2a", "2026-03-01T10:11:12.000Z", "2026-03-04T10:12:00.000Z", null,
            new Container.ResourceLimits("250m", "512Mi"),
            List.of(new Container.Port(8080, "http")),
            List.of(
                    new Container.EnvironmentVariable("LOG_LEVEL", null),
                    new Container.EnvironmentVariable("DB_PASSWORD", "cpln://secret/checkout-db.password")));

    private static final Container NEW_API = new Container(
            "api", "/org/acme/image/checkout:1.14", "checkout", "prod", "aws-us-west-2",
            "deploying", HealthStatus.UNHEALTHY, "CrashLoopBackOff",
            2, 3, 240, 498, 4, "OOMKilled", 137, "2026-03-04T10:40:00.000Z",
            "checkout-00007", 7L, true, "us-west-2a", "2026-03-04T10:11:12.000Z", "2026-03-04T10:12:00.000Z", null,
            OLD_API.resourceLimits(), OLD_API.ports(), OLD_API.environmentVariables());

    private static final Container MOUNTER = new Container(
            "cpln-mounter", "controlplane/mounter:3", "checkout", "prod", "aws-us-west-2",
            "running", HealthStatus.HEALTHY, "Waiting for readiness",
            3, 3, null, null, null, null, null, null,
            "checkout-00007", 7L, true, "us-west-2a", "2026-03-04T10:11:12.000Z", "2026-03-04T10:12:00.000Z", null,
            null, null, null);

    private static final Container PROXY = new Container(
            "proxy", "envoyproxy/envoy:v1.31", "checkout", "prod", "aws-us-west-2",
            "running", HealthStatus.HEALTHY, "Waiting for readiness",
            3, 3, 12, 40, null, null, null, null,
            "checkout-00007", 7L, true, "us-west-2a", "2026-03-04T10:11:12.000Z", "2026-03-04T10:12:00.000Z", null,
            new Container.ResourceLimits("50m", "128Mi"), null, null);

    private static final Container REPORT = new Container(
            "report", "/org/acme/image/report:2.0", "nightly-report", "prod", "aws-us-west-2",
            "successful", HealthStatus.HEALTHY, "Completed",
            null, null, null, null, null, null, null, null,
            "version-2", 2L, true, null, null, "2026-03-04T03:05:00.000Z", "nightly-report-29012340",
            new Container.ResourceLimits("500m", "1Gi"), null, null);

    private final ContainerMapper mapper = new ContainerMapper();

    /** Maps twice: what is remembered of the first time is the same. */
    private List<Container> map(String gvc, JsonNode workload, JsonNode deploymentList, String location,
            boolean includeSystemContainers) {
        DeploymentList deployments = DeploymentList.read(deploymentList);
        List<Container> containers = mapper.map(gvc, WorkloadItem.read(workload), deployments, locations(location),
                includeSystemContainers);
        assertThat(mapper.map(gvc, WorkloadItem.read(workload), deployments, locations(location),
                includeSystemContainers))
                .isEqualTo(containers);
        return containers;
    }

    @Test
    void aWorkloadInTheMiddleOfARollout() throws IOException {
        List<Container> containers = map("prod", workload(0), sample("deployment-list"), null, false);

        assertThat(containers).containsExactly(OLD_API, NEW_API, PROXY);
        assertThat(containers).isUnmodifiable();
    }

    @Test
    void withThePlatformsOwnContainers() throws IOException {
        assertThat(map("prod", workload(0), sample("deployment-list"), null, true))
                .containsExactly(OLD_API, NEW_API, MOUNTER, PROXY);
    }

    @Test
    void inOneLocationOnly() throws IOException {
        JsonNode deployments = sample("deployment-list");

        assertThat(map("prod", workload(0), deployments, "aws-us-west-2", false))
                .containsExactly(OLD_API, NEW_API, PROXY);
        assertThat(map("prod", workload(0), deployments, "gcp-us-east1", false)).isEmpty();
        assertThat(map("prod", workload(0), deployments, "nowhere", false)).isEmpty();
    }

    @Test
    void aCronWorkload() throws IOException {
        assertThat(map("prod", workload(1), sample("cron-deployment-list"), null, false))
                .containsExactly(REPORT);
    }

    @Test
    void theGvcOfEachWorkload() throws IOException {
        assertThat(WorkloadItem.read(workload(0)).gvc()).isEqualTo("prod");
        assertThat(WorkloadItem.read(workload(1)).gvc()).isEqualTo("prod");
    }

    private static JsonNode workload(int position) throws IOException {
        return sample("workload-list").get("items").get(position);
    }

    static JsonNode sample(String name) throws IOException {
        try (InputStream stream = ContainerMapperSamplesTest.class.getResourceAsStream("/samples/" + name + ".json")) {
            return JSON.readTree(stream);
        }
    }

    private static List<String> locations(String location) {
        return location == null ? List.of() : List.of(location);
    }
}
