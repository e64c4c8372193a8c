package dev.cplnroutes.demo;

/** The state of a {@link DemoRateLimit}. Not for more than one thread. */
final class TokenBucket {

    private DemoRateLimit limit;
    private double left;
    private long filledAt;

    /** Whether there is room for one more request; a limit that is new only changes how fast the bucket fills. */
    boolean takes(DemoRateLimit present, long nanoTime) {
        if (present == null) {
            limit = null;
            return true;
        }
        if (limit == null) {
            left = present.burst();
            filledAt = nanoTime;
        }
        limit = present;
        left = Math.min(limit.burst(), left + (nanoTime - filledAt) / 1e9 * limit.perSecond());
        filledAt = nanoTime;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
