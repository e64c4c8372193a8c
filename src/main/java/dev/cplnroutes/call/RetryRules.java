package dev.cplnroutes.call;

import java.time.Duration;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * The small decisions of retrying one API call, as pure functions.
 *
 * <p>What is retried follows Control Plane's official clients: connection failures, 500, 502, 503, 504 and a 429 that is
 * not about a quota; and besides a token that was refused while another took its place. A time-out is not: the server is still at work on the first.
 */
final class RetryRules {

    /** Longest {@code Retry-After} that is waited for. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private RetryRules() {
    }

    /** Whether sending the call again may help. */
    static boolean isRetryable(ApiException failure) {
        return switch (failure.kind()) {
            case UNREACHABLE -> true;
            case STATUS -> switch (failure.status()) {
                // By another token, which the next call is sent with.
                case 401, 403 -> failure.isOfReplacedToken();
                case 429, 500, 502, 503, 504 -> !isTooFar(failure.retryAfter());
                default -> false;
            };
            default -> false;
        };
    }

    /** Whether the API is there and only wants fewer calls. */
    static boolean isRefusal(ApiException failure) {
        return failure.kind() == ApiException.Kind.STATUS && failure.status() == 429;
    }

    /** Whether the API wants the whole process to pause: a 429 or 503 that says for how long, and not for too long. */
    static boolean asksToWait(ApiException failure) {
        return failure.kind() == ApiException.Kind.STATUS && (failure.status() == 429 || failure.status() == 503)
                && failure.retryAfter() != null && !failure.retryAfter().isZero() && !isTooFar(failure.retryAfter());
    }

    /** Whether the API wants to be asked again so late that the call ends instead. */
    static boolean isTooFar(Duration retryAfter) {
        return retryAfter != null && retryAfter.compareTo(LONGEST_WAIT) > 0;
    }

    /**
     * How long to wait before a retry.
     *
     * @param options    delay and factor of the request
     * @param retry      0 for the first retry
     * @param jitter     0 to 1: how much of the jitter, which is up to half of the delay
     * @param retryAfter what the API asked for; null where it did not
     */
    static Duration delay(ResolvedRequest options, int retry, double jitter, Duration retryAfter) {
        double base = options.retryDelay().toMillis() * Math.pow(options.retryBackoffFactor(), retry);
        // An hour: what comes after many retries with a large factor would be no number of milliseconds any more.
        Duration delay = Duration.ofMillis(Math.round(Math.min(base * (1 + jitter / 2), 3_600_000)));
        return retryAfter != null && retryAfter.compareTo(delay) > 0 ? retryAfter : delay;
    }
}
