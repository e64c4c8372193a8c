package dev.cplnroutes.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The finds of a listing, put in the order of the list, also where the list is read again midway.
 */
class ListingOutcomeTest {

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private static URI page(int number) {
        return URI.create("http://x/page" + number);
    }

    private static List<Container> read(ListingOutcome outcome, int index, List<Container> containers) {
        return read(outcome, index, containers, false);
    }

    private static List<Container> read(ListingOutcome outcome, int index, List<Container> containers,
            boolean filterUnhealthy) {
        FoundContainers found = FoundContainers.count(containers);
        return outcome.read(index, page(index), filterUnhealthy ? found.withoutUnhealthy() : found);
    }

    private static List<Container> containers(int index, HealthStatus... health) {
        return IntStream.range(0, health.length)
                .mapToObj(i -> SampleContainers.of("w" + index, "c" + i, health[i])).toList();
    }

    private static List<Container> healthy(int index, int count) {
        return containers(index, Collections.nCopies(count, HealthStatus.HEALTHY).toArray(HealthStatus[]::new));
    }

    private static WorkloadError error(int index, int status) {
        return new WorkloadError("w" + index, "prod", status, "boom");
    }

    private static List<String> workloads(ListingOutcome outcome) {
        return outcome.cut(NO_LIMIT, false).containers().stream().map(Container::workloadName).toList();
    }

    @Nested
    class AsRead {

        private final ListingOutcome outcome = new ListingOutcome();

        @Test
        void withoutAFindThereIsNothing() {
            assertThat(outcome.cut(5, true)).isEqualTo(new AnswerCut(List.of(), List.of(), false, null));
            assertThat(List.of(outcome.matching(), outcome.succeeded(), outcome.failedWorkloads(), outcome.healthy(),
                    outcome.unhealthy(), outcome.suspended(), outcome.matchingBefore(9))).containsOnly(0);
            assertThat(outcome.commonError()).isNull();
            assertThat(outcome.unlisted()).isEmpty();
            assertThat(outcome.containersWithout(Set.of())).isEmpty();
        }

        @Test
        void findsComeInTheOrderOfTheListWhateverLaneWasFirst() {
            for (int index : new int[] {2, 0, 3, 1}) {
                assertThat(read(outcome, index, healthy(index, 1))).isEqualTo(healthy(index, 1));
            }
            assertThat(workloads(outcome)).containsExactly("w0", "w1", "w2", "w3");
            assertThat(outcome.cut(3, true).lastPage()).isEqualTo(page(2));
        }

        @Test
        void countsAreThoseBeforeTheHealthFilter() {
            ListingOutcome filtered = new ListingOutcome();
            for (ListingOutcome each : List.of(outcome, filtered)) {
                read(each, 0, containers(0, HealthStatus.HEALTHY, HealthStatus.UNHEALTHY,
                        HealthStatus.UNKNOWN), each == filtered);
                read(each, 1, containers(1, HealthStatus.SUSPENDED, HealthStatus.HEALTHY,
                        HealthStatus.UNHEALTHY), each == filtered);
                each.failed(2, page(2), error(2, 500));
                assertThat(List.of(each.succeeded(), each.failedWorkloads(), each.healthy(), each.unhealthy(),
                        each.unknown(), each.suspended())).containsExactly(2, 1, 2, 2, 1, 1);
            }
            assertThat(outcome.matching()).isEqualTo(6);
            assertThat(filtered.matching()).isEqualTo(3);
            assertThat(read(filtered, 3, containers(3, HealthStatus.UNKNOWN, HealthStatus.SUSPENDED), true))
                    .isEqualTo(containers(3, HealthStatus.UNKNOWN, HealthStatus.SUSPENDED).subList(1, 2));
        }

        @Test
        void whatComesBeforeAWorkloadIsCounted() {
            read(outcome, 4, healthy(4, 8));
            read(outcome, 0, healthy(0, 1));
            read(outcome, 2, healthy(2, 2));
            read(outcome, 3, healthy(3, 4));
            outcome.failed(1, page(1), error(1, 500));
            assertThat(IntStream.range(0, 6).map(outcome::matchingBefore)).containsExactly(0, 1, 1, 3, 7, 15);
        }

        @Test
        void containersOfTheOtherWorkloadsAreToldApart() {
            read(outcome, 0, healthy(0, 1));
            read(outcome, 1, healthy(1, 2));
            outcome.failed(2, page(2), error(2, 500));
            assertThat(outcome.containersWithout(Set.of(0))).isEqualTo(healthy(1, 2));
            assertThat(outcome.containersWithout(Set.of(0, 1))).isEmpty();
            assertThat(outcome.containersWithout(Set.of())).hasSize(3);
        }

