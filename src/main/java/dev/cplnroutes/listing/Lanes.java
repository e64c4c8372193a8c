package dev.cplnroutes.listing;

import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.cplnroutes.call.RetryBudget;

/**
 * The lanes of one listing: as many as calls may be in flight for it. A lane that backs off has no call in flight. A
 * substitute lane works meanwhile, so that as many calls are in flight as the request allows. Thread-safe.
 */
final class Lanes {

    /** Most substitute lanes at a time: more than lanes back off, since the retries of the process are limited. */
    private static final int MOST_SUBSTITUTES = 2 * RetryBudget.SIZE;

    /** The runner of substitute lanes. A listing need not know its routes. */
    interface Starter {

        /** Threads for lanes. */
        Executor threads();

        /** Does the work of a lane and returns at its end. */
        void run(Listing listing, Iterator<Work> work);
    }

    private final Iterator<Work> feed;
    private final int number;
    private final boolean mayBeSubstituted;
    private final Executor threads;
    private final Consumer<Iterator<Work>> lane;
    private final Semaphore places;
    /** Threads with a call in flight. */
    private final Set<Thread> calling = new HashSet<>();
    /** Ends of the known back-offs, as {@link System#nanoTime()}. */
    private final PriorityQueue<Long> backOffs = new PriorityQueue<>((one, other) -> Long.signum(one - other));
    private int substitutes;
    private int running;

    /**
     * Makes lanes.
     *
     * @param feed             the work that all of them drain
     * @param number           calls in flight at most
     * @param mayBeSubstituted whether there are substitutes; without, one workload is finished before the next begins
     * @param threads          run the substitute lanes; may reject them
     * @param lane             does the work of one lane and returns at its end
     */
    Lanes(Iterator<Work> feed, int number, boolean mayBeSubstituted, Executor threads, Consumer<Iterator<Work>> lane) {
        this.feed = feed;
        this.number = number;
        this.mayBeSubstituted = mayBeSubstituted;
        this.threads = threads;
        this.lane = lane;
        this.places = new Semaphore(number);
    }

    /** The numbers of the lanes, from 1. */
    List<Integer> numbers() {
        return IntStream.rangeClosed(1, number).boxed().toList();
    }

    /** Waits until one more call may be in flight. */
    void takePlace() throws InterruptedException {
        places.acquire();
        synchronized (calling) {
            calling.add(Thread.currentThread());
        }
    }

    /** A call is not in flight any more. */
    void leavePlace() {
        synchronized (calling) {
            calling.remove(Thread.currentThread());
        }
        places.release();
    }

    /** Breaks off the calls in flight; none of these threads goes on to other work meanwhile. */
    void breakOff(Consumer<Set<Thread>> client) {
        synchronized (calling) {
            client.accept(Set.copyOf(calling));
        }
    }

    /** A lane is about to back off for so long. */
    void backsOff(Duration delay) {
        synchronized (this) {
            backOffs.add(System.nanoTime() + delay.toNanos());
            if (!mayBeSubstituted || substitutes >= Math.min(backingOff(), MOST_SUBSTITUTES) || !feed.hasNext()) {
                return;
            }
            substitutes++;
            running++;
        }
        SubstituteLane substitute = new SubstituteLane(new SubstituteFeed());
        try {
            threads.execute(substitute);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // No thread is available: the lane has no substitute.
            ended(substitute.work);
        }
    }

    private int backingOff() {
        long now = System.nanoTime();
        while (!backOffs.isEmpty() && backOffs.peek() - now <= 0) {
            backOffs.poll();
        }
        return backOffs.size();
    }

    private synchronized void ended(SubstituteFeed work) {
        work.leave();
        running--;
        notifyAll();
    }

    /**
     * Waits until no substitute lane runs any more, also where the thread is interrupted.
     *
     * @param whenInterrupted called at each interrupt
     * @return whether the thread was interrupted; its flag is cleared
     */
    boolean awaitSubstitutes(Runnable whenInterrupted) {
        boolean wasInterrupted = false;
        while (true) {
            try {
                awaitSubstitutes();
                return wasInterrupted;
            } catch (InterruptedException e) {
                wasInterrupted = true;
                whenInterrupted.run();
            }
        }
    }

    private synchronized void awaitSubstitutes() throws InterruptedException {
        while (running > 0) {
            wait();
        }
    }

    /** A substitute lane as a task, which a pool may reject. */
    final class SubstituteLane implements LaneThreads.OwnThread {

        private final SubstituteFeed work;

        private SubstituteLane(SubstituteFeed work) {
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

    /** The feed of a substitute lane: it ends when fewer lanes back off than there are substitutes. */
    private final class SubstituteFeed implements Iterator<Work> {

        private boolean hasLeft;

        @Override
        public boolean hasNext() {
            synchronized (Lanes.this) {
                if (substitutes > backingOff()) {
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
