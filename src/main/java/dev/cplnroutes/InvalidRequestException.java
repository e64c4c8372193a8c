package dev.cplnroutes;

import dev.cplnroutes.support.Printable;

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
     * @param value   what was given; cut where it is long
     * @param allowed what would have been allowed
     */
    public InvalidRequestException(String option, Object value, String allowed) {
        this("Option '" + Printable.text(option) + "' has the value '" + Printable.text(value) + "'; allowed is "
                + allowed + ".");
    }
}
