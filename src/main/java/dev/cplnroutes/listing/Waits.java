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
 * The threads of one listing that wait: for their next try, their turn, or somebody else's answer. When nobody wants what
 * they wait for any more - enough is found, the listing failed or was stopped - they are interrupted, and only they: a thread
 * that has gone on may serve another listing already.
 */
public final class Waits {

    private final Predicate<Work> isWanted;
    private final ListingStopwatch stopwatch;
    private final Map<Thread, Wait> waiting = new HashMap<>();
    private final Set<Thread> interrupted = new HashSet<>();
    private final Set<Work> woken = Collections.newSetFromMap(new IdentityHashMap<>());

    /** What a thread waits for. */
    private record Wait(Work work, ListingStopwatch.Phase phase) {
    }

    /**
     * Makes an empty set of waits.
     *
     * @param isWanted  whether the answer to a piece of work still matters
     * @param stopwatch takes the time of the waits
     */
    Waits(Predicate<Work> isWanted, ListingStopwatch stopwatch) {
        this.isWanted = isWanted;
        this.stopwatch = stopwatch;
    }

    /** This thread is about to wait for the sake of this work; until {@link #end()} it may be interrupted. */
    public synchronized void begin(Work work, ListingStopwatch.Phase phase) {
        waiting.put(Thread.currentThread(), new Wait(work, phase));
        stopwatch.begin(phase);
        if (!isWanted.test(work)) {
            interrupt(Thread.currentThread(), work);
        }
    }

    /** Whether a wait for the sake of this work was ended from here. */
    synchronized boolean hasWoken(Work work) {
        return woken.contains(work);
    }

    /** This thread waits no more; an interrupt that came too late is taken back. */
    public synchronized void end() {
        Wait wait = waiting.remove(Thread.currentThread());
        if (wait != null) {
            stopwatch.end(wait.phase());
        }
        if (interrupted.remove(Thread.currentThread())) {
            Thread.interrupted();
        }
    }

    /** Something has changed: ends the waits for what is not wanted any more. */
    synchronized void wakeUnwanted() {
        waiting.forEach((thread, wait) -> {
            if (!isWanted.test(wait.work())) {
                interrupt(thread, wait.work());
            }
        });
    }

    private void interrupt(Thread thread, Work work) {
        woken.add(work);
        if (interrupted.add(thread)) {
            thread.interrupt();
        }
    }
}
