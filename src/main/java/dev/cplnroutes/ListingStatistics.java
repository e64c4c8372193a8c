package dev.cplnroutes;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;

/**
 * What one listing did. Found, healthy, unhealthy, unknown and suspended count the workloads processed, after the
 * location, workload and system-container filters, before the health filter and the limits.
 *
 * @param listingId               id of the listing, also in its progress events
 * @param startTime               when it began
 * @param endTime                 when it ended
 * @param durationSeconds         from begin to end, seconds
 * @param totalWorkloadsProcessed workloads that were read or failed
 * @param successfulWorkloads     workloads that were read, those without containers included
 * @param failedWorkloads         workloads that could not be read
 * @param totalContainersFound    containers found
 * @param healthyContainers       of these, healthy
 * @param unhealthyContainers     of these, unhealthy
 * @param unknownContainers       of these, those whose health is unknown
 * @param suspendedContainers     of these, suspended
 * @param containersReturned      containers in the answer
 * @param cacheHits               workload-list pages and deployment lists that cost no call of this listing's own
 * @param cacheMisses             workload-list pages and deployment lists that the cache did not have
 * @param apiCallsMade            HTTP requests that this listing sent, retries and pages included
 * @param retries                 of these, requests sent again
 * @param errors                  what could not be read, as {@code gvc/workload: status message}: 100 texts at most,
 *                                and then one that says how many more; of a listing that failed as a whole the reason
 * @param timings                 what the duration was spent on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListingStatistics(
        String listingId,
        // A serializer of its own: ISO 8601 comes out whatever modules the host's object mapper has.
        @JsonSerialize(using = ToStringSerializer.class) Instant startTime,
        @JsonSerialize(using = ToStringSerializer.class) Instant endTime,
        double durationSeconds,
        int totalWorkloadsProcessed,
        int successfulWorkloads,
        int failedWorkloads,
        int totalContainersFound,
        int healthyContainers,
        int unhealthyContainers,
        int unknownContainers,
        int suspendedContainers,
        int containersReturned,
        int cacheHits,
        int cacheMisses,
        int apiCallsMade,
        int retries,
        List<String> errors,
        ListingTimings timings) {

    /** Makes the errors immutable. */
    public ListingStatistics {
        errors = List.copyOf(errors);
    }
}
