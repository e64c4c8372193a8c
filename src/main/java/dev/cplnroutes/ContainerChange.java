package dev.cplnroutes;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;

/**
 * A change that a watch has seen: of one container, or of what is known of one workload.
 *
 * @param type         what has happened
 * @param time         when it was seen
 * @param gvcName      GVC of the workload
 * @param workloadName the workload
 * @param key          {@code gvc/workload/location/version/container}; null for a workload
 * @param changed      names of the fields that differ from before; null where there is nothing to compare. A container
 *                     that is {@code deleted} and has them is still there: it has left the subscriber's selection
 * @param container    the container as it is, a deleted one as it was; null for a workload
 * @param since        since when the state of the workload cannot be read; null but for {@code unconfirmed}
 * @param status       HTTP status of the API's answer, as of {@link WorkloadError}, 200 where it said that its own
 *                     knowledge is stale; null but for {@code unconfirmed}
 * @param message      why it cannot be read, for a person; null but for {@code unconfirmed}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerChange(
        Type type,
        @JsonSerialize(using = ToStringSerializer.class) Instant time,
        String gvcName,
        String workloadName,
        String key,
        List<String> changed,
        Container container,
        @JsonSerialize(using = ToStringSerializer.class) Instant since,
        Integer status,
        String message) {

    /** What has happened; JSON has the constants in lower case. */
    public enum Type {

        /** The container is new. */
        ADDED,
        /** The container was there before, and differs. */
        MODIFIED,
        /** The container is gone. */
        DELETED,
        /** The state of the workload cannot be read now. What was known of it stays as it was. */
        UNCONFIRMED,
        /** The state of the workload is known again. */
        CONFIRMED;

        /**
         * The name that callers see.
         *
         * @return the constant in lower case
         */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Keeps an immutable list; null stays null. */
    public ContainerChange {
        changed = changed == null ? null : List.copyOf(changed);
    }

    /**
     * A change of a container.
     *
     * @param type      added, modified or deleted
     * @param time      when it was seen
     * @param key       its key
     * @param changed   names of the fields that differ; null where there is nothing to compare
     * @param container as it is, or was
     * @return the change
     */
    public static ContainerChange of(Type type, Instant time, String key, List<String> changed, Container container) {
        return new ContainerChange(type, time, container.gvcName(), container.workloadName(), key, changed, container,
                null, null, null);
    }
}
