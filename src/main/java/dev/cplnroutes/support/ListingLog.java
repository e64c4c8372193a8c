package dev.cplnroutes.support;

import org.slf4j.MDC;

/**
 * A listing's id in the log's context (MDC) of the current thread, so that log lines name their listing. The same
 * thread closes it, which restores the value before. No other key of the MDC changes.
 */
public final class ListingLog implements AutoCloseable {

    /** Key of the listing's id in the MDC. */
    public static final String KEY = "cplnListingId";

    private final String before;

    private ListingLog(String before) {
        this.before = before;
    }

    /**
     * Sets the id for the current thread.
     *
     * @param listingId id of the listing; null where it is about none
     * @return to be closed by the same thread
     */
    public static ListingLog of(String listingId) {
        ListingLog log = new ListingLog(MDC.get(KEY));
        if (listingId == null) {
            MDC.remove(KEY);
        } else {
            MDC.put(KEY, listingId);
        }
        return log;
    }

    /** Restores the value that the MDC had before. */
    @Override
    public void close() {
        if (before == null) {
            MDC.remove(KEY);
        } else {
            MDC.put(KEY, before);
        }
    }
}
