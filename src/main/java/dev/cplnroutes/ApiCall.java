package dev.cplnroutes;

/**
 * One API call of a listing with all its tries.
 */
public final class ApiCall {

    private final Listing listing;
    private final Work work;
    private int failedTries;
    private int sent;
    private boolean cacheAsked;

    ApiCall(Listing listing, Work work) {
        this.listing = listing;
        this.work = work;
    }

    /**
     * What is asked for, on the request line and as the name of the answer in the cache.
     *
     * @return path and query of an address at our own origin, encoded
     */
    public String getTarget() {
        return ApiUris.relative(work.uri());
    }

    /**
     * Whether the answer may come from the cache and go into it.
     *
     * @return false where the request says so, or for a single workload's own document
     */
    public boolean isCached() {
        return options().cache() && work.isCacheable();
    }

    /** Whether the API answers with a list. */
    boolean isList() {
        return !(work instanceof Work.NamedWorkload);
    }

    /** The options of the listing. */
    ListingOptions options() {
        return listing.options();
    }

    /** How often the call failed and is or was sent again. */
    int failedTries() {
        return failedTries;
    }

    boolean hasTriesLeft() {
        return failedTries < options().maxRetries();
    }

    boolean isWanted() {
        return listing.isWanted(work);
    }

    void tryFailed() {
        failedTries++;
    }

    /** The thread is about to wait for its next try: stopping the listing interrupts it. */
    void backsOff() {
        listing.stopping().interruptible(Thread.currentThread());
    }

    /**
     * Counts one HTTP request, at the moment it is sent.
     */
    void sending() {
        listing.counters().callSent(sent++ > 0);
    }

    /** Counts the first look into the cache, whatever the later ones find. */
    void askedCache(boolean hit) {
        if (!cacheAsked) {
            cacheAsked = true;
            listing.counters().cacheAsked(hit);
        }
    }

    Stopping stopping() {
        return listing.stopping();
    }
}
