package dev.cplnroutes.support;

import org.slf4j.MDC;

/**
 * Marks what the present thread logs as a listing's: its id is in the MDC as {@link #KEY} until {@link #close()}, on the same
 * thread, puts back what was there before. Nothing else of the MDC is touched.
 */
public final class ListingLog implements AutoCloseable {

    /** Name of the listing's id in the MDC. */
    public static final String KEY = "cplnListingId";

    private final String before;

    private ListingLog(String before) {
        this.before = before;
    }

    /**
     * Marks from now on.
     *
     * @param listingId id of the listing
     * @return ends it
     */
    public static ListingLog of(String listingId) {
        ListingLog log = new ListingLog(MDC.get(KEY));
        MDC.put(KEY, listingId);
        return log;
    }

    @Override
    public void close() {
        if (before == null) {
            MDC.remove(KEY);
        } else {
            MDC.put(KEY, before);
        }
    }
}
