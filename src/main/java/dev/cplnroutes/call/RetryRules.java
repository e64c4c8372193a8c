package dev.cplnroutes.call;

import java.time.Duration;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * The rules of retrying one API call, as pure functions: what is retried, and after which delay.
 *
 * <p>What is retried follows Control Plane's official clients: connection failures, 500, 502, 503, 504 and a 429 that
 * is not about a quota. In addition, a call whose token was refused is sent again where another token has replaced it.
 * A time-out is not retried: the server is still at work on the first call. A connection that cannot be made until
 * somebody changes something is not tried again either.
 */
final class RetryRules {

    /** Longest {@code Retry-After} that is obeyed. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** Longest delay of our own, milliseconds: a large factor soon leads beyond any number of milliseconds. */
    private static final double LONGEST_DELAY_MILLIS = Duration.ofHours(1).toMillis();

    private RetryRules() {
    }

    /**
     * Whether sending the call again may help.
     *
     * @param failure why the call failed
     * @return false where the failure is final, or the API wants to be asked again too late
     */
    static boolean isRetryable(ApiException failure) {
        return switch (failure.kind()) {
            case UNREACHABLE -> !failure.isForGood();
            case STATUS -> switch (failure.status()) {
                // The next call is sent with the new token.
                case 401, 403 -> failure.isOfReplacedToken();
                case 429, 500, 502, 503, 504 -> !isTooFar(failure.retryAfter());
                default -> false;
            };
            default -> false;
        };
    }

    /**
     * Whether the API works and only wants fewer calls.
     *
     * @param failure why the call failed
     * @return true for a 429 that is not about a quota
     */
    static boolean isRefusal(ApiException failure) {
        return failure.kind() == ApiException.Kind.STATUS && failure.status() == 429;
    }

    /**
     * Whether the API wants the whole process to pause.
     *
     * @param failure why the call failed
     * @return true for a 429 or 503 that says for how long, and not for too long
     */
    static boolean asksToWait(ApiException failure) {
        return failure.kind() == ApiException.Kind.STATUS && (failure.status() == 429 || failure.status() == 503)
                && failure.retryAfter() != null && !failure.retryAfter().isZero() && !isTooFar(failure.retryAfter());
    }

    /** Whether the API wants to be asked again so late that the call ends instead; the wait may be null. */
    static boolean isTooFar(Duration retryAfter) {
        return retryAfter != null && retryAfter.compareTo(LONGEST_WAIT) > 0;
    }

    /**
     * How long to wait before a retry.
     *
     * @param options    delay and factor of the request
     * @param retry      0 for the first retry
     * @param jitter     0 to 1: the part of the longest jitter, which is half of the delay
     * @param retryAfter what the API asked for; null where it did not
     * @return the request's delay with jitter, at most an hour; what the API asked for where that is longer
     */
    static Duration delay(ResolvedRequest options, int retry, double jitter, Duration retryAfter) {
        double base = options.retryDelay().toMillis() * Math.pow(options.retryBackoffFactor(), retry);
        Duration delay = Duration.ofMillis(Math.round(Math.min(base * (1 + jitter / 2), LONGEST_DELAY_MILLIS)));
        return retryAfter != null && retryAfter.compareTo(delay) > 0 ? retryAfter : delay;
    }
}
