package dev.cplnroutes;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * One listing on its way through the routes: its options, the work that its lanes drain, and what they found.
 */
public final class Listing {

    private final String id;
    private final ListingOptions options;
    private final ApiUris uris;
    private final Stopping stopping;
    private final Clock clock;
    private final Instant startTime;
    private final Cursor cursor;
    private final ListingProgress progress;
    private final ListingCounters counters = new ListingCounters();
    private final ListingResults results;
    private final WorkloadFeed feed;
    private final Lanes lanes;
    /** Workloads on the list and their places in it: what the lanes found out about each is kept under its index. */
    private final Map<String, Integer> workloadsSeen = new HashMap<>();
    /** Those seen before the list was read anew and not since. */
    private final Map<String, Integer> workloadsToSeeAgain = new HashMap<>();
    private final int limit;
    private final boolean isLimitOfPage;
    private int nextIndex;
    private boolean hasMetCursor;
    private boolean hasCachedPage;
    private boolean isReadAnew;
    private boolean isCutShort;
    private RuntimeException failure;
    private ListingResult result;

    Listing(String id, ListingOptions options, ApiUris uris, Stopping stopping, Clock clock,
            LaneStarter laneStarter, ListingProgressFactory progressFactory) {
        this.id = id;
        this.options = options;
        this.uris = uris;
        this.stopping = stopping;
        this.clock = clock;
        this.startTime = clock.instant();
        this.cursor = options.cursor() == null ? null : Cursor.decode(options.cursor(), options);
        this.results = new ListingResults(options.filterUnhealthy());

        int left = options.maxResults() == null ? Integer.MAX_VALUE : options.maxResults() - spent();
        this.isLimitOfPage = options.pageSize() != null && options.pageSize() < left;
        this.limit = isLimitOfPage ? options.pageSize() : left;
        this.feed = new WorkloadFeed(firstRead(), options.lanes(), limit < Integer.MAX_VALUE);
        this.lanes = new Lanes(feed, options.workloadName() == null ? options.lanes() : 1, laneStarter.threads(),
                work -> laneStarter.run(this, work));
        this.progress = progressFactory.create(id, options.gvc());
        stopping.onStop(feed::stop);
        progress.begin();
    }

    /** Makes the progress of a listing; apart, so that a listing need not know where it goes. */
    interface ListingProgressFactory {
        ListingProgress create(String listingId, String gvc);
    }

    /** Runs one more lane of a listing; apart, so that a listing need not know its routes. */
    interface LaneStarter {

        /** Threads for lanes. */
        Executor threads();

        /** Does the work of a lane and returns at its end. */
        void run(Listing listing, Iterator<Work> work);
    }

