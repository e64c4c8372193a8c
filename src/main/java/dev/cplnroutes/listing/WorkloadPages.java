package dev.cplnroutes.listing;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.mapping.WorkloadList;
import dev.cplnroutes.outcome.ListingOutcome;
import dev.cplnroutes.recording.ListingProgress;
import dev.cplnroutes.request.Cursor;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * The reading of the workload list by one listing, page by page: hands the workloads on each page to the feed and tells
 * the feed which page comes next. Thread-safe.
 */
final class WorkloadPages {

    private final ApiUris uris;
    private final String listGvc;
    private final URI firstPage;
    private final ListingOutcome results;
    private final WorkFeed feed;
    private final ListingProgress progress;
    private final ListedWorkloads workloads = new ListedWorkloads();
    private final CursorSearch search;
    private final ListRestart restart;
    /** Pages of this reading of the list, empty ones included. */
    private int pagesRead;

    /**
     * Makes a list of which nothing is known yet.
     *
     * @param options  of the listing
     * @param uris     addresses at the API
     * @param cursor   where the listing begins; null for the start of the list
     * @param clock    tells when the list is read again
     * @param results  records places, items that name no workload, and pages that cannot be read
     * @param feed     gets the workloads and the next pages
     * @param progress counts the workloads
     */
    WorkloadPages(ResolvedRequest options, ApiUris uris, Cursor cursor, Clock clock, ListingOutcome results,
            WorkFeed feed, ListingProgress progress) {
        this.uris = uris;
        this.listGvc = options.allGvcs() ? null : options.gvc();
        this.results = results;
        this.feed = feed;
        this.progress = progress;
        this.search = new CursorSearch(cursor, listGvc);
        this.firstPage = uris.workloads(options.gvc());
        this.restart = new ListRestart(firstPage, cursor != null, clock);
    }

    /**
     * The first read of a listing: the named workload, the cursor's page or the first page of the list.
     *
     * @param cursor null for the start of the list
     * @throws InvalidRequestException where the cursor does not belong to this list
     */
    static Work firstRead(ResolvedRequest options, ApiUris uris, Cursor cursor) {
        if (options.workloadName() != null) {
            // The cursor of a named workload carries its address: it is compared and never called.
            URI uri = uris.workload(options.gvc(), options.workloadName());
            if (cursor != null && cursor.page() != null && !ApiUris.relative(uri).equals(cursor.page())) {
                throw Cursor.notOurs(options.cursor());
            }
            return new Work.NamedWorkload(uri, options.gvc(), options.workloadName());
        }
        if (cursor == null || cursor.page() == null) {
            return new Work.WorkloadPage(uris.workloads(options.gvc()), true);
        }
        URI page = uris.page(cursor.page(), options.gvc());
        if (page == null) {
            throw Cursor.notOurs(options.cursor());
        }
        return new Work.WorkloadPage(page, true);
    }

    /**
     * Takes a page of the workload list that was read.
     *
     * @param page         the page
     * @param list         the API's answer
     * @param pageCachedAt when it was asked for; null where it did not come from the cache
     * @param answeredAt   when it had come, from the cache or not: the next page must not be older
     * @throws InvalidRequestException where the workload that the cursor names is gone
     */
    synchronized void read(Work.WorkloadPage page, WorkloadList list, Instant pageCachedAt, Instant answeredAt) {
        List<WorkloadItem> items = list.items();
        restart.pageRead(pageCachedAt);
        pagesRead++;
        for (int i = search.firstItem(items, list.next() != null); i < items.size(); i++) {
            take(items.get(i), i, page.uri());
        }
        progress.tell();
        followNext(page, list, ExpiredLinks.newer(page.notOlderThan(), answeredAt));
    }

    /**
     * Takes the workload that was asked for by its name.
     */
    synchronized void read(Work.NamedWorkload work, WorkloadItem document) {
        progress.found();
        feed.add(new Work.WorkloadDeployments(0, work.uri(), work.gvc(), work.name(), document,
                uris.deployments(work.gvc(), work.name())));
        progress.tell();
        feed.readDone(null);
    }

    /**
     * Takes note of a page of the workload list that could not be read: the list is read again from its start, or ends
     * here with an error.
     *
     * @return false where neither is possible, since the listing has no list without this page
     */
    synchronized boolean failed(Work.WorkloadPage page, ApiException cause) {
        if (restart.isDue(page, cause)) {
            pagesRead = 0;
            search.startAgain();
            results.listReadAgain(workloads.startAgain());
            feed.readAgain(restart.use(page));
        } else if (page.isFirst()) {
            return false;
        } else {
            endWith(cause.status(), "a further page of the workload list could not be read: " + cause.getMessage());
        }
        return true;
    }

    private void followNext(Work.WorkloadPage page, WorkloadList list, Instant notOlderThan) {
        try {
            URI next = uris.nextPage(page.uri(), list.next());
            if (next == null && search.needsSecondReading()) {
                pagesRead = 0;
                feed.readAgain(new Work.WorkloadPage(firstPage, page.isFirst(), page.notOlderThan()));
                return;
            }
            if (next == null) {
                results.dropUnlisted();
                feed.readDone(null);
                return;
            }
            uris.checkEnd("workload list", pagesRead, Integer.MAX_VALUE);
            if (!feed.readDone(new Work.WorkloadPage(next, false, notOlderThan))) {
                throw ApiException.nonsense("the workload list's next link leads back to a page that was read already");
            }
        } catch (ApiException e) {
            endWith(e.status(), e.getMessage());
        }
    }

    private void endWith(int status, String message) {
        results.pageFailed(new WorkloadError(null, listGvc, status, message));
        feed.readDone(null);
    }

    private void take(WorkloadItem document, int position, URI page) {
        ListItem item = ListItem.of(document, listGvc);
        ListedWorkloads.Met met = workloads.meet(item, document);
        switch (met.kind()) {
            case NEW -> {
                progress.found();
                takeNew(item, document, position, met.index(), page);
            }
            case SEEN_AGAIN -> results.seenAgain(met.index(), met.place(), page);
            case REPEATED -> {
                // It is in the feed already.
            }
        }
    }

    private void takeNew(ListItem item, WorkloadItem document, int position, int index, URI page) {
        if (item.isUsable()) {
            feed.add(new Work.WorkloadDeployments(index, page, item.gvc(), item.name(), document,
                    uris.deployments(item.gvc(), item.name())));
        } else {
            results.failed(index, page, new WorkloadError(item.name(), item.gvc(), 502,
                    "items[" + position + "] of the workload list " + item.problem()));
            progress.done(item.name());
        }
    }
}
