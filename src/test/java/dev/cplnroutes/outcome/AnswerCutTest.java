package dev.cplnroutes.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.Test;

/**
 * The part of the finds that the answer shows, for each limit.
 */
class AnswerCutTest {

    private static final WorkloadError PAGE_ERROR = new WorkloadError(null, "prod", 503, "no page");

    private static URI page(int number) {
        return URI.create("http://x/page" + number);
    }

    private static WorkloadError error(int workload) {
        return new WorkloadError("w" + workload, "prod", 500, "boom");
    }

    private static WorkloadOutcome read(int workload, int count) {
        List<Container> containers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            containers.add(SampleContainers.of("w" + workload, "c" + i, HealthStatus.HEALTHY));
        }
        return WorkloadOutcome.read(page(workload), FoundContainers.count(containers));
    }

    private static WorkloadOutcome failed(int workload) {
        return WorkloadOutcome.failed(page(workload), error(workload));
    }

    private static AnswerCut cut(List<WorkloadOutcome> outcomes, int limit, boolean isPage) {
        return AnswerCut.of(outcomes, List.of(PAGE_ERROR), limit, isPage);
    }

    @Test
    void withoutALimitEverythingIsShown() {
        AnswerCut cut = cut(List.of(failed(0), read(1, 2), read(2, 0), failed(3), read(4, 1), failed(5)),
                Integer.MAX_VALUE, false);
        assertThat(cut.containers()).extracting(Container::workloadName).containsExactly("w1", "w1", "w4");
        assertThat(cut.errors()).containsExactly(error(0), error(3), error(5), PAGE_ERROR);
        assertThat(cut.hasMore()).isFalse();
        assertThat(cut.lastPage()).isEqualTo(page(4));
    }

    @Test
    void pageOfResultsLeavesTheErrorsBehindItsEndToTheNext() {
        List<WorkloadOutcome> outcomes = List.of(failed(0), read(1, 2), failed(2), read(3, 2), failed(4), read(5, 1));
        AnswerCut inside = cut(outcomes, 1, true);
        assertThat(inside.containers()).extracting(Container::name).containsExactly("c0");
        assertThat(inside.errors()).containsExactly(error(0));
        assertThat(inside.hasMore()).isTrue();
        assertThat(inside.lastPage()).isEqualTo(page(1));

        AnswerCut between = cut(outcomes, 2, true);
        assertThat(between.errors()).containsExactly(error(0));
        assertThat(between.lastPage()).isEqualTo(page(1));

        AnswerCut later = cut(outcomes, 3, true);
        assertThat(later.errors()).containsExactly(error(0), error(2));
        assertThat(later.lastPage()).isEqualTo(page(3));

        AnswerCut last = cut(outcomes, 5, true);
        assertThat(last.hasMore()).isFalse();
        assertThat(last.errors()).containsExactly(error(0), error(2), error(4), PAGE_ERROR);
    }

    @Test
    void limitOfTheRequestShowsAllErrors() {
        AnswerCut cut = cut(List.of(read(0, 2), failed(1), read(2, 1)), 1, false);
        assertThat(cut.containers()).hasSize(1);
        assertThat(cut.hasMore()).isTrue();
        assertThat(cut.errors()).containsExactly(error(1), PAGE_ERROR);
    }

    @Test
    void withoutContainersThereIsNoLastPage() {
        AnswerCut cut = cut(List.of(failed(0), read(1, 0)), 3, true);
        assertThat(cut).isEqualTo(new AnswerCut(List.of(), List.of(error(0), PAGE_ERROR), false, null));
        assertThat(AnswerCut.of(List.of(), List.of(), 3, true))
                .isEqualTo(new AnswerCut(List.of(), List.of(), false, null));
    }

    /** Pages one after another, with the limit of each drawn, show each container and each error once and in order. */
    @Test
    void anyCutShowsWhatItsLimitAllows() {
        long seed = RandomSeed.next("answer cut");
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<WorkloadOutcome> outcomes = new ArrayList<>();
            // The model: a line of containers and errors, cut behind the last container that fits.
            List<Object> line = new ArrayList<>();
            List<Container> all = new ArrayList<>();
            List<URI> pages = new ArrayList<>();
            for (int i = 0; i < random.nextInt(10); i++) {
                WorkloadOutcome outcome = random.nextInt(3) == 0 ? failed(i) : read(i, random.nextInt(4));
                outcomes.add(outcome);
                line.addAll(outcome.containers());
                outcome.containers().forEach(container -> pages.add(outcome.page()));
                all.addAll(outcome.containers());
                if (outcome.hasFailed()) {
                    line.add(outcome.error());
                }
            }
            int limit = 1 + random.nextInt(12);
            boolean isPage = random.nextBoolean();
            int shown = Math.min(limit, all.size());
            boolean isCut = all.size() > limit;
            int end = isPage && isCut ? line.indexOf(all.get(limit - 1)) + 1 : line.size();
            List<Object> errors = new ArrayList<>(line.subList(0, end).stream()
                    .filter(WorkloadError.class::isInstance).toList());
            if (!isPage || !isCut) {
                errors.add(PAGE_ERROR);
            }

            AnswerCut cut = cut(outcomes, limit, isPage);
            assertThat(cut.containers()).as("seed %d", seed).isEqualTo(all.subList(0, shown));
            assertThat(cut.hasMore()).as("seed %d", seed).isEqualTo(isCut);
            assertThat(cut.lastPage()).as("seed %d", seed).isEqualTo(shown == 0 ? null : pages.get(shown - 1));
            assertThat(cut.errors()).as("seed %d", seed).isEqualTo(errors);
        }
    }
}
