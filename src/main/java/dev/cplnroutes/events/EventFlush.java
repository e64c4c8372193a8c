package dev.cplnroutes.events;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether Camel stops, and for how long events are still delivered then.
 */
final class EventFlush {

    private final Duration time;
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile long end;

    EventFlush(Duration time) {
        this.time = time;
    }

    void begin() {
        end = System.nanoTime() + time.toNanos();
        begun.countDown();
    }

    boolean hasBegun() {
        return begun.getCount() == 0;
    }

    /** How long an attempt may take that begins now; zero where none may. */
    Duration limit(Duration timeout) {
        if (!hasBegun()) {
            return timeout;
        }
        Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        return left.compareTo(timeout) < 0 ? left : timeout;
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
