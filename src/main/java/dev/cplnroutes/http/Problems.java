package dev.cplnroutes.http;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.events.RedeliveryException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the answer to a request that failed.
 */
public final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /** Makes the bean. */
    public Problems() {
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
        message.removeHeaders("*");
        Problem problem;
        if (failure instanceof InvalidRequestException) {
            problem = new Problem(400, "Bad request", failure.getMessage());
        } else if (failure instanceof ListingFailedException failed) {
            problem = new Problem(failed.status(), failed.title(), failed.getMessage());
            failed.retryAfterSeconds().ifPresent(seconds -> message.setHeader("Retry-After", Long.toString(seconds)));
        } else if (failure instanceof HttpException refused) {
            problem = new Problem(refused.status(), refused.title(), refused.getMessage());
            if (refused.allow() != null) {
                message.setHeader("Allow", refused.allow());
            }
        } else if (failure instanceof RedeliveryException) {
            problem = new Problem(409, "Not possible now", failure.getMessage());
        } else {
            LOG.warn("A request failed unexpectedly", failure);
            problem = new Problem(500, "Internal error", "The request failed unexpectedly; the log says why.");
        }
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.status());
        message.setHeader(Exchange.CONTENT_TYPE, "application/problem+json");
        return problem;
    }
}
