package dev.cplnroutes.events;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;

import org.apache.camel.CamelExchangeException;
import org.apache.camel.RuntimeCamelException;

/**
 * The failure of an attempt to deliver or to keep an event. Its message is written here, since messages of libraries
 * may hold the endpoint's URI and with it secrets.
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

    /** The receiver does not take this event, however often it is sent. */
    static DeliveryException refused(String message) {
        return new DeliveryException(message, true);
    }

    /**
     * Describes what went wrong at an endpoint.
     *
     * @param failure of a library
     * @return the failure, with nothing of the library's own message
     */
    static DeliveryException of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && (cause instanceof ExecutionException || cause instanceof CompletionException
                || cause instanceof RuntimeCamelException || cause instanceof CamelExchangeException)) {
            cause = cause.getCause();
        }
        return cause instanceof DeliveryException known ? known : passing(describe(cause));
    }

    private static String describe(Throwable cause) {
        if (cause instanceof HttpConnectTimeoutException) {
            return "the connection could not be opened in time";
        }
        if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
            return "the connection could not be opened";
        }
        if (cause instanceof SSLException) {
            return "the TLS connection failed";
        }
        return "it failed with " + cause.getClass().getSimpleName();
    }

    boolean isFinal() {
        return isFinal;
    }
}
