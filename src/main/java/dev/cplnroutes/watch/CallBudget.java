package dev.cplnroutes.watch;

import java.time.Duration;
import java.time.Instant;

/**
 * The calls a second that all watches of the process may make: a token bucket that holds those of one second. Calls
 * that were made without asking, such as further pages and retries, are owed. Thread-safe.
 */
final class CallBudget {

    private final double perSecond;
    private final double most;
    private double calls;
    private Instant filledAt;

    /**
     * Makes a full bucket.
     *
     * @param perSecond calls a second, above 0
     */
    CallBudget(double perSecond) {
        this.perSecond = perSecond;
        this.most = Math.max(1, perSecond);
        this.calls = most;
    }

    /**
     * Takes calls that may be made now.
     *
     * @param wanted how many would be made
     * @return how many may be
     */
    synchronized int take(int wanted, Instant now) {
        if (filledAt != null && now.isAfter(filledAt)) {
            calls = Math.min(most, calls + perSecond * Duration.between(filledAt, now).toNanos() / 1e9);
        }
        // Where the clock was set back, time counts from there on.
        filledAt = now;
        int allowed = Math.min(wanted, (int) Math.max(0, calls));
        calls -= allowed;
        return allowed;
    }

    /** Calls that were made and not taken; below 0 for such as were taken and not made. */
    synchronized void owe(int made) {
        calls = Math.min(most, calls - made);
    }
}
