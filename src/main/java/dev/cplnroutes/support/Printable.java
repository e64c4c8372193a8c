package dev.cplnroutes.support;

import java.util.regex.Pattern;

/**
 * Makes a value from outside fit for a message, a log line or a terminal: one line without control characters.
 */
public final class Printable {

    private static final int LONGEST_TEXT = 100;

    /**
     * Characters that a terminal obeys or that change how others look: both sets of control characters, those of
     * writing direction, and separators of lines.
     */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    /** Characters of those kinds that JSON allows in a text as they are; all of them have four hexadecimal digits. */
    private static final Pattern RAW_IN_JSON = Pattern.compile(
            "[\\x7F-\\x9F\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]");

    private Printable() {
    }

    /**
     * The text of a value, with a question mark for each control character, cut after 100 characters.
     *
     * @param value a value from outside; may be null
     * @return the text; ends in three dots where it was cut
     */
    public static String text(Object value) {
        String text = line(value);
        return text.length() <= LONGEST_TEXT ? text : beginning(text, LONGEST_TEXT) + "...";
    }

    /**
     * The beginning of a text, without half of a character that Java has in two.
     *
     * @param text   a text
     * @param length how much of it, 1 to its length
     * @return so much of it, or one less
     */
    public static String beginning(String text, int length) {
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    /**
     * The text of a value, with a question mark for each character that is not printed.
     *
     * @param value a value from outside; may be null
     * @return the text, however long
     */
    public static String line(Object value) {
        return UNPRINTABLE.matcher(String.valueOf(value)).replaceAll("?");
    }

    /**
     * The same JSON, with an escape for each control character in its texts, those of writing direction included.
     *
     * @param json a JSON document, whose line breaks are outside of its texts
     * @return JSON that means the same
     */
    public static String json(String json) {
        return RAW_IN_JSON.matcher(json).replaceAll(match ->
                String.format("\\\\u%04x", (int) match.group().charAt(0)));
    }
}
