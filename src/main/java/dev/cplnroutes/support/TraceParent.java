package dev.cplnroutes.support;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import org.apache.camel.Message;

/**
 * The header {@code traceparent} of W3C Trace Context, which links our requests to the caller's trace. It is passed on
 * unchanged, unless Camel's tracer puts the span of the call in its place.
 */
public final class TraceParent {

    /** Name of the header, in Camel's messages and in HTTP. */
    static final String HEADER = "traceparent";

    /** Version 00 of the format; neither id may be all zeros. */
    private static final Pattern VALID =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {
    }

    /**
     * The value in a caller's message.
     *
     * @param message the message; the value is a text, or the bytes of one, as headers of Kafka are
     * @return null where the header is missing, not valid, or there several times
     */
    public static String of(Message message) {
        Object header = message.getHeader(HEADER);
        String value = header instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1)
                : header instanceof String text ? text : null;
        return value != null && VALID.matcher(value).matches() ? value : null;
    }
}