        @Test
        void errorsOfPagesComeLast() {
            WorkloadError pageError = new WorkloadError(null, "prod", 503, "no page");
            outcome.pageFailed(pageError);
            outcome.failed(1, page(1), error(1, 500));
            outcome.failed(0, page(0), error(0, 502));
            assertThat(outcome.cut(NO_LIMIT, false).errors()).containsExactly(error(0, 502), error(1, 500), pageError);
            assertThat(outcome.failedWorkloads()).as("a page is no workload").isEqualTo(2);
        }

        @Test
        void commonErrorNeedsEveryWorkloadToFailWithTheSameStatus() {
            outcome.failed(1, page(1), error(1, 503));
            assertThat(outcome.commonError()).isEqualTo(error(1, 503));
            outcome.failed(0, page(0), error(0, 503));
            assertThat(outcome.commonError()).as("the first of the list").isEqualTo(error(0, 503));
            outcome.failed(2, page(2), error(2, 500));
            assertThat(outcome.commonError()).isNull();

            ListingOutcome other = new ListingOutcome();
            other.failed(0, page(0), error(0, 503));
            read(other, 1, List.of());
            assertThat(other.commonError()).as("one was read").isNull();

            ListingOutcome none = new ListingOutcome();
            none.pageFailed(error(0, 503));
            assertThat(none.commonError()).as("a page is no workload").isNull();
        }
    }

    @Nested
    class ListReadAgain {

        private final ListingOutcome outcome = new ListingOutcome();

        private void readFirst(int... indexes) {
            for (int index : indexes) {
                read(outcome, index, healthy(index, 1 + index));
            }
        }

        @Test
        void findsCountAsSoonAsTheirWorkloadWasSeenAgain() {
            readFirst(0, 1, 2);
            outcome.listReadAgain(List.of(0, 1, 2));
            assertThat(outcome.matching()).isZero();
            assertThat(outcome.matchingBefore(3)).as("of these nobody knows the place").isZero();

            outcome.seenAgain(2, 3, page(7));
            assertThat(outcome.matching()).isEqualTo(3);
            assertThat(outcome.matchingBefore(4)).isEqualTo(3);
            assertThat(outcome.matchingBefore(3)).isZero();
            outcome.seenAgain(0, 4, page(8));
            assertThat(outcome.matching()).isEqualTo(4);
        }

        @Test
        void workloadReadWhileAwaitedCountsOnceSeen() {
            outcome.listReadAgain(List.of(0));
            assertThat(read(outcome, 0, healthy(0, 2))).hasSize(2);
            assertThat(outcome.matching()).isZero();
            outcome.seenAgain(0, 1, page(1));
            assertThat(outcome.matching()).isEqualTo(2);
        }

        @Test
        void movedWorkloadsStandWhereTheListHasThemNow() {
            readFirst(0, 1);
            outcome.failed(2, page(2), error(2, 500));
            outcome.listReadAgain(List.of(0, 1, 2));
            outcome.seenAgain(2, 3, page(9));
            outcome.seenAgain(1, 4, page(10));
            read(outcome, 5, healthy(5, 1));
            outcome.seenAgain(0, 6, page(11));
            outcome.dropUnlisted();
            outcome.keepUnlisted();
            assertThat(workloads(outcome)).containsExactly("w1", "w1", "w5", "w0");
            assertThat(outcome.cut(2, true).lastPage()).as("where a cursor goes on").isEqualTo(page(10));
            assertThat(outcome.cut(2, true).errors()).containsExactly(error(2, 500));
            assertThat(outcome.cut(3, true).lastPage()).isEqualTo(page(5));
            assertThat(outcome.cut(4, true).lastPage()).isEqualTo(page(11));
        }

        @Test
        void whatIsNotOnTheListAnyMoreHasNoContainersAndNoError() {
            readFirst(0, 1);
            outcome.failed(2, page(2), error(2, 500));
            outcome.failed(3, page(3), error(3, 500));
            outcome.listReadAgain(List.of(0, 1, 2, 3, 4, 5));
            outcome.seenAgain(1, 6, page(6));
            outcome.seenAgain(3, 7, page(7));
            outcome.dropUnlisted();

            assertThat(outcome.unlisted()).isEqualTo(Set.of(0, 2, 4, 5));
            assertThat(List.of(outcome.succeeded(), outcome.failedWorkloads(), outcome.healthy()))
                    .containsExactly(3, 1, 2);
            assertThat(workloads(outcome)).containsOnly("w1");
            assertThat(outcome.cut(NO_LIMIT, false).errors()).containsExactly(error(3, 500));
            assertThat(outcome.containersWithout(Set.of())).isEqualTo(healthy(1, 2));

            assertThat(read(outcome, 4, healthy(4, 1))).as("in flight when it was dropped").isEmpty();
            outcome.failed(5, page(5), error(5, 500));
            assertThat(List.of(outcome.succeeded(), outcome.failedWorkloads(), outcome.healthy(), outcome.matching()))
                    .containsExactly(5, 1, 2, 2);
            assertThat(outcome.cut(NO_LIMIT, false).errors()).containsExactly(error(3, 500));
        }

