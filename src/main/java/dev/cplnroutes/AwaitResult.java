package dev.cplnroutes;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/**
 * The answer of {@code direct:cpln-await-containers}: whether everything selected was as asked before the time was up,
 * and what was not.
 *
 * @param reached       whether everything was as asked
 * @param waitedSeconds how long the wait took, seconds
 * @param remaining     containers that were not as asked when they were last read, in the order of a listing
 * @param workloadsWithoutContainers workloads that should run and had no container
 * @param complete      whether everything could be read last: {@code errors} is empty
 * @param errors        what could not be read last
 * @param unmatched     names of the selection that nothing has, by the option's name, for which the wait goes on; null
 *                      where there is none
 * @param fields        fields of each container in JSON, in this order; null for all; not in JSON itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AwaitResult(
        boolean reached,
        double waitedSeconds,
        @JsonSerialize(using = ListingResult.FieldsInOrder.class) List<Container> remaining,
        List<WithoutContainers> workloadsWithoutContainers,
        boolean complete,
        List<WorkloadError> errors,
        Map<String, List<String>> unmatched,
        @JsonIgnore List<String> fields) {

    /** Makes the lists immutable. */
    public AwaitResult {
        remaining = List.copyOf(remaining);
        workloadsWithoutContainers = List.copyOf(workloadsWithoutContainers);
        errors = List.copyOf(errors);
        unmatched = unmatched == null ? null : Map.copyOf(unmatched);
        fields = fields == null ? null : List.copyOf(fields);
    }

    /**
     * A workload that should run and has no container.
     *
     * @param workloadName the workload
     * @param gvcName      its GVC
     * @param locations    locations where it has none; empty, and absent from JSON, where it is not deployed anywhere
     * @param message      why, as far as the API tells, with the location in front; null where it does not
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record WithoutContainers(String workloadName, String gvcName, List<String> locations, String message) {

        /** Makes the list immutable. */
        public WithoutContainers {
            locations = List.copyOf(locations);
        }

        /**
         * One of which the API does not tell why; the parameters are those of the record.
         *
         * @param workloadName see {@link WithoutContainers}
         * @param gvcName      see {@link WithoutContainers}
         * @param locations    see {@link WithoutContainers}
         */
        public WithoutContainers(String workloadName, String gvcName, List<String> locations) {
            this(workloadName, gvcName, locations, null);
        }
    }
}
