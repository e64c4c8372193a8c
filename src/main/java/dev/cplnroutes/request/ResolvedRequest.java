package dev.cplnroutes.request;

import java.time.Duration;

import dev.cplnroutes.ListingRequest;

/**
 * A checked {@link ListingRequest} with the defaults filled in.
 *
 * @param gvc                     name of a GVC, or {@link #ALL_GVCS}
 * @param location                only this location; null for all
 * @param workloadName            only this workload; null for all
 * @param parallel                false: the listing finishes one workload before it begins the next
 * @param lanes                   API calls in flight at most, 1 to 256; 1 where the request is not parallel
 * @param cache                   whether the cache is read and written
 * @param cacheTtl                oldest answer that the cache may give, 0 to 24 hours
 * @param maxResults              containers at most over all pages of results, from 1; null without a limit
 * @param pageSize                containers in this answer at most, 1 to 10000; null where the caller does not page
 * @param cursor                  cursor text as given; null for the first page
 * @param maxRetries              tries of one API call after the first, 0 to 100; 0 where the request does not retry
 * @param retryDelay              wait before the first retry, 0 to 1 hour
 * @param retryBackoffFactor      factor from one wait to the next, 1 to 10
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

    /** The value of {@link #gvc} that means all GVCs of the organization. */
    public static final String ALL_GVCS = "*";

    /**
     * Whether the whole organization is asked for.
     *
     * @return false where one GVC is named
     */
    public boolean allGvcs() {
        return ALL_GVCS.equals(gvc);
    }
}
