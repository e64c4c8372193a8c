package dev.cplnroutes;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a caller is told instead of a result (RFC 9457); its {@code type} is the default, {@code about:blank}.
 *
 * @param status HTTP status
 * @param title  the problem in a few words, the same for each of its kind
 * @param detail what happened and what to do, for a person
 */
public record Problem(int status, String title, String detail) {

    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

    /**
     * The problem behind a failed listing. What is unexpected goes to the log, and not to the caller.
     *
     * @param failure why there is no result
     * @return the status and words for the caller
     */
    public static Problem of(Exception failure) {
        if (failure instanceof InvalidRequestException) {
            return new Problem(400, "Bad request", failure.getMessage());
        }
        if (failure instanceof ListingFailedException failed) {
            return new Problem(failed.status(), failed.title(), failed.getMessage());
        }
        LOG.warn("A request failed unexpectedly", failure);
        return new Problem(500, "Internal error", "The request failed unexpectedly; the log says why.");
    }
}
