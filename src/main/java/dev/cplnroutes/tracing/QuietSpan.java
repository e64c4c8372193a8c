package dev.cplnroutes.tracing;

import java.util.Map;

import org.apache.camel.telemetry.Span;

/**
 * A span that nobody sees, of a step of our own.
 *
 * @param parent        the tracer's own span, to which children belong; null where there is none
 * @param isBehindEntry whether all steps that follow are our own too: those of a listing are, those of a trigger not
 */
record QuietSpan(Span parent, boolean isBehindEntry) implements Span {

    @Override
    public void log(Map<String, String> fields) {
        // Nobody sees it.
    }

    @Override
    public void setTag(String key, String value) {
        // Nobody sees it.
    }

    @Override
    public void setComponent(String component) {
        // Nobody sees it.
    }

    @Override
    public void setError(boolean isError) {
        // What fails is told by the span of the call, and by the listing's where it fails as a whole.
    }
}
