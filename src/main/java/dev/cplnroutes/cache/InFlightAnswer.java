package dev.cplnroutes.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.call.ApiCall;

/**
 * One attempt to read an answer that is not in the cache, under way for all who want it. What becomes of it they all see;
 * what they make of a failure is up to each.
 */
public final class InFlightAnswer {

    private final CacheScope scope;
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    private Instant askedAt;
    private Duration keepFor;

    InFlightAnswer(CacheScope scope, Duration keepFor) {
        this.scope = scope;
        this.keepFor = keepFor;
    }

    CacheScope scope() {
        return scope;
    }

    /** Done when the answer is there; fails with an {@link ApiException}. */
    CompletableFuture<byte[]> answer() {
        return answer;
    }

    /** The API is asked in this moment: what it answers is never older. */
    public synchronized void sent(Instant now) {
        askedAt = now;
    }

    synchronized Instant askedAt() {
        return askedAt;
    }

    /** Whether the answer will be young enough for a call: one that was not asked for yet always is. */
    synchronized boolean isAcceptedBy(ApiCall call, Clock clock) {
        return askedAt == null || call.accepts(askedAt, clock);
    }

    /** One more waits, whose answers are to be kept for so long. */
    synchronized void joined(Duration keepForJoiner) {
        keepFor = keepForJoiner.compareTo(keepFor) > 0 ? keepForJoiner : keepFor;
    }

    /** Longest time that one of those who wait wants the answer kept. */
    synchronized Duration keepFor() {
        return keepFor;
    }
}
