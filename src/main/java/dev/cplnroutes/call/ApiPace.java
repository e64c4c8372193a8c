package dev.cplnroutes.call;

import java.time.Duration;
import java.util.Arrays;

/**
 * How fast the process may call the API, from what the API itself said of its calls:
 *
 * <ul>
 * <li>Where it asked for a pause, nothing is sent before its end; then one call, and with each success twice as many in
 * flight.
 * <li>Where it refuses a good part of the calls without saying for how long, a rate is assumed: as many calls a second as
 * got through. It doubles until the next refusal, then grows slowly, is lowered at most once a round trip, and is forgotten
 * after seconds without a refusal.
 * </ul>
 *
 * <p>Else it lets every call go. No threads and no clock in here: the caller holds a lock and gives the time, nanoseconds of
 * one ticker.
 */
public final class ApiPace {

    /** The next call may go when one in flight has ended. */
    public static final long UNTIL_A_CALL_ENDS = Long.MAX_VALUE;

    private static final long SECOND = 1_000_000_000L;
    /** Slices of the last second in which answers are counted. */
    private static final int SLICES = 20;
    private static final long SLICE = SECOND / SLICES;
    /** Slices that tell what gets through now, once the rate is near the truth. */
    private static final int RECENT_SLICES = 6;

    /** Refusals in a second, and their part of all answers, from which on a rate is assumed. */
    private static final int GOOD_PART_LEAST = 5;
    private static final double GOOD_PART = 0.1;
    /** Calls a second that a rate begins with at least: fewer got through only because nothing else was asked for. */
    private static final double LEAST_FIRST_RATE = 10;
    /** Below so many calls a second each call's own back-off is pace enough. */
    private static final double LEAST_RATE = 5;
    /** The rate after a refusal: this part of it at most, and half of it at least. */
    private static final double LOWERED = 0.9;
    private static final double LOWERED_MOST = 0.5;
    private static final double GROWTH_A_SECOND = 1.05;
    private static final double SECONDS_TO_DOUBLE = 0.4;
    /** How long the calls that led to a rate may still be in the server's queue: refusals in it do not end the doubling. */
    private static final long SETTLING = SECOND / 2;
    /** So long without a refusal until a rate that was just found begins to grow. */
    private static final long GROW_AFTER = SECOND / 5;
    /** Seconds without a refusal: the limit may have gone up, then it must have gone. */
    private static final long DOUBLE_AGAIN_AFTER = 5 * SECOND;
    private static final long FORGET_AFTER = 10 * SECOND;
    /** What the pace may catch up where threads woke up late. */
    private static final long CATCH_UP = SECOND / 50;
    /** A rate so low, and still refused: then it is not the rate that the refusals are about. */
    private static final double HARDLY_ANY = 2 * LEAST_RATE;
    /** So long a call of a slow start may take until others may go: one that hangs must not hold back all. */
    private static final long PATIENCE = 2 * SECOND;
    /** Calls in flight at which a slow start is over. */
    private static final int SLOW_START_END = 1024;

    /**
     * One call that was let go.
     *
     * @param sentAt when
     * @param pauses pauses before it: an answer to a call from before a pause says nothing about the time after it
     */
    public record Pass(long sentAt, int pauses) {
    }

    private boolean isPaused;
    private boolean isPausedAgain;
    private long pausedUntil;
    private int pauses;
    private int window = Integer.MAX_VALUE;
    private int inWindow;
    private long windowAt;

    private final int[] answered = new int[SLICES];
    private final int[] refused = new int[SLICES];
    private long slice = Long.MIN_VALUE / 2;

    private double rate;
    private boolean isDoubling;
    private long nextAt;
    private long grownAt;
    private long assumedAt;
    private long changedAt;
    private long refusedAt;
    private boolean isDoubted;
    private long doubtedUntil;
    private int answeredInDoubt;
    private int refusedInDoubt;

    /**
     * How long the next call has to wait.
     *
     * @return nanoseconds; 0: not at all; {@link #UNTIL_A_CALL_ENDS} where time alone does not help
     */
    public long waitNanos(long now) {
        if (isPaused) {
            if (now - pausedUntil < 0) {
                return pausedUntil - now;
            }
            isPaused = false;
            // Neither the rate nor what is known of refusals ages while nothing is sent.
            grownAt = now;
            refusedAt = now;
        }
        if (inWindow >= window) {
            if (now - windowAt < PATIENCE) {
                return UNTIL_A_CALL_ENDS;
            }
            window *= 2;
            windowAt = now;
        }
        grow(now);
        return rate == 0 ? 0 : Math.max(0, nextAt - now);
    }

    /** A call is sent. */
    public Pass sent(long now) {
        inWindow++;
        windowAt = now;
        if (rate > 0) {
            long earliest = now - CATCH_UP;
            nextAt = (nextAt - earliest < 0 ? earliest : nextAt) + (long) (SECOND / rate);
        }
        return new Pass(now, pauses);
    }

