package dev.cplnroutes.tracing;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.SpanContextPropagationExtractor;
import org.apache.camel.telemetry.TagConstants;

/**
 * The span of one HTTP request to the API. It has the path but no query, and no text of a failure: both may hold what a
 * trace should not.
 */
final class CallSpan implements Span {

    /** Header of the message: path and query of the request. */
    static final String TARGET = "cpln-target";
    /** Header of the message: how often the call was sent before. */
    private static final String RETRIES = "cpln-retries";
    /** Header of the message: whether the cache was asked. */
    private static final String CACHE = "cpln-cache";

    /** What Camel's tracer says of the endpoint is our stand-in for the API's address. */
    private static final Set<String> TAKEN = Set.of(TagConstants.OP, TagConstants.HTTP_METHOD, TagConstants.HTTP_STATUS,
            TagConstants.EXCHANGE_ID);

    /** In the words of Camel's exception for an answer that is no success. */
    private static final Pattern STATUS = Pattern.compile("with statusCode: (\\d{3})\\b");

    private final Span span;

    /**
     * Names the request.
     *
     * @param span    the tracer's own
     * @param headers of the message that is about to be sent
     */
    CallSpan(Span span, SpanContextPropagationExtractor headers) {
        this.span = span;
        span.setTag(TagConstants.URL_PATH, String.valueOf(headers.get(TARGET)).replaceFirst("[?#].*", ""));
        tag("cpln.retries", headers.get(RETRIES));
        tag("cpln.cache", headers.get(CACHE));
    }

    private void tag(String key, Object value) {
        if (value != null) {
            span.setTag(key, value.toString());
        }
    }

    Span span() {
        return span;
    }

    @Override
    public void log(Map<String, String> fields) {
        Matcher status = STATUS.matcher(String.valueOf(fields.get("message")));
        if (status.find()) {
            span.setTag(TagConstants.HTTP_STATUS, status.group(1));
        }
    }

    @Override
    public void setTag(String key, String value) {
        if (TAKEN.contains(key)) {
            span.setTag(key, value);
        }
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
