package dev.cplnroutes.listing;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.api.WorkloadQuery;
import dev.cplnroutes.mapping.UnreadableAnswerException;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.mapping.WorkloadList;
import dev.cplnroutes.outcome.ListingOutcome;
import dev.cplnroutes.outcome.WorkloadFollower;
import dev.cplnroutes.recording.ListingProgress;
import dev.cplnroutes.request.Cursor;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.request.Selection;
import dev.cplnroutes.request.SelectionMatches;
import dev.cplnroutes.request.WorkloadTraits;
import dev.cplnroutes.support.ResourceName;

/**
 * The reading of the workload list by one listing, page by page: hands the workloads on each page to the feed and tells
 * the feed which page comes next. Thread-safe.
 */
final class WorkloadPages {

    private final ApiUris uris;
    private final String listGvc;
    private final Selection selection;
    private final SelectionMatches matches;
    /** The first page of the list: that of a query, until the API refuses it. */
    private Work.WorkloadPage firstPage;
    private final ListingOutcome results;
    private final WorkFeed feed;
    private final ListingProgress progress;
    private final WorkloadFollower follower;
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
     * @param progress counts the workloads that the request asks for
     * @param matches  learns which workloads are on the list
     * @param follower learns it too, and chooses those that are read
     */
    WorkloadPages(ResolvedRequest options, ApiUris uris, Cursor cursor, Clock clock, ListingOutcome results,
            WorkFeed feed, ListingProgress progress, SelectionMatches matches, WorkloadFollower follower) {
        this.uris = uris;
        this.listGvc = options.onlyGvc();
        this.selection = options.selection();
        this.matches = matches;
        this.follower = follower;
        this.results = results;
        this.feed = feed;
        this.progress = progress;
        this.search = new CursorSearch(cursor, listGvc);
        this.firstPage = firstPage(options, uris);
        this.restart = new ListRestart(firstPage, cursor != null, clock);
    }

    /**
     * The first read of a listing: the named workload, the cursor's page or the first page of the list.
     *
     * @param cursor null for the start of the list
     * @throws InvalidRequestException where the cursor does not belong to this list
     */
    static Work firstRead(ResolvedRequest options, ApiUris uris, Cursor cursor) {
        String named = options.namedWorkload();
        if (named != null) {
            // The cursor of a named workload carries its address: it is compared and never called.
            URI uri = uris.workload(options.onlyGvc(), named);
            if (cursor != null && cursor.page() != null && !ApiUris.relative(uri).equals(cursor.page())) {
                throw Cursor.notOurs(options.cursor());
            }
            return new Work.NamedWorkload(uri, options.onlyGvc(), named);
        }
        if (cursor == null || cursor.page() == null) {
            return firstPage(options, uris);
        }
        URI page = uris.page(cursor.page(), plainList(options), WorkloadQuery.of(options.selection()) != null);
        if (page == null) {
            throw Cursor.notOurs(options.cursor());
        }
        return new Work.WorkloadPage(page, true);
    }

    /** Begins the list, or the workloads that are read instead of it. */
    synchronized void begin() {
        List<WorkloadItem> given = follower.workloads();
        if (given == null) {
            follower.listBegins();
            return;
        }
        for (int i = 0; i < given.size(); i++) {
            take(given.get(i), i, uris.workloads(ResolvedRequest.ALL_GVCS));
        }
        progress.tell();
    }

    private static Work.WorkloadPage firstPage(ResolvedRequest options, ApiUris uris) {
        String query = WorkloadQuery.of(options.selection());
        return query == null ? new Work.WorkloadPage(uris.workloads(plainList(options)), true)
                : new Work.WorkloadPage(uris.workloadQuery(), query, true, null);
    }

