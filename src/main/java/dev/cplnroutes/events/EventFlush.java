package dev.cplnroutes.events;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether Camel stops, and for how long events are still delivered then: at the end of that time, attempts under way are
 * broken off.
 */
final class EventFlush {

    private final Duration time;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Set<Thread> attempting = new HashSet<>();
    private Thread timer;
    private boolean isOver;

    EventFlush(Duration time) {
        this.time = time;
    }

    /** Camel begins to stop. */
    synchronized void begin() {
        if (hasBegun()) {
            return;
        }
        begun.countDown();
        timer = new Thread(() -> {
            try {
                TimeUnit.NANOSECONDS.sleep(time.toNanos());
            } catch (InterruptedException e) {
                // Over a little earlier.
            }
            end();
        }, "cpln-events-flush");
        timer.setDaemon(true);
        timer.start();
    }

    /** Camel has stopped its routes: nothing is delivered any more. */
    synchronized void finish() {
        begin();
        timer.interrupt();
    }

    private synchronized void end() {
        isOver = true;
        attempting.forEach(Thread::interrupt);
    }

    boolean hasBegun() {
        return begun.getCount() == 0;
    }

    /**
     * Before an attempt: from here on this thread may be interrupted.
     *
     * @return false where none may begin any more
     */
    synchronized boolean enter() {
        if (!isOver) {
            attempting.add(Thread.currentThread());
        }
        return !isOver;
    }

    /** After an attempt. */
    synchronized void leave() {
        attempting.remove(Thread.currentThread());
        if (isOver) {
            // The interrupt was for the attempt; it would break off what the thread does next.
            Thread.interrupted();
        }
    }

    /**
     * Waits before an event is sent again.
     *
     * @return false where Camel stops meanwhile
     */
    boolean await(Duration delay) throws InterruptedException {
        return !begun.await(delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
