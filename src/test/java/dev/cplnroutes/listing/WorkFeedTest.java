package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.cplnroutes.testing.RandomSeed;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The feed that all lanes of a listing share: order, pages ahead of time, stopping.
 */
@Timeout(60)
class WorkFeedTest {

    private static Work.WorkloadPage page(int number) {
        return new Work.WorkloadPage(URI.create("http://x/page" + number), number == 0);
    }

    private static Work.WorkloadDeployments workload(int index, int page) {
        return new Work.WorkloadDeployments(index, page(page).uri(), "prod", "w" + index, null,
                URI.create("http://x/w"));
    }

    private static void fill(WorkFeed feed, int page, int from, int to, boolean isLast) {
        for (int i = from; i < to; i++) {
            feed.add(workload(i, page));
        }
        assertThat(feed.readDone(isLast ? null : page(page + 1))).isTrue();
    }

    private static List<Integer> indexes(WorkFeed feed, int count) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            indexes.add(((Work.WorkloadDeployments) feed.next()).index());
        }
        return indexes;
    }

    @Nested
    class Order {

        @Test
        void nextPageIsHandedOutBeforeTheWorkloadsAtHand() {
            WorkFeed feed = new WorkFeed(page(0), 5, false);
            assertThat(feed.next()).isEqualTo(page(0));
            fill(feed, 0, 0, 50, false);

            assertThat(feed.next()).isEqualTo(page(1));
            assertThat(indexes(feed, 50)).isSorted();
            assertThat(feed.hasNext()).as("a page is being read").isTrue();
            fill(feed, 1, 50, 60, true);
            assertThat(indexes(feed, 10)).isSorted();
            assertThat(feed.hasNext()).isFalse();
            assertThat(feed.next()).isNull();
        }

        @Test
        void whereTheListingMayStopEarlyThePageWaitsForItsTurn() {
            WorkFeed feed = new WorkFeed(page(0), 5, true);
            feed.next();
            fill(feed, 0, 0, 50, false);

            // Two rounds of five lanes are left when the next page is due.
            assertThat(indexes(feed, 40)).containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
            assertThat(feed.next()).isEqualTo(page(1));
            fill(feed, 1, 50, 53, false);
            assertThat(indexes(feed, 10)).as("nobody has needed page 1 yet").isSorted();
            assertThat(indexes(feed, 1)).containsExactly(50);
            assertThat(feed.next()).isEqualTo(page(2));
        }

        @Test
        void longListIsNotReadFarAhead() {
            WorkFeed feed = new WorkFeed(page(0), 5, false);
            feed.next();
            fill(feed, 0, 0, 1500, false);
            assertThat(indexes(feed, 501)).hasSize(501);
            assertThat(feed.next()).isEqualTo(page(1));
        }

        @Test
        void pageIsReadWhileLessThanAThousandWorkloadsAreAtHand() {
            WorkFeed feed = new WorkFeed(page(0), 5, false);
            feed.next();
            fill(feed, 0, 0, 1000, false);
            assertThat(indexes(feed, 1)).containsExactly(0);
            assertThat(feed.next()).as("999 are at hand").isEqualTo(page(1));
        }

        @Test
        void namedWorkloadIsTheOnlyRead() {
            Work.NamedWorkload named = new Work.NamedWorkload(URI.create("http://x/w"), "prod", "api");
            WorkFeed feed = new WorkFeed(named, 1, false);
            assertThat(feed.hasNext()).isTrue();
            assertThat(feed.next()).isEqualTo(named);
            assertThat(feed.hasNext()).as("it is being read").isTrue();
            feed.add(workload(0, 0));
            feed.readDone(null);
            assertThat(indexes(feed, 1)).containsExactly(0);
            assertThat(feed.hasNext()).isFalse();
        }

        @Test
        void anyNumberOfLanesTakesEachWorkloadOnceInOrder() throws Exception {
            long seed = RandomSeed.next("feed");
            Random random = new Random(seed);
            for (int round = 0; round < 100; round++) {
                int lanes = 1 + random.nextInt(32);
                int[] pageSizes = random.ints(1 + random.nextInt(20), 0, 40).toArray();
                WorkFeed feed = new WorkFeed(page(0), lanes, random.nextBoolean());
                ConcurrentLinkedQueue<Integer> taken = new ConcurrentLinkedQueue<>();
                int[] index = {0};
                int[] pageNumber = {0};
                ExecutorService threads = Executors.newFixedThreadPool(lanes);
                List<Future<?>> ended = new ArrayList<>();
                for (int lane = 0; lane < lanes; lane++) {
                    ended.add(threads.submit(() -> {
                        int last = -1;
                        while (feed.hasNext()) {
                            Work work = feed.next();
                            if (work instanceof Work.WorkloadPage) {
                                int number = pageNumber[0]++;
                                int from = index[0];
                                index[0] += pageSizes[number];
                                fill(feed, number, from, index[0], number == pageSizes.length - 1);
                            } else if (work instanceof Work.WorkloadDeployments workload) {
                                assertThat(workload.index()).isGreaterThan(last);
                                last = workload.index();
                                taken.add(workload.index());
                            }
                        }
                    }));
                }
                for (Future<?> future : ended) {
                    future.get();
                }
                threads.shutdown();
                assertThat(taken.stream().sorted()).as("seed %d", seed)
                        .containsExactlyElementsOf(IntStream.range(0, index[0]).boxed().toList());
            }
        }
    }

    @Nested
    class Pages {

        @Test
        void pageReadBeforeIsRefused() {
            WorkFeed feed = new WorkFeed(page(0), 2, false);
            feed.next();
            assertThat(feed.readDone(page(1))).isTrue();
            feed.next();
            assertThat(feed.readDone(page(0))).isFalse();
            assertThat(feed.next()).isNull();
        }

        @Test
        void listReadAgainMayShowItsPagesOnceMore() {
            WorkFeed feed = new WorkFeed(page(0), 2, false);
            feed.next();
            fill(feed, 0, 0, 2, false);
            assertThat(feed.next()).isEqualTo(page(1));
            Work.WorkloadPage again = new Work.WorkloadPage(page(0).uri(), false, Instant.EPOCH);
            feed.readAgain(again);
            assertThat(feed.next()).as("before the workloads at hand").isEqualTo(again);
            assertThat(feed.readDone(page(1))).as("a page of the first reading").isTrue();
            assertThat(feed.next()).isEqualTo(page(1));
            assertThat(feed.readDone(page(0))).as("a page of this reading").isFalse();
            assertThat(indexes(feed, 2)).containsExactly(0, 1);
            assertThat(feed.next()).isNull();
        }

        @Test
        void onePageIsReadAtATime() throws Exception {
            WorkFeed feed = new WorkFeed(page(0), 2, false);
            assertThat(feed.next()).isEqualTo(page(0));
            feed.add(workload(0, 0));
            assertThat(indexes(feed, 1)).as("of the page that is being read").containsExactly(0);
            assertThat(feed.hasNext()).isTrue();
            CompletableFuture<Work> waiting = new CompletableFuture<>();
            Thread lane = new Thread(() -> waiting.complete(feed.next()));
            lane.start();
            await().until(() -> lane.getState() == Thread.State.WAITING);
            feed.readDone(page(1));
            assertThat(waiting.get()).isEqualTo(page(1));
        }
    }

    @Nested
    class Ending {

        @Test
        void waitingLanesGoOnWithThePageOrWhenStopped() throws Exception {
            WorkFeed feed = new WorkFeed(page(0), 2, false);
            feed.next();
            CompletableFuture<Work> waiting = new CompletableFuture<>();
            Thread lane = new Thread(() -> waiting.complete(feed.next()));
            lane.start();
            await().until(() -> lane.getState() == Thread.State.WAITING);
            fill(feed, 0, 0, 1, true);
            assertThat(waiting.get()).isEqualTo(workload(0, 0));

            WorkFeed other = new WorkFeed(page(0), 2, false);
            other.next();
            CompletableFuture<Boolean> ended = new CompletableFuture<>();
            Thread second = new Thread(() -> ended.complete(other.next() == null));
            second.start();
            await().until(() -> second.getState() == Thread.State.WAITING);
            other.stop();
            assertThat(ended.get()).isTrue();
        }

        @Test
        void whenEnoughIsFoundOnlyWhatMayStillCountIsHandedOut() {
            WorkFeed feed = new WorkFeed(page(0), 1, true);
            feed.next();
            fill(feed, 0, 0, 6, false);
            assertThat(feed.enough(work -> ((Work.WorkloadDeployments) work).index() % 3 == 1))
                    .as("some are left").isTrue();
            assertThat(feed.isStopped()).as("for pages").isTrue();
            assertThat(indexes(feed, 2)).containsExactly(1, 4);
            assertThat(feed.hasNext()).isFalse();
            assertThat(feed.next()).as("the next page least of all").isNull();

            WorkFeed last = new WorkFeed(page(0), 1, true);
            last.next();
            fill(last, 0, 0, 1, true);
            assertThat(last.enough(work -> true)).as("nothing is left that will not be done").isFalse();
            assertThat(indexes(last, 1)).containsExactly(0);
        }

        @Test
        void lastWorkloadEndsTheWaitOfTheOtherLanes() throws Exception {
            WorkFeed feed = new WorkFeed(page(0), 2, false);
            feed.next();
            CompletableFuture<Work> waiting = new CompletableFuture<>();
            Thread lane = new Thread(() -> waiting.complete(feed.next()));
            lane.start();
            await().until(() -> lane.getState() == Thread.State.WAITING);
            feed.readDone(null);
            assertThat(waiting.get()).isNull();
            assertThat(feed.wasInterrupted()).isFalse();
        }

        @Test
        void enoughEndsTheWaitOfALane() throws Exception {
            WorkFeed feed = new WorkFeed(page(0), 2, true);
            feed.next();
            CompletableFuture<Work> waiting = new CompletableFuture<>();
            Thread lane = new Thread(() -> waiting.complete(feed.next()));
            lane.start();
            await().until(() -> lane.getState() == Thread.State.WAITING);
            assertThat(feed.enough(work -> false)).as("the page that is being read counts as left").isTrue();
            assertThat(waiting.get()).isNull();
        }

        @Test
        void interruptedLaneStopsTheFeed() throws Exception {
            WorkFeed feed = new WorkFeed(page(0), 3, false);
            feed.next();
            CompletableFuture<Boolean> isInterrupted = new CompletableFuture<>();
            Thread lane = new Thread(() -> {
                Work work = feed.next();
                isInterrupted.complete(work == null && Thread.currentThread().isInterrupted());
            });
            CompletableFuture<Work> waiting = new CompletableFuture<>();
            Thread other = new Thread(() -> waiting.complete(feed.next()));
            lane.start();
            other.start();
            await().until(() -> lane.getState() == Thread.State.WAITING && other.getState() == Thread.State.WAITING);
            assertThat(feed.wasInterrupted()).isFalse();
            lane.interrupt();
            assertThat(isInterrupted.get()).as("the thread says so to those above").isTrue();
            assertThat(waiting.get()).isNull();
            assertThat(feed.wasInterrupted()).isTrue();
            assertThat(feed.hasNext()).isFalse();
        }

        @Test
        void stoppedFeedHandsOutNothing() {
            WorkFeed feed = new WorkFeed(page(0), 2, false);
            feed.next();
            fill(feed, 0, 0, 5, false);
            assertThat(feed.isStopped()).isFalse();
            feed.stop();
            assertThat(feed.isStopped()).isTrue();
            assertThat(feed.hasNext()).isFalse();
            assertThat(feed.next()).isNull();
            assertThat(feed.wasInterrupted()).as("it was meant").isFalse();
            feed.add(workload(9, 1));
            assertThat(feed.next()).as("not what comes later either").isNull();
        }

        @Test
        void enoughLeavesWorkWhereAPageIsStillToBeRead() {
            WorkFeed feed = new WorkFeed(page(0), 2, true);
            assertThat(feed.enough(work -> true)).as("the first page").isTrue();
            assertThat(feed.hasNext()).isFalse();

            WorkFeed other = new WorkFeed(page(0), 2, true);
            other.next();
            fill(other, 0, 0, 1, true);
            assertThat(other.enough(work -> false)).as("a workload").isTrue();
            assertThat(other.hasNext()).isFalse();
        }
    }
}
