package dev.cplnroutes.call;

import java.time.Duration;

/**
 * The pause that the API asked for, and the slow start after it: first one call, then with each answer twice as many in
 * flight. {@link Pace} names the source and says how time and lock are handled.
 *
 * <p>A call is told apart from those of earlier slow starts by the number of pauses before it.
 */
final class PauseAndSlowStart {

    private static final long SECOND = 1_000_000_000L;
    /** A call of a slow start may take so long until others may go: one that hangs must not hold back all. */
    private static final long PATIENCE = 2 * SECOND;
    /** Calls in flight at which a slow start is over. */
    private static final int SLOW_START_END = 1024;
    private static final int UNLIMITED = Integer.MAX_VALUE;
    /** A pause that begins so soon after the end of the one before shows that the slow start did not help. */
    private static final long SOON = 10 * SECOND;

    private boolean isPaused;
    private boolean isSoonAfterAnother;
    private long pausedUntil;
    private int pauses;
    private int window = UNLIMITED;
    private int inFlight;
    private long windowAt;

    /** Time until the end of the pause in nanoseconds, 0 without one. */
    long nanosLeft(long now) {
        return isPaused ? Math.max(0, pausedUntil - now) : 0;
    }

    /** Ends a pause without time left; true the first time it is called after the pause. */
    boolean endsNow() {
        boolean wasPaused = isPaused;
        isPaused = false;
        return wasPaused;
    }

    /** Whether a slow start has as many calls in flight as it allows at this time. */
    boolean isFull(long now) {
        if (inFlight < window) {
            return false;
        }
        if (now - windowAt < PATIENCE) {
            return true;
        }
        window *= 2;
        windowAt = now;
        return false;
    }

    /** Whether a slow start is under way, or comes after the pause. */
    boolean isSlowStart() {
        return window < UNLIMITED;
    }

    /** Counts a call as sent, and gives the number of pauses before it. */
    int sent(long now) {
        inFlight++;
        windowAt = now;
        return pauses;
    }

    /** A call after so many pauses was answered: twice as many may be in flight. */
    void answered(int pausesBefore) {
        if (ended(pausesBefore)) {
            window = window < SLOW_START_END ? window * 2 : UNLIMITED;
        }
    }

    /** A call after so many pauses failed, which says nothing about the pace: one more may be in flight. */
    void failed(int pausesBefore) {
        if (ended(pausesBefore) && window < SLOW_START_END) {
            window++;
        }
    }

    /** A call after so many pauses was refused. */
    void refused(int pausesBefore) {
        ended(pausesBefore);
    }

    private boolean ended(int pausesBefore) {
        boolean isOfThisSlowStart = pausesBefore == pauses;
        if (isOfThisSlowStart) {
            inFlight--;
        }
        return isOfThisSlowStart;
    }

    /**
     * Begins a pause, or prolongs the one under way; never shortens it.
     *
     * @return whether the pause began soon after another one
     */
    boolean begin(Duration wait, long now) {
        long until = now + wait.toNanos();
        if (nanosLeft(now) > 0) {
            pausedUntil += Math.max(0, until - pausedUntil);
        } else {
            isSoonAfterAnother = pauses > 0 && now - pausedUntil < SOON;
            isPaused = true;
            pausedUntil = until;
            pauses++;
            window = 1;
            inFlight = 0;
        }
        return isSoonAfterAnother;
    }
}
