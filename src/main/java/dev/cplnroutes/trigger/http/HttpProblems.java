package dev.cplnroutes.trigger.http;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Problem;
import dev.cplnroutes.events.RedeliveryException;
import dev.cplnroutes.trigger.ListingTimeLimits;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;

/**
 * Turns the failure of a request into its answer: a problem (RFC 9457) with its status and headers.
 */
public final class HttpProblems {

    /** Creates the bean. */
    public HttpProblems() {
    }

    /**
     * The problem behind the exception that was caught. Status and headers of the answer are set on the message.
     *
     * @param exchange exchange with the exception
     * @return body of the answer
     */
    public Problem of(Exchange exchange) {
        Exception failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        Problem problem = problem(failure,
                exchange.getVariable(ListingAdmission.TIME_LIMIT, ListingTimeLimits.Limit.class));
        Message message = exchange.getMessage();
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.status());
        message.setHeader(Exchange.CONTENT_TYPE, "application/problem+json");
        headers(failure).forEach(message::setHeader);
        return problem;
    }

    /**
     * The problem behind a failure.
     *
     * @param failure the failure
     * @param limit   time limit of the listing; null if no listing has begun
     */
    static Problem problem(Exception failure, ListingTimeLimits.Limit limit) {
        if (failure instanceof HttpException refused) {
            return new Problem(refused.status(), refused.title(), refused.getMessage());
        }
        if (limit != null && limit.hasCaused(failure)) {
            return limit.problem();
        }
        if (failure instanceof RedeliveryException) {
            return new Problem(409, "Not possible now", failure.getMessage());
        }
        return Problem.of(failure);
    }

    /** Headers of the answer besides its content type. */
    static Map<String, String> headers(Exception failure) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (failure instanceof HttpException refused && refused.allow() != null) {
            headers.put("Allow", refused.allow());
        }
        if (failure instanceof ListingFailedException failed) {
            failed.retryAfterSeconds().ifPresent(seconds -> headers.put("Retry-After", Long.toString(seconds)));
        }
        return headers;
    }
}
