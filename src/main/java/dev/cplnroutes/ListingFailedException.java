package dev.cplnroutes;

import java.util.OptionalLong;

/**
 * A listing that failed as a whole: the first page of the workload list or a named workload could not be read, every
 * workload failed alike, something is not set, or the listing was stopped. Carries what an HTTP caller is answered
 * (RFC 9457). The message never holds the token.
 */
public final class ListingFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final long retryAfterSeconds;
    private final boolean wasStopped;

    /**
     * A failure without advice when to try again.
     *
     * @param status HTTP status that fits: 404, 500, 502, 503 or 504
     * @param title  the failure in a few words
     * @param detail what happened, for a person
     */
    public ListingFailedException(int status, String title, String detail) {
        this(status, title, detail, OptionalLong.empty());
    }

    /**
     * A failure after which trying again may help.
     *
     * @param status            HTTP status that fits: 404, 500, 502, 503 or 504
     * @param title             the failure in a few words
     * @param detail            what happened, for a person
     * @param retryAfterSeconds when to try again, seconds from now; empty where a wait cannot help
     */
    public ListingFailedException(int status, String title, String detail, OptionalLong retryAfterSeconds) {
        this(status, title, detail, retryAfterSeconds, false);
    }

    private ListingFailedException(int status, String title, String detail, OptionalLong retryAfterSeconds,
            boolean wasStopped) {
        super(detail);
        this.status = status;
        this.title = title;
        this.retryAfterSeconds = retryAfterSeconds.orElse(-1);
        this.wasStopped = wasStopped;
    }

    /** The listing was ended from outside. */
    public static ListingFailedException stopped(String title, String detail) {
        return new ListingFailedException(503, title, detail, OptionalLong.empty(), true);
    }

    /**
     * The HTTP status that fits.
     *
     * @return 404, 500, 502, 503 or 504
     */
    public int status() {
        return status;
    }

    /**
     * The failure in a few words.
     *
     * @return a title that is the same for each failure of the kind
     */
    public String title() {
        return title;
    }

    /**
     * When to try again.
     *
     * @return seconds from now, empty where a wait cannot help
     */
    public OptionalLong retryAfterSeconds() {
        return retryAfterSeconds < 0 ? OptionalLong.empty() : OptionalLong.of(retryAfterSeconds);
    }

    /**
     * Whether the listing was stopped from outside before it had a result: its caller has gone, or the process ends.
     * Another process may still have an answer.
     *
     * @return false where there is nothing to be had
     */
    public boolean wasStopped() {
        return wasStopped;
    }
}
