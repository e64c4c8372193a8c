package dev.cplnroutes.events;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The time in which events are still delivered after Camel has begun to stop. When it is over, attempts under way are
 * interrupted and no further attempt begins.
 */
final class EventFlush {

    private final Duration time;
    private final Set<Thread> attempting = new HashSet<>();
    private Thread timer;
    private boolean isOver;

    /**
     * Makes a flush that has not begun.
     *
     * @param time from {@link #begin()} to its end; 0 ends it at once
     */
    EventFlush(Duration time) {
        this.time = time;
    }

    /** Camel begins to stop: the time runs. Does nothing the second time. */
    synchronized void begin() {
        if (hasBegun()) {
            return;
        }
        timer = new Thread(() -> {
            try {
                TimeUnit.NANOSECONDS.sleep(time.toNanos());
            } catch (InterruptedException e) {
                // finish() ends the time early.
            }
            end();
        }, "cpln-events-flush");
        timer.setDaemon(true);
        timer.start();
    }

    /** Camel has stopped its routes: ends the time. */
    synchronized void finish() {
        begin();
        timer.interrupt();
    }

    private synchronized void end() {
        isOver = true;
        attempting.forEach(Thread::interrupt);
    }

    synchronized boolean hasBegun() {
        return timer != null;
    }

    /**
     * Begins an attempt: from here to {@link #leave()} this thread may be interrupted.
     *
     * @return false if the time is over; the attempt must not be made
     */
    synchronized boolean enter() {
        if (!isOver) {
            attempting.add(Thread.currentThread());
        }
        return !isOver;
    }

    /** Ends an attempt. */
    synchronized void leave() {
        attempting.remove(Thread.currentThread());
        if (isOver) {
            // The interrupt was for the attempt. Left set, it would interrupt the writing of the undelivered event.
            Thread.interrupted();
        }
    }
}
