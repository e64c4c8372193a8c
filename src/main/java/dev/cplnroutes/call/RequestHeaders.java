package dev.cplnroutes.call;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;

/**
 * The step before an HTTP request: it tells the HTTP client what to ask for, by headers of the message.
 */
public final class RequestHeaders {

    /** Makes the bean. */
    public RequestHeaders() {
    }

    /**
     * Sets the headers of a call: {@code cpln-target}, {@code cpln-new-connection} and {@code traceparent}. Not
     * {@code CamelHttpUri}: Camel would encode a next link again, and resolve placeholders in it.
     *
     * @param exchange exchange of the call, without any header
     * @param call     the call
     */
    public void set(Exchange exchange, @Variable("cplnCall") ApiCall call) {
        Message message = exchange.getMessage();
        message.setHeader("cpln-target", call.getTarget());
        if (call.getNewConnection() != null) {
            message.setHeader("cpln-new-connection", call.getNewConnection());
        }
        if (call.getTraceParent() != null) {
            message.setHeader("traceparent", call.getTraceParent());
        }
    }
}
