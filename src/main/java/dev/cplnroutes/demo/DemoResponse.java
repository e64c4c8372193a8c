package dev.cplnroutes.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * What a hook has a {@link DemoServer} answer instead of the usual.
 *
 * @param status  the HTTP status; 0: no answer at all, the connection is closed
 * @param headers sent beside {@code Content-Length}; {@code Content-Type} is {@code application/json} where it is not
 *                among them
 * @param body    the text to send, in UTF-8; may be empty
 * @param latency how long the answer waits; null: as long as the server's other answers
 */
public record DemoResponse(int status, Map<String, String> headers, String body, Duration latency) {

    /**
     * Takes a copy of the headers.
     *
     * @throws IllegalArgumentException where the status is neither 0 nor 200-599, or the latency is negative
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
     * An error as the API words it.
     *
     * @param status  the HTTP status
     * @param message what happened
     * @return the answer
     */
    public static DemoResponse error(int status, String message) {
        return new DemoResponse(status, Map.of(), errorBody(status, message), null);
    }

    /**
     * An answer with status 200.
     *
     * @param body JSON, or what should be mistaken for it
     * @return the answer
     */
    public static DemoResponse json(String body) {
        return new DemoResponse(200, Map.of(), body, null);
    }

    /**
     * No answer: the connection is closed once the latency is over.
     *
     * @return the absent answer
     */
    public static DemoResponse closeConnection() {
        return new DemoResponse(0, Map.of(), "", null);
    }

    /**
     * The same with one more header, or another value of it.
     *
     * @param name  of the header
     * @param value of the header
     * @return a new answer
     */
    public DemoResponse withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new DemoResponse(status, more, body, latency);
    }

    /**
     * The same after another wait.
     *
     * @param value zero or longer; null: as long as the server's other answers
     * @return a new answer
     */
    public DemoResponse withLatency(Duration value) {
        return new DemoResponse(status, headers, body, value);
    }

    /**
     * Whether the connection is closed instead of answering.
     *
     * @return true where there is no answer
     */
    public boolean closesConnection() {
        return status == 0;
    }

    static String errorBody(int status, String message) {
        return JsonNodeFactory.instance.objectNode()
                .put("status", status)
                .put("message", message)
                .put("code", code(status))
                .put("id", DemoJson.identifier("error", status + message))
                .toString();
    }

    private static String code(int status) {
        return switch (status) {
            case 400 -> "BAD_REQUEST";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "FORBIDDEN";
            case 404 -> "NOT_FOUND";
            case 405 -> "METHOD_NOT_ALLOWED";
            case 429 -> "TOO_MANY_REQUESTS";
            default -> "ERROR_" + status;
        };
    }
}
