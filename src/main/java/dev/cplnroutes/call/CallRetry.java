package dev.cplnroutes.call;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import dev.cplnroutes.api.ApiException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;
import org.apache.camel.util.ObjectHelper;

/**
 * Decides for Camel's redelivery error handler whether an API call is sent again, and when.
 */
public final class CallRetry {

    private final RetryBudget budget = new RetryBudget();
    private final ApiGate gate;

    /**
     * Makes the bean of {@code cpln-retry}, with a full budget of retries.
     *
     * @param gate knows whether the process paces its calls
     */
    public CallRetry(ApiGate gate) {
        this.gate = gate;
    }

    /**
     * Whether to send the call again.
     *
     * @param exchange exchange of the failed call; its redelivery delay is set
     * @param call     the call
     * @return false where the failure is final, all tries or the process's budget are spent, or nobody wants the answer any
     *         more
     */
    public boolean again(Exchange exchange, @Variable("cplnCall") ApiCall call) {
        ApiException failure = ObjectHelper.getException(ApiException.class,
                exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class));
        if (failure == null || !RetryRules.isRetryable(failure) || !call.hasTriesLeft() || !call.isWanted()
                || !budget.pay(failure.retry(), RetryRules.isRefusal(failure))) {
            return false;
        }
        Duration delay = RetryRules.delay(call.options(), call.failedTries(), ThreadLocalRandom.current().nextDouble(),
                failure.retryAfter());
        call.tryFailed(failure, budget);
        // Camel prefers this header over its policy, whose delay would be the same for every request.
        exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, delay.toMillis());
        // Where the process has to slow down, another lane's call instead of this one is not what the API wants.
        call.backsOff(delay, !RetryRules.asksToWait(failure) && !(RetryRules.isRefusal(failure) && gate.isPacing()));
        return true;
    }

    /**
     * The call has its answer: what the retries of those that it needed cost is given back.
     *
     * @param call the call
     */
    public void succeeded(@Variable("cplnCall") ApiCall call) {
        call.abandonRetry();
        if (call.isSent()) {
            // That the list can be read says nothing about deployments, and they are the many.
            budget.succeeded(call.retriesSent(), call.isDeployments());
        }
    }
}