        @Test
        void atTheEndOfAListReadOnceNothingIsDropped() {
            readFirst(0);
            outcome.failed(1, page(1), error(1, 500));
            outcome.dropUnlisted();
            outcome.keepUnlisted();
            assertThat(workloads(outcome)).containsExactly("w0");
            assertThat(outcome.failedWorkloads()).isEqualTo(1);
            assertThat(outcome.matching()).isEqualTo(1);
        }

        @Test
        void whereTheListBreaksOffWhatWasNotSeenAgainComesLast() {
            readFirst(0, 1, 2);
            outcome.listReadAgain(List.of(0, 1, 2));
            outcome.seenAgain(2, 3, page(9));
            read(outcome, 4, healthy(4, 1));
            outcome.keepUnlisted();
            assertThat(workloads(outcome)).containsExactly("w2", "w2", "w2", "w4", "w0", "w1", "w1");
            assertThat(outcome.matching()).isEqualTo(7);
            assertThat(outcome.matchingBefore(0)).isEqualTo(4);
            assertThat(outcome.cut(NO_LIMIT, false).lastPage()).as("the page that it was on").isEqualTo(page(1));
            assertThat(outcome.unlisted()).isEmpty();
        }

        @Test
        void workloadsThatWereAllDroppedHaveNoCommonError() {
            outcome.failed(0, page(0), error(0, 500));
            outcome.listReadAgain(List.of(0));
            outcome.dropUnlisted();
            assertThat(outcome.commonError()).isNull();
        }
    }

