package dev.cplnroutes.call;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import dev.cplnroutes.api.ApiException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;
import org.apache.camel.util.ObjectHelper;

/**
 * The decision whether an API call is sent again, and when: Camel's redelivery asks it after each failed attempt.
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
     * @return false where the failure is final, the tries or the budget of the process are used up, or the answer is
     *         not wanted any more
     */
    public boolean again(Exchange exchange, @Variable("cplnCall") ApiCall call) {
        ApiException failure = ObjectHelper.getException(ApiException.class,
                exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class));
        if (failure != null && failure.isOfClosedConnection() && call.isWanted() && call.turnsToNewConnection()) {
            // Not a retry: the API did not refuse anything, and may not even have seen the call.
            exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, 0);
            return true;
        }
        if (failure == null || !RetryRules.isRetryable(failure) || !call.hasTriesLeft() || !call.isWanted()
                || !call.payForRetry(failure, budget)) {
            return false;
        }
        Duration delay = RetryRules.delay(call.options(), call.failedTries() - 1,
                ThreadLocalRandom.current().nextDouble(), failure.retryAfter());
        // Camel prefers this header over its policy, whose delay would be the same for every request.
        exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, delay.toMillis());
        // Where the process has to slow down, a substitute lane would only add calls.
        call.backsOff(delay, !RetryRules.asksToWait(failure) && !(RetryRules.isRefusal(failure) && gate.isPacing()));
        return true;
    }

    /**
     * The call has its answer: the cost of its own retries is given back.
     *
     * @param call the call
     */
    public void succeeded(@Variable("cplnCall") ApiCall call) {
        call.end();
        if (call.requestsSent() > 0) {
            // Most calls read deployments. A list that can be read says nothing about those.
            budget.succeeded(call.retriesSent(), call.read().isDeployments());
        }
    }
}
