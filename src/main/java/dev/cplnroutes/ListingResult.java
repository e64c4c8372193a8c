package dev.cplnroutes;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The answer to a {@link ListingRequest}.
 *
 * @param containers in the order of the API's workload list, then location, workload version and container name
 * @param complete   whether everything that was asked for could be read: {@code errors} is empty
 * @param errors     what could not be read
 * @param truncated  whether {@code maxResults} cut the listing short
 * @param nextCursor cursor of the next page; null where there is none
 * @param statistics what the listing did; null where the request wants none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListingResult(
        List<Container> containers,
        boolean complete,
        List<WorkloadError> errors,
        boolean truncated,
        String nextCursor,
        ListingStatistics statistics) {

    /** Makes the lists immutable. */
    public ListingResult {
        containers = List.copyOf(containers);
        errors = List.copyOf(errors);
    }

    /**
     * The same answer with the number of containers in place of them.
     *
     * @return the count
     */
    public ContainerCount toCount() {
        return new ContainerCount(containers.size(), complete, errors, truncated, nextCursor, statistics);
    }
}
