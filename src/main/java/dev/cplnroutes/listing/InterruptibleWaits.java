package dev.cplnroutes.listing;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import dev.cplnroutes.recording.ListingStopwatch;

/**
 * The threads of one listing that wait: for their next try, for their turn, or for the answer of another call. They are
 * interrupted when what they wait for is not wanted any more, and no other threads are: a thread that has gone on may
 * serve another listing already.
 *
 * @param <W> what a thread waits for, told apart by identity
 */
final class InterruptibleWaits<W> {

    private final Predicate<W> isWanted;
    private final ListingStopwatch stopwatch;
    private final Map<Thread, Wait<W>> waiting = new HashMap<>();
    private final Set<Thread> interrupted = new HashSet<>();
    private final Set<W> woken = Collections.newSetFromMap(new IdentityHashMap<>());

    /** What a thread waits for. */
    private record Wait<W>(W work, ListingStopwatch.Phase phase) {
    }

    /**
     * Makes an empty set of waits.
     *
     * @param isWanted  whether the answer to a piece of work still matters
     * @param stopwatch takes the time of the waits
     */
    InterruptibleWaits(Predicate<W> isWanted, ListingStopwatch stopwatch) {
        this.isWanted = isWanted;
        this.stopwatch = stopwatch;
    }

    /** The present thread is about to wait for the sake of this work. It may be interrupted until {@link #end()}. */
    synchronized void begin(W work, ListingStopwatch.Phase phase) {
        waiting.put(Thread.currentThread(), new Wait<>(work, phase));
        stopwatch.begin(phase);
        if (!isWanted.test(work)) {
            interrupt(Thread.currentThread(), work);
        }
    }

    /** Whether a wait for the sake of this work was ended from here. */
    synchronized boolean hasWoken(W work) {
        return woken.contains(work);
    }

    /** The present thread does not wait any more; an interrupt that came too late is taken back. */
    synchronized void end() {
        Wait<W> wait = waiting.remove(Thread.currentThread());
        if (wait != null) {
            stopwatch.end(wait.phase());
        }
        if (interrupted.remove(Thread.currentThread())) {
            Thread.interrupted();
        }
    }

    /** Ends the waits for what is not wanted any more. */
    synchronized void wakeUnwanted() {
        waiting.forEach((thread, wait) -> {
            if (!isWanted.test(wait.work())) {
                interrupt(thread, wait.work());
            }
        });
    }

    private void interrupt(Thread thread, W work) {
        woken.add(work);
        if (interrupted.add(thread)) {
            thread.interrupt();
        }
    }
}
