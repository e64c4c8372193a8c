package dev.cplnroutes.recording;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import dev.cplnroutes.ListingTimings;

/**
 * Takes the time of one listing, and what its calls spend it on. A moment is shared out among the calls that are in some
 * phase, so that the parts agree with the whole while many calls overlap.
 */
public final class ListingStopwatch {

    /** What a call may be in. */
    public enum Phase {
        /** A request is under way. */
        API,
        /** Waits for its next try. */
        BACKOFF,
        /** Waits for its turn. */
        LIMITER,
        /** Waits for an answer that another call reads already. */
        CACHE
    }

    private static final Phase[] PHASES = Phase.values();

    private final Clock clock;
    private final Instant startTime;
    private final int[] calls = new int[PHASES.length];
    private final double[] spentNanos = new double[PHASES.length];
    private Instant lastChange;

    /**
     * Starts.
     *
     * @param clock tells the time; where it is set back meanwhile, no time passes
     */
    public ListingStopwatch(Clock clock) {
        this.clock = clock;
        this.startTime = clock.instant();
        this.lastChange = startTime;
    }

    public Instant startTime() {
        return startTime;
    }

    /** One more call is in a phase. */
    public synchronized void begin(Phase phase) {
        share(clock.instant());
        calls[phase.ordinal()]++;
    }

    /** A call is in a phase no more. */
    public synchronized void end(Phase phase) {
        share(clock.instant());
        calls[phase.ordinal()]--;
    }

    private void share(Instant now) {
        int all = 0;
        for (int inPhase : calls) {
            all += inPhase;
        }
        long passed = Duration.between(lastChange, now).toNanos();
        if (all > 0 && passed > 0) {
            for (int phase = 0; phase < calls.length; phase++) {
                spentNanos[phase] += (double) passed * calls[phase] / all;
            }
        }
        lastChange = now;
    }

    /**
     * What the time up to a moment was spent on.
     *
     * @param endTime now
     * @return parts in whole milliseconds, which together are {@link #milliseconds}
     */
    public synchronized ListingTimings timings(Instant endTime) {
        share(endTime);
        long whole = milliseconds(endTime);
        double sum = 0;
        long told = 0;
        double[] seconds = new double[PHASES.length];
        for (Phase phase : PHASES) {
            // Of the sum, not of each: rounding must not add up.
            sum += spentNanos[phase.ordinal()];
            long until = Math.min(whole, (long) (sum / 1e6));
            seconds[phase.ordinal()] = (until - told) / 1e3;
            told = until;
        }
        return new ListingTimings(seconds[Phase.API.ordinal()], seconds[Phase.BACKOFF.ordinal()],
                seconds[Phase.LIMITER.ordinal()], seconds[Phase.CACHE.ordinal()], (whole - told) / 1e3);
    }

    /** From the start to a moment; 0 where the clock was set back. */
    public long milliseconds(Instant endTime) {
        return Math.max(0, Duration.between(startTime, endTime).toMillis());
    }
}
