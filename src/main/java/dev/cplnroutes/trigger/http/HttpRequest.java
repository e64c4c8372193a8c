package dev.cplnroutes.trigger.http;

import java.util.Map;

/**
 * What an HTTP request asks for: an action and its options. Not a record, because the routes read both by name and
 * Camel expects a getter without an accessor beside it.
 */
public final class HttpRequest {

    private final String action;
    private final Map<String, Object> body;

    HttpRequest(String action, Map<String, Object> body) {
        this.action = action;
        this.body = body;
    }

    /**
     * The action.
     *
     * @return {@code list}, {@code count}, {@code cache-statistics}, {@code clear-cache}, {@code event-statistics} or
     *         {@code redeliver}
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
}
