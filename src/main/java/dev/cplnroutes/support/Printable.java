package dev.cplnroutes.support;

/**
 * Makes a value from outside fit for a message or a log line: one short line without control characters.
 */
public final class Printable {

    private static final int LONGEST_TEXT = 100;

    private Printable() {
    }

    /**
     * The text of a value, with a question mark for each control character, cut after 100 characters.
     *
     * @param value a value from outside; may be null
     * @return the text; ends in three dots where it was cut
     */
    public static String text(Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
    }
}
