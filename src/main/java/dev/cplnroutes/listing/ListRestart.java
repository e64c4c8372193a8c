package dev.cplnroutes.listing;

import java.time.Clock;
import java.time.Instant;

import dev.cplnroutes.api.ApiException;

/**
 * The one restart of the workload list that a listing has: where the API refuses a link that is older than the list, on
 * a cached page or in the cursor, the list is read again from its first page. Not thread-safe.
 */
final class ListRestart {

    private Work.WorkloadPage firstPage;
    private final boolean hasCursor;
    private final Clock clock;
    /** When the newest page that came from the cache was asked for; null where none did. */
    private Instant cachedAt;
    private boolean wasUsed;

    /**
     * Makes the restart, not used yet.
     *
     * @param firstPage first page of the list
     * @param hasCursor whether the listing begins at a cursor, whose page may not be there any more
     * @param clock     tells when the list is read again
     */
    ListRestart(Work.WorkloadPage firstPage, boolean hasCursor, Clock clock) {
        this.firstPage = firstPage;
        this.hasCursor = hasCursor;
        this.clock = clock;
    }

    /**
     * Records a page that was read.
     *
     * @param pageCachedAt when it was asked for; null where it did not come from the cache
     */
    void pageRead(Instant pageCachedAt) {
        cachedAt = ExpiredLinks.newer(cachedAt, pageCachedAt);
    }

    /** Whether a failed page is a reason to read the list again. */
    boolean isDue(Work.WorkloadPage page, ApiException cause) {
        boolean mayLinkBeOld = page.isFirst() ? hasCursor && !page.uri().equals(firstPage.uri()) : cachedAt != null;
        return !wasUsed && mayLinkBeOld && ExpiredLinks.mayHaveExpired(cause);
    }

    /**
     * Uses the restart.
     *
     * @param failed the page that could not be read
     * @return the first page of the list; what is read from now on is newer than every page that was in the cache
     */
    Work.WorkloadPage use(Work.WorkloadPage failed) {
        wasUsed = true;
        Instant newerThan = cachedAt == null ? clock.instant() : cachedAt;
        return firstPage.again(failed.isFirst(), newerThan.plusNanos(1));
    }

    /** The list is another one from now on. */
    void begins(Work.WorkloadPage firstPageNow) {
        firstPage = firstPageNow;
    }
}
