package dev.cplnroutes.listing;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.mapping.ContainerMapper;
import dev.cplnroutes.mapping.UnreadableAnswerException;
import dev.cplnroutes.recording.ListingProgress;
import dev.cplnroutes.request.Cursor;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.ResourceName;

/**
 * The workload list of one listing, page by page: which workloads are on it, in which order, and where it goes on. Where a
 * link turns out to be older than the list, it is read anew, once, and decides anew what is on it.
 */
final class WorkloadPages {

    private final ResolvedRequest options;
    private final ApiUris uris;
    private final Cursor cursor;
    private final Clock clock;
    private final ListingOutcome results;
    /** Workloads on the list: what the lanes found out about each is kept under its index. */
    private final Map<String, Integer> seen = new HashMap<>();
    /** Those seen before the list was read anew and not since. */
    private final Map<String, Integer> toSeeAgain = new HashMap<>();
    private final Map<JsonNode, Integer> unusableItems = new HashMap<>();
    private final WorkFeed feed;
    private final ListingProgress progress;
    private int nextIndex;
    private boolean hasMetCursor;
    /** When the newest page that was in the cache was asked for; null where none was. */
    private Instant cachedAt;
    private boolean isReadAnew;

    /**
     * Makes the list, of which nothing is known yet.
     *
     * @param options  of the listing
     * @param uris     addresses at the API
     * @param cursor   where the listing begins; null at the start of the list
     * @param clock    tells when the list is read anew
     * @param results  learns places, and items that are no workloads
     * @param feed     gets the workloads and the next pages
     * @param progress learns how many there are
     */
    WorkloadPages(ResolvedRequest options, ApiUris uris, Cursor cursor, Clock clock, ListingOutcome results,
            WorkFeed feed, ListingProgress progress) {
        this.options = options;
        this.uris = uris;
        this.cursor = cursor;
        this.clock = clock;
        this.results = results;
        this.feed = feed;
        this.progress = progress;
    }

    /**
     * What a listing reads first.
     *
     * @throws InvalidRequestException where the cursor is not one of this list
     */
    static Work firstRead(ResolvedRequest options, ApiUris uris, Cursor cursor) {
        if (options.workloadName() != null) {
            // A cursor of a named workload remembers its address; what counts is the workload asked for.
            URI uri = uris.workload(options.gvc(), options.workloadName());
            if (cursor != null && !ApiUris.relative(uri).equals(cursor.page())) {
                throw Cursor.notOurs(options.cursor());
            }
            return new Work.NamedWorkload(uri, options.gvc(), options.workloadName());
        }
        if (cursor == null) {
            return new Work.WorkloadPage(uris.workloads(options.gvc()), true);
        }
        URI page = uris.page(cursor.page(), options.gvc());
        if (page == null) {
            throw Cursor.notOurs(options.cursor());
        }
        return new Work.WorkloadPage(page, true);
    }

    /**
     * A page of the workload list was read.
     *
     * @param list         the API's answer
     * @param pageCachedAt when it was asked for, where it was in the cache; else null
     * @throws ApiException              where it is not a list
     * @throws InvalidRequestException where the request's cursor names a workload that is gone
     */
    synchronized void read(Work.WorkloadPage page, JsonNode list, Instant pageCachedAt) throws ApiException {
        JsonNode items = list.path("items");
        if (!items.isArray()) {
            throw ApiException.nonsense("the workload list has no items array");
        }
        cachedAt = OldLinks.newer(cachedAt, pageCachedAt);
        int start = hasMetCursor || cursor == null ? 0 : cursorStart(items, ApiUris.hasNext(list));
        for (int i = start; i >= 0 && i < items.size(); i++) {
            take(items.get(i), i, page.uri());
        }
        hasMetCursor = start >= 0;
        progress.tell();
        followNext(page, list);
    }

    private void followNext(Work.WorkloadPage page, JsonNode list) {
        try {
            URI next = uris.nextPage(page.uri(), list);
            if (next == null) {
                results.dropUnlisted();
            }
            if (!feed.readDone(next == null ? null : new Work.WorkloadPage(next, false, page.notOlderThan()))) {
                throw ApiException.nonsense("the workload list's next link leads back to a page that was read already");
            }
        } catch (ApiException e) {
            results.pageFailed(new WorkloadError(null, gvcOrNull(), e.status(), e.getMessage()));
            feed.readDone(null);
        }
    }

