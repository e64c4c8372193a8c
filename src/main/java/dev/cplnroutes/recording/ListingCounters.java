package dev.cplnroutes.recording;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one listing cost, counted where it happens.
 */
public final class ListingCounters {

    private final AtomicInteger apiCalls = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private final AtomicInteger cacheHits = new AtomicInteger();
    private final AtomicInteger cacheMisses = new AtomicInteger();

    public void callSent(boolean again) {
        apiCalls.incrementAndGet();
        if (again) {
            retries.incrementAndGet();
        }
    }

    public void cacheAsked(boolean hit) {
        (hit ? cacheHits : cacheMisses).incrementAndGet();
    }

    public int apiCalls() {
        return apiCalls.get();
    }

    public int retries() {
        return retries.get();
    }

    public int cacheHits() {
        return cacheHits.get();
    }

    public int cacheMisses() {
        return cacheMisses.get();
    }
}