    /** The API answered a call, with what was asked for or with an error that is no matter of pace. */
    public void answered(Pass pass, long now) {
        ended(pass);
        count(answered, now);
        if (pass.pauses() == pauses && window < SLOW_START_END) {
            window *= 2;
        } else if (pass.pauses() == pauses) {
            window = Integer.MAX_VALUE;
        }
        doubtRate(pass, false, now);
    }

    /** A call failed in a way that says nothing about the pace: a slow start goes on, without doubling. */
    void failed(Pass pass) {
        ended(pass);
        if (pass.pauses() == pauses && window < SLOW_START_END) {
            window++;
        }
    }

    /** The API refused a call as one too many and did not say for how long. */
    public void refused(Pass pass, long now) {
        ended(pass);
        count(refused, now);
        adapt(pass, true, now);
    }

    private void adapt(Pass pass, boolean mayAssume, long now) {
        grow(now);
        boolean isQuietBefore = now - refusedAt > DOUBLE_AGAIN_AFTER;
        refusedAt = now;
        if (rate == 0 && mayAssume) {
            assume(now);
        } else if (rate > 0 && pass.sentAt() - changedAt >= 0) {
            boolean isSettling = now - assumedAt < SETTLING;
            // A whole second while the rate doubled: the last moments only tell what the server had saved up.
            int slices = !isSettling && isDoubling || isQuietBefore ? SLICES : RECENT_SLICES;
            double gotThrough = throughput(slices, now);
            setRate(Math.min(Math.max(gotThrough, LOWERED_MOST * rate), LOWERED * rate), now);
            isDoubling &= isSettling;
            grownAt = isSettling ? now + GROW_AFTER : now;
        }
        doubtRate(pass, true, now);
    }

    /** The API asked, by answering a call, for a pause of so long. */
    public void askedToWait(Pass pass, Duration wait, long now) {
        ended(pass);
        count(refused, now);
        long until = now + wait.toNanos();
        if (isPaused && now - pausedUntil < 0) {
            pausedUntil = until - pausedUntil > 0 ? until : pausedUntil;
        } else {
            isPausedAgain = pauses > 0 && now - pausedUntil < FORGET_AFTER;
            isPaused = true;
            pausedUntil = until;
            pauses++;
            window = 1;
            inWindow = 0;
        }
        // A slow start that soon leads into the next pause is not slow enough: then a rate helps.
        adapt(pass, isPausedAgain, now);
    }

    /** Whether calls are held back: by a pause, the slow start after it, or a rate. */
    boolean isPacing(long now) {
        return isPaused && now - pausedUntil < 0 || window < Integer.MAX_VALUE || rate > 0;
    }

    /** Time until the pause is over; 0 without one. */
    long pauseNanos(long now) {
        return isPaused ? Math.max(0, pausedUntil - now) : 0;
    }

    /**
     * Calls a second that are let go.
     *
     * @return 0: no rate is assumed
     */
    double rate() {
        return rate;
    }

    private void ended(Pass pass) {
        if (pass.pauses() == pauses) {
            inWindow--;
        }
    }

    private void assume(long now) {
        if (isDoubted && now - doubtedUntil < 0) {
            return;
        }
        isDoubted = false;
        int gotThrough = sum(answered, SLICES, now);
        int refusals = sum(refused, SLICES, now);
        if (refusals >= GOOD_PART_LEAST && refusals >= GOOD_PART * (gotThrough + refusals)) {
            assumedAt = now;
            setRate(Math.max(gotThrough, LEAST_FIRST_RATE), now);
            isDoubling = true;
            nextAt = now + (long) (SECOND / rate);
            answeredInDoubt = 0;
            refusedInDoubt = 0;
        }
    }

    private void setRate(double callsASecond, long now) {
        rate = Math.max(callsASecond, LEAST_RATE);
        changedAt = now;
        grownAt = now;
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

    /** Refusals that do not get fewer although hardly anything is sent have another reason: then the rate is dropped. */
    private void doubtRate(Pass pass, boolean isRefused, long now) {
        if (rate == 0 || pass.sentAt() - assumedAt < 0) {
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

    private void count(int[] counts, long now) {
        turn(now);
        counts[(int) Math.floorMod(slice, (long) SLICES)]++;
    }

    private void turn(long now) {
        long current = Math.floorDiv(now, SLICE);
        if (current - slice >= SLICES) {
            Arrays.fill(answered, 0);
            Arrays.fill(refused, 0);
            slice = current;
        }
        while (slice < current) {
            slice++;
            int index = (int) Math.floorMod(slice, (long) SLICES);
            answered[index] = 0;
            refused[index] = 0;
        }
    }

    private int sum(int[] counts, int slices, long now) {
        turn(now);
        int sum = 0;
        for (int i = 0; i < slices; i++) {
            sum += counts[(int) Math.floorMod(slice - i, (long) SLICES)];
        }
        return sum;
    }

    private double throughput(int slices, long now) {
        double seconds = ((slices - 1) * SLICE + Math.floorMod(now, SLICE)) / (double) SECOND;
        return sum(answered, slices, now) / seconds;
    }
}
