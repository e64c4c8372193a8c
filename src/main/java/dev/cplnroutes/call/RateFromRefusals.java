package dev.cplnroutes.call;

/**
 * The rate of calls that the API bears, found from the calls it refuses without saying for how long. {@link Pace}
 * compares the algorithm with its sources and says how time and lock are handled.
 *
 * <ul>
 * <li><em>Begin</em>: when a good part of the last second's calls was refused, the rate is what got through.
 * <li><em>Grow</em>: it doubles every 0.4 s until a refusal, then grows by 5 % a second, and doubles again after 5 s
 * without one.
 * <li><em>Lower</em>: a refusal sets it to what gets through now, at most once a round trip.
 * <li><em>End</em>: after 10 s without a refusal, or where refusals do not depend on it.
 * </ul>
 */
final class RateFromRefusals {

    private static final long SECOND = 1_000_000_000L;

    /** Refusals in a second, and their part of all answers, that make a rate begin. */
    private static final int GOOD_PART_LEAST = 5;
    private static final double GOOD_PART = 0.1;
    /** A rate begins with at least so many calls a second: fewer got through only because no more were asked for. */
    private static final double LEAST_FIRST_RATE = 10;
    /** Below so many calls a second each call's own back-off is pace enough. */
    private static final double LEAST_RATE = 5;
    /** The rate after a refusal: this part of it at most, and half of it at least. */
    private static final double LOWERED = 0.9;
    private static final double LOWERED_MOST = 0.5;
    private static final double GROWTH_A_SECOND = 1.05;
    private static final double SECONDS_TO_DOUBLE = 0.4;
    /** Calls that led to a rate may be in the server's queue so long: refusals meanwhile do not end the doubling. */
    private static final long SETTLING = SECOND / 2;
    /** A rate that just began grows after so long without a refusal. */
    private static final long GROW_AFTER = SECOND / 5;
    /** The limit may have gone up after so long without a refusal, and must have gone after twice as long. */
    private static final long DOUBLE_AGAIN_AFTER = 5 * SECOND;
    private static final long FORGET_AFTER = 10 * SECOND;
    /** Threads that woke up late may catch up so much. */
    private static final long CATCH_UP = SECOND / 50;
    /** A rate so low, and still refused: then the refusals do not depend on the rate. */
    private static final double HARDLY_ANY = 2 * LEAST_RATE;

    private final AnswerCounts counts = new AnswerCounts();

    private double rate;
    private boolean isDoubling;
    private long nextAt;
    private long grownAt;
    private long begunAt;
    private long changedAt;
    private long refusedAt;
    private boolean isDoubted;
    private long doubtedUntil;
    private int answeredInDoubt;
    private int refusedInDoubt;

    /** Calls a second, 0 where no rate is set. */
    double perSecond() {
        return rate;
    }

    /** How long the next call has to wait, nanoseconds. */
    long waitNanos(long now) {
        grow(now);
        return rate == 0 ? 0 : Math.max(0, nextAt - now);
    }

    /** A call is sent: the next one goes an interval later. */
    void sent(long now) {
        if (rate > 0) {
            long earliest = now - CATCH_UP;
            nextAt = earliest + Math.max(0, nextAt - earliest) + interval();
        }
    }

    /** Calls are sent again after a pause: neither the rate nor the time since the last refusal aged in it. */
    void resume(long now) {
        grownAt = now;
        refusedAt = now;
    }

    /** A call that was sent at this time was answered. */
    void answered(long sentAt, long now) {
        counts.answered(now);
        doubt(sentAt, false, now);
    }

    /**
     * A call was refused.
     *
     * @param mayBegin whether a rate may begin with this refusal
     */
    void refused(long sentAt, boolean mayBegin, long now) {
        counts.refused(now);
        grow(now);
        boolean isQuietBefore = now - refusedAt > DOUBLE_AGAIN_AFTER;
        refusedAt = now;
        if (rate == 0 && mayBegin) {
            begin(now);
        } else if (rate > 0 && sentAt - changedAt >= 0) {
            lower(isQuietBefore, now);
        }
        doubt(sentAt, true, now);
    }

    private void begin(long now) {
        if (isDoubted && now - doubtedUntil < 0) {
            return;
        }
        isDoubted = false;
        int gotThrough = counts.answeredInASecond(now);
        int refusals = counts.refusedInASecond(now);
        if (refusals >= GOOD_PART_LEAST && refusals >= GOOD_PART * (gotThrough + refusals)) {
            begunAt = now;
            setRate(Math.max(gotThrough, LEAST_FIRST_RATE), now);
            isDoubling = true;
            nextAt = now + interval();
            answeredInDoubt = 0;
            refusedInDoubt = 0;
        }
    }

    private void lower(boolean isQuietBefore, long now) {
        boolean isSettling = now - begunAt < SETTLING;
        // A whole second while the rate doubled: the last moments only tell what the server had saved up.
        double gotThrough = !isSettling && isDoubling || isQuietBefore ? counts.answeredPerSecond(now)
                : counts.answeredPerSecondRecently(now);
        setRate(Math.min(Math.max(gotThrough, LOWERED_MOST * rate), LOWERED * rate), now);
        isDoubling &= isSettling;
        grownAt = isSettling ? now + GROW_AFTER : now;
    }

    private void setRate(double callsASecond, long now) {
        rate = Math.max(callsASecond, LEAST_RATE);
        changedAt = now;
        grownAt = now;
    }

    private long interval() {
        return (long) (SECOND / rate);
    }

    private void grow(long now) {
        if (rate == 0) {
            return;
        }
        long quiet = now - refusedAt;
        if (quiet > FORGET_AFTER) {
            rate = 0;
            return;
        }
        if (now - grownAt <= 0) {
            return;
        }
        double seconds = (now - grownAt) / (double) SECOND;
        grownAt = now;
        rate *= isDoubling || quiet > DOUBLE_AGAIN_AFTER ? Math.pow(2, seconds / SECONDS_TO_DOUBLE)
                : Math.pow(GROWTH_A_SECOND, seconds);
    }

    /** Drops a rate where refusals do not get fewer although hardly anything is sent: they have another reason. */
    private void doubt(long sentAt, boolean isRefused, long now) {
        if (rate == 0 || sentAt - begunAt < 0) {
            return;
        }
        if (rate > HARDLY_ANY) {
            answeredInDoubt = 0;
            refusedInDoubt = 0;
            return;
        }
        answeredInDoubt += isRefused ? 0 : 1;
        refusedInDoubt += isRefused ? 1 : 0;
        int all = answeredInDoubt + refusedInDoubt;
        if (all >= 6 && refusedInDoubt * 2 >= all || all >= 20 && refusedInDoubt >= GOOD_PART * all) {
            rate = 0;
            isDoubted = true;
            doubtedUntil = now + FORGET_AFTER;
        }
    }
}
