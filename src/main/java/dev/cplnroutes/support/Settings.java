package dev.cplnroutes.support;

import java.time.Duration;
import java.util.regex.Pattern;

import dev.cplnroutes.InvalidRequestException;
import org.apache.camel.util.TimeUtils;

/**
 * Reads the values of settings, so that a wrong one is named together with its setting.
 */
public final class Settings {

    private static final Pattern TIME = Pattern.compile("\\d+|(?=\\d)(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?");

    private Settings() {
    }

    /**
     * A time in Camel's notation.
     *
     * @param setting name of the setting
     * @param text    such as {@code 5s}, {@code 1m30s}, {@code 24h}, or a number of milliseconds
     * @param least   shortest time allowed
     * @param most    longest time allowed
     * @return the time
     * @throws IllegalArgumentException where it is something else or out of range
     */
    public static Duration duration(String setting, String text, Duration least, Duration most) {
        try {
            // Camel takes anything it does not understand for 0.
            boolean isTime = TIME.matcher(text.trim()).matches();
            Duration value = isTime ? Duration.ofMillis(TimeUtils.toMilliSeconds(text.trim())) : null;
            if (isTime && value.compareTo(least) >= 0 && value.compareTo(most) <= 0) {
                return value;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Said below.
        }
        throw wrong(setting, text, "a time such as 500ms, 5s or 1m30s, from " + least.toMillis() + " ms to "
                + TimeUtils.printDuration(most.toMillis()));
    }

    /**
     * A whole number.
     *
     * @param setting name of the setting
     * @param text    decimal digits
     * @param least   least number allowed
     * @param most    greatest number allowed
     * @return the number
     * @throws IllegalArgumentException where it is something else or out of range
     */
    public static long number(String setting, String text, long least, long most) {
        try {
            long value = Long.parseLong(text.trim());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw wrong(setting, text, "a whole number from " + least + " to " + most);
    }

    public static IllegalArgumentException wrong(String setting, String text, String allowed) {
        return new IllegalArgumentException("Setting " + setting + " has the value '"
                + InvalidRequestException.printable(text) + "'; allowed is " + allowed + ".");
    }
}
