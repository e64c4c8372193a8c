package dev.cplnroutes.demo;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Refusals of every n-th request with status 429. A refused request succeeds when it is sent again, and the second
 * attempt does not count. Every second refusal carries {@code Retry-After: 1}. Not thread-safe.
 */
final class PeriodicRefusals {

    private final int every;
    private final Set<String> refused = new HashSet<>();
    private int counted;
    private int refusals;

    /**
     * Creates the refusals.
     *
     * @param every how many requests are counted from one refusal to the next; 0: none is refused
     */
    PeriodicRefusals(int every) {
        this.every = every;
    }

    /**
     * Counts a request.
     *
     * @param uri the path and query that tell the request from others
     * @return the refusal; empty if the request is accepted
     */
    Optional<EncodedResponse> next(String uri) {
        if (every == 0 || refused.remove(uri)) {
            return Optional.empty();
        }
        counted++;
        if (counted % every != 0) {
            return Optional.empty();
        }
        refused.add(uri);
        refusals++;
        EncodedResponse refusal = tooManyRequests();
        return Optional.of(refusals % 2 == 0 ? refusal.withHeader("Retry-After", "1") : refusal);
    }

    /** The refusal without {@code Retry-After}. */
    static EncodedResponse tooManyRequests() {
        return EncodedResponse.error(429, "Too many requests, try again later");
    }
}
