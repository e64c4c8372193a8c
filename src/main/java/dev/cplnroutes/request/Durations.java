package dev.cplnroutes.request;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lengths of time as a request writes them: {@code 15m}, {@code 2h}, {@code 1h30m}, {@code 500ms}, or ISO 8601 such as
 * {@code PT1H}.
 */
final class Durations {

    /** At most nine digits a unit: their sum is far from an overflow. */
    private static final Pattern UNITS = Pattern.compile("(?=\\d)(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?"
            + "(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?", Pattern.DOTALL);
    private static final int LONGEST_TEXT = 40;

    private Durations() {
    }

    /**
     * Reads a length of time.
     *
     * @param text days, hours, minutes, seconds and milliseconds in this order, each with its unit and none needed; or
     *             ISO 8601
     * @return null where it is neither, or ISO 8601 of less than zero
     */
    static Duration read(String text) {
        if (text.length() > LONGEST_TEXT) {
            return null;
        }
        Matcher units = UNITS.matcher(text);
        if (units.matches()) {
            return Duration.ofDays(number(units.group(1))).plusHours(number(units.group(2)))
                    .plusMinutes(number(units.group(3))).plusSeconds(number(units.group(4)))
                    .plusMillis(number(units.group(5)));
        }
        try {
            Duration duration = text.startsWith("P") ? Duration.parse(text) : null;
            return duration == null || duration.isNegative() ? null : duration;
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
