package dev.cplnroutes.events;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls of something that may hang: each runs on a thread of its own and is given up after its time. Those that were given up
 * and still hold their thread are bounded.
 */
final class TimeLimitedCalls {

    private final ExecutorService threads;
    private final int mostGivenUp;
    private int givenUp;

    /**
     * Makes the calls' bound.
     *
     * @param threads     grow as needed
     * @param mostGivenUp threads that calls which were given up may hold; with as many, none is made any more
     */
    TimeLimitedCalls(ExecutorService threads, int mostGivenUp) {
        this.threads = threads;
        this.mostGivenUp = mostGivenUp;
    }

    /**
     * Makes a call.
     *
     * @param call  gives the exception that it ended with, or null
     * @param limit time after which it is given up
     * @throws DeliveryException    where it failed or took too long
     * @throws InterruptedException where the thread was interrupted
     */
    void make(Callable<Exception> call, Duration limit) throws DeliveryException, InterruptedException {
        make(call, limit, true);
    }

    /**
     * Makes a call that goes on where the thread is interrupted; the interrupt is lost.
     *
     * @param call  gives the exception that it ended with, or null
     * @param limit time after which it is given up
     * @throws DeliveryException where it failed or took too long
     */
    void makeWhateverComes(Callable<Exception> call, Duration limit) throws DeliveryException {
        try {
            make(call, limit, false);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void make(Callable<Exception> call, Duration limit, boolean isInterruptible)
            throws DeliveryException, InterruptedException {
        synchronized (this) {
            if (givenUp >= mostGivenUp) {
                throw DeliveryException.passing("attempts that were given up are still under way");
            }
        }
        Running running = new Running(call);
        try {
            Future<Exception> result = threads.submit(running);
            running.await(result, limit, isInterruptible);
        } catch (RejectedExecutionException e) {
            throw DeliveryException.passing("Camel has stopped");
        }
    }

    private final class Running implements Callable<Exception> {

        private final Callable<Exception> call;
        private boolean hasBegun;
        private boolean hasEnded;
        private boolean isGivenUp;

        Running(Callable<Exception> call) {
            this.call = call;
        }

        @Override
        public Exception call() throws Exception {
            synchronized (TimeLimitedCalls.this) {
                if (isGivenUp) {
                    return null;
                }
                hasBegun = true;
            }
            try {
                return call.call();
            } finally {
                synchronized (TimeLimitedCalls.this) {
                    hasEnded = true;
                    givenUp -= isGivenUp ? 1 : 0;
                }
            }
        }

        void await(Future<Exception> result, Duration limit, boolean isInterruptible)
                throws DeliveryException, InterruptedException {
            boolean isOver = false;
            long end = System.nanoTime() + limit.toNanos();
            try {
                Exception failure = get(result, end, isInterruptible);
                isOver = true;
                if (failure != null) {
                    throw DeliveryException.of(failure);
                }
            } catch (TimeoutException e) {
                throw DeliveryException.passing("no answer within " + limit.toMillis() + " ms");
            } catch (ExecutionException e) {
                isOver = true;
                throw DeliveryException.of(e.getCause());
            } finally {
                if (!isOver) {
                    giveUp();
                    result.cancel(true);
                }
            }
        }

        private Exception get(Future<Exception> result, long end, boolean isInterruptible)
                throws ExecutionException, TimeoutException, InterruptedException {
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

        private void giveUp() {
            synchronized (TimeLimitedCalls.this) {
                isGivenUp = true;
                givenUp += hasBegun && !hasEnded ? 1 : 0;
            }
        }
    }
}
