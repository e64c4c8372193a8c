package dev.cplnroutes.listing;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import dev.cplnroutes.call.RetryBudget;

/**
 * The lanes of one listing: as many as calls may be in flight for it. A lane whose call waits for its next try has no call
 * in flight, so another stands in for it meanwhile: while there is work, the number is reached.
 */
public final class Lanes {

    /** Lanes that stand in at a time at most; the process's retries are fewer. */
    private static final int MOST_SUBSTITUTES = 2 * RetryBudget.SIZE;

    private final WorkFeed feed;
    private final int number;
    private final boolean mayStandIn;
    private final Executor threads;
    private final Consumer<Iterator<Work>> lane;
    private final Semaphore places;
    /** When the waits end that are known of, as {@link System#nanoTime()}. */
    private final PriorityQueue<Long> waits = new PriorityQueue<>((one, other) -> Long.signum(one - other));
    private int substitutes;
    private int running;

    /**
     * Makes lanes.
     *
     * @param feed       the work that all of them drain
     * @param number     calls in flight at most
     * @param mayStandIn whether a lane is stood in for; else a workload is not begun before the one before it is done
     * @param threads    run the lanes that stand in; may reject them
     * @param lane       does the work of one lane and returns at its end
     */
    Lanes(WorkFeed feed, int number, boolean mayStandIn, Executor threads, Consumer<Iterator<Work>> lane) {
        this.feed = feed;
        this.number = number;
        this.mayStandIn = mayStandIn;
        this.threads = threads;
        this.lane = lane;
        this.places = new Semaphore(number);
    }

    /** The work of each lane: one feed for all. */
    List<Iterator<Work>> all() {
        return Collections.nCopies(number, feed);
    }

    /** Waits until one more call may be in flight. */
    public void takePlace() throws InterruptedException {
        places.acquire();
    }

    /** A call is not in flight any more. */
    public void leavePlace() {
        places.release();
    }

    /** A lane is about to wait for so long before its next call. */
    public void backsOff(Duration wait) {
        synchronized (this) {
            waits.add(System.nanoTime() + wait.toNanos());
            if (!mayStandIn || substitutes >= Math.min(waiting(), MOST_SUBSTITUTES) || !feed.hasNext()) {
                return;
            }
            substitutes++;
            running++;
        }
        StandIn standIn = new StandIn(new Substitute());
        try {
            threads.execute(standIn);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // No thread to be had: the lane is not stood in for.
            ended(standIn.work);
        }
    }

    private int waiting() {
        long now = System.nanoTime();
        while (!waits.isEmpty() && waits.peek() - now <= 0) {
            waits.poll();
        }
        return waits.size();
    }

    private synchronized void ended(Substitute work) {
        work.leave();
        running--;
        notifyAll();
    }

    /** Waits until no lane stands in any more. */
    synchronized void awaitSubstitutes() throws InterruptedException {
        while (running > 0) {
            wait();
        }
    }

    /** A lane that stands in, as a task: one that there may be or not. */
    final class StandIn implements Runnable {

        private final Substitute work;

        private StandIn(Substitute work) {
            this.work = work;
        }

        @Override
        public void run() {
            try {
                lane.accept(work);
            } finally {
                ended(work);
            }
        }
    }

    /** The work of a lane that stands in: none any more when as many lanes are back as it takes. */
    private final class Substitute implements Iterator<Work> {

        private boolean hasLeft;

        @Override
        public boolean hasNext() {
            synchronized (Lanes.this) {
                if (substitutes > waiting()) {
                    leave();
                }
                return !hasLeft && feed.hasNext();
            }
        }

        @Override
        public Work next() {
            return hasNext() ? feed.next() : null;
        }

        private void leave() {
            if (!hasLeft) {
                hasLeft = true;
                substitutes--;
            }
        }
    }
}
