package dev.cplnroutes.support;

import java.util.regex.Pattern;

import org.apache.camel.Message;

/**
 * The header {@code traceparent} of W3C Trace Context, by which a caller's trace goes on in ours. It is passed on as it is:
 * there is no span of our own.
 */
public final class TraceParent {

    /** Name of the header, in Camel's messages and in HTTP. */
    static final String HEADER = "traceparent";

    /** Version 00; neither id may be all zero. */
    private static final Pattern VALID =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {
    }

    /** The value that a caller's message has; null where it has none, several, or one that is not valid. */
    public static String of(Message message) {
        return message.getHeader(HEADER) instanceof String value && VALID.matcher(value).matches() ? value : null;
    }
}
