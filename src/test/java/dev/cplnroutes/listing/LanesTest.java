package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.cplnroutes.testing.Background;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lanes, their places and their substitutes, with work that nobody does.
 */
class LanesTest {

    private static final Duration LONG = Duration.ofHours(1);

    /** Substitute lanes that were begun and that nobody runs yet. */
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Iterator<Work>> ran = new ArrayList<>();

    private static List<Work> work(int count) {
        return IntStream.range(0, count).<Work>mapToObj(i -> new Work.NamedWorkload(URI.create("http://x/" + i), "prod",
                "w" + i)).toList();
    }

    private Lanes lanes(Iterator<Work> feed) {
        return new Lanes(feed, 3, true, tasks::add, ran::add);
    }

    /** The feed of the only substitute lane: what its lane was given to drain. */
    private Iterator<Work> substituteFeed() {
        assertThat(tasks).hasSize(1);
        Runnable task = tasks.get(0);
        task.run();
        return ran.get(0);
    }

    @Nested
    class Places {

        private final Lanes lanes = lanes(work(5).iterator());

        @Test
        void eachLaneHasANumber() {
            assertThat(lanes.numbers()).containsExactly(1, 2, 3);
        }

        @Test
        void asManyCallsMayBeInFlightAsThereAreLanes() throws Exception {
            for (int i = 0; i < 3; i++) {
                lanes.takePlace();
            }
            CompletableFuture<Void> fourth = Background.run(lanes::takePlace);
            CompletableFuture<Void> fifth = Background.run(lanes::takePlace);
            lanes.leavePlace();
            Background.until(() -> fourth.isDone() || fifth.isDone());
            assertThat(fourth.isDone() && fifth.isDone()).isFalse();
            lanes.leavePlace();
            Background.result(fourth);
            Background.result(fifth);
        }
    }

    @Nested
    class Substitutes {

        @Test
        void substituteDrainsTheFeedOfAllLanes() {
            List<Work> work = work(2);
            List<Work> done = new ArrayList<>();
            Lanes lanes = new Lanes(work.iterator(), 3, true, tasks::add, feed -> feed.forEachRemaining(done::add));
            lanes.backsOff(LONG);
            assertThat(tasks).hasSize(1);
            tasks.get(0).run();
            assertThat(done).isEqualTo(work);
        }

        @Test
        void eachLaneThatBacksOffHasOne() {
            Lanes lanes = lanes(work(5).iterator());
            for (int i = 1; i <= 3; i++) {
                lanes.backsOff(LONG);
                assertThat(tasks).hasSize(i);
            }
        }

        @Test
        void thereIsNoneWithoutWork() {
            lanes(Collections.emptyIterator()).backsOff(LONG);
            assertThat(tasks).isEmpty();
        }

        @Test
        void thereIsNoneWhereTheOrderMatters() {
            new Lanes(work(5).iterator(), 1, false, tasks::add, ran::add).backsOff(LONG);
            assertThat(tasks).isEmpty();
        }

        @Test
        void thereIsNoneForABackOffThatIsOver() {
            lanes(work(5).iterator()).backsOff(Duration.ofNanos(-1));
            assertThat(tasks).isEmpty();
        }

        @Test
        void thereAreTwoHundredAtMost() {
            Lanes lanes = lanes(work(5).iterator());
            for (int i = 0; i < 250; i++) {
                lanes.backsOff(LONG);
            }
            assertThat(tasks).hasSize(200);
            tasks.get(7).run();
            lanes.backsOff(LONG);
            assertThat(tasks).as("one has ended").hasSize(201);
            lanes.backsOff(LONG);
            assertThat(tasks).hasSize(201);
        }

