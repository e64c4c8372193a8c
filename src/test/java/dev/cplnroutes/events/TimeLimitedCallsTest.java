package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimeLimitedCallsTest {

    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void stop() {
        end.countDown();
        threads.shutdownNow();
    }

    /** Ignores interrupts until the end of the test. */
    private Exception hang() {
        begun.incrementAndGet();
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                // As some libraries do.
            }
        }
        return null;
    }

    @Test
    void returnsWhenTheCallHasEnded() throws Exception {
        AtomicBoolean isDone = new AtomicBoolean();
        new TimeLimitedCalls(threads, 1).make(() -> {
            isDone.set(true);
            return null;
        }, LONG);
        assertThat(isDone).isTrue();
    }

    @Test
    void failuresAreDescribed() {
        TimeLimitedCalls calls = new TimeLimitedCalls(threads, 1);
        assertThatThrownBy(() -> calls.make(() -> new ConnectException("s3cret"), LONG))
                .isInstanceOf(DeliveryException.class)
                .hasMessage("the receiver cannot be reached: no connection was made");
        assertThatThrownBy(() -> calls.make(() -> {
            throw new IllegalStateException("s3cret");
        }, LONG)).isInstanceOf(DeliveryException.class).hasMessage("it failed: unexpected failure");
        assertThatThrownBy(() -> calls.make(() -> DeliveryException.refused("answered 400"), LONG))
                .satisfies(failure -> assertThat(((DeliveryException) failure).isFinal()).isTrue())
                .hasMessage("answered 400");
    }

    @Test
    void callThatTakesTooLongIsInterrupted() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Callable<Exception> call = () -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return null;
        };
        assertThatThrownBy(() -> new TimeLimitedCalls(threads, 1).make(call, SHORT))
                .isInstanceOf(DeliveryException.class).hasMessage("no answer within 50 ms")
                .satisfies(failure -> assertThat(((DeliveryException) failure).isFinal()).isFalse());
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callsThatWereGivenUpAreBounded() throws Exception {
        TimeLimitedCalls calls = new TimeLimitedCalls(threads, 2);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> calls.make(this::hang, SHORT)).hasMessage("no answer within 50 ms");
        }
        await().until(() -> begun.get() == 2);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> calls.make(this::hang, LONG)).isInstanceOf(DeliveryException.class)
                    .hasMessage("attempts that were given up are still under way");
        }
        assertThat(begun).hasValue(2);
        end.countDown();
        await().untilAsserted(() -> assertThatCode(() -> calls.make(() -> null, LONG)).doesNotThrowAnyException());
        // Each has returned its place: as many may hang again as before.
        await().until(() -> threads.getActiveCount() == 0);
        AtomicInteger second = new AtomicInteger();
        CountDownLatch again = new CountDownLatch(1);
        Callable<Exception> hang = () -> {
            second.incrementAndGet();
            while (again.getCount() > 0) {
                try {
                    again.await();
                } catch (InterruptedException e) {
                    // As some libraries do.
                }
            }
            return null;
        };
        try {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> calls.make(hang, SHORT)).hasMessage("no answer within 50 ms");
            }
            assertThatThrownBy(() -> calls.make(hang, LONG))
                    .hasMessage("attempts that were given up are still under way");
            assertThat(second).hasValue(2);
        } finally {
            again.countDown();
        }
    }

    @Test
    void callsUnderWayThatWereNotGivenUpLeaveRoomForOthers() throws Exception {
        TimeLimitedCalls calls = new TimeLimitedCalls(threads, 1);
        Future<?> other = threads.submit(() -> {
            calls.make(this::hang, LONG);
            return null;
        });
        await().until(() -> begun.get() == 1);
        calls.make(() -> null, LONG);
        end.countDown();
        other.get();
        calls.make(() -> null, LONG);
    }

    @Test
    void callThatNeverBeganHoldsNoPlace() throws Exception {
        ThreadPoolExecutor one = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        try {
            TimeLimitedCalls calls = new TimeLimitedCalls(one, 1);
            Future<?> busy = one.submit(this::hang);
            AtomicBoolean isRun = new AtomicBoolean();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> calls.make(() -> {
                    isRun.set(true);
                    return null;
                }, SHORT)).hasMessage("no answer within 50 ms");
            }
            end.countDown();
            busy.get();
            calls.make(() -> null, LONG);
            assertThat(isRun).as("given up before it began").isFalse();
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void interruptOfTheCallerEndsTheWaitAndGivesTheCallUp() {
        TimeLimitedCalls calls = new TimeLimitedCalls(threads, 1);
        Thread caller = Thread.currentThread();
        threads.submit(() -> {
            await().until(() -> begun.get() == 1);
            caller.interrupt();
        });
        assertThatThrownBy(() -> calls.make(this::hang, LONG)).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> calls.make(() -> null, LONG))
                .hasMessage("attempts that were given up are still under way");
    }

    @Test
    void uninterruptibleCallGoesOnWhenTheCallerIsInterrupted() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicBoolean isDone = new AtomicBoolean();
        Thread caller = Thread.currentThread();
        threads.submit(() -> {
            await().until(() -> begun.get() == 1);
            caller.interrupt();
            mayEnd.countDown();
        });
        new TimeLimitedCalls(threads, 1).makeUninterruptibly(() -> {
            begun.incrementAndGet();
            mayEnd.await();
            isDone.set(true);
            return null;
        }, LONG);
        assertThat(isDone).isTrue();
        Thread.interrupted();
    }

    @Test
    void interruptsDoNotProlongTheLimit() {
        Thread caller = Thread.currentThread();
        Future<?> interrupts = threads.submit(() -> {
            while (end.getCount() > 0) {
                caller.interrupt();
                end.await(1, TimeUnit.MILLISECONDS);
            }
            return null;
        });
        assertThatThrownBy(() -> new TimeLimitedCalls(threads, 1).makeUninterruptibly(this::hang, SHORT))
                .isInstanceOf(DeliveryException.class).hasMessage("no answer within 50 ms");
        end.countDown();
        await().until(interrupts::isDone);
        Thread.interrupted();
    }

    @Test
    void poolThatHasEndedIsAFailure() {
        threads.shutdownNow();
        assertThatThrownBy(() -> new TimeLimitedCalls(threads, 1).make(() -> null, LONG))
                .isInstanceOf(DeliveryException.class).hasMessage("Camel has stopped");
    }

    @Test
    void failureThatIsThrownHoldsNoPlace() throws Exception {
        TimeLimitedCalls calls = new TimeLimitedCalls(threads, 1);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> calls.make(() -> {
                throw new ExecutionException(new IllegalStateException());
            }, LONG)).hasMessage("it failed: unexpected failure");
        }
        calls.make(() -> null, LONG);
    }
}
