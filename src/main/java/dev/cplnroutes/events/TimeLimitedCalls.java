package dev.cplnroutes.events;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Calls with a time limit: each runs on a thread of a pool, and the caller waits for its future for so long.
 *
 * <p>A call may ignore its interrupt and hold its thread after its time. A cancelled future reports that it is done, so
 * the calls that were given up and still run are counted here; their number is bounded.
 */
final class TimeLimitedCalls {

    private enum State { NEW, RUNNING, ENDED, GIVEN_UP }

    private final ExecutorService threads;
    private final int mostGivenUp;
    private final AtomicInteger givenUp = new AtomicInteger();

    /**
     * Makes the calls of one sender.
     *
     * @param threads     a pool that grows as needed
     * @param mostGivenUp calls, from 1, that may run after they were given up; with as many, no further call begins
     */
    TimeLimitedCalls(ExecutorService threads, int mostGivenUp) {
        this.threads = threads;
        this.mostGivenUp = mostGivenUp;
    }

    /**
     * Makes a call.
     *
     * @param call  returns the exception that it ended with, or null
     * @param limit time after which the call is given up and its thread interrupted
     * @throws DeliveryException    if the call failed, took too long or could not begin
     * @throws InterruptedException if the calling thread was interrupted; the call is given up
     */
    void make(Callable<Exception> call, Duration limit) throws DeliveryException, InterruptedException {
        make(call, limit, true);
    }

    /**
     * Makes a call that continues when the calling thread is interrupted; the interrupt is lost.
     *
     * @param call  returns the exception that it ended with, or null
     * @param limit time after which the call is given up and its thread interrupted
     * @throws DeliveryException if the call failed, took too long or could not begin
     */
    void makeUninterruptibly(Callable<Exception> call, Duration limit) throws DeliveryException {
        try {
            make(call, limit, false);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void make(Callable<Exception> call, Duration limit, boolean isInterruptible)
            throws DeliveryException, InterruptedException {
        if (givenUp.get() >= mostGivenUp) {
            throw DeliveryException.passing("attempts that were given up are still under way");
        }
        AtomicReference<State> state = new AtomicReference<>(State.NEW);
        Future<Exception> result = submit(call, state);
        try {
            Exception failure = get(result, limit, isInterruptible);
            if (failure != null) {
                throw DeliveryException.of(failure);
            }
        } catch (TimeoutException e) {
            throw DeliveryException.passing("no answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw DeliveryException.of(e.getCause());
        } finally {
            if (state.getAndUpdate(now -> now == State.ENDED ? now : State.GIVEN_UP) == State.RUNNING) {
                givenUp.incrementAndGet();
            }
            result.cancel(true);
        }
    }

    private Future<Exception> submit(Callable<Exception> call, AtomicReference<State> state) throws DeliveryException {
        try {
            return threads.submit(() -> {
                if (!state.compareAndSet(State.NEW, State.RUNNING)) {
                    return null;
                }
                try {
                    return call.call();
                } finally {
                    if (!state.compareAndSet(State.RUNNING, State.ENDED)) {
                        givenUp.decrementAndGet();
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            throw DeliveryException.passing("Camel has stopped");
        }
    }

    private static Exception get(Future<Exception> result, Duration limit, boolean isInterruptible)
            throws ExecutionException, TimeoutException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                return result.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                if (isInterruptible) {
                    throw e;
                }
            }
        }
    }
}
