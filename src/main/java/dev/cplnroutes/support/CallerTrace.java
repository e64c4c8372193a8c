package dev.cplnroutes.support;

import org.apache.camel.Exchange;

/**
 * The trace that a caller's exchange belongs to.
 *
 * @param traceParent a valid {@code traceparent} of W3C Trace Context; null without one
 * @param span        what Camel's tracer keeps with an exchange, which only the tracer knows; null without a tracer
 */
public record CallerTrace(String traceParent, Object span) {

    /** No trace. */
    public static final CallerTrace NONE = new CallerTrace(null, null);

    /** Where {@code camel-telemetry} keeps the span of an exchange. */
    private static final String SPAN = "tracing.activeSpan";

    /** The trace of a caller's exchange. */
    public static CallerTrace of(Exchange exchange) {
        return new CallerTrace(TraceParent.of(exchange.getMessage()), exchange.getProperty(SPAN));
    }

    /** Lets the tracer know that another exchange works for the same caller. */
    public void continueIn(Exchange exchange) {
        if (span != null) {
            exchange.setProperty(SPAN, span);
        }
    }
}
