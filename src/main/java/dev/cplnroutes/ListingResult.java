package dev.cplnroutes;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/**
 * The answer to a {@link ListingRequest}.
 *
 * @param containers in the order of the API's workload list, then location, workload version and container name; where
 *                   the request names fields, the other fields are null
 * @param complete   whether everything that was asked for could be read: {@code errors} is empty
 * @param errors     what could not be read
 * @param truncated  whether {@code maxResults} cut the listing short
 * @param nextCursor cursor of the next page; null where there is none
 * @param unmatched  values of selecting options that matched nothing, by the option's name; null where there is none,
 *                   and where the answer is not all of a complete listing
 * @param statistics what the listing did; null where the request wants none
 * @param fields     fields of each container in JSON, in this order; null for all; not in JSON itself
 * @param groups     groups of a count, see {@link ContainerCount#groups()}; null for a listing; not in JSON
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListingResult(
        @JsonSerialize(using = ListingResult.FieldsInOrder.class) List<Container> containers,
        boolean complete,
        List<WorkloadError> errors,
        boolean truncated,
        String nextCursor,
        Map<String, List<String>> unmatched,
        ListingStatistics statistics,
        @JsonIgnore List<String> fields,
        @JsonIgnore List<Map<String, Object>> groups) {

    /** Makes the lists immutable. */
    public ListingResult {
        containers = List.copyOf(containers);
        errors = List.copyOf(errors);
        fields = fields == null ? null : List.copyOf(fields);
        groups = groups == null ? null : List.copyOf(groups);
    }

    /**
     * The answer to a request that names no fields; the parameters are those of the record.
     *
     * @param containers see {@link ListingResult}
     * @param complete   see {@link ListingResult}
     * @param errors     see {@link ListingResult}
     * @param truncated  see {@link ListingResult}
     * @param nextCursor see {@link ListingResult}
     * @param statistics see {@link ListingResult}
     */
    public ListingResult(List<Container> containers, boolean complete, List<WorkloadError> errors, boolean truncated,
            String nextCursor, ListingStatistics statistics) {
        this(containers, complete, errors, truncated, nextCursor, null, statistics, null, null);
    }

    /**
     * The same answer with the number of containers in place of them.
     *
     * @return the count
     */
    public ContainerCount toCount() {
        return new ContainerCount(containers.size(), complete, errors, truncated, nextCursor, groups, unmatched,
                statistics);
    }

    /** Writes the containers of an answer with the fields that its request names. */
    static final class FieldsInOrder extends JsonSerializer<List<Container>> {

        @Override
        public void serialize(List<Container> containers, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            Object answer = json.currentValue();
            List<String> fields = answer instanceof ListingResult listing ? listing.fields()
                    : answer instanceof AwaitResult wait ? wait.fields() : null;
            json.writeStartArray();
            for (Container container : containers) {
                provider.defaultSerializeValue(fields == null ? container : container.values(fields), json);
            }
            json.writeEndArray();
        }
    }
}
