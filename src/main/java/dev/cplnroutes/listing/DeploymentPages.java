package dev.cplnroutes.listing;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.api.PageSet;
import dev.cplnroutes.call.ApiRead;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.mapping.DeploymentList;

/**
 * The deployment list of one workload while it is read, page by page; it usually has one page. Where a link on a cached
 * page has expired, the list is read again from its first page, once. Not thread-safe.
 */
public final class DeploymentPages {

    /** Bound of a list whose links never end; a workload has a few dozen locations at most, which are in memory. */
    private static final int MOST_PAGES = 1000;

    private final ApiUris uris;
    private final ApiScope scope;
    private final URI firstPage;
    private final PageSet pagesRead = new PageSet();
    private final List<DeploymentList> pages = new ArrayList<>();
    private URI next;
    /** When the newest page that came from the cache was asked for; null where none did. */
    private Instant cachedAt;
    /** When the page before the next one had come, or after the page whose link has expired. */
    private Instant notOlderThan;
    private boolean hasBegunAgain;

    /**
     * Makes the list before its first page is read.
     *
     * @param uris addresses of the API
     * @param work the workload
     */
    DeploymentPages(ApiUris uris, Work.WorkloadDeployments work) {
        this.uris = uris;
        this.scope = new ApiScope(work.gvc(), work.name());
        this.firstPage = work.uri();
        this.next = firstPage;
    }

    /**
     * Whether a page is still to be read.
     *
     * @return false once the list is complete
     */
    public boolean isOpen() {
        return next != null;
    }

    /**
     * The read of the next page.
     *
     * @return the read; its answer must not be older than the page before it, and newer than one whose link has expired
     */
    public ApiRead getRead() {
        return new ApiRead(next, scope, ApiAnswer.Kind.DEPLOYMENT_LIST, true, notOlderThan);
    }

    /** Whether the first page is to be read next. */
    boolean isAtFirstPage() {
        return pagesRead.size() == 0;
    }

    /**
     * The whole list.
     *
     * @return the deployments of all pages, once no page is left to be read
     */
    DeploymentList list() {
        return DeploymentList.joined(pages);
    }

    /**
     * Adds the next page.
     *
     * @param page         the page
     * @param pageCachedAt when it was asked for, where it came from the cache; else null
     * @param answeredAt   when it had come, from the cache or not: the next page must not be older
     * @throws ApiException where its next link is unusable or leads back, or the list does not end
     */
    void read(DeploymentList page, Instant pageCachedAt, Instant answeredAt) throws ApiException {
        URI following = uris.nextPage(next, page.next());
        pagesRead.add(next);
        if (following != null && pagesRead.contains(following)) {
            throw ApiException.nonsense("the deployment list's next link leads back to a page that was read already");
        }
        if (following != null) {
            uris.checkEnd("deployment list", pagesRead.size(), MOST_PAGES);
        }
        cachedAt = ExpiredLinks.newer(cachedAt, pageCachedAt);
        notOlderThan = ExpiredLinks.newer(notOlderThan, answeredAt);
        pages.add(page);
        next = following;
    }

    /**
     * Takes the failure of the next page. Where it follows a cached page whose link may have expired, the list begins
     * again at its first page.
     *
     * @param cause why the page could not be read
     * @throws ApiException the cause, where an expired link cannot be the reason
     */
    void failed(ApiException cause) throws ApiException {
        if (cachedAt == null || isAtFirstPage() || hasBegunAgain || !ExpiredLinks.mayHaveExpired(cause)) {
            throw cause;
        }
        hasBegunAgain = true;
        notOlderThan = cachedAt.plusNanos(1);
        cachedAt = null;
        pagesRead.clear();
        pages.clear();
        next = firstPage;
    }
}
