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
 * The waiting threads of one listing: they back off, wait for their turn, or wait for the answer of another call. A
 * thread is interrupted when its work is not wanted any more, and only while it waits: afterwards it may serve another
 * listing. Thread-safe.
 *
 * @param <W> work for which a thread waits, told apart by identity
 */
final class InterruptibleWaits<W> {

    private final Predicate<W> isWanted;
    private final ListingStopwatch stopwatch;
    private final Map<Thread, Wait<W>> waiting = new HashMap<>();
    private final Set<Thread> interrupted = new HashSet<>();
    private final Set<W> woken = Collections.newSetFromMap(new IdentityHashMap<>());

    /** One wait of a thread. */
    private record Wait<W>(W work, ListingStopwatch.Phase phase) {
    }

    /**
     * Makes an empty set of waits.
     *
     * @param isWanted  whether the answer to a piece of work still matters
     * @param stopwatch measures the waits
     */
    InterruptibleWaits(Predicate<W> isWanted, ListingStopwatch stopwatch) {
        this.isWanted = isWanted;
        this.stopwatch = stopwatch;
    }

    /** The present thread is about to wait for this work. It may be interrupted until {@link #end()}. */
    synchronized void begin(W work, ListingStopwatch.Phase phase) {
        waiting.put(Thread.currentThread(), new Wait<>(work, phase));
        stopwatch.begin(phase);
        if (!isWanted.test(work)) {
            interrupt(Thread.currentThread(), work);
        }
    }

    /** Whether a wait for this work was interrupted from here. */
    synchronized boolean hasWoken(W work) {
        return woken.contains(work);
    }

    /** The wait of the present thread has ended. An interrupt that came too late is taken back. */
    synchronized void end() {
        Wait<W> wait = waiting.remove(Thread.currentThread());
        if (wait != null) {
            stopwatch.end(wait.phase());
        }
        if (interrupted.remove(Thread.currentThread())) {
            Thread.interrupted();
        }
    }

    /** Interrupts the waits for work that is not wanted any more. */
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
