package dev.cplnroutes.tracing;

import java.util.Map;

import org.apache.camel.telemetry.Span;

/**
 * The span of a listing, or of a wait, whose listings have spans of their own.
 *
 * @param span   the tracer's own
 * @param isWait whether it is a wait
 */
record ListingSpan(Span span, boolean isWait) implements Span {

    @Override
    public void log(Map<String, String> fields) {
        span.log(fields);
    }

    @Override
    public void setTag(String key, String value) {
        span.setTag(key, value);
    }

    @Override
    public void setComponent(String component) {
        span.setComponent(component);
    }

    @Override
    public void setError(boolean isError) {
        span.setError(isError);
    }
}
