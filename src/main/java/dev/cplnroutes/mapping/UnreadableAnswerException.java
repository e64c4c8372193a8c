package dev.cplnroutes.mapping;

/**
 * The failure to read an answer that does not have the API's published types: a list without {@code items}, or a field
 * of another JSON type than the expected one.
 *
 * <p>No other missing field than {@code items} leads to this exception, since any of them may be missing. The message
 * names the field's path, the expected type and the type found. It never contains a value, since that may be a secret.
 */
public final class UnreadableAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message one short line: the expected type, the path and the type found, never the value
     */
    public UnreadableAnswerException(String message) {
        super(message);
    }
}
