package dev.cplnroutes.recording;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The counts of one listing's API calls and cache lookups. Thread-safe.
 */
public final class ListingCounters {

    private final AtomicInteger apiCalls = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private final AtomicInteger cacheHits = new AtomicInteger();
    private final AtomicInteger cacheMisses = new AtomicInteger();

    /** Makes counts of 0. */
    public ListingCounters() {
    }

    /**
     * Counts one HTTP request to the API.
     *
     * @param isRetry whether the same call was sent before
     */
    public void callSent(boolean isRetry) {
        apiCalls.incrementAndGet();
        if (isRetry) {
            retries.incrementAndGet();
        }
    }

    /**
     * Counts one lookup in the cache.
     *
     * @param isHit whether the answer was there, or under way
     */
    public void cacheAsked(boolean isHit) {
        (isHit ? cacheHits : cacheMisses).incrementAndGet();
    }

    /** HTTP requests sent so far, retries included. */
    public int apiCalls() {
        return apiCalls.get();
    }

    /** Requests among them that were retries. */
    public int retries() {
        return retries.get();
    }

    /** Lookups that found an answer, or one under way. */
    public int cacheHits() {
        return cacheHits.get();
    }

    /** Lookups that found nothing. */
    public int cacheMisses() {
        return cacheMisses.get();
    }
}
