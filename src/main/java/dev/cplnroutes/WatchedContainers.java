package dev.cplnroutes;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;

/**
 * The present picture of a watch, as {@code direct:cpln-watch-picture} answers it without any call.
 *
 * @param containers in the order of a listing
 * @param complete   whether all that was asked for was read, and can be read now
 * @param errors     what cannot be read now; what was known of it is among the containers
 * @param unmatched  values of selecting options that matched nothing, by the option's name; null where there is none,
 *                   and where the picture is not complete
 * @param oldest     when the oldest part of the picture was read; null before the first list
 * @param ageSeconds how long ago that was; null where {@code oldest} is
 * @param fields     fields of each container in JSON, in this order; empty for all; not in JSON itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"containers", "complete", "errors", "unmatched", "oldest", "ageSeconds"})
public record WatchedContainers(
        @JsonIgnore List<Container> containers,
        boolean complete,
        List<WorkloadError> errors,
        Map<String, List<String>> unmatched,
        @JsonSerialize(using = ToStringSerializer.class) Instant oldest,
        Double ageSeconds,
        @JsonIgnore List<String> fields) {

    /** Keeps immutable lists. */
    public WatchedContainers {
        containers = List.copyOf(containers);
        errors = List.copyOf(errors);
        fields = List.copyOf(fields);
    }

    /** The containers with the fields that JSON has of them. */
    @JsonProperty("containers")
    List<?> shown() {
        return fields.isEmpty() ? containers : containers.stream().map(container -> container.values(fields)).toList();
    }
}
