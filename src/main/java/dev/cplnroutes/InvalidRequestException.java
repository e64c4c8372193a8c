package dev.cplnroutes;

/**
 * A listing request that was refused before any API call. The message names the option, its value and what is allowed.
 */
public final class InvalidRequestException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_VALUE = 100;

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
        this("Option '" + printable(option) + "' has the value '" + printable(value) + "'; allowed is " + allowed + ".");
    }

    /**
     * Cuts a text from outside and takes control characters out of it, so that it can stand in a message or a log.
     *
     * @param value what came from outside; may be null
     * @return a short text in one line
     */
    public static String printable(Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
    }
}
