package dev.cplnroutes.call;

import dev.cplnroutes.api.ApiException;

/**
 * What the end of one API call tells the {@link Pace}.
 */
enum PaceSignal {

    /** The API was up to the call: it gave what was asked for, or an error that has nothing to do with the pace. */
    ANSWERED,
    /** The API refused the call and asked for a pause that the process obeys. */
    ASKED_TO_WAIT,
    /** The API refused the call as one too many. */
    REFUSED,
    /** Nothing: no answer came, the server failed, or the pause asked for is too long to obey. */
    NOTHING;

    /**
     * Tells the signal of an outcome.
     *
     * @param failure why the call failed; null where it did not
     * @return the signal
     */
    static PaceSignal of(ApiException failure) {
        if (failure == null) {
            return ANSWERED;
        }
        if (RetryRules.asksToWait(failure)) {
            return ASKED_TO_WAIT;
        }
        if (RetryRules.isRefusal(failure)) {
            return RetryRules.isTooFar(failure.retryAfter()) ? NOTHING : REFUSED;
        }
        return failure.kind() == ApiException.Kind.STATUS && failure.status() < 500 ? ANSWERED : NOTHING;
    }
}
