package dev.cplnroutes.call;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.FailureReader;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;

/**
 * The step after a failed HTTP request: it turns the exception of Camel's http component into an {@link ApiException}.
 */
public final class FailedRequest {

    private final FailureReader failures;
    private final ApiSettings settings;

    /**
     * Makes the bean.
     *
     * @param failures reads why a request failed
     * @param settings tell whether the token was replaced meanwhile
     */
    public FailedRequest(FailureReader failures, ApiSettings settings) {
        this.failures = failures;
        this.settings = settings;
    }

    /**
     * Records the failure in the call, and throws it.
     *
     * @param exchange exchange with what was thrown
     * @param call     the call
     * @throws ApiException always
     */
    public void translate(Exchange exchange, @Variable("cplnCall") ApiCall call) throws ApiException {
        ApiException failure = failures.explain(exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT,
                Exception.class));
        if (failure.isTokenRefused() && settings.hasNewToken(call.request().sentAt(), true)) {
            failure = failure.ofReplacedToken();
        }
        call.request().failed(failure);
        throw failure;
    }
}
