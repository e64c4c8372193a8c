package dev.cplnroutes.events;

import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;

import dev.cplnroutes.api.BrokenConnection;
import dev.cplnroutes.support.FailureWords;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.RuntimeCamelException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;

/**
 * The failure of an attempt to deliver or to keep an event. Its message is written here, since messages of libraries
 * may hold the endpoint's URI and with it secrets.
 */
final class DeliveryException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean isFinal;
    private final transient Duration retryAfter;

    private DeliveryException(String message, boolean isFinal, Duration retryAfter) {
        super(message, null, false, false);
        this.isFinal = isFinal;
        this.retryAfter = retryAfter;
    }

    /** Another attempt may help. */
    static DeliveryException passing(String message) {
        return passing(message, null);
    }

    /** Another attempt may help, after the wait that the receiver asked for; null where it did not. */
    static DeliveryException passing(String message, Duration retryAfter) {
        return new DeliveryException(message, false, retryAfter);
    }

    /** The event does not arrive, however often it is sent, until somebody changes something. */
    static DeliveryException refused(String message) {
        return new DeliveryException(message, true, null);
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

    /** What the network says in many classes is told in words; of anything else its kind alone. */
    private static String describe(Throwable cause) {
        boolean isOfNetwork = cause instanceof SocketException || cause instanceof UnknownHostException
                || cause instanceof SSLException || cause instanceof ConnectTimeoutException
                || cause instanceof NoHttpResponseException;
        return isOfNetwork ? BrokenConnection.toReceiver((IOException) cause, null).message()
                : "it failed: " + FailureWords.of(cause);
    }

    /** Wait that the receiver asked for; null where it did not. */
    Duration retryAfter() {
        return retryAfter;
    }

    boolean isFinal() {
        return isFinal;
    }
}
