package dev.cplnroutes.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.recording.ContainerInventory;
import dev.cplnroutes.recording.ContainerSample;
import dev.cplnroutes.recording.InventorySnapshot;
import dev.cplnroutes.recording.ListedDeployment;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.apache.camel.CamelContext;

/**
 * The meters of containers for a Prometheus registry, made from the inventory each time the registry is read. For
 * 10,000 containers, meters registered one by one with Micrometer took 30 MB and four times as long to read.
 */
final class PrometheusContainers implements MultiCollector {

    /** Sorted, which saves the library sorting them for each sample. */
    private static final String[] DEPLOYMENT_LABELS = {"gvc", "location", "org", "workload"};
    private static final String[] LABELS = {"container", "gvc", "location", "org", "version", "workload"};
    private static final String[] HEALTH_LABELS = {"container", "gvc", "health", "location", "org", "version",
        "workload"};
    private static final String[] INFO_LABELS = {"container", "gvc", "image", "latest", "location", "org", "version",
        "workload", "zone"};

    private static final String[] LAST_RESTART_LABELS = {"container", "exit_code", "gvc", "location", "org", "reason",
        "version", "workload"};

    /** The library adds the suffixes _info and _total to the names of info and counter. */
    private static final MetricMetadata INFO = new MetricMetadata("cpln_container",
            "Containers that listings found, each 1");
    private static final MetricMetadata HEALTH = new MetricMetadata("cpln_container_health_status",
            "1 for the health that the container has");
    private static final MetricMetadata READY = new MetricMetadata("cpln_container_ready_replicas",
            "Replicas that are ready");
    private static final MetricMetadata REPLICAS = new MetricMetadata("cpln_container_replicas", "Replicas there are");
    private static final MetricMetadata RESTARTS = new MetricMetadata("cpln_container_restarts",
            "Restarts that the API tells of");
    private static final MetricMetadata LAST_RESTART = new MetricMetadata("cpln_container_last_restart",
            "How containers restarted last, each 1");
    private static final MetricMetadata LISTED = new MetricMetadata("cpln_containers_listed_timestamp_seconds",
            "Start of the last listing that read the workload's containers, seconds since 1970");
    private static final MetricMetadata LEFT_OUT = new MetricMetadata("cpln_containers_left_out",
            "Containers without meters, as there are more than cpln.meters.maximum-containers");

    private final ContainerInventory containers;
    private final ApiSettings settings;

    PrometheusContainers(ContainerInventory containers, ApiSettings settings) {
        this.containers = containers;
        this.settings = settings;
    }

    /**
     * Registers the meters with the registry of the Camel context.
     *
     * @return whether that is a Prometheus registry or contains one
     */
    static boolean bind(CamelContext context, ContainerInventory containers, ApiSettings settings) {
        PrometheusMeterRegistry prometheus = prometheus(MicrometerMeters.registry(context)).findFirst().orElse(null);
        if (prometheus == null) {
            return false;
        }
        prometheus.getPrometheusRegistry().register(new PrometheusContainers(containers, settings));
        return true;
    }

    private static Stream<PrometheusMeterRegistry> prometheus(MeterRegistry registry) {
        return registry instanceof PrometheusMeterRegistry found ? Stream.of(found)
                : registry instanceof CompositeMeterRegistry composite
                        ? composite.getRegistries().stream().flatMap(PrometheusContainers::prometheus)
                : Stream.empty();
    }

    /** The names that the registry then refuses to other meters. */
    @Override
    public List<String> getPrometheusNames() {
        return Stream.of(INFO, HEALTH, READY, REPLICAS, RESTARTS, LAST_RESTART, LISTED, LEFT_OUT)
                .map(MetricMetadata::getPrometheusName).toList();
    }

    @Override
    public MetricSnapshots collect() {
        InventorySnapshot snapshot = containers.snapshot();
        Points points = new Points(settings.getOrg());
        snapshot.deployments().forEach(points::add);
        return new MetricSnapshots(new InfoSnapshot(INFO, points.infos), new GaugeSnapshot(HEALTH, points.health),
                new GaugeSnapshot(READY, points.ready), new GaugeSnapshot(REPLICAS, points.replicas),
                new CounterSnapshot(RESTARTS, points.restarts), new InfoSnapshot(LAST_RESTART, points.lastRestarts),
                new GaugeSnapshot(LISTED, points.listed),
                new GaugeSnapshot(LEFT_OUT, List.of(gauge(snapshot.leftOut(), Labels.EMPTY))));
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot gauge(double value, Labels labels) {
        return new GaugeSnapshot.GaugeDataPointSnapshot(value, labels, null);
    }

    /** The points of all meters, filled deployment by deployment. */
    private static final class Points {

        private final String org;
        private final List<InfoSnapshot.InfoDataPointSnapshot> infos = new ArrayList<>();
        private final List<GaugeSnapshot.GaugeDataPointSnapshot> health = new ArrayList<>();
        private final List<GaugeSnapshot.GaugeDataPointSnapshot> ready = new ArrayList<>();
        private final List<GaugeSnapshot.GaugeDataPointSnapshot> replicas = new ArrayList<>();
        private final List<CounterSnapshot.CounterDataPointSnapshot> restarts = new ArrayList<>();
        private final List<InfoSnapshot.InfoDataPointSnapshot> lastRestarts = new ArrayList<>();
        private final List<GaugeSnapshot.GaugeDataPointSnapshot> listed = new ArrayList<>();

        Points(String org) {
            this.org = org;
        }

        void add(ListedDeployment deployment) {
            String gvc = deployment.key().gvc();
            String location = deployment.key().location();
            String workload = deployment.key().workload();
            listed.add(gauge(deployment.listedAt().toEpochMilli() / 1000.0, Labels.of(DEPLOYMENT_LABELS,
                    new String[] {gvc, location, org, workload})));
            for (ContainerSample container : deployment.containers()) {
                String name = container.name();
                String version = container.version();
                Labels labels = Labels.of(LABELS, new String[] {name, gvc, location, org, version, workload});
                infos.add(new InfoSnapshot.InfoDataPointSnapshot(Labels.of(INFO_LABELS, new String[] {name, gvc,
                    container.image(), container.latest(), location, org, version, workload, container.zone()})));
                health.add(gauge(1, Labels.of(HEALTH_LABELS, new String[] {name, gvc, container.health().text(),
                    location, org, version, workload})));
                add(ready, container.ready(), labels);
                add(replicas, container.replicas(), labels);
                if (container.restarts() != null) {
                    restarts.add(new CounterSnapshot.CounterDataPointSnapshot(container.restarts(), labels, null, 0));
                }
                ContainerSample.LastRestart last = container.lastRestart();
                if (last != null) {
                    lastRestarts.add(new InfoSnapshot.InfoDataPointSnapshot(Labels.of(LAST_RESTART_LABELS,
                            new String[] {name, last.exitCode(), gvc, location, org, last.reason(), version,
                                workload})));
                }
            }
        }

        private static void add(List<GaugeSnapshot.GaugeDataPointSnapshot> gauges, Long value, Labels labels) {
            if (value != null) {
                gauges.add(gauge(value, labels));
            }
        }
    }
}
