package dev.cplnroutes.request;

import java.time.Duration;
import java.util.List;

import dev.cplnroutes.ListingRequest;

/**
 * A checked {@link ListingRequest} with the defaults filled in.
 *
 * @param selection               the workloads and containers that are asked for
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
 * @param fields                  fields of each container, in the order of the answer; empty for all
 * @param groupBy                 fields by whose values a count is grouped; empty for no groups, and for a listing
 */
public record ResolvedRequest(
        Selection selection,
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
        boolean collectStatistics,
        List<String> fields,
        List<String> groupBy) {

    /** The value of {@code gvc} that means all GVCs of the organization. */
    public static final String ALL_GVCS = "*";

    /** Keeps immutable lists. */
    public ResolvedRequest {
        fields = List.copyOf(fields);
        groupBy = List.copyOf(groupBy);
    }

    /**
     * The GVCs that are asked for, as a text.
     *
     * @return a name, several separated by commas, or {@link #ALL_GVCS}
     */
    public String gvc() {
        return allGvcs() ? ALL_GVCS : String.join(",", selection.gvcs());
    }

    /**
     * Whether the whole organization is asked for.
     *
     * @return false where GVCs are named
     */
    public boolean allGvcs() {
        return selection.gvcs().isEmpty();
    }

    /**
     * The one GVC that is asked for.
     *
     * @return null where several are, or all
     */
    public String onlyGvc() {
        return selection.gvcs().size() == 1 ? selection.gvcs().get(0) : null;
    }

    /**
     * The workload whose own document is read instead of a list.
     *
     * @return null unless one exact name and one GVC are asked for
     */
    public String namedWorkload() {
        return selection.namedWorkload();
    }
}
