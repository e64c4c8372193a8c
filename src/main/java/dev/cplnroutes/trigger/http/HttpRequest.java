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

    HttpRequest(String action, Map<String, Object> body) {
        this(action, body, null);
    }

    private HttpRequest(String action, Map<String, Object> body, String allow) {
        this.action = action;
        this.body = body;
        this.allow = allow;
    }

    /** Asks for the headers of a listing's answer. */
    static HttpRequest head() {
        return new HttpRequest("head", Map.of());
    }

    /**
     * Asks for the methods of a path.
     *
     * @param allow value of the header {@code Allow}
     */
    static HttpRequest options(String allow) {
        return new HttpRequest("options", Map.of(), allow);
    }

    /**
     * The action.
     *
     * @return {@code list}, {@code count}, {@code cache-statistics}, {@code clear-cache}, {@code event-statistics},
     *         {@code redeliver}, {@code openapi}, {@code head} or {@code options}
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
     * The methods of the path.
     *
     * @return value of the header {@code Allow}; null unless the action is {@code options}
     */
    public String getAllow() {
        return allow;
    }
}
