package dev.cplnroutes.support;

import java.util.regex.Pattern;

/**
 * The name of a GVC, workload, location or organization: checked before it enters a path.
 */
public final class ResourceName {

    /** What {@link #isValid} accepts, for messages. */
    public static final String ALLOWED = "a name of lower-case letters, digits and hyphens, at most 64 characters";

    /** Control Plane's own rule: lower-case letters, digits and hyphens, neither first nor last a hyphen. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");

    /** Wider than the API's rule today, but a name that matches cannot leave its segment of a path. */
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,252}");

    private ResourceName() {
    }

    /**
     * Whether a caller may ask for this name.
     *
     * @param text may be null
     */
    public static boolean isValid(String text) {
        return text != null && NAME.matcher(text).matches();
    }

    /**
     * Whether a name that the API gave is safe as a segment of a path.
     *
     * @param text may be null
     */
    public static boolean isPathSegment(String text) {
        return text != null && SEGMENT.matcher(text).matches();
    }
}
