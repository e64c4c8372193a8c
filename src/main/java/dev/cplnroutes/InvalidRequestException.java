package dev.cplnroutes;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;

import dev.cplnroutes.support.Printable;
import dev.cplnroutes.support.TimeText;

/**
 * A listing request that was refused before any API call. The message names the option, its value and what is allowed.
 */
public final class InvalidRequestException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * Refuses a request for a reason that is more than one option's value.
     *
     * @param message what is wrong and what is allowed
     */
    public InvalidRequestException(String message) {
        super(message);
    }

    /**
     * Refuses the value of one option.
     *
     * @param option  name of the option
     * @param value   what was given, several values with commas; cut where it is long
     * @param allowed what would have been allowed
     */
    public InvalidRequestException(String option, Object value, String allowed) {
        this("Option '" + Printable.text(option) + "' has the value '" + text(value) + "'; allowed is " + allowed
                + ".");
    }

    private static String text(Object value) {
        if (value instanceof Duration time) {
            return TimeText.option(time);
        }
        return Printable.text(value instanceof Collection<?> values
                ? values.stream().map(String::valueOf).collect(Collectors.joining(",")) : value);
    }
}
