package dev.cplnroutes.support;

import java.util.regex.Pattern;

/**
 * What a name may look like before it enters a path.
 */
public final class Names {

    /** What {@link #isName} accepts, for messages. */
    public static final String ALLOWED = "a name of lower-case letters, digits and hyphens, at most 64 characters";

    /** Control Plane's own rule: lower-case letters, digits and hyphens, neither first nor last a hyphen. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");

    /** Whatever the API hands out and that cannot leave its segment of a path, were the rule ever loosened. */
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,252}");

    private Names() {
    }

    /** Whether a caller may ask for this name. */
    public static boolean isName(String text) {
        return text != null && NAME.matcher(text).matches();
    }

    /** Whether a name that the API gave can safely be a segment of a path. */
    public static boolean isSegment(String text) {
        return text != null && SEGMENT.matcher(text).matches();
    }
}
