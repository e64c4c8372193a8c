package dev.cplnroutes.trigger.http;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.watch.WatchEvent;

/**
 * The text of a stream of Server-Sent Events, as the <a
 * href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML standard</a> describes it.
 */
final class EventStream {

    static final String MEDIA_TYPE = "text/event-stream";
    /** Headers of an answer, besides its media type: proxies neither keep, nor change, nor hold back the stream. */
    static final Map<String, String> HEADERS = Map.of("Cache-Control", "no-cache, no-transform",
            "X-Accel-Buffering", "no");

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Milliseconds after which a client comes back whose connection has broken. */
    private static final int SHORTEST_RETRY = 1_000;
    private static final int LONGEST_RETRY = 5_000;
    /** Milliseconds after which a client comes back that was sent away: clients of a process that ends are many. */
    private static final int SHORTEST_RETURN = 2_000;
    private static final int LONGEST_RETURN = 15_000;

    private EventStream() {
    }

    /** The first text of a stream. */
    static String begin() {
        return retry(SHORTEST_RETRY, LONGEST_RETRY) + "\n";
    }

    /** An event. The last one of all tells the client when to come back. */
    static String event(WatchEvent event) {
        String retry = event instanceof WatchEvent.Ended ? retry(SHORTEST_RETURN, LONGEST_RETURN) : "";
        return retry + event(event.name(), event.id(), event.json());
    }

    /** The event that the list of workloads cannot be read, and why. */
    static String problem(WorkloadError error) {
        try {
            return event("problem", null, JSON.writeValueAsString(error));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event cannot be written as JSON", e);
        }
    }

    /** The event that the list of workloads can be read again. */
    static String recovered() {
        return event("recovered", null, "{}");
    }

    /**
     * What is sent so that proxies and clients see that the connection is alive.
     *
     * @param id where the client may go on; null where there is no such place yet
     */
    static String heartbeat(String id) {
        return ": alive\n" + (id == null ? "" : "id: " + id + "\n") + "\n";
    }

    private static String event(String name, String id, String json) {
        return "event: " + name + (id == null ? "" : "\nid: " + id) + "\ndata: " + json + "\n\n";
    }

    private static String retry(int shortest, int longest) {
        return "retry: " + ThreadLocalRandom.current().nextInt(shortest, longest + 1) + "\n";
    }
}
