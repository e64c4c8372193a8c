package dev.cplnroutes.trigger.http;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Problem;
import dev.cplnroutes.events.RedeliveryException;
import dev.cplnroutes.trigger.ListingTimeLimits;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;

/**
 * Makes the answer to a request that failed.
 */
public final class HttpProblems {

    /** Makes the bean. */
    public HttpProblems() {
    }

    /**
     * The problem behind an exception; status and headers of the answer are set on the message.
     *
     * @param exchange exchange with the failure
     * @return the answer's body
     */
    public Problem of(Exchange exchange) {
        Exception failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        Message message = exchange.getMessage();
        ListingTimeLimits.Limit limit = exchange.getVariable(ListingAdmission.TIME_LIMIT, ListingTimeLimits.Limit.class);
        Problem problem;
        if (failure instanceof HttpException refused) {
            problem = new Problem(refused.status(), refused.title(), refused.getMessage());
            if (refused.allow() != null) {
                message.setHeader("Allow", refused.allow());
            }
        } else if (limit != null && limit.hasCaused(failure)) {
            problem = limit.problem();
        } else if (failure instanceof RedeliveryException) {
            problem = new Problem(409, "Not possible now", failure.getMessage());
        } else {
            problem = Problem.of(failure);
        }
        if (failure instanceof ListingFailedException failed) {
            failed.retryAfterSeconds().ifPresent(seconds -> message.setHeader("Retry-After", Long.toString(seconds)));
        }
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.status());
        message.setHeader(Exchange.CONTENT_TYPE, "application/problem+json");
        return problem;
    }
}
