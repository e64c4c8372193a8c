package dev.cplnroutes.recording;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.testing.SampleOptions;

/**
 * Options and containers for tests of the inventory.
 */
final class InventoryGiven {

    static final Instant START = Instant.parse("2026-03-04T10:00:00Z");

    private InventoryGiven() {
    }

    static ResolvedRequest all(String gvc) {
        return options(gvc, null, null, null, null, null);
    }

    static ResolvedRequest options(String gvc, String location, String workload, Integer maxResults, Integer pageSize,
            String cursor) {
        return new ResolvedRequest(SampleOptions.selection(gvc, location, workload), true, 1, false, Duration.ZERO,
                maxResults, pageSize, cursor,
                0, Duration.ZERO, 1, false, false, true, List.of(), List.of());
    }

    static Container container(String name, String location) {
        return new Container(name, null, null, null, location, null, HealthStatus.HEALTHY, null, null, null, null, null,
                null, null, null, null, "v", null, null, null, null, null, null, null, null, null);
    }

    /** A deployment with so many containers, {@code c1}, {@code c2} and so on. */
    static ListedDeployment deployment(String gvc, String workload, String location, int containers) {
        return new ListedDeployment(new DeploymentKey(gvc, workload, location), START, ContainerSample.of(
                IntStream.rangeClosed(1, containers).mapToObj(number -> container("c" + number, location)).toList()));
    }

    /** Each deployment as {@code gvc/workload/location: container container}. */
    static List<String> texts(InventorySnapshot snapshot) {
        return snapshot.deployments().stream().map(InventoryGiven::text).toList();
    }

    static String text(ListedDeployment deployment) {
        DeploymentKey key = deployment.key();
        return key.gvc() + "/" + key.workload() + "/" + key.location() + ": "
                + String.join(" ", deployment.containers().stream().map(ContainerSample::name).toList());
    }
}
