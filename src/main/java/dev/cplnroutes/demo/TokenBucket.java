package dev.cplnroutes.demo;

/** A token bucket: the state behind a {@link DemoRateLimit}. Not thread-safe. */
final class TokenBucket {

    private DemoRateLimit limit;
    private double tokens;
    private long filledAt;

    /**
     * Takes one token. A changed limit keeps the tokens that are left and changes how fast the bucket fills.
     *
     * @param present  the limit that applies now; null: none, and the bucket is full when there is a limit again
     * @param nanoTime the time of the request in nanoseconds, never earlier than at the call before
     * @return whether there was a token; true without a limit
     */
    boolean takes(DemoRateLimit present, long nanoTime) {
        if (present == null) {
            limit = null;
            return true;
        }
        if (limit == null) {
            tokens = present.burst();
            filledAt = nanoTime;
        }
        limit = present;
        tokens = Math.min(limit.burst(), tokens + (nanoTime - filledAt) / 1e9 * limit.perSecond());
        filledAt = nanoTime;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
