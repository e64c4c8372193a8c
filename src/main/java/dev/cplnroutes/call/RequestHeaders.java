package dev.cplnroutes.call;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;

/**
 * The step before an HTTP request: it tells the HTTP client what to ask for, by headers of the message and its body.
 */
public final class RequestHeaders {

    /** Makes the bean. */
    public RequestHeaders() {
    }

    /**
     * Sets the headers of a call: {@code cpln-target}, {@code cpln-new-connection}, {@code cpln-retries},
     * {@code cpln-cache} and {@code traceparent}. Not
     * {@code CamelHttpUri}: Camel would encode a next link again, and resolve placeholders in it. A query becomes the
     * body, of which Camel makes a POST.
     *
     * @param exchange exchange of the call, without any header
     * @param call     the call
     */
    public void set(Exchange exchange, @Variable("cplnCall") ApiCall call) {
        Message message = exchange.getMessage();
        message.setHeader("cpln-target", call.getTarget());
        // Both are for Camel's tracer, where a host has one.
        message.setHeader("cpln-retries", String.valueOf(call.failedTries()));
        message.setHeader("cpln-cache", call.isCached() ? "miss" : "off");
        if (call.getNewConnection() != null) {
            message.setHeader("cpln-new-connection", call.getNewConnection());
        }
        if (call.getTraceParent() != null) {
            message.setHeader("traceparent", call.getTraceParent());
        }
        message.setBody(call.getQuery());
        if (call.getQuery() != null) {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        }
    }
}
