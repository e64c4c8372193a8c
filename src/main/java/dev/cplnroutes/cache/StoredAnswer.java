package dev.cplnroutes.cache;

import java.time.Duration;
import java.time.Instant;

import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.mapping.ApiAnswer;

/**
 * One answer in the cache: what the API said, once understood; never a part of it that was filtered or cut.
 *
 * @param answer     the answer
 * @param bytes      size of its body, which is its weight in the cache
 * @param askedAt    when the API was asked: the answer is never older
 * @param answeredAt when the answer had come: it is never younger
 * @param keepFor    longest TTL of the requests that have used it
 * @param scope      the part of the organization that it belongs to
 */
record StoredAnswer(ApiAnswer answer, int bytes, Instant askedAt, Instant answeredAt, Duration keepFor,
        ApiScope scope) {

    /** The same answer, kept for at least this time. */
    StoredAnswer keptFor(Duration atLeast) {
        return atLeast.compareTo(keepFor) > 0
                ? new StoredAnswer(answer, bytes, askedAt, answeredAt, atLeast, scope) : this;
    }

    /**
     * The time until it expires.
     *
     * @param now     the present time
     * @param maximum longest time that any answer is kept
     * @return zero or more
     */
    Duration timeLeft(Instant now, Duration maximum) {
        Duration left = kept(maximum).minus(Duration.between(askedAt, now));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Whether a part of its time has passed, 0 to 1. */
    boolean hasPassed(double part, Instant now, Duration maximum) {
        return Duration.between(askedAt, now).toNanos() >= kept(maximum).toNanos() * part;
    }

    private Duration kept(Duration maximum) {
        return keepFor.compareTo(maximum) < 0 ? keepFor : maximum;
    }
}
