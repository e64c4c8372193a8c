package dev.cplnroutes.trigger.http;

import java.util.Map;

/**
 * What an HTTP request asks for: an action and its options. Not a record, because the routes read both by name and
 * Camel expects a getter without an accessor beside it.
 */
public final class HttpRequest {

    private final String action;
    private final Map<String, Object> body;
    private final String allow;
    private final String type;
    private final String lastEventId;

    HttpRequest(String action, Map<String, Object> body) {
        this(action, body, null);
    }

    private HttpRequest(String action, Map<String, Object> body, String allow) {
        this(action, body, allow, "application/json");
    }

    private HttpRequest(String action, Map<String, Object> body, String allow, String type) {
        this(action, body, allow, type, null);
    }

    private HttpRequest(String action, Map<String, Object> body, String allow, String type, String lastEventId) {
        this.action = action;
        this.body = body;
        this.allow = allow;
        this.type = type;
        this.lastEventId = lastEventId;
    }

    /** Asks for the headers of a listing's answer, which would have this media type. */
    static HttpRequest head(String type) {
        return new HttpRequest("head", Map.of(), null, type);
    }

    /**
     * Asks for the methods of a path.
     *
     * @param allow value of the header {@code Allow}
     */
    static HttpRequest options(String allow) {
        return new HttpRequest("options", Map.of(), allow);
    }

    /** The same request of a client that has got events before. */
    HttpRequest behind(String eventId) {
        return new HttpRequest(action, body, allow, type, eventId);
    }

    /**
     * The action.
     *
     * @return {@code list}, {@code stream}, {@code count}, {@code wait}, {@code changes},
     *         {@code cache-statistics}, {@code clear-cache}, {@code event-statistics}, {@code redeliver},
     *         {@code openapi}, {@code head} or {@code options}
     */
    public String getAction() {
        return action;
    }

    /**
     * The options of the action.
     *
     * @return body of the message for the route that does the action; empty if it takes none
     */
    public Map<String, Object> getBody() {
        return body;
    }

    /**
     * The media type of the answer.
     *
     * @return without parameters
     */
    public String getType() {
        return type;
    }

    /**
     * The last event that the client has got.
     *
     * @return value of the header {@code Last-Event-ID}; null if there is none
     */
    public String getLastEventId() {
        return lastEventId;
    }

    /**
     * The methods of the path.
     *
     * @return value of the header {@code Allow}; null unless the action is {@code options}
     */
    public String getAllow() {
        return allow;
    }
}
