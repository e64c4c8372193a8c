package dev.cplnroutes;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The answer of {@code direct:cpln-count-containers}: a {@link ListingResult} without its containers.
 *
 * @param count      how many containers the listing would have returned
 * @param complete   whether everything that was asked for could be read: {@code errors} is empty
 * @param errors     what could not be read
 * @param truncated  whether {@code maxResults} cut the listing short
 * @param nextCursor cursor of the next page; null where there is none
 * @param groups     the containers counted by the fields of {@code groupBy}: each group has their values, an absent one
 *                   left out, and {@code count}, {@code healthy}, {@code unhealthy}, {@code suspended} and
 *                   {@code unknown}; the largest first; null where the request names no field
 * @param unmatched  as in {@link ListingResult#unmatched()}
 * @param statistics what the listing did; null where the request wants none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerCount(
        int count,
        boolean complete,
        List<WorkloadError> errors,
        boolean truncated,
        String nextCursor,
        List<Map<String, Object>> groups,
        Map<String, List<String>> unmatched,
        ListingStatistics statistics) {

    /** Makes the list immutable. */
    public ContainerCount {
        errors = List.copyOf(errors);
    }
}
