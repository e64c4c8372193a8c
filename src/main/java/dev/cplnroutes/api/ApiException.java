package dev.cplnroutes.api;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The failure of one API call, in plain words: its message holds nothing of the API's answer that was not cut and
 * cleaned. It has no stack trace.
 */
public final class ApiException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The kinds of failure that retries and reports tell apart. */
    public enum Kind {
        /** The API answered with an HTTP status other than 2xx. */
        STATUS,
        /** A 429 because a quota of the organization is used up: trying again cannot help. */
        QUOTA,
        /** No connection, or it broke. */
        UNREACHABLE,
        /** The answer did not come in time. */
        TIMED_OUT,
        /** The answer is not what the API documents, or is too large to be read. */
        NONSENSE,
        /** The call was cancelled before its end. */
        CANCELLED
    }

    private static final Pattern CREDENTIAL =
            Pattern.compile("token|credential|authenticat", Pattern.CASE_INSENSITIVE);

    private final Kind kind;
    private final int status;
    private final transient Duration retryAfter;
    private final Remedy remedy;

    /** What helps, other than a wait. */
    private enum Remedy {
        /** Nothing that is known. */
        NONE,
        /** The token that is in use now. */
        NEW_TOKEN,
        /** A connection that was not used before. */
        NEW_CONNECTION,
        /** Only a change that somebody makes. */
        CHANGE
    }

    private ApiException(Kind kind, int status, String message, Duration retryAfter) {
        this(kind, status, message, retryAfter, Remedy.NONE);
    }

    private ApiException(Kind kind, int status, String message, Duration retryAfter, Remedy remedy) {
        // A stack trace would tell where the answer was read, and thousands of failures may come at once.
        super(message, null, false, false);
        this.kind = kind;
        this.status = status;
        this.retryAfter = retryAfter;
        this.remedy = remedy;
    }

    /**
     * The API answered with a status other than 2xx.
     *
     * @param status     the HTTP status
     * @param message    what happened, in words
     * @param retryAfter wait that the API asked for; null where it did not
     * @return the failure
     */
    public static ApiException status(int status, String message, Duration retryAfter) {
        return new ApiException(Kind.STATUS, status, message, retryAfter);
    }

    /**
     * A 429 about a quota.
     *
     * @param message what happened, in words
     * @return the failure
     */
    public static ApiException quota(String message) {
        return new ApiException(Kind.QUOTA, 429, message, null);
    }

    /**
     * No connection was made, or it broke.
     *
     * @param message what happened, in words
     * @return the failure
     */
    public static ApiException unreachable(String message) {
        return new ApiException(Kind.UNREACHABLE, 502, message, null);
    }

    /**
     * No connection can be made until somebody changes something: a certificate that is not trusted, an unknown host.
     *
     * @param message what happened, in words
     * @return the failure
     */
    public static ApiException unreachableForGood(String message) {
        return new ApiException(Kind.UNREACHABLE, 502, message, null, Remedy.CHANGE);
    }

    /**
     * The answer did not come in time.
     *
     * @param message what happened, in words
     * @return the failure
     */
    public static ApiException timedOut(String message) {
        return new ApiException(Kind.TIMED_OUT, 504, message, null);
    }

    /**
     * The answer is not what the API documents, or is too large to be read.
     *
     * @param message what happened, in words
     * @return the failure
     */
    public static ApiException nonsense(String message) {
        return new ApiException(Kind.NONSENSE, 502, message, null);
    }

    /**
     * The call was cancelled: its answer is not wanted any more.
     *
     * @return the failure
     */
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
     * The label of this failure in metrics.
     *
     * @return the status as text where the API answered with one, else the kind in lower case such as {@code timed_out}
     */
    public String outcome() {
        return kind == Kind.STATUS ? String.valueOf(status) : kind.name().toLowerCase(Locale.ROOT);
    }

    /**
     * When the API wants to be asked again.
     *
     * @return wait from the answer on; null where it did not say
     */
    public Duration retryAfter() {
        return retryAfter;
    }

    /**
     * Whether the API refuses our token: a 401, or a 403 whose message names the token. Any other 403 is about the
     * resource: a GVC that the token may not read says nothing about the others.
     *
     * @return false for any other failure
     */
    public boolean isTokenRefused() {
        return kind == Kind.STATUS && (status == 401 || status == 403 && CREDENTIAL.matcher(getMessage()).find());
    }

    /**
     * Whether the call was sent with a token that the API refused, and that is not in use any more.
     *
     * @return true where another token has replaced it
     */
    public boolean isOfReplacedToken() {
        return remedy == Remedy.NEW_TOKEN;
    }

    /**
     * Whether no connection can be made until somebody changes something.
     *
     * @return false for any other failure
     */
    public boolean isForGood() {
        return remedy == Remedy.CHANGE;
    }

    /**
     * The same failure, of a call whose token is not in use any more.
     *
     * @return the failure
     */
    public ApiException ofReplacedToken() {
        return new ApiException(kind, status, getMessage(), retryAfter, Remedy.NEW_TOKEN);
    }

    /**
     * Whether the call was sent on a connection that had been used before, and that the server had closed meanwhile:
     * no byte of an answer came, or a 408. It says nothing about the API.
     *
     * @return false where the connection was new
     */
    public boolean isOfClosedConnection() {
        return remedy == Remedy.NEW_CONNECTION;
    }

    /**
     * The same failure, of a call on a connection that the server had closed since it was used last.
     *
     * @return the failure
     */
    public ApiException ofClosedConnection() {
        return new ApiException(kind, status, getMessage(), retryAfter, Remedy.NEW_CONNECTION);
    }
}
