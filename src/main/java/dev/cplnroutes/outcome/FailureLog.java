package dev.cplnroutes.outcome;

import java.util.List;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.WorkloadError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one line of the log, a warning, that a listing leaves which failed or lacks something, whatever asked for it.
 */
public final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger("dev.cplnroutes.listing");

    /** Workloads that the line of a partial listing names; statistics and answer name more. */
    private static final int NAMED = 5;

    private FailureLog() {
    }

    /**
     * Logs a listing that failed as a whole. One that was stopped leaves no line: its caller has gone, or the process
     * ends.
     *
     * @param failure why there is no result
     * @param gvc     what was to be listed, {@code *} for all
     */
    public static void failed(ListingFailedException failure, String gvc) {
        if (!failure.wasStopped()) {
            LOG.warn("The listing failed: {} (status {}, gvc {})", line(failure.getMessage()), failure.status(), gvc);
        }
    }

    /**
     * Logs a listing that was stopped by the time limit of its trigger.
     *
     * @param detail names the limit, and what to do
     */
    public static void tookTooLong(String detail) {
        LOG.warn("The listing failed: {} (status 504)", line(detail));
    }

    /**
     * Logs a listing that lacks something.
     *
     * @param errors in the order of the list; where there are none, nothing is logged
     */
    public static void partial(List<WorkloadError> errors) {
        if (!errors.isEmpty()) {
            LOG.warn("The listing is partial: {}", line(String.join("; ", ErrorTexts.of(errors, NAMED))));
        }
    }

    /** The API's words are in it. */
    private static String line(String text) {
        return String.valueOf(text).replaceAll("\\p{Cntrl}+", " ");
    }
}
