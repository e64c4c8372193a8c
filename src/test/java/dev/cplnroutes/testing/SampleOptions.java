package dev.cplnroutes.testing;

import java.time.Duration;
import java.util.List;

import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.request.Selection;

/**
 * Checked requests with the options that a test needs: GVC prod, five lanes, the cache with a TTL of 300 seconds, three
 * retries after 1 second and more; and no more than that. Each method changes one option of a copy.
 *
 * @param gvc             GVC, or all of them
 * @param workloadName    the only workload; null for all
 * @param cache           whether the cache is used
 * @param cacheTtl        oldest answer from the cache
 * @param maxResults      containers at most; null without a limit
 * @param pageSize        containers on a page of results; null without pages
 * @param maxRetries      tries after the first
 * @param retryDelay      wait before the first retry
 * @param collectStatistics whether the answer has statistics
 */
public record SampleOptions(String gvc, String workloadName, boolean cache, Duration cacheTtl, Integer maxResults,
        Integer pageSize, int maxRetries, Duration retryDelay, boolean collectStatistics) {

    /** Options as above. */
    public SampleOptions() {
        this("prod", null, true, Duration.ofSeconds(300), null, null, 3, Duration.ofSeconds(1), true);
    }

    /** Another GVC, or all of them. */
    public SampleOptions ofGvc(String other) {
        return new SampleOptions(other, workloadName, cache, cacheTtl, maxResults, pageSize, maxRetries, retryDelay,
                collectStatistics);
    }

    /** One workload alone. */
    public SampleOptions ofWorkload(String name) {
        return new SampleOptions(gvc, name, cache, cacheTtl, maxResults, pageSize, maxRetries, retryDelay,
                collectStatistics);
    }

    /** No cache. */
    public SampleOptions uncached() {
        return new SampleOptions(gvc, workloadName, false, cacheTtl, maxResults, pageSize, maxRetries, retryDelay,
                collectStatistics);
    }

    /** Another TTL. */
    public SampleOptions withTtl(Duration ttl) {
        return new SampleOptions(gvc, workloadName, cache, ttl, maxResults, pageSize, maxRetries, retryDelay,
                collectStatistics);
    }

    /** Limits; null for none. */
    public SampleOptions withLimits(Integer results, Integer page) {
        return new SampleOptions(gvc, workloadName, cache, cacheTtl, results, page, maxRetries, retryDelay,
                collectStatistics);
    }

    /** Other retries. */
    public SampleOptions withRetries(int retries, Duration delay) {
        return new SampleOptions(gvc, workloadName, cache, cacheTtl, maxResults, pageSize, retries, delay,
                collectStatistics);
    }

    /** No statistics in the answer. */
    public SampleOptions withoutStatistics() {
        return new SampleOptions(gvc, workloadName, cache, cacheTtl, maxResults, pageSize, maxRetries, retryDelay,
                false);
    }

    /** The containers of a GVC or all (*), of a location and of a workload; null for all. */
    public static Selection selection(String gvc, String location, String workload) {
        return new Selection("*".equals(gvc) ? List.of() : List.of(gvc), one(location), one(workload), List.of(),
                List.of(), List.of(), List.of(), List.of(), null, null, null, null);
    }

    private static List<String> one(String value) {
        return value == null ? List.of() : List.of(value);
    }

    /** The checked request. */
    public ResolvedRequest resolved() {
        return new ResolvedRequest(selection(gvc, null, workloadName), true, 5, cache, cacheTtl, maxResults, pageSize,
                null,
                maxRetries, retryDelay, 2, false, false, collectStatistics, List.of(), List.of());
    }
}
