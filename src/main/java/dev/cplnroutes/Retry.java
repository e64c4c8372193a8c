package dev.cplnroutes;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;
import org.apache.camel.util.ObjectHelper;

/**
 * Decides for Camel's redelivery error handler whether an API call is sent again, and when.
 */
public final class Retry {

    /** Makes the bean of {@code cpln-retry}. */
    public Retry() {
    }

    /**
     * Whether to send the call again.
     *
     * @param exchange exchange of the failed call; its redelivery delay is set
     * @param call     the call
     * @return false where the failure is final, all tries are spent or nobody wants the answer any more
     */
    public boolean again(Exchange exchange, @Variable("cplnCall") ApiCall call) {
        ApiException failure = ObjectHelper.getException(ApiException.class,
                exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class));
        if (failure == null || !RetryRules.isRetryable(failure) || !call.hasTriesLeft() || !call.isWanted()) {
            return false;
        }
        Duration delay = RetryRules.delay(call.options(), call.failedTries(), ThreadLocalRandom.current().nextDouble(),
                failure.retryAfter());
        call.tryFailed();
        // Camel prefers this header over its policy, whose delay would be the same for every request.
        exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, delay.toMillis());
        call.backsOff();
        return true;
    }
}
