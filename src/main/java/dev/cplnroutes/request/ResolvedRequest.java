package dev.cplnroutes.request;

import java.time.Duration;

import dev.cplnroutes.ListingRequest;

/**
 * A {@link ListingRequest} that was checked, with every default in its place.
 *
 * @param gvc                     name of a GVC, or {@link #ALL_GVCS}
 * @param location                only this location; null for all
 * @param workloadName            only this workload; null for all
 * @param parallel                false: one workload is done before the next begins
 * @param lanes                   API calls in flight at most; 1 where the request is not parallel
 * @param cache                   whether the cache is read and written
 * @param cacheTtl                oldest answer that the cache may give
 * @param maxResults              containers at most over all pages; null without a limit
 * @param pageSize                containers in this answer at most; null where the caller does not page
 * @param cursor                  cursor text as given; null for the first page
 * @param maxRetries              tries of one API call after the first; 0 where the request wants none
 * @param retryDelay              wait before the first retry
 * @param retryBackoffFactor      factor from one wait to the next
 * @param filterUnhealthy         whether unhealthy containers are left out
 * @param includeSystemContainers whether the platform's own containers are listed
 * @param collectStatistics       whether the answer has statistics
 */
public record ResolvedRequest(
        String gvc,
        String location,
        String workloadName,
        boolean parallel,
        int lanes,
        boolean cache,
        Duration cacheTtl,
        Integer maxResults,
        Integer pageSize,
        String cursor,
        int maxRetries,
        Duration retryDelay,
        double retryBackoffFactor,
        boolean filterUnhealthy,
        boolean includeSystemContainers,
        boolean collectStatistics) {

    /** Stands for all GVCs of the organization. */
    public static final String ALL_GVCS = "*";

    /**
     * Whether the whole organization is asked for.
     *
     * @return true where no single GVC is named
     */
    public boolean allGvcs() {
        return ALL_GVCS.equals(gvc);
    }
}
