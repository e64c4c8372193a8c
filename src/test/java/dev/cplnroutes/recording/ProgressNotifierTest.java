package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import dev.cplnroutes.ProgressEvent;
import dev.cplnroutes.ProgressListener;
import dev.cplnroutes.support.ListingLog;
import dev.cplnroutes.testing.CapturedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

@Timeout(60)
class ProgressNotifierTest {

    private static final Duration LONG = Duration.ofSeconds(50);

    /** Keeps what it shall run until it is told to. */
    private static final class Later implements Executor {

        private final Deque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void run() {
            tasks.remove().run();
        }
    }

    private final Later later = new Later();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final ProgressListener listener = (stage, current, total) -> calls.add(stage + " " + current + "/" + total);

    private static ProgressEvent event(int current) {
        return new ProgressEvent("id", "stage", current, 9999, "prod", null, Instant.EPOCH);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "notifier");
        thread.start();
        return thread;
    }

    /** Until the thread waits or has ended. */
    private static void awaitState(Thread thread) {
        while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void listenerGetsAllEventsInOrderInOneTask() {
        ProgressNotifier notifier = new ProgressNotifier(listener, later);
        notifier.add(event(1));
        notifier.add(event(2));
        assertThat(calls).isEmpty();
        assertThat(later.tasks).hasSize(1);
        later.run();
        assertThat(calls).containsExactly("stage 1/9999", "stage 2/9999");
        notifier.add(event(3));
        assertThat(later.tasks).hasSize(1);
        later.run();
        assertThat(calls).hasSize(3).endsWith("stage 3/9999");
    }

    @Test
    void eventThatComesDuringACallFollowsIt() {
        List<String> order = new ArrayList<>();
        ProgressNotifier[] notifier = new ProgressNotifier[1];
        notifier[0] = new ProgressNotifier((stage, current, total) -> {
            order.add("begin " + current);
            if (current == 1) {
                notifier[0].add(event(2));
            }
            order.add("end " + current);
        }, later);
        notifier[0].add(event(1));
        later.run();
        assertThat(order).containsExactly("begin 1", "end 1", "begin 2", "end 2");
        assertThat(later.tasks).isEmpty();
    }

    @Test
    void listenerThatFallsBehindMissesNeitherTheFirstNorTheLastEvent() {
        ProgressNotifier notifier = new ProgressNotifier(listener, later);
        IntStream.rangeClosed(1, 1500).forEach(number -> notifier.add(event(number)));
        later.run();
        assertThat(calls).hasSize(1000).startsWith("stage 1/9999", "stage 2/9999").endsWith("stage 999/9999",
                "stage 1500/9999");
    }

    @Test
    void listenerThatFailsIsCalledAgainAndWarnedOfOnce() {
        try (CapturedLog log = CapturedLog.start()) {
            ProgressNotifier notifier = new ProgressNotifier((stage, current, total) -> {
                calls.add("call " + current);
                if (current == 2) {
                    throw new AssertionError("second");
                }
                throw new IllegalStateException("first");
            }, later);
            notifier.add(event(1));
            notifier.add(event(2));
            notifier.add(event(3));
            later.run();
            assertThat(calls).containsExactly("call 1", "call 2", "call 3");
            assertThat(log.lines()).hasSize(1).first().asString().contains("The progress listener of listing id failed")
                    .contains("IllegalStateException: first");
        }
    }

    @Test
    void whatTheListenerLogsNamesTheListing() {
        List<String> ids = new ArrayList<>();
        try (CapturedLog log = CapturedLog.start()) {
            ProgressNotifier notifier = new ProgressNotifier((stage, current, total) -> {
                ids.add(MDC.get(ListingLog.KEY));
                LoggerFactory.getLogger("listener").info("called");
            }, later);
            notifier.add(event(1));
            later.run();
            assertThat(log.events()).extracting(line -> line.mdc().get(ListingLog.KEY)).containsExactly("id");
        }
        assertThat(ids).containsExactly("id");
        assertThat(MDC.get(ListingLog.KEY)).isNull();
    }

    @Test
    void eventsAreDroppedWhileNoThreadTakesThem() {
        boolean[] isStopped = {true};
        ProgressNotifier notifier = new ProgressNotifier(listener, task -> {
            if (isStopped[0]) {
                throw new RejectedExecutionException();
            }
            later.execute(task);
        });
        notifier.add(event(1));
        notifier.await(LONG);
        isStopped[0] = false;
        notifier.add(event(2));
        later.run();
        assertThat(calls).containsExactly("stage 2/9999");
    }

    @Test
    void awaitReturnsWhenTheListenerHasGotAllEvents() throws Exception {
        CompletableFuture<Void> isHeld = new CompletableFuture<>();
        ProgressNotifier notifier = new ProgressNotifier((stage, current, total) -> {
            isHeld.join();
            listener.onProgress(stage, current, total);
        }, ProgressNotifierTest::thread);
        notifier.await(LONG);
        notifier.add(event(1));
        notifier.add(event(2));
        notifier.await(Duration.ofMillis(20));
        assertThat(calls).as("the limit has passed").isEmpty();
        notifier.await(Duration.ZERO);
        Thread waiting = thread(() -> {
            notifier.await(LONG);
            calls.add("waited");
        });
        awaitState(waiting);
        synchronized (notifier) {
            notifier.notifyAll();
        }
        awaitState(waiting);
        assertThat(waiting.isAlive()).as("woken although the listener is still called").isTrue();
        isHeld.complete(null);
        waiting.join();
        assertThat(calls).containsExactly("stage 1/9999", "stage 2/9999", "waited");
    }

    @Test
    void awaitEndsWhereItsThreadIsInterrupted() {
        ProgressNotifier notifier = new ProgressNotifier(listener, later);
        notifier.add(event(1));
        Thread.currentThread().interrupt();
        notifier.await(LONG);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(calls).isEmpty();
    }
}
