package dev.cplnroutes.call;

import dev.cplnroutes.api.ApiException;

/**
 * One HTTP request that was sent, until it has ended.
 */
final class SentRequest {

    private final Pace.Pass pass;
    private final boolean isRetry;
    private ApiException failure;

    /**
     * Makes the request in the moment that it is sent.
     *
     * @param pass    leave of the process's pace
     * @param isRetry whether the call was sent before
     */
    SentRequest(Pace.Pass pass, boolean isRetry) {
        this.pass = pass;
        this.isRetry = isRetry;
    }

    Pace.Pass pass() {
        return pass;
    }

    boolean isRetry() {
        return isRetry;
    }

    /** When it was sent, as {@link System#nanoTime()}. */
    long sentAt() {
        return pass.sentAt();
    }

    void failed(ApiException reason) {
        failure = reason;
    }

    /** Why it failed; null where it did not. */
    ApiException failure() {
        return failure;
    }
}
