package dev.cplnroutes.mapping;

/**
 * Control Plane answered something that is not what its published types promise: a list without {@code items}, or a
 * field of another JSON type than the one we must read.
 *
 * <p>Every field of the API may be missing, so a missing one is no reason for this exception, with the one exception of
 * {@code items}. The message names the field's path, what was expected and what kind of value was found. It never
 * contains a value, since that may be a secret.
 */
public final class UnreadableAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message one short line: what was expected where, and what kind of value was found, never the value itself
     */
    public UnreadableAnswerException(String message) {
        super(message);
    }
}
