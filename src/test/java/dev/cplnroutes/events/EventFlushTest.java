package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventFlushTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        end.countDown();
        Thread.interrupted();
    }

    /** Makes an attempt in a thread of its own until the end of the test. */
    private Thread attempting(EventFlush flush, AtomicBoolean wasInterrupted, AtomicBoolean isInterruptedBehind) {
        CountDownLatch entered = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            assertThat(flush.enter()).isTrue();
            entered.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                wasInterrupted.set(true);
                Thread.currentThread().interrupt();
            } finally {
                flush.leave();
            }
            isInterruptedBehind.set(Thread.currentThread().isInterrupted());
        });
        thread.setDaemon(true);
        thread.start();
        try {
            assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return thread;
    }

    @Test
    void attemptsBeginBeforeAndDuringTheFlush() {
        EventFlush flush = new EventFlush(LONG);
        assertThat(flush.hasBegun()).isFalse();
        assertThat(flush.enter()).isTrue();
        flush.leave();
        flush.begin();
        assertThat(flush.hasBegun()).isTrue();
        await().during(Duration.ofMillis(200)).until(() -> {
            boolean mayBegin = flush.enter();
            flush.leave();
            return mayBegin;
        });
        flush.finish();
    }

    @Test
    void endOfTheTimeInterruptsAttemptsUnderWay() throws Exception {
        EventFlush flush = new EventFlush(Duration.ofMillis(50));
        AtomicBoolean wasInterrupted = new AtomicBoolean();
        AtomicBoolean isInterruptedBehind = new AtomicBoolean(true);
        Thread attempt = attempting(flush, wasInterrupted, isInterruptedBehind);
        flush.begin();
        attempt.join();
        assertThat(wasInterrupted).isTrue();
        assertThat(isInterruptedBehind).as("what follows the attempt is not interrupted").isFalse();
        assertThat(flush.enter()).isFalse();
    }

    @Test
    void finishEndsTheTimeEarlyAndAlsoOneThatHasNotBegun() throws Exception {
        EventFlush flush = new EventFlush(LONG);
        AtomicBoolean wasInterrupted = new AtomicBoolean();
        Thread attempt = attempting(flush, wasInterrupted, new AtomicBoolean());
        flush.finish();
        attempt.join();
        assertThat(wasInterrupted).isTrue();
        assertThat(flush.hasBegun()).isTrue();
        assertThat(flush.enter()).isFalse();

        EventFlush begun = new EventFlush(LONG);
        begun.begin();
        begun.finish();
        await().until(() -> !begun.enter());
    }

    @Test
    void attemptThatHasEndedIsNotInterrupted() {
        EventFlush flush = new EventFlush(LONG);
        assertThat(flush.enter()).isTrue();
        flush.leave();
        flush.finish();
        await().until(() -> !flush.enter());
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void interruptOfAnotherKindStaysBeforeTheEnd() {
        EventFlush flush = new EventFlush(LONG);
        assertThat(flush.enter()).isTrue();
        Thread.currentThread().interrupt();
        flush.leave();
        assertThat(Thread.interrupted()).isTrue();
    }
}
