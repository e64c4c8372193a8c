package dev.cplnroutes.support;

import java.time.Duration;
import java.util.regex.Pattern;

import org.apache.camel.util.TimeUtils;

/**
 * Reads the text of a setting's value. A wrong value is reported with the setting's name and what is allowed.
 */
public final class SettingValue {

    private static final Pattern TIME = Pattern.compile("\\d+|(?=\\d)(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?");

    private SettingValue() {
    }

    /**
     * A time in Camel's notation.
     *
     * @param setting name of the setting
     * @param text    such as {@code 5s}, {@code 1m30s}, {@code 24h}, or a number of milliseconds
     * @param least   the shortest time allowed
     * @param most    the longest time allowed
     * @return the time
     * @throws IllegalArgumentException if the text is no such value or out of range
     */
    public static Duration duration(String setting, String text, Duration least, Duration most) {
        try {
            // Camel reads a text that it does not understand as 0.
            boolean isTime = TIME.matcher(text.trim()).matches();
            Duration value = isTime ? Duration.ofMillis(TimeUtils.toMilliSeconds(text.trim())) : null;
            if (isTime && value.compareTo(least) >= 0 && value.compareTo(most) <= 0) {
                return value;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Reported below.
        }
        throw wrong(setting, text, "a time such as 500ms, 5s or 1m30s, from " + least.toMillis() + " ms to "
                + TimeUtils.printDuration(most.toMillis()));
    }

    /**
     * A whole number.
     *
     * @param setting name of the setting
     * @param text    decimal digits
     * @param least   the least number allowed
     * @param most    the greatest number allowed
     * @return the number
     * @throws IllegalArgumentException if the text is no such value or out of range
     */
    public static long number(String setting, String text, long least, long most) {
        try {
            long value = Long.parseLong(text.trim());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw wrong(setting, text, "a whole number from " + least + " to " + most);
    }

    /**
     * The error for a wrong value.
     *
     * @param setting name of the setting
     * @param text    its value; may be null
     * @param allowed what would be allowed, as it follows "allowed is"
     * @return the exception to throw
     */
    public static IllegalArgumentException wrong(String setting, String text, String allowed) {
        return new IllegalArgumentException("Setting " + setting + " has the value '"
                + Printable.text(text) + "'; allowed is " + allowed + ".");
    }
}