        /** The lane goes on itself: the calls in flight would be too many. */
        @Test
        void substituteEndsWithTheBackOff() {
            Iterator<Work> feed = work(5).iterator();
            List<Iterator<Work>> begun = new CopyOnWriteArrayList<>();
            CountDownLatch mayEnd = new CountDownLatch(1);
            Lanes lanes = new Lanes(feed, 3, true, task -> Background.run(task::run), work -> {
                begun.add(work);
                try {
                    mayEnd.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            // A longer one first: the shorter one is over first all the same.
            lanes.backsOff(LONG);
            Background.until(() -> begun.size() == 1);
            assertThat(begun.get(0).hasNext()).isTrue();
            assertThat(begun.get(0).next()).isNotNull();
            lanes.backsOff(Duration.ofMillis(500));
            Background.until(() -> begun.size() == 2);
            Background.until(() -> !begun.get(0).hasNext());
            assertThat(begun.get(0).next()).isNull();
            assertThat(begun.get(0).hasNext()).as("also later").isFalse();
            assertThat(feed.hasNext()).isTrue();
            assertThat(begun.get(1).hasNext()).as("the other substitute stays").isTrue();
            mayEnd.countDown();
        }

        @Test
        void substituteEndsWithTheFeed() {
            List<Boolean> asked = new ArrayList<>();
            Lanes lanes = new Lanes(work(1).iterator(), 3, true, tasks::add, feed -> {
                asked.add(feed.hasNext());
                assertThat(feed.next()).isNotNull();
                asked.add(feed.hasNext());
                assertThat(feed.next()).isNull();
            });
            lanes.backsOff(LONG);
            tasks.get(0).run();
            assertThat(asked).containsExactly(true, false);
        }

        @Test
        void substituteThatHasEndedDrainsNothingAnyMore() {
            Lanes lanes = lanes(work(5).iterator());
            lanes.backsOff(LONG);
            assertThat(substituteFeed().hasNext()).isFalse();
        }
    }

    @Nested
    class Ends {

        private static final Runnable NOT_INTERRUPTED = () -> {
            throw new AssertionError("interrupted");
        };

        private void assertAllHaveEnded(Lanes lanes) {
            assertThat(lanes.awaitSubstitutes(NOT_INTERRUPTED)).isFalse();
        }

        @Test
        void listingWaitsForItsSubstitutes() {
            Lanes lanes = lanes(work(5).iterator());
            assertAllHaveEnded(lanes);
            lanes.backsOff(LONG);
            lanes.backsOff(LONG);
            CompletableFuture<Thread> waiter = new CompletableFuture<>();
            CompletableFuture<Boolean> waiting = Background.call(() -> {
                waiter.complete(Thread.currentThread());
                return lanes.awaitSubstitutes(NOT_INTERRUPTED);
            });
            awaitsNotification(waiter);
            tasks.get(0).run();
            awaitsNotification(waiter);
            assertThat(waiting).isNotDone();
            tasks.get(1).run();
            assertThat(Background.result(waiting)).isFalse();
        }

        private void awaitsNotification(CompletableFuture<Thread> waiter) {
            Background.until(() -> Background.result(waiter).getState() == Thread.State.WAITING);
        }

        @Test
        void waitGoesOnAfterAnInterrupt() {
            Lanes lanes = lanes(work(5).iterator());
            lanes.backsOff(LONG);
            CompletableFuture<Thread> waiter = new CompletableFuture<>();
            List<Boolean> interrupts = new ArrayList<>();
            CompletableFuture<Boolean> waiting = Background.call(() -> {
                waiter.complete(Thread.currentThread());
                return lanes.awaitSubstitutes(() -> interrupts.add(Thread.currentThread().isInterrupted()));
            });
            for (int i = 1; i <= 2; i++) {
                awaitsNotification(waiter);
                Background.result(waiter).interrupt();
                int interrupted = i;
                Background.until(() -> interrupts.size() == interrupted);
            }
            awaitsNotification(waiter);
            assertThat(waiting).isNotDone();
            tasks.get(0).run();
            assertThat(Background.result(waiting)).isTrue();
            assertThat(interrupts).containsExactly(false, false);
        }

        @Test
        void substituteThatFailsHasEnded() {
            Lanes lanes = new Lanes(work(5).iterator(), 3, true, tasks::add, feed -> {
                throw new IllegalStateException("broke off");
            });
            lanes.backsOff(LONG);
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> tasks.get(0).run());
            assertAllHaveEnded(lanes);
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void laneWithoutAThreadHasNoSubstitute(boolean isOutOfMemory) {
            AtomicInteger asked = new AtomicInteger();
            Executor none = task -> {
                asked.incrementAndGet();
                if (isOutOfMemory) {
                    throw new OutOfMemoryError("no thread");
                }
                throw new RejectedExecutionException("full");
            };
            Lanes lanes = new Lanes(work(5).iterator(), 3, true, none, ran::add);
            lanes.backsOff(LONG);
            assertAllHaveEnded(lanes);
            lanes.backsOff(LONG);
            assertThat(asked).hasValue(2);
            assertThat(ran).isEmpty();
        }
    }

    @Nested
    class Threads {

        private final ExecutorService pool = LaneThreads.create();

        @AfterEach
        void shutDown() {
            pool.shutdownNow();
        }

        private void rejected(Runnable task) {
            ThreadPoolExecutor full = (ThreadPoolExecutor) pool;
            full.getRejectedExecutionHandler().rejectedExecution(task, full);
        }

        @Test
        void eachLaneHasAThread() {
            CountDownLatch all = new CountDownLatch(20);
            List<CompletableFuture<String>> lanes = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                        all.countDown();
                        try {
                            all.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return Thread.currentThread().getName() + Thread.currentThread().isDaemon();
                    }, pool)).toList();
            assertThat(lanes).allSatisfy(lane ->
                    assertThat(Background.result(lane)).contains("cpln-lane").endsWith("true"));
        }

        @Test
        void laneBeyondTheBoundRunsOnItsCallersThread() {
            List<Thread> ranOn = new ArrayList<>();
            rejected(() -> ranOn.add(Thread.currentThread()));
            assertThat(ranOn).containsExactly(Thread.currentThread());
        }

        @Test
        void substituteBeyondTheBoundIsRejected() {
            Lanes lanes = lanes(work(5).iterator());
            lanes.backsOff(LONG);
            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> rejected(tasks.get(0)))
                    .withMessage("no thread for another lane");
            assertThat(ran).isEmpty();
        }

        @Test
        void nothingRunsOnceThePoolIsShutDown() {
            pool.shutdown();
            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> pool.execute(() -> ran.add(null)));
            assertThat(ran).isEmpty();
        }
    }
}
