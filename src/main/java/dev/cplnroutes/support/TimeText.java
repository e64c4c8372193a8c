package dev.cplnroutes.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lengths of time in messages.
 */
public final class TimeText {

    private TimeText() {
    }

    /**
     * A length of time as a caller writes it, such as {@code 1h30m}, {@code 500ms} or {@code 0s}.
     *
     * @param time the length
     * @return the text; ISO 8601 where it is below zero or no whole number of milliseconds
     */
    public static String option(Duration time) {
        return text(time, "", "m", "");
    }

    /**
     * A length of time as a person reads it, such as {@code 1 h 30 min}, {@code 500 ms} or {@code 0 s}.
     *
     * @param time the length
     * @return the text; ISO 8601 where it is below zero or no whole number of milliseconds
     */
    public static String prose(Duration time) {
        return text(time, " ", "min", " ");
    }

    private static String text(Duration time, String space, String minutes, String separator) {
        if (time.isNegative() || time.getNano() % 1_000_000 != 0) {
            return time.toString();
        }
        List<String> parts = new ArrayList<>();
        add(parts, time.toHours(), space + "h");
        add(parts, time.toMinutesPart(), space + minutes);
        add(parts, time.toSecondsPart(), space + "s");
        add(parts, time.toMillisPart(), space + "ms");
        return parts.isEmpty() ? "0" + space + "s" : String.join(separator, parts);
    }

    private static void add(List<String> parts, long number, String unit) {
        if (number > 0) {
            parts.add(number + unit);
        }
    }
}
