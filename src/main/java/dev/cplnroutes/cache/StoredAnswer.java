package dev.cplnroutes.cache;

import java.time.Duration;
import java.time.Instant;

import dev.cplnroutes.api.ApiScope;

/**
 * One answer in the cache: what the API answered to one call, never anything made from it.
 *
 * @param bytes   the answer's body
 * @param askedAt when the API was asked: what it says is never older
 * @param keepFor longest TTL that a reader of it has asked with
 * @param scope   what it belongs to
 */
record StoredAnswer(byte[] bytes, Instant askedAt, Duration keepFor, ApiScope scope) {

    /** The same answer, kept at least for so long. */
    StoredAnswer keptFor(Duration atLeast) {
        return atLeast.compareTo(keepFor) > 0 ? new StoredAnswer(bytes, askedAt, atLeast, scope) : this;
    }

    /**
     * The time until it is dropped.
     *
     * @param now     the present time
     * @param maximum longest time that any answer is kept
     * @return zero or more
     */
    Duration timeLeft(Instant now, Duration maximum) {
        Duration kept = keepFor.compareTo(maximum) < 0 ? keepFor : maximum;
        Duration left = kept.minus(Duration.between(askedAt, now));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
