package dev.cplnroutes;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;

/**
 * How far a listing is.
 *
 * @param listingId    id of the listing
 * @param stage        {@code listing-workloads}, {@code processing-workloads}, then {@code completed} or {@code failed}
 * @param current      workloads done; never goes back within a listing
 * @param total        workloads known so far; grows with the pages of the workload list
 * @param gvc          GVC that is listed, {@code *} for the whole organization
 * @param workloadName the workload done last; null where there is none
 * @param time         when
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProgressEvent(
        String listingId,
        String stage,
        int current,
        int total,
        String gvc,
        String workloadName,
        @JsonSerialize(using = ToStringSerializer.class) Instant time) {
}
