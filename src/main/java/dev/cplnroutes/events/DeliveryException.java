package dev.cplnroutes.events;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.apache.camel.CamelExchangeException;
import org.apache.camel.RuntimeCamelException;

/**
 * An event could not be delivered. The message is made here: what libraries say may hold the endpoint's URI, and with it
 * secrets.
 */
final class DeliveryException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean isFinal;

    private DeliveryException(String message, boolean isFinal) {
        super(message, null, false, false);
        this.isFinal = isFinal;
    }

    /** Another attempt may help. */
    static DeliveryException passing(String message) {
        return new DeliveryException(message, false);
    }

    /** The receiver will not take this event, however often it is sent. */
    static DeliveryException refused(String message) {
        return new DeliveryException(message, true);
    }

    /** What went wrong at an endpoint; only what cannot hold a secret is told. */
    static DeliveryException of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && (cause instanceof ExecutionException || cause instanceof CompletionException
                || cause instanceof RuntimeCamelException || cause instanceof CamelExchangeException)) {
            cause = cause.getCause();
        }
        return cause instanceof DeliveryException known ? known : passing(cause.getClass().getSimpleName());
    }

    boolean isFinal() {
        return isFinal;
    }
}
