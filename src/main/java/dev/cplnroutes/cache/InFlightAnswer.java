package dev.cplnroutes.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.call.ApiCall;
import dev.cplnroutes.call.Attempt;

/**
 * An answer that one call reads for all who want it: single flight. Its {@link Attempt} is what they share; each of
 * them decides for itself what to do about a failure.
 */
final class InFlightAnswer {

    private final ApiScope scope;
    private final Attempt attempt = new Attempt();
    private final CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    private Duration keepFor;

    /**
     * Makes the answer before it is asked for.
     *
     * @param scope   what it will belong to
     * @param keepFor time that the call which reads it wants it kept
     */
    InFlightAnswer(ApiScope scope, Duration keepFor) {
        this.scope = scope;
        this.keepFor = keepFor;
    }

    ApiScope scope() {
        return scope;
    }

    Attempt attempt() {
        return attempt;
    }

    /** Complete when the answer is there; fails with an {@link ApiException}. */
    CompletableFuture<byte[]> bytes() {
        return bytes;
    }

    /** Whether the answer will be young enough for a call. One that was not asked for yet always is. */
    boolean isAcceptedBy(ApiCall call, Clock clock) {
        Instant askedAt = attempt.askedAt();
        return askedAt == null || call.read().accepts(askedAt, call.options().cacheTtl(), clock.instant());
    }

    /** One more call waits, which wants the answer kept for so long. */
    synchronized void joined(Duration keepForJoiner) {
        keepFor = keepForJoiner.compareTo(keepFor) > 0 ? keepForJoiner : keepFor;
    }

    /** Longest time that one of the calls wants the answer kept. */
    synchronized Duration keepFor() {
        return keepFor;
    }
}
