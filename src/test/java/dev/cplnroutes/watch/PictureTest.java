package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.request.Selection;
import dev.cplnroutes.request.WorkloadTraits;
import dev.cplnroutes.testing.SampleContainers;
import dev.cplnroutes.watch.Picture.Verdict;
import dev.cplnroutes.watch.WorkloadState.Unconfirmed;
import org.junit.jupiter.api.Test;

/** What one picture tells those who look at it. */
class PictureTest {

    private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");
    private static final WorkloadError LIST_ERROR = new WorkloadError(null, "prod", 503, "busy");
    private static final View SICK = new View(new Selection(List.of(), List.of(), List.of(), List.of(), List.of(),
            List.of(), List.of(), List.of("unhealthy"), null, null, null, null), false, true, List.of());
    private static final View PROD = new View(new Selection(List.of("prod"), List.of(), List.of(), List.of(), List.of(),
            List.of(), List.of(), List.of(), null, null, null, null), false, true, List.of());
    private static final View REST = new View(new Selection(List.of(), List.of(), List.of("rest"), List.of(), List.of(),
            List.of(), List.of(), List.of(), null, null, null, null), false, true, List.of());

    private final Map<WorkloadKey, WorkloadState> workloads = new LinkedHashMap<>();
    private List<WorkloadError> listErrors = List.of();
    private boolean isSettled = true;

    private static WorkloadState listed(String name) {
        return WorkloadState.listed(new WorkloadTraits("prod", name, null, Map.of()), NOW);
    }

    private static WorkloadState read(String name, Instant askedAt, Container... containers) {
        return listed(name).read(List.of(containers), Set.of(), askedAt);
    }

    private static Container container(String workload, HealthStatus health) {
        return SampleContainers.of(workload, "main", health);
    }

    private static Unconfirmed unconfirmed() {
        return Unconfirmed.of(null, NOW, 500, "boom");
    }

    private void has(String name, WorkloadState state) {
        workloads.put(new WorkloadKey("prod", name), state);
    }

    private Picture picture() {
        return new Picture(7, workloads, NOW, listErrors, NOW, isSettled);
    }

    @Test
    void aViewHasItsContainersInTheOrderOfTheList() {
        has("b", read("b", NOW, container("b", HealthStatus.UNHEALTHY)));
        has("a", read("a", NOW, container("a", HealthStatus.HEALTHY)));
        assertThat(picture().containers(View.all())).extracting(Container::workloadName).containsExactly("b", "a");
        assertThat(picture().containers(SICK)).extracting(Container::workloadName).containsExactly("b");
    }

    @Test
    void errorsAreThoseOfTheListAndThenOfTheWorkloadsOfTheView() {
        has("a", read("a", NOW).with(unconfirmed()));
        listErrors = List.of(LIST_ERROR);
        assertThat(picture().errors(View.all()))
                .containsExactly(LIST_ERROR, new WorkloadError("a", "prod", 500, "boom"));
        assertThat(picture().errors(REST)).containsExactly(LIST_ERROR);
    }

    @Test
    void isCompleteWhereAllOfTheViewWasReadAndCanBe() {
        has("a", read("a", NOW));
        assertThat(picture().isComplete(View.all())).isTrue();
        has("rest", listed("rest"));
        assertThat(picture().isComplete(View.all())).as("one was not read").isFalse();
        has("rest", read("rest", NOW));
        has("a", listed("a"));
        assertThat(picture().isComplete(REST)).as("the other is none of its business").isTrue();
        has("rest", read("rest", NOW).with(unconfirmed()));
        assertThat(picture().isComplete(REST)).isFalse();
        workloads.clear();
        listErrors = List.of(LIST_ERROR);
        assertThat(picture().isComplete(View.all())).isFalse();
        listErrors = List.of();
        isSettled = false;
        assertThat(picture().isComplete(View.all())).isFalse();
    }

    @Test
    void onlyACompletePictureNamesWhatMatchedNothing() {
        has("a", read("a", NOW));
        assertThat(picture().unmatched(REST, "prod")).isEqualTo(Map.of("workloadName", List.of("rest")));
        assertThat(picture().unmatched(View.all(), "prod")).isNull();
        listErrors = List.of(LIST_ERROR);
        assertThat(picture().unmatched(REST, "prod")).isNull();
        listErrors = List.of();
        has("rest", read("rest", NOW));
        assertThat(picture().unmatched(REST, "prod")).as("it is there without a container").isNull();
        workloads.clear();
        assertThat(picture().unmatched(PROD, "prod")).as("it is there without a workload").isNull();
        assertThat(picture().unmatched(PROD, "*")).isEqualTo(Map.of("gvc", List.of("prod")));
    }

    @Test
    void theOldestPartCountsFromItsListUntilItWasRead() {
        assertThat(picture().oldest()).isEqualTo(NOW);
        has("a", read("a", NOW.minusSeconds(5)));
        assertThat(picture().oldest()).isEqualTo(NOW.minusSeconds(5));
        has("b", WorkloadState.listed(new WorkloadTraits("prod", "b", null, Map.of()), NOW.minusSeconds(9)));
        assertThat(picture().oldest()).isEqualTo(NOW.minus(Duration.ofSeconds(9)));
    }

    @Test
    void aContainerIsThereGoneOrUnknown() {
        Container healthy = container("a", HealthStatus.HEALTHY);
        String key = WorkloadState.key(healthy);
        assertThat(picture().verdict(View.all(), key)).as("no such workload").isEqualTo(Verdict.GONE);
        listErrors = List.of(LIST_ERROR);
        assertThat(picture().verdict(View.all(), key)).as("nor a list to prove it").isEqualTo(Verdict.UNKNOWN);
        listErrors = List.of();
        has("a", listed("a"));
        assertThat(picture().verdict(View.all(), key)).as("not read yet").isEqualTo(Verdict.UNKNOWN);
        has("a", read("a", NOW));
        assertThat(picture().verdict(View.all(), key)).isEqualTo(Verdict.GONE);
        has("a", read("a", NOW).with(unconfirmed()));
        assertThat(picture().verdict(View.all(), key)).as("it may be there by now").isEqualTo(Verdict.UNKNOWN);
        has("a", read("a", NOW, healthy));
        assertThat(picture().verdict(View.all(), key)).isEqualTo(Verdict.THERE);
        assertThat(picture().verdict(SICK, key)).as("it has left the selection").isEqualTo(Verdict.GONE);
    }

    @Test
    void aWorkloadIsThereWhileItIsUnconfirmed() {
        has("a", listed("a"));
        assertThat(picture().verdict(View.all(), "prod/a")).isEqualTo(Verdict.UNKNOWN);
        has("a", read("a", NOW));
        assertThat(picture().verdict(View.all(), "prod/a")).isEqualTo(Verdict.GONE);
        has("a", read("a", NOW).with(unconfirmed()));
        assertThat(picture().verdict(View.all(), "prod/a")).isEqualTo(Verdict.THERE);
        assertThat(picture().verdict(REST, "prod/a")).isEqualTo(Verdict.GONE);
        assertThat(picture().verdict(View.all(), "somebody-elses")).isEqualTo(Verdict.THERE);
    }
}
