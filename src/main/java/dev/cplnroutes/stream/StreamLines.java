package dev.cplnroutes.stream;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.Problem;

/**
 * The lines of a stream (NDJSON): a container each, and the rest of the answer as the last one.
 */
public final class StreamLines {

    /** The media type of a stream. */
    public static final String MEDIA_TYPE = "application/x-ndjson";

    /** Not a host's: its settings must not change what we answer. */
    private static final ObjectMapper JSON = new ObjectMapper();

    private StreamLines() {
    }

    /**
     * The line of a container.
     *
     * @param container a container of the answer
     * @param fields    fields that the line has, in this order; empty for all. Its {@code name} is always there: by
     *                  that a reader tells the last line from the others
     * @return JSON in UTF-8, with its line break
     */
    public static byte[] of(Container container, List<String> fields) {
        if (fields.isEmpty()) {
            return line(container);
        }
        Map<String, Object> shown = new LinkedHashMap<>(container.values(fields));
        shown.putIfAbsent("name", container.name());
        return line(shown);
    }

    /**
     * The last line.
     *
     * @param rest   the answer but for its containers
     * @param failed why the listing failed midway; null where it did not
     * @return JSON in UTF-8 without a {@code name}, with its line break
     */
    public static byte[] last(ListingResult rest, Problem failed) {
        ObjectNode line = JSON.valueToTree(rest);
        line.remove("containers");
        if (failed != null) {
            line.set("failed", JSON.valueToTree(failed));
        }
        return line(line);
    }

    private static byte[] line(Object value) {
        try {
            return (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A line of the stream could not be written as JSON", e);
        }
    }
}