    /** The GVC whose plain list has all workloads that a request asks for; {@code *} for that of the organization. */
    private static String plainList(ResolvedRequest options) {
        return options.onlyGvc() == null ? ResolvedRequest.ALL_GVCS : options.onlyGvc();
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
        if (listGvc != null && !uris.isQuery(page.uri())) {
            // It exists, even where it has no workload.
            matches.met(new WorkloadTraits(listGvc, null, null, Map.of()), false);
        }
        pagesRead++;
        for (int i = search.firstItem(items, list.next() != null); i < items.size(); i++) {
            take(items.get(i), i, page.uri());
        }
        progress.tell();
        followNext(page, list, ExpiredLinks.newer(page.notOlderThan(), answeredAt));
    }

    /**
     * Takes the workload that was asked for by its name.
     *
     * @throws UnreadableAnswerException where the request asks for its type or tags, which cannot be read
     */
    synchronized void read(Work.NamedWorkload work, WorkloadItem document) {
        if (isAskedFor(work.gvc(), work.name(), document, false)
                && follower.isDue(work.gvc(), work.name(), document)) {
            progress.found();
            feed.add(new Work.WorkloadDeployments(0, work.uri(), work.gvc(), work.name(), document,
                    uris.deployments(work.gvc(), work.name())));
        }
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
        if (page.query() != null && isRefusal(cause)) {
            // This API takes no such query: the plain list is read, and the tags are compared here.
            firstPage = new Work.WorkloadPage(uris.workloads(listGvc == null ? ResolvedRequest.ALL_GVCS : listGvc),
                    page.isFirst(), page.notOlderThan());
            restart.begins(firstPage);
            startAgain(firstPage);
        } else if (restart.isDue(page, cause)) {
            startAgain(restart.use(page));
        } else if (page.isFirst()) {
            return false;
        } else {
            endWith(cause.status(), "a further page of the workload list could not be read: " + cause.getMessage());
        }
        return true;
    }

    private static boolean isRefusal(ApiException cause) {
        return cause.kind() == ApiException.Kind.STATUS
                && (cause.status() == 400 || cause.status() == 404 || cause.status() == 405);
    }

    private void startAgain(Work.WorkloadPage first) {
        pagesRead = 0;
        follower.listBegins();
        search.startAgain();
        results.listReadAgain(workloads.startAgain());
        feed.readAgain(first);
    }

    private void followNext(Work.WorkloadPage page, WorkloadList list, Instant notOlderThan) {
        try {
            URI next = uris.nextPage(page.uri(), list.next());
            if (next == null && search.needsSecondReading()) {
                pagesRead = 0;
                follower.listBegins();
                feed.readAgain(firstPage.again(page.isFirst(), page.notOlderThan()));
                return;
            }
            if (next == null) {
                results.dropUnlisted();
                follower.listEnds();
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
        try {
            if (document.isObject() && !isAskedFor(item.gvc(), item.name(), document, uris.isQuery(page))) {
                return;
            }
        } catch (UnreadableAnswerException e) {
            item = item.without("cannot be compared with the selection: " + e.getMessage());
        }
        if (!follower.isDue(item.gvc(), item.name(), document)) {
            return;
        }
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

    /**
     * Whether the request asks for a workload: one that it does not ask for costs no call and is not counted.
     *
     * @throws UnreadableAnswerException where the request asks for its type or tags, which cannot be read
     */
    private boolean isAskedFor(String gvc, String name, WorkloadItem document, boolean isQueried) {
        boolean isTagsAnswered = isQueried && !selection.tags().isEmpty();
        // In the list of a GVC an item may name none, and in the result of a query it may name another one.
        String ownGvc = isQueried && document.gvc() != null ? document.gvc() : gvc;
        WorkloadTraits traits = new WorkloadTraits(known(ownGvc), known(name),
                selection.workloadTypes().isEmpty() ? null : document.type(),
                selection.tags().isEmpty() || isTagsAnswered ? Map.of() : document.tags());
        matches.met(traits, isTagsAnswered);
        return selection.hasWorkload(traits, isTagsAnswered);
    }

    private static String known(String name) {
        return ResourceName.isPathSegment(name) ? name : null;
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
