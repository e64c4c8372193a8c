package dev.cplnroutes.api;

import java.io.IOException;

/**
 * An answer that was not complete within {@code cpln.api.response-timeout}, however busily it trickled.
 */
final class AnswerTimeoutException extends IOException {

    private static final long serialVersionUID = 1L;

    AnswerTimeoutException() {
        super("the API did not answer in time");
    }
}
