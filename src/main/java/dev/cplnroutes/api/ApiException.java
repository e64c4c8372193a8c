package dev.cplnroutes.api;

import java.time.Duration;

import dev.cplnroutes.call.RetryTicket;

/**
 * One API call that failed, in our own words: what the API or the network said was read, cut and cleaned before.
 */
public final class ApiException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What failed, as far as it matters to who retries and who reports. */
    public enum Kind {
        /** The API answered with an HTTP status other than 2xx. */
        STATUS,
        /** A 429 because a quota of the organization is used up: trying again cannot help. */
        QUOTA,
        /** No connection, or it broke. */
        UNREACHABLE,
        /** The answer did not come in time. */
        TIMED_OUT,
        /** The answer makes no sense, or is larger than we read. */
        NONSENSE,
        /** The listing was stopped before the call was done. */
        CANCELLED
    }

    private final Kind kind;
    private final int status;
    private final transient Duration retryAfter;
    private final boolean isOfReplacedToken;
    private final transient RetryTicket retry = new RetryTicket();

    private ApiException(Kind kind, int status, String message, Duration retryAfter) {
        this(kind, status, message, retryAfter, false);
    }

    private ApiException(Kind kind, int status, String message, Duration retryAfter, boolean isOfReplacedToken) {
        // No stack trace: it would say where we read the answer, and thousands may come at once.
        super(message, null, false, false);
        this.kind = kind;
        this.status = status;
        this.retryAfter = retryAfter;
        this.isOfReplacedToken = isOfReplacedToken;
    }

    /** The API answered with a status other than 2xx; retryAfter may be null. */
    public static ApiException status(int status, String message, Duration retryAfter) {
        return new ApiException(Kind.STATUS, status, message, retryAfter);
    }

    /** A 429 about a quota. */
    public static ApiException quota(String message) {
        return new ApiException(Kind.QUOTA, 429, message, null);
    }

    /** No connection, or it broke. */
    public static ApiException unreachable(String message) {
        return new ApiException(Kind.UNREACHABLE, 502, message, null);
    }

    /** The answer did not come in time. */
    public static ApiException timedOut(String message) {
        return new ApiException(Kind.TIMED_OUT, 504, message, null);
    }

    /** The answer makes no sense. */
    public static ApiException nonsense(String message) {
        return new ApiException(Kind.NONSENSE, 502, message, null);
    }

    /** The listing was stopped. */
    public static ApiException cancelled() {
        return new ApiException(Kind.CANCELLED, 503, "the listing was stopped", null);
    }

    /**
     * What failed.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * HTTP status of the answer.
     *
     * @return the API's own; 502 where there was no answer or it made no sense, 504 where it did not come in time
     */
    public int status() {
        return status;
    }

    /**
     * When the API wants to be asked again.
     *
     * @return wait from the answer on; null where it did not say
     */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** The retry that this failure may lead to, the same for all who waited for the attempt. */
    public RetryTicket retry() {
        return retry;
    }

    /** The same failure with a retry of its own, which nobody has paid for. */
    public ApiException withoutRetry() {
        return new ApiException(kind, status, getMessage(), retryAfter, isOfReplacedToken);
    }

    /** Whether the call was sent with a token that the API refused, and that is not in use any more. */
    public boolean isOfReplacedToken() {
        return isOfReplacedToken;
    }

    /** The same failure of a call whose token is not in use any more. */
    public ApiException ofReplacedToken() {
        return new ApiException(kind, status, getMessage(), retryAfter, true);
    }
}