    /**
     * Any order of events against a model that knows only the end of the story: for each workload its finds and, where
     * the list was read again, its new place or none.
     */
    @Test
    void anyStoryComesToWhatItsEndSays() {
        long seed = RandomSeed.next("listing outcome");
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            new Story(random, seed).play();
        }
    }

    private static final class Story {

        private final Random random;
        private final String seed;
        private final boolean filterUnhealthy;
        private final ListingOutcome outcome;
        private final Map<Integer, List<Container>> found = new HashMap<>();
        private final Map<Integer, WorkloadError> errors = new HashMap<>();
        private final Map<Integer, Integer> places = new HashMap<>();
        private final Map<Integer, URI> pages = new HashMap<>();
        private final Set<Integer> lost = new TreeSet<>();

        Story(Random random, long seed) {
            this.random = random;
            this.seed = "seed " + seed;
            this.filterUnhealthy = random.nextBoolean();
            this.outcome = new ListingOutcome();
        }

        void play() {
            int first = random.nextInt(8);
            boolean isReadAgain = random.nextInt(4) > 0;
            List<Integer> met = new ArrayList<>();
            for (int index = 0; index < first; index++) {
                meet(index, index, met);
            }
            List<Integer> late = new ArrayList<>(met);
            Collections.shuffle(late, random);
            while (!late.isEmpty() && random.nextInt(4) > 0) {
                answer(late.remove(0));
            }
            boolean isReadToTheEnd = random.nextBoolean();
            if (isReadAgain) {
                outcome.listReadAgain(List.copyOf(met));
                lost.addAll(met);
                int place = first;
                List<Integer> earlier = new ArrayList<>(met);
                Collections.shuffle(earlier, random);
                for (int i = 0; i < random.nextInt(12); i++) {
                    if (random.nextBoolean() && !earlier.isEmpty()) {
                        int index = earlier.remove(0);
                        outcome.seenAgain(index, place, page(100 + place));
                        places.put(index, place);
                        pages.put(index, page(100 + place));
                        lost.remove(index);
                        place++;
                    } else {
                        meet(place, place, late);
                        place++;
                    }
                    if (!late.isEmpty() && random.nextBoolean()) {
                        answer(late.remove(random.nextInt(late.size())));
                    }
                    assertPrefix();
                }
            }
            if (isReadToTheEnd) {
                outcome.dropUnlisted();
                lost.forEach(index -> {
                    found.computeIfPresent(index, (same, containers) -> List.of());
                    if (errors.remove(index) != null) {
                        found.put(index, List.of());
                    }
                });
            }
            boolean areGone = isReadToTheEnd;
            late.forEach(index -> {
                answer(index);
                if (areGone && lost.contains(index)) {
                    errors.remove(index);
                    found.put(index, List.of());
                }
            });
            outcome.keepUnlisted();
            if (!isReadToTheEnd) {
                lost.forEach(index -> places.put(index, 1_000_000 + index));
            }
            assertEnd(isReadToTheEnd);
        }

        private void meet(int index, int place, List<Integer> met) {
            met.add(index);
            places.put(index, place);
            pages.put(index, page(index));
        }

        private void answer(int index) {
            if (random.nextInt(4) == 0) {
                WorkloadError error = error(index, 500 + random.nextInt(2));
                errors.put(index, error);
                outcome.failed(index, page(index), error);
            } else {
                HealthStatus[] health = random.ints(random.nextInt(5), 0, 4).mapToObj(i -> HealthStatus.values()[i])
                        .toArray(HealthStatus[]::new);
                found.put(index, containers(index, health));
                read(outcome, index, containers(index, health), filterUnhealthy);
            }
        }

        private List<Container> kept(int index) {
            Set<HealthStatus> good = Set.of(HealthStatus.HEALTHY, HealthStatus.SUSPENDED);
            return found.getOrDefault(index, List.of()).stream()
                    .filter(container -> !filterUnhealthy || good.contains(container.healthStatus())).toList();
        }

        private Stream<Integer> inOrder() {
            return Stream.concat(found.keySet().stream(), errors.keySet().stream())
                    .sorted(Comparator.comparing(places::get));
        }

        /** While the list is read again, only workloads with a known place count. */
        private void assertPrefix() {
            List<Integer> known = inOrder().filter(index -> !lost.contains(index)).toList();
            assertThat(outcome.matching()).as(seed)
                    .isEqualTo(known.stream().mapToInt(index -> kept(index).size()).sum());
            for (int index : known) {
                assertThat(outcome.matchingBefore(index)).as(seed).isEqualTo(known.stream()
                        .filter(other -> places.get(other) < places.get(index))
                        .mapToInt(other -> kept(other).size()).sum());
            }
        }

        private void assertEnd(boolean areLostGone) {
            List<Integer> order = inOrder().toList();
            List<Container> all = order.stream().flatMap(index -> kept(index).stream()).toList();
            List<URI> pageOfEach = order.stream()
                    .flatMap(index -> kept(index).stream().map(container -> pages.get(index))).toList();
            List<WorkloadError> allErrors = order.stream().filter(errors::containsKey).map(errors::get).toList();
            AnswerCut cut = outcome.cut(NO_LIMIT, false);
            assertThat(cut.containers()).as(seed).isEqualTo(all);
            assertThat(cut.errors()).as(seed).isEqualTo(allErrors);
            assertThat(cut.hasMore()).as(seed).isFalse();
            for (int limit = 1; limit < all.size(); limit++) {
                AnswerCut limited = outcome.cut(limit, true);
                assertThat(limited.containers()).as(seed).isEqualTo(all.subList(0, limit));
                assertThat(limited.hasMore()).as(seed).isTrue();
                assertThat(limited.lastPage()).as(seed).isEqualTo(pageOfEach.get(limit - 1));
            }
            List<Container> before = found.values().stream().flatMap(List::stream).toList();
            assertThat(outcome.matching()).as(seed).isEqualTo(all.size());
            assertThat(outcome.succeeded()).as(seed).isEqualTo(found.size());
            assertThat(outcome.failedWorkloads()).as(seed).isEqualTo(errors.size());
            assertThat(outcome.healthy()).as(seed).isEqualTo(count(before, HealthStatus.HEALTHY));
            assertThat(outcome.unhealthy()).as(seed).isEqualTo(count(before, HealthStatus.UNHEALTHY));
            assertThat(outcome.unknown()).as(seed).isEqualTo(count(before, HealthStatus.UNKNOWN));
            assertThat(outcome.suspended()).as(seed).isEqualTo(count(before, HealthStatus.SUSPENDED));
            assertThat(outcome.unlisted()).as(seed).isEqualTo(areLostGone ? lost : Set.of());
            boolean isCommon = found.isEmpty()
                    && allErrors.stream().map(WorkloadError::status).distinct().count() == 1;
            assertThat(outcome.commonError()).as(seed).isEqualTo(isCommon ? allErrors.get(0) : null);
            assertThat(outcome.containersWithout(lost)).as(seed).containsExactlyInAnyOrderElementsOf(order.stream()
                    .filter(index -> !lost.contains(index)).flatMap(index -> kept(index).stream()).toList());
        }

        private static int count(List<Container> containers, HealthStatus health) {
            return (int) containers.stream().filter(container -> container.healthStatus() == health).count();
        }
    }
}
