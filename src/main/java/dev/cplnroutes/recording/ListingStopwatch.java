package dev.cplnroutes.recording;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import dev.cplnroutes.ListingTimings;

/**
 * Measures the time of one listing and splits it by the phases of its calls. Each moment is divided equally among the
 * calls that are in some phase then: while many calls overlap, the parts still add up to the whole. Thread-safe.
 */
public final class ListingStopwatch {

    /** What a call spends time on. */
    public enum Phase {
        /** Its request is under way. */
        API,
        /** It backs off before its next try. */
        BACKOFF,
        /** It waits for a free place or for the pace. */
        LIMITER,
        /** It waits for an answer that another call is reading. */
        CACHE
    }

    private static final Phase[] PHASES = Phase.values();

    private final Clock clock;
    private final Instant startTime;
    private final int[] calls = new int[PHASES.length];
    private final double[] spentNanos = new double[PHASES.length];
    private Instant lastChange;

    /**
     * Starts now.
     *
     * @param clock the time; while it is set back, no time passes
     */
    public ListingStopwatch(Clock clock) {
        this.clock = clock;
        this.startTime = clock.instant();
        this.lastChange = startTime;
    }

    /** When the stopwatch was started. */
    public Instant startTime() {
        return startTime;
    }

    /** A call enters a phase. */
    public synchronized void begin(Phase phase) {
        divide(clock.instant());
        calls[phase.ordinal()]++;
    }

    /** A call leaves a phase. */
    public synchronized void end(Phase phase) {
        divide(clock.instant());
        calls[phase.ordinal()]--;
    }

    private void divide(Instant now) {
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
     * Splits the time from the start to a moment.
     *
     * @param endTime the moment, not before any other one so far
     * @return parts in seconds, each a whole number of milliseconds; together they are {@link #milliseconds}
     */
    public synchronized ListingTimings timings(Instant endTime) {
        divide(endTime);
        long whole = milliseconds(endTime);
        double sum = 0;
        long taken = 0;
        double[] seconds = new double[PHASES.length];
        for (Phase phase : PHASES) {
            // The sum is rounded, not each part: rounding errors must not add up.
            sum += spentNanos[phase.ordinal()];
            long until = Math.min(whole, (long) (sum / 1e6));
            seconds[phase.ordinal()] = (until - taken) / 1e3;
            taken = until;
        }
        return new ListingTimings(seconds[Phase.API.ordinal()], seconds[Phase.BACKOFF.ordinal()],
                seconds[Phase.LIMITER.ordinal()], seconds[Phase.CACHE.ordinal()], (whole - taken) / 1e3);
    }

    /** Whole milliseconds from the start to a moment; 0 where the clock was set back before the start. */
    public long milliseconds(Instant endTime) {
        return Math.max(0, Duration.between(startTime, endTime).toMillis());
    }
}