    /**
     * Whether a page of the workload list cannot be had because the link to it is too old, one on a cached page or in the
     * request's cursor: then the list is read anew, once.
     */
    private boolean isOldLink(Work.WorkloadPage page, ApiException cause) {
        boolean mayBeOld = page.isFirst() ? cursor != null && !page.uri().equals(uris.workloads(options.gvc()))
                : cachedAt != null;
        return !isReadAnew && mayBeOld && OldLinks.isInvalid(cause);
    }

    /**
     * A page of the workload list could not be read: the list is read anew, or goes on without it and what follows.
     *
     * @return false where there is no list without it
     */
    synchronized boolean failed(Work.WorkloadPage page, ApiException cause) {
        if (isOldLink(page, cause)) {
            readAnew(page);
        } else if (page.isFirst()) {
            return false;
        } else {
            results.pageFailed(new WorkloadError(null, gvcOrNull(), cause.status(),
                    "a further page of the workload list could not be read: " + cause.getMessage()));
            feed.readDone(null);
        }
        return true;
    }

    private void readAnew(Work.WorkloadPage page) {
        isReadAnew = true;
        hasMetCursor = false;
        Instant since = cachedAt == null ? clock.instant() : cachedAt;
        toSeeAgain.putAll(seen);
        seen.clear();
        unusableItems.clear();
        results.readAnew(toSeeAgain.values());
        feed.readAnew(new Work.WorkloadPage(uris.workloads(options.gvc()), page.isFirst(), since));
    }

    /** The workload that was asked for by its name was read. */
    synchronized void read(Work.NamedWorkload work, JsonNode document) throws ApiException {
        if (!document.isObject()) {
            throw ApiException.nonsense("the workload is not a JSON object");
        }
        progress.found();
        feed.add(new Work.WorkloadDeployments(nextIndex++, work.uri(), work.gvc(), work.name(), document,
                uris.deployments(work.gvc(), work.name())));
        progress.tell();
        feed.readDone(null);
    }

    /** Takes one item of the workload list, unless it was on an earlier page already. */
    private void take(JsonNode item, int position, URI page) {
        String name = item.path("name").textValue();
        String gvc = gvc(item);
        String problem = !item.isObject() ? "is not a JSON object"
                : !ResourceName.isPathSegment(name) ? "has no usable name"
                : !ResourceName.isPathSegment(gvc) ? "does not say which GVC it belongs to" : null;
        // A list that changes while its pages are read may show a workload twice; what is no workload is counted each time.
        String key = problem == null ? gvc + "/" + name : "/" + unusableItems.merge(item, 1, Integer::sum) + "/" + item;
        if (seen.containsKey(key)) {
            return;
        }
        Integer index = toSeeAgain.remove(key);
        if (index != null) {
            seen.put(key, index);
            results.seenAgain(index, nextIndex++, page);
            return;
        }
        seen.put(key, nextIndex);
        progress.found();
        if (problem == null) {
            feed.add(new Work.WorkloadDeployments(nextIndex++, page, gvc, name, item, uris.deployments(gvc, name)));
        } else {
            results.failed(nextIndex++, page, new WorkloadError(name, gvc, 502,
                    "items[" + position + "] of the workload list " + problem));
            progress.done(name);
        }
    }

    private String gvc(JsonNode item) {
        if (!options.allGvcs()) {
            return options.gvc();
        }
        try {
            return ContainerMapper.gvcOf(item);
        } catch (UnreadableAnswerException e) {
            return null;
        }
    }

    private String gvcOrNull() {
        return options.allGvcs() ? null : options.gvc();
    }

    /**
     * Where to go on in the cursor's own page.
     *
     * @param mayBeLater whether the cursor's workload may be on a page after this one
     * @return -1: there
     */
    private int cursorStart(JsonNode items, boolean mayBeLater) {
        String previous = "";
        int behind = 0;
        boolean isSorted = true;
        for (int i = 0; i < items.size(); i++) {
            String name = items.get(i).path("name").asText();
            if (cursor.isOf(gvc(items.get(i)), name)) {
                return i;
            }
            isSorted &= previous.compareTo(name) <= 0;
            behind += name.compareTo(cursor.workload()) < 0 ? 1 : 0;
            previous = name;
        }
        // Deleted since: in a list that is sorted by name its place is known all the same.
        boolean isPlaceKnown = isSorted && !options.allGvcs();
        if (isPlaceKnown && (behind < items.size() || !mayBeLater)) {
            return behind;
        }
        if (mayBeLater) {
            return -1;
        }
        throw new InvalidRequestException("The workload that the cursor names is gone from the workload list; "
                + "list again without cursor.");
    }
}
