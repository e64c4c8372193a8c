package dev.cplnroutes.watch;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.WorkloadError;

/**
 * An event for one subscriber. First comes a {@link Reset} where the subscriber has to forget what it knows, then the
 * parts of a {@link Snapshot}, {@link Ready}, and from then on a {@link Change} after the other, until {@link Ended}.
 * A subscriber that goes on where it was gets neither snapshot nor {@code ready}.
 */
public sealed interface WatchEvent {

    /**
     * The event's name in a stream of Server-Sent Events.
     *
     * @return {@code snapshot}, {@code ready}, {@code reset}, {@code ended} or the type of a change
     */
    String name();

    /**
     * The event's data.
     *
     * @return a JSON object in one line
     */
    String json();

    /**
     * The id from which a subscriber that has got this event may go on.
     *
     * @return null where it may not: its picture is not complete, or the subscription has ended
     */
    default String id() {
        return null;
    }

    /**
     * A part of the picture as of one moment. It counts from {@link Ready} on.
     *
     * @param containers at most 500
     * @param fields     fields of each container in JSON; empty for all
     */
    record Snapshot(List<Container> containers, List<String> fields) implements WatchEvent {

        @Override
        public String name() {
            return "snapshot";
        }

        @Override
        public String json() {
            return Data.write(Map.of("containers", fields.isEmpty() ? containers
                    : containers.stream().map(container -> container.values(fields)).toList()));
        }
    }

    /**
     * The snapshot is all there: the subscriber replaces its picture by it.
     *
     * @param id         the id to resume from
     * @param complete   whether everything that was asked for could be read
     * @param errors     what could not be read
     * @param unmatched  values of selecting options that matched nothing, by the option's name; null where there is
     *                   none
     * @param oldest     when the oldest part of the picture was read; what was not read yet counts from its list on
     * @param ageSeconds how long ago that was; null where {@code oldest} is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ready(String id, boolean complete, List<WorkloadError> errors, Map<String, List<String>> unmatched,
            @JsonSerialize(using = ToStringSerializer.class) Instant oldest, Double ageSeconds)
            implements WatchEvent {

        @Override
        public String name() {
            return "ready";
        }

        @Override
        public String json() {
            return Data.write(this);
        }
    }

    /**
     * The subscriber cannot go on where it was; a snapshot follows.
     *
     * @param reason why, for a person
     */
    record Reset(String reason) implements WatchEvent {

        @Override
        public String name() {
            return "reset";
        }

        @Override
        public String json() {
            return Data.write(Map.of("reason", reason));
        }
    }

    /**
     * A container or a workload has changed.
     *
     * @param id   the id to resume from
     * @param data what has changed
     */
    record Change(String id, Data data) implements WatchEvent {

        @Override
        public String name() {
            return data.change().type().text();
        }

        @Override
        public String json() {
            return data.json();
        }

        /** What has changed. */
        public ContainerChange change() {
            return data.change();
        }
    }

    /**
     * No further event comes.
     *
     * @param reason why, for a person
     */
    record Ended(String reason) implements WatchEvent {

        @Override
        public String name() {
            return "ended";
        }

        @Override
        public String json() {
            return Data.write(Map.of("reason", reason));
        }
    }

    /** What has changed, and its JSON, which is written once for all subscribers that get it. */
    final class Data {

        private static final ObjectMapper JSON = new ObjectMapper();

        private final ContainerChange change;
        private final List<String> fields;
        private volatile String json;

        Data(ContainerChange change) {
            this(change, List.of());
        }

        Data(ContainerChange change, List<String> fields) {
            this.change = change;
            this.fields = fields;
        }

        /** The change. */
        public ContainerChange change() {
            return change;
        }

        /** The change as a JSON object in one line. */
        public String json() {
            String text = json;
            if (text == null) {
                ObjectNode tree = JSON.valueToTree(change);
                if (!fields.isEmpty() && change.container() != null) {
                    tree.set("container", JSON.valueToTree(new LinkedHashMap<>(change.container().values(fields))));
                }
                text = write(tree);
                json = text;
            }
            return text;
        }

        private static String write(Object value) {
            try {
                return JSON.writeValueAsString(value);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("An event cannot be written as JSON", e);
            }
        }
    }
}
