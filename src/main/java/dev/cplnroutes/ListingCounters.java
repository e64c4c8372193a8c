package dev.cplnroutes;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one listing cost, counted where it happens.
 */
final class ListingCounters {

    private final AtomicInteger apiCalls = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private final AtomicInteger cacheHits = new AtomicInteger();
    private final AtomicInteger cacheMisses = new AtomicInteger();

    void callSent(boolean again) {
        apiCalls.incrementAndGet();
        if (again) {
            retries.incrementAndGet();
        }
    }

    void cacheAsked(boolean hit) {
        (hit ? cacheHits : cacheMisses).incrementAndGet();
    }

    int apiCalls() {
        return apiCalls.get();
    }

    int retries() {
        return retries.get();
    }

    int cacheHits() {
        return cacheHits.get();
    }

    int cacheMisses() {
        return cacheMisses.get();
    }
}
