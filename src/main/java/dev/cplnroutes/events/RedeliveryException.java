package dev.cplnroutes.events;

/**
 * The error when undelivered events cannot be sent again. The message says why and holds no secret.
 */
public final class RedeliveryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RedeliveryException(String message) {
        super(message);
    }
}
