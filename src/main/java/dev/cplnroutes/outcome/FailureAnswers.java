package dev.cplnroutes.outcome;

import java.time.Duration;
import java.util.OptionalLong;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.FailureReader;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * The failures that a caller gets where a listing fails as a whole, made from the failures of calls.
 */
public final class FailureAnswers {

    /** Seconds to wait where the API is overloaded and did not say for how long. */
    private static final long RETRY_AFTER_SECONDS = 10;

    private static final String QUOTA = "Quota used up";
    private static final String REFUSED = "Token refused";

    private FailureAnswers() {
    }

    /** The listing's first read failed. */
    public static ListingFailedException of(ApiException cause, ResolvedRequest options) {
        if (cause.status() == 404) {
            String what = options.namedWorkload() != null
                    ? "There is no workload '" + options.namedWorkload() + "' in GVC '" + options.gvc()
                            + "', or no such GVC"
                    : options.onlyGvc() == null ? "There is no such organization; check the setting cpln.org"
                    : "There is no GVC '" + options.gvc() + "'";
            return new ListingFailedException(404, "Not found", what + ".");
        }
        if (cause.kind() == ApiException.Kind.QUOTA) {
            return new ListingFailedException(503, QUOTA, sentence(cause.getMessage()));
        }
        return of(cause.status(), sentence(cause.getMessage()), cause.retryAfter());
    }

    /** Every workload failed with the same status. */
    public static ListingFailedException of(WorkloadError common) {
        if (common.status() == 429 && FailureReader.isAboutQuota(common.message())) {
            return new ListingFailedException(503, QUOTA, sentence(common.message()));
        }
        return of(common.status(), "Every workload failed alike: " + common.message() + ".", null);
    }

    /**
     * Whether the same listing fails again until someone changes something: there is no such GVC or workload, or the
     * token is refused.
     *
     * @param failure why a listing failed as a whole
     */
    public static boolean isLasting(ListingFailedException failure) {
        return failure.status() == 404 || REFUSED.equals(failure.title());
    }

    private static ListingFailedException of(int status, String detail, Duration retryAfter) {
        long seconds = retryAfter == null ? RETRY_AFTER_SECONDS
                : Math.max(1, retryAfter.plusMillis(999).toSeconds());
        return switch (status) {
            case 401, 403 -> new ListingFailedException(502, REFUSED,
                    detail + " Check the token and its permissions.");
            case 429 -> new ListingFailedException(503, "Rate limited", detail, OptionalLong.of(seconds));
            case 503 -> new ListingFailedException(503, "Unavailable", detail, OptionalLong.of(seconds));
            case 504 -> new ListingFailedException(504, "Timed out", detail);
            default -> new ListingFailedException(502, "Bad answer from the API", detail);
        };
    }

    private static String sentence(String message) {
        return Character.toUpperCase(message.charAt(0)) + message.substring(1) + (message.endsWith(".") ? "" : ".");
    }
}
