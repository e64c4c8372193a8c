package dev.cplnroutes.call;

/**
 * Counts of the calls answered and refused in the last second: a sliding window of slices of 50 ms. {@link Pace} says
 * how time and lock are handled.
 *
 * <p>The window ends with the slice of the latest time it was told. A call at an earlier time counts in that slice.
 */
final class AnswerCounts {

    private static final long SECOND = 1_000_000_000L;
    private static final int SLICES = 20;
    private static final long SLICE = SECOND / SLICES;
    /** Slices that tell what gets through now. */
    private static final int RECENT_SLICES = 6;

    private final int[] answered = new int[SLICES];
    private final int[] refused = new int[SLICES];
    /** Number of the current slice, counted from time 0. Half the range: differences to it do not overflow. */
    private long slice = Long.MIN_VALUE / 2;

    /** Counts a call that was answered. */
    void answered(long now) {
        turn(now);
        answered[index(slice)]++;
    }

    /** Counts a call that was refused. */
    void refused(long now) {
        turn(now);
        refused[index(slice)]++;
    }

    /** Calls answered in the last second. */
    int answeredInASecond(long now) {
        turn(now);
        return sum(answered, SLICES);
    }

    /** Calls refused in the last second. */
    int refusedInASecond(long now) {
        turn(now);
        return sum(refused, SLICES);
    }

    /** Calls answered per second, over the last second. */
    double answeredPerSecond(long now) {
        return perSecond(SLICES, now);
    }

    /** Calls answered per second, over the last 0.3 seconds. */
    double answeredPerSecondRecently(long now) {
        return perSecond(RECENT_SLICES, now);
    }

    private double perSecond(int slices, long now) {
        turn(now);
        // The current slice is not full yet.
        double seconds = ((slices - 1) * SLICE + Math.floorMod(now, SLICE)) / (double) SECOND;
        return sum(answered, slices) / seconds;
    }

    /** Makes the slice of this time the current one, and empties those that fell out of the window. */
    private void turn(long now) {
        long current = Math.floorDiv(now, SLICE);
        for (long next = Math.max(slice + 1, current - SLICES + 1); next <= current; next++) {
            answered[index(next)] = 0;
            refused[index(next)] = 0;
        }
        slice = Math.max(slice, current);
    }

    private int sum(int[] counts, int slices) {
        int sum = 0;
        for (int i = 0; i < slices; i++) {
            sum += counts[index(slice - i)];
        }
        return sum;
    }

    private static int index(long slice) {
        return Math.floorMod(slice, SLICES);
    }
}
