package dev.cplnroutes.recording;

import static dev.cplnroutes.recording.InventoryGiven.START;
import static dev.cplnroutes.recording.InventoryGiven.all;
import static dev.cplnroutes.recording.InventoryGiven.container;
import static dev.cplnroutes.recording.InventoryGiven.options;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.request.ResolvedRequest;
import org.junit.jupiter.api.Test;

class ListingReadingTest {

    private static final List<WorkloadError> NO_ERRORS = List.of();

    private static InventoryScope completeScope(ResolvedRequest options) {
        return new ListingReading(options, START).completeScope(NO_ERRORS);
    }

    @Test
    void containersAreGroupedByDeployment() {
        ListingReading reading = new ListingReading(all("*"), START);
        reading.add(7, "g", "w", List.of(container("b", "l"), container("a", "m"), container("a", "l"),
                container("istio-proxy", "l"), container("queue-proxy", "n"), container("c", null)));
        assertThat(reading.workloads()).hasSize(1);
        ListingReading.ReadWorkload read = reading.workloads().iterator().next();
        assertThat(read.scopes()).containsExactly(InventoryScope.ofWorkload("g", "w"));
        assertThat(read.deployments().values()).extracting(InventoryGiven::text)
                .containsExactlyInAnyOrder("g/w/l: a b", "g/w/m: a", "g/w/: c");
        assertThat(read.deployments()).allSatisfy((key, deployment) -> {
            assertThat(deployment.key()).isEqualTo(key);
            assertThat(deployment.listedAt()).isEqualTo(START);
        });
    }

    @Test
    void workloadWithoutContainersIsReadToo() {
        ListingReading reading = new ListingReading(options("g", "l", null, null, null, null), START);
        reading.add(0, "g", "w", List.of());
        assertThat(reading.workloads()).containsExactly(
                new ListingReading.ReadWorkload(List.of(new InventoryScope("g", "w", "l")), Map.of()));
    }

    @Test
    void workloadThatIsNotOnTheListIsTakenBack() {
        ListingReading reading = new ListingReading(all("g"), START);
        reading.add(0, "g", "v", List.of(container("a", "l")));
        reading.add(1, "g", "w", List.of(container("a", "l")));
        reading.add(2, "g", "x", List.of(container("a", "l")));
        reading.removeAll(Set.of(0, 2, 3));
        assertThat(reading.workloads()).extracting(read -> read.scopes().get(0).workload()).containsExactly("w");
        assertThat(reading.listedWorkloads(List.of(new WorkloadError("z", "h", 500, "down"))))
                .containsExactlyInAnyOrder(InventoryScope.ofWorkload("g", "w"), InventoryScope.ofWorkload("h", "z"));
    }

    @Test
    void onlyAListReadToItsEndIsComplete() {
        assertThat(completeScope(all("*"))).isEqualTo(InventoryScope.ORGANIZATION);
        assertThat(completeScope(all("g"))).isEqualTo(InventoryScope.ofGvc("g"));
        assertThat(completeScope(options("g", "l", null, null, null, null))).isNull();
        assertThat(completeScope(options("g", null, "w", null, null, null))).isNull();
        assertThat(completeScope(options("g", null, null, 5, null, null))).isNull();
        assertThat(completeScope(options("g", null, null, null, 5, null))).isNull();
        assertThat(completeScope(options("g", null, null, null, null, "x"))).isNull();
    }

    @Test
    void listIsCompleteWhereEachErrorNamesItsWorkload() {
        ListingReading reading = new ListingReading(all("g"), START);
        WorkloadError ofWorkload = new WorkloadError("w", "g", 500, "down");
        assertThat(reading.completeScope(List.of(ofWorkload))).isEqualTo(InventoryScope.ofGvc("g"));
        assertThat(reading.completeScope(List.of(ofWorkload, new WorkloadError(null, "g", 500, "a page")))).isNull();
        assertThat(reading.completeScope(List.of(new WorkloadError("w", null, 500, "no GVC"), ofWorkload))).isNull();
        assertThat(reading.completeScope(null)).as("failed as a whole").isNull();
    }
}