    private Work firstRead() {
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

    private int spent() {
        return cursor == null ? 0 : cursor.spent();
    }

    /**
     * Id of the listing.
     *
     * @return unique among all listings of all processes
     */
    public String getId() {
        return id;
    }

    /**
     * The work of each lane.
     *
     * @return as many as API calls may be in flight; all drain the same work
     */
    public List<Iterator<Work>> getWorkOfLanes() {
        return lanes.all();
    }

    Lanes lanes() {
        return lanes;
    }

    ListingOptions options() {
        return options;
    }

    ListingCounters counters() {
        return counters;
    }

    Stopping stopping() {
        return stopping;
    }

    /** Whether the answer to this work still matters: not once enough is found, or the caller has gone. */
    boolean isWanted(Work work) {
        if (stopping.isStopped()) {
            return false;
        }
        if (work instanceof Work.WorkloadDeployments workload) {
            // One behind the cut is of no use; one before it decides which containers are the first.
            return !hasEnough() || results.matchingBefore(workload.index()) < wantedContainers();
        }
        return !feed.isStopped();
    }

    private boolean hasEnough() {
        return results.matching() >= wantedContainers();
    }

    /** One more than a page shows tells whether there is a next page. */
    private int wantedContainers() {
        return isLimitOfPage ? limit + 1 : limit;
    }

    /**
     * A page of the workload list was read.
     *
     * @param list        the API's answer
     * @param isFromCache whether it was read before this listing
     * @throws ApiException              where it is not a list
     * @throws InvalidRequestException where the request's cursor names a workload that is gone
     */
    void pageRead(Work.WorkloadPage page, JsonNode list, boolean isFromCache) throws ApiException {
        JsonNode items = list.path("items");
        if (!items.isArray()) {
            throw ApiException.nonsense("the workload list has no items array");
        }
        int found = 0;
        synchronized (workloadsSeen) {
            hasCachedPage |= isFromCache;
            for (int i = hasMetCursor || cursor == null ? 0 : cursorStart(items); i < items.size(); i++) {
                found += take(items.get(i), i, page.uri()) ? 1 : 0;
            }
            hasMetCursor = true;
        }
        progress.found(found);
        followNext(page, list);
    }

    private void followNext(Work.WorkloadPage page, JsonNode list) {
        try {
            URI next = uris.nextPage(page.uri(), list);
            if (next == null) {
                dropUnlisted();
            }
            if (!feed.readDone(next == null ? null : new Work.WorkloadPage(next, false, isReadAnew))) {
                throw ApiException.nonsense("the workload list's next link leads back to a page that was read already");
            }
        } catch (ApiException e) {
            results.pageFailed(new WorkloadError(null, gvcOrNull(), e.status(), e.getMessage()));
            feed.readDone(null);
        }
    }

    /** The list was read anew to its end: what was on it before and is not now is gone. */
    private void dropUnlisted() {
        synchronized (workloadsSeen) {
            results.unlisted(workloadsToSeeAgain.values());
            workloadsToSeeAgain.clear();
        }
    }

    /** Whether a page cannot be had because the cached one before it is too old: its next link is not valid any more. */
    private boolean isNextLinkInvalid(ApiException cause) {
        return hasCachedPage && !isReadAnew && cause.kind() == ApiException.Kind.STATUS && switch (cause.status()) {
            case 400, 404, 409, 410, 412, 422 -> true;
            default -> false;
        };
    }

    private void readAnew() {
        synchronized (workloadsSeen) {
            isReadAnew = true;
            hasMetCursor = false;
            workloadsToSeeAgain.putAll(workloadsSeen);
            workloadsSeen.clear();
        }
        feed.readAnew(new Work.WorkloadPage(firstRead().uri(), false, true));
    }

    /** The workload that was asked for by its name was read. */
    void namedWorkloadRead(Work.NamedWorkload work, JsonNode document) throws ApiException {
        if (!document.isObject()) {
            throw ApiException.nonsense("the workload is not a JSON object");
        }
        synchronized (workloadsSeen) {
            feed.add(new Work.WorkloadDeployments(nextIndex++, work.uri(), work.gvc(), work.name(), document,
                    uris.deployments(work.gvc(), work.name())));
        }
        progress.found(1);
        feed.readDone(null);
    }

    /**
     * A page of a workload's deployments was read.
     *
     * @param list the page; gets the deployments of the pages before
     * @return the workload at the next page; null where this was the last
     * @throws ApiException where the next page cannot be told or was read before
     */
    Work.WorkloadDeployments deploymentsPageRead(Work.WorkloadDeployments work, JsonNode list) throws ApiException {
        ArrayNode items = (ArrayNode) list.get("items");
        if (work.earlier() != null) {
            ArrayNode own = items.deepCopy();
            items.removeAll();
            items.addAll(work.earlier()).addAll(own);
        }
        URI next = uris.nextPage(work.uri(), list);
        if (next == null) {
            return null;
        }
        if (next.equals(work.uri()) || work.pages().contains(next)) {
            throw ApiException.nonsense("the deployment list's next link leads back to a page that was read already");
        }
        return work.continuedAt(next, items);
    }

    /** All of a workload's deployments were read. */
    void deploymentsRead(Work.WorkloadDeployments workload, List<Container> containers) {
        results.read(workload, behindCursor(workload, containers));
        progress.done(workload.name());
        stopWhenEnough();
    }

    /**
     * A piece of work could not be done. Without the first page, or the workload that was asked for, there is no
     * listing; anything else is missing from it.
     */
    void failed(Work work, ApiException cause) {
        if (cause.kind() == ApiException.Kind.CANCELLED || !isWanted(work)) {
            cutShort();
            return;
        }
        if (work instanceof Work.WorkloadDeployments workload) {
            if (cause.status() == 404) {
                // Deleted between the list and this call: it has no containers any more.
                deploymentsRead(workload, List.of());
                return;
            }
            results.failed(workload.index(), workload.page(),
                    new WorkloadError(workload.name(), workload.gvc(), cause.status(), cause.getMessage()));
            progress.done(workload.name());
        } else if (work instanceof Work.WorkloadPage page && !page.isFirst() && isNextLinkInvalid(cause)) {
            readAnew();
        } else if (work instanceof Work.WorkloadPage page && !page.isFirst()) {
            results.pageFailed(new WorkloadError(null, gvcOrNull(), cause.status(),
                    "a further page of the workload list could not be read: " + cause.getMessage()));
            feed.readDone(null);
        } else {
            fail(ListingFailures.of(cause, options));
        }
    }

    /** Ends the listing as failed; the first reason counts. */
    synchronized void fail(RuntimeException reason) {
        if (failure == null) {
            failure = reason;
        }
        feed.stop();
    }

    /** All lanes are through: waits for those that stand in, makes the result and the statistics, and tells the end. */
    void close() {
        try {
            lanes.awaitSubstitutes();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new ListingFailedException(503, "Listing stopped", "The listing was stopped before it was done."));
        }
        finish();
    }

