package dev.cplnroutes.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A response that a hook gives in place of the usual one of a {@link DemoServer}.
 *
 * @param status  the HTTP status; 0: no response, the connection is closed
 * @param headers sent in addition to {@code Content-Length}; {@code Content-Type} is {@code application/json} unless it
 *                is among them
 * @param body    the text to send in UTF-8; may be empty
 * @param latency the delay of the response; null: that of the server's other responses
 */
public record DemoResponse(int status, Map<String, String> headers, String body, Duration latency) {

    /**
     * Copies the headers and checks the ranges.
     *
     * @throws IllegalArgumentException if the status is neither 0 nor 200-599, or the latency is negative
     */
    public DemoResponse {
        headers = Map.copyOf(headers);
        if (status != 0 && (status < 200 || status > 599)) {
            throw new IllegalArgumentException("status must be 0 or 200-599: " + status);
        }
        if (latency != null && latency.isNegative()) {
            throw new IllegalArgumentException("latency must not be negative: " + latency);
        }
    }

    /**
     * An error in the API's format.
     *
     * @param status  the HTTP status
     * @param message the error's text
     * @return the response
     */
    public static DemoResponse error(int status, String message) {
        return new DemoResponse(status, Map.of(), ApiJson.error(status, message).toString(), null);
    }

    /**
     * A response with status 200.
     *
     * @param body the text to send as JSON; it need not be valid
     * @return the response
     */
    public static DemoResponse json(String body) {
        return new DemoResponse(200, Map.of(), body, null);
    }

    /**
     * No response: the connection is closed after the latency.
     *
     * @return the response with status 0
     */
    public static DemoResponse closeConnection() {
        return new DemoResponse(0, Map.of(), "", null);
    }

    /**
     * The same response with a header added or changed.
     *
     * @param name  of the header
     * @param value of the header
     * @return a new response
     */
    public DemoResponse withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new DemoResponse(status, more, body, latency);
    }

    /**
     * The same response with another latency.
     *
     * @param value zero or longer; null: that of the server's other responses
     * @return a new response
     */
    public DemoResponse withLatency(Duration value) {
        return new DemoResponse(status, headers, body, value);
    }

    /** Whether the connection is closed without a response. */
    boolean closesConnection() {
        return status == 0;
    }
}
