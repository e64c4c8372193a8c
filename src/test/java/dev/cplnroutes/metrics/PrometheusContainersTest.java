package dev.cplnroutes.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.recording.ContainerInventory;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.testing.PrometheusText;
import dev.cplnroutes.testing.SampleOptions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

/**
 * The text that Prometheus reads of an inventory.
 */
class PrometheusContainersTest {

    private final ContainerInventory inventory = new ContainerInventory();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private void list(int maximum, Container... containers) {
        ApiSettings settings = new ApiSettings();
        settings.setOrg("acme");
        inventory.setMaximumContainers(String.valueOf(maximum));
        inventory.connect();
        registry.getPrometheusRegistry().register(new PrometheusContainers(inventory, settings));
        ContainerInventory.Reading reading = inventory.begin(new ResolvedRequest(SampleOptions.selection("*", null,
                null), true, 1, false,
                Duration.ZERO, null, null, null, 0, Duration.ZERO, 1, false, false, true, List.of(), List.of()),
                        Instant.ofEpochMilli(1_500));
        reading.read(0, "prod", "shop", List.of(containers));
        reading.end(List.of(), Set.of());
    }

    private PrometheusText scrape() {
        return PrometheusText.of(registry.scrape());
    }

    private static Container container(String name, HealthStatus health, Integer ready, Integer replicas,
            Integer restarts) {
        return new Container(name, "img:1", "shop", "prod", "here", null, health, null, ready, replicas, null, null,
                restarts, restarts == null || restarts == 0 ? null : "OOMKilled", restarts == null || restarts == 0
                        ? null : Integer.valueOf(137), null, "v1", 1L, true, "z1", null, null, null, null, null, null);
    }

    @Test
    void containerHasAllItsMeters() {
        list(10, container("main", HealthStatus.UNHEALTHY, 1, 2, 17));
        PrometheusText text = scrape();
        Map<String, String> labels = Map.of("container", "main", "gvc", "prod", "location", "here", "org", "acme",
                "version", "v1", "workload", "shop");
        assertThat(text.samples()).containsExactlyInAnyOrder(
                new PrometheusText.Sample("cpln_container_info", 
                        with(labels, Map.of("image", "img:1", "latest", "true", "zone", "z1")), 1),
                new PrometheusText.Sample("cpln_container_health_status",
                        with(labels, Map.of("health", "unhealthy")), 1),
                new PrometheusText.Sample("cpln_container_ready_replicas", labels, 1),
                new PrometheusText.Sample("cpln_container_replicas", labels, 2),
                new PrometheusText.Sample("cpln_container_restarts_total", labels, 17),
                new PrometheusText.Sample("cpln_container_last_restart_info",
                        with(labels, Map.of("reason", "OOMKilled", "exit_code", "137")), 1),
                new PrometheusText.Sample("cpln_containers_listed_timestamp_seconds",
                        Map.of("gvc", "prod", "location", "here", "org", "acme", "workload", "shop"), 1.5),
                new PrometheusText.Sample("cpln_containers_left_out", Map.of(), 0));
        assertThat(text.types()).containsEntry("cpln_container_info", "gauge")
                .containsEntry("cpln_container_last_restart_info", "gauge")
                .containsEntry("cpln_container_restarts_total", "counter");
    }

    private static Map<String, String> with(Map<String, String> labels, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(labels);
        all.putAll(more);
        return all;
    }

    @Test
    void whatTheApiDoesNotSayHasNoMeter() {
        list(10, container("main", HealthStatus.UNKNOWN, null, null, null));
        PrometheusText text = scrape();
        assertThat(text.names()).doesNotContain("cpln_container_ready_replicas", "cpln_container_replicas",
                "cpln_container_restarts_total", "cpln_container_last_restart_info");
        assertThat(text.value("cpln_container_info")).isEqualTo(1);
    }

    @Test
    void noRestartIsANumberWhereTheApiSaysSo() {
        list(10, container("main", HealthStatus.HEALTHY, 0, 0, 0));
        for (String name : List.of("ready_replicas", "replicas", "restarts_total")) {
            assertThat(scrape().value("cpln_container_" + name)).isZero();
        }
        assertThat(scrape().names()).doesNotContain("cpln_container_last_restart_info");
    }

    @Test
    void containersBeyondTheMaximumAreCounted() {
        list(1, container("b", HealthStatus.HEALTHY, 1, 1, 0), container("a", HealthStatus.HEALTHY, 1, 1, 0),
                container("c", HealthStatus.HEALTHY, 1, 1, 0));
        assertThat(scrape().all("cpln_container_info")).extracting(sample -> sample.label("container"))
                .containsExactly("a");
        assertThat(scrape().value("cpln_containers_left_out")).isEqualTo(2);
    }

    @Test
    void emptyInventoryHasOnlyTheCountOfWhatIsLeftOut() {
        list(10);
        assertThat(scrape().samples()).containsExactly(
                new PrometheusText.Sample("cpln_containers_left_out", Map.of(), 0));
    }
}