    private synchronized void finish() {
        if (feed.hasNext()) {
            fail(new ListingFailedException(500, "Listing failed", "The listing broke off before its work was done."));
        }
        WorkloadError common = results.commonError();
        if (failure == null && stopping.isStopped()) {
            failure = new ListingFailedException(503, "Listing stopped",
                    "The listing was stopped before it was done.");
        }
        if (failure == null && common != null) {
            failure = ListingFailures.of(common);
        }
        ListingResults.Cut cut = results.cut(limit, isLimitOfPage);
        String nextCursor = null;
        if (isLimitOfPage && cut.hasMore()) {
            int spentNow = options.maxResults() == null ? 0 : spent() + cut.containers().size();
            nextCursor = Cursor.after(cut.containers().get(cut.containers().size() - 1),
                    ApiUris.relative(cut.lastPage()), options, spentNow).encode();
        }
        boolean isTruncated = !isLimitOfPage && (cut.hasMore() || isCutShort);
        result = new ListingResult(cut.containers(), cut.errors().isEmpty(), cut.errors(), isTruncated, nextCursor,
                statistics(cut));
        progress.end(failure != null);
    }

    /**
     * What the listing did, once it is closed.
     *
     * @return the statistics, also of a listing that failed
     */
    public synchronized ListingStatistics getStatistics() {
        return result.statistics();
    }

    /**
     * The answer, once the listing is closed.
     *
     * @return the result
     * @throws ListingFailedException    where the listing failed as a whole
     * @throws InvalidRequestException where its cursor turned out to be of no use
     */
    public synchronized ListingResult getResult() {
        if (failure != null) {
            throw failure;
        }
        return options.collectStatistics() ? result : new ListingResult(result.containers(), result.complete(),
                result.errors(), result.truncated(), result.nextCursor(), null);
    }

    private ListingStatistics statistics(ListingResults.Cut cut) {
        Instant endTime = clock.instant();
        int returned = failure == null ? cut.containers().size() : 0;
        return new ListingStatistics(id, startTime, endTime, Duration.between(startTime, endTime).toMillis() / 1000.0,
                results.succeeded() + results.failedWorkloads(), results.succeeded(), results.failedWorkloads(),
                results.healthy() + results.unhealthy() + results.suspended(), results.healthy(),
                results.unhealthy(), results.suspended(), returned, counters.cacheHits(), counters.cacheMisses(),
                counters.apiCalls(), counters.retries(), cut.errors().size());
    }

    private void stopWhenEnough() {
        if (hasEnough() && feed.stop()) {
            cutShort();
        }
    }

    private synchronized void cutShort() {
        isCutShort = true;
    }

    /** Takes one item of the workload list; false where it was on an earlier page already. */
    private boolean take(JsonNode item, int position, URI page) {
        String name = item.path("name").textValue();
        String gvc = gvc(item);
        String problem = !item.isObject() ? "is not a JSON object"
                : !Names.isSegment(name) ? "has no usable name"
                : !Names.isSegment(gvc) ? "does not say which GVC it belongs to" : null;
        if (problem != null) {
            workloadsSeen.put("/" + nextIndex, nextIndex);
            results.failed(nextIndex++, page, new WorkloadError(name, gvc, 502,
                    "items[" + position + "] of the workload list " + problem));
            progress.done(name);
            return true;
        }
        // A list that changes while its pages are read may show a workload twice.
        String key = gvc + "/" + name;
        if (workloadsSeen.containsKey(key)) {
            return false;
        }
        Integer index = workloadsToSeeAgain.remove(key);
        if (index != null) {
            workloadsSeen.put(key, index);
            results.moved(index, nextIndex++, page);
            return false;
        }
        workloadsSeen.put(key, nextIndex);
        feed.add(new Work.WorkloadDeployments(nextIndex++, page, gvc, name, item, uris.deployments(gvc, name)));
        return true;
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

    /** Where to go on in the cursor's own page. */
    private int cursorStart(JsonNode items) {
        String previous = "";
        int behind = 0;
        boolean isSorted = true;
        for (int i = 0; i < items.size(); i++) {
            String name = items.get(i).path("name").asText();
            if (isCursorWorkload(gvc(items.get(i)), name)) {
                return i;
            }
            isSorted &= previous.compareTo(name) <= 0;
            behind += name.compareTo(cursor.workload()) < 0 ? 1 : 0;
            previous = name;
        }
        // Deleted since: in a list that is sorted by name its place is known all the same.
        if (isSorted && !options.allGvcs()) {
            return behind;
        }
        throw new InvalidRequestException("The workload that the cursor names is gone from the workload list; "
                + "list again without cursor.");
    }

    private boolean isCursorWorkload(String gvc, String name) {
        return cursor != null && cursor.workload().equals(name) && (cursor.gvc() == null || cursor.gvc().equals(gvc));
    }

    private List<Container> behindCursor(Work.WorkloadDeployments workload, List<Container> containers) {
        if (!isCursorWorkload(workload.gvc(), workload.name())) {
            return containers;
        }
        int last = -1;
        for (int i = 0; i < containers.size(); i++) {
            if (cursor.isAt(containers.get(i))) {
                last = i;
            }
        }
        return last >= 0 ? containers.subList(last + 1, containers.size())
                : containers.stream().filter(cursor::isBefore).toList();
    }
}
