package dev.cplnroutes.request;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * A tag that a workload must have.
 *
 * @param key   its name
 * @param value its value; null where any value will do
 */
public record Tag(String key, String value) {

    /** What {@link #isValid} accepts, for messages. */
    static final String ALLOWED = "a tag as key or key=value without control characters, or several of them";

    /** Neither begins nor ends with a blank: that is a slip. */
    private static final Pattern VALID =
            Pattern.compile("[^\\s\\p{Cntrl}=][^\\p{Cntrl}=]{0,127}(?<!\\s)(=[^\\p{Cntrl}]{0,512})?");

    /** Whether a text is a tag. */
    static boolean isValid(String text) {
        return VALID.matcher(text).matches();
    }

    /**
     * Reads a tag.
     *
     * @param text {@code key} or {@code key=value}
     * @return the tag
     */
    public static Tag of(String text) {
        int equals = text.indexOf('=');
        return equals < 0 ? new Tag(text, null) : new Tag(text.substring(0, equals), text.substring(equals + 1));
    }

    /** Whether a workload with these tags has it. */
    boolean isIn(Map<String, String> tags) {
        String there = tags.get(key);
        return there != null && (value == null || value.equals(there));
    }
}
