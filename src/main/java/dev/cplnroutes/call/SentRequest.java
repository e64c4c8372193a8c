package dev.cplnroutes.call;

import dev.cplnroutes.api.ApiException;

/**
 * One HTTP request from the moment it is sent: its pass, and its failure once it has ended.
 */
final class SentRequest {

    private final Pace.Pass pass;
    private final boolean isRetry;
    private ApiException failure;

    /**
     * Records a request that is sent in this moment.
     *
     * @param pass    what the process's pace gave for it
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
