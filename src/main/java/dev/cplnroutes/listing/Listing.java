package dev.cplnroutes.listing;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.recording.ContainerInventory;
import dev.cplnroutes.recording.ListingCounters;
import dev.cplnroutes.recording.ListingProgress;
import dev.cplnroutes.recording.ListingStopwatch;
import dev.cplnroutes.request.Cursor;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * One listing on its way through the routes: its options, the work that its lanes drain, and what they found.
 */
public final class Listing {

    /** A workload has a few dozen locations at most; a list that does not end must end somewhere. */
    private static final int MOST_DEPLOYMENT_PAGES = 1000;

    private final String id;
    private final ResolvedRequest options;
    private final String traceParent;
    private final ApiUris uris;
    private final Stopping stopping;
    private final BooleanSupplier isCallerGone;
    private final Runnable whenStopped;
    private final Waits waits;
    private final Clock clock;
    private final ListingStopwatch stopwatch;
    private final Cursor cursor;
    private final ListingEvents events;
    private final ListingProgress progress;
    private final ContainerInventory.Reading reading;
    private final ListingCounters counters = new ListingCounters();
    private final ListingOutcome results;
    private final WorkFeed feed;
    private final Lanes lanes;
    private final WorkloadPages pages;
    private final int limit;
    private final boolean isLimitOfPage;
    private boolean isCutShort;
    private RuntimeException failure;
    private final Set<Integer> toldWorkloads = ConcurrentHashMap.newKeySet();
    private volatile boolean mayListChange;
    private volatile boolean hasFailed;
    private volatile boolean wasLeft;
    private ListingResult result;

    Listing(String id, ResolvedRequest options, String traceParent, ApiUris uris, Stopping stopping,
            BooleanSupplier isCallerGone, Clock clock, LaneStarter laneStarter, ListingEvents events) {
        this.id = id;
        this.options = options;
        this.traceParent = traceParent;
        this.uris = uris;
        this.stopping = stopping;
        this.isCallerGone = isCallerGone;
        this.clock = clock;
        this.stopwatch = new ListingStopwatch(clock);
        this.waits = new Waits(this::isWanted, stopwatch);
        this.cursor = options.cursor() == null ? null : Cursor.decode(options.cursor(), options);
        this.results = new ListingOutcome(options.filterUnhealthy());

        int left = options.maxResults() == null ? Integer.MAX_VALUE : options.maxResults() - spent();
        this.isLimitOfPage = options.pageSize() != null && options.pageSize() < left;
        this.limit = isLimitOfPage ? options.pageSize() : left;
        this.feed = new WorkFeed(WorkloadPages.firstRead(options, uris, cursor), options.lanes(), isLimited());
        this.lanes = new Lanes(feed, options.workloadName() == null ? options.lanes() : 1, options.parallel(),
                laneStarter.threads(), work -> laneStarter.run(this, work));
        this.events = events;
        this.progress = events.progress(id, options.gvc());
        this.reading = events.reading(options, stopwatch.startTime());
        this.pages = new WorkloadPages(options, uris, cursor, clock, results, feed, progress);
        this.whenStopped = () -> {
            feed.stop();
            waits.wakeUnwanted();
        };
        stopping.onStop(whenStopped);
        progress.begin();
    }

    /** Takes what a listing tells of itself; apart, so that a listing need not know where it goes. */
    interface ListingEvents {

        /** Makes the progress of a listing. */
        ListingProgress progress(String listingId, String gvc);

        /** Takes what the listing reads, whatever its answer will have of it. */
        ContainerInventory.Reading reading(ResolvedRequest options, Instant startTime);

        /** Takes containers that the listing's answer will have. */
        void containers(String listingId, List<Container> containers);

        /** Waits until the caller's listener has heard the end, but not for long. */
        void awaitListener();
    }

    /** Runs one more lane of a listing; apart, so that a listing need not know its routes. */
    interface LaneStarter {

        /** Threads for lanes. */
        Executor threads();

        /** Does the work of a lane and returns at its end. */
        void run(Listing listing, Iterator<Work> work);
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

    public Lanes lanes() {
        return lanes;
    }

    ListingEvents events() {
        return events;
    }

    public ResolvedRequest options() {
        return options;
    }

    /** The caller's {@code traceparent}; null where it has none. */
    public String traceParent() {
        return traceParent;
    }

    public ListingCounters counters() {
        return counters;
    }

    Stopping stopping() {
        return stopping;
    }

    public ListingStopwatch stopwatch() {
        return stopwatch;
    }

    public Waits waits() {
        return waits;
    }

    /** Whether the answer to this work still matters: not once enough is found, the listing has failed, or the caller has gone. */
    public boolean isWanted(Work work) {
        if (stopping.isStopped() || hasFailed || hasCallerGone()) {
            return false;
        }
        if (work instanceof Work.WorkloadDeployments workload) {
            // One behind the cut is of no use; one before it decides which containers are the first.
            return !hasEnough() || results.matchingBefore(workload.index()) < wantedContainers();
        }
        return !feed.isStopped();
    }

    /** Camel says so on the exchange, and nowhere else: the thread that waited for the lanes was interrupted. */
    private boolean hasCallerGone() {
        if (!wasLeft && isCallerGone.getAsBoolean()) {
            wasLeft = true;
        }
        return wasLeft;
    }

    private boolean isLimited() {
        return limit < Integer.MAX_VALUE;
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
     * @param list         the API's answer
     * @param pageCachedAt when it was asked for, where it was in the cache; else null
     * @throws ApiException            where it is not a list
     * @throws InvalidRequestException where the request's cursor names a workload that is gone
     */
    void pageRead(Work.WorkloadPage page, JsonNode list, Instant pageCachedAt) throws ApiException {
        // Before its workloads go to the lanes: where a cached page's next link has become invalid, they may be gone.
        mayListChange |= pageCachedAt != null;
        pages.read(page, list, pageCachedAt);
        // Of a list that is read anew, what was found already counts as soon as its place is known.
        stopWhenEnough();
    }

    /** The workload that was asked for by its name was read. */
    void namedWorkloadRead(Work.NamedWorkload work, JsonNode document) throws ApiException {
        pages.read(work, document);
    }

    /**
     * A page of a workload's deployments was read.
     *
     * @param list         the page; gets the deployments of the pages before
     * @param pageCachedAt when it was asked for, where it was in the cache; else null
     * @return the workload at the next page; null where this was the last
     * @throws ApiException where the next page cannot be told or was read before
     */
    Work.WorkloadDeployments deploymentsPageRead(Work.WorkloadDeployments work, JsonNode list, Instant pageCachedAt)
            throws ApiException {
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
        if (work.pages().size() >= MOST_DEPLOYMENT_PAGES) {
            throw ApiException.nonsense("the deployment list does not end after " + MOST_DEPLOYMENT_PAGES + " pages");
        }
        return work.continuedAt(next, items, WorkloadPages.newer(work.cachedAt(), pageCachedAt));
    }

    /**
     * A page of a workload's deployments could not be read.
     *
     * @return the workload at its first page, which has to be read anew; null where the link to the page was not too old
     */
    Work.WorkloadDeployments deploymentsReadAnew(Work.WorkloadDeployments work, ApiException cause) {
        boolean isOldLink = work.cachedAt() != null && work.anewSince() == null && WorkloadPages.isInvalid(cause);
        return isOldLink ? work.readAnew(uris.deployments(work.gvc(), work.name())) : null;
    }

    /** All of a workload's deployments were read. */
    void deploymentsRead(Work.WorkloadDeployments workload, List<Container> containers) {
        reading.read(workload, containers);
        boolean isCut = cursor != null && cursor.isOf(workload.gvc(), workload.name());
        List<Container> found = results.read(workload, isCut ? cursor.behind(containers) : containers);
        if (!isLimited() && !mayListChange) {
            // Before they are told, so that none is told twice.
            toldWorkloads.add(workload.index());
            events.containers(id, found);
        }
        progress.done(workload.name());
        stopWhenEnough();
    }

    /**
     * A piece of work could not be done. Without the first page, or the workload that was asked for, there is no
     * listing; anything else is missing from it.
     */
    void failed(Work work, ApiException cause) {
        if (!isWanted(work) || waits.hasWoken(work)) {
            if (wasLeft) {
                fail(stopped());
            }
            cutShort();
            return;
        }
        if (cause.kind() == ApiException.Kind.CANCELLED) {
            fail(interrupted());
            return;
        }
        if (work instanceof Work.WorkloadDeployments workload) {
            if (cause.status() == 404 && workload.earlier() == null) {
                // Deleted between the list and this call: it has no containers any more.
                deploymentsRead(workload, List.of());
                return;
            }
            results.failed(workload.index(), workload.page(),
                    new WorkloadError(workload.name(), workload.gvc(), cause.status(), cause.getMessage()));
            progress.done(workload.name());
        } else if (!(work instanceof Work.WorkloadPage page) || !pages.failed(page, cause)) {
            fail(ListingFailures.of(cause, options));
        }
    }

    /** Ends the listing as failed; the first reason counts. */
    void fail(RuntimeException reason) {
        synchronized (this) {
            if (failure == null) {
                failure = reason;
            }
            hasFailed = true;
        }
        feed.stop();
        waits.wakeUnwanted();
    }

    private static ListingFailedException stopped() {
        return ListingFailedException.stopped("Listing stopped", "The listing was stopped before it was done.");
    }

    /** A thread of the listing was interrupted, but not by us: what it did is missing. */
    private static ListingFailedException interrupted() {
        return ListingFailedException.stopped("Listing interrupted", "The listing was interrupted before it was done.");
    }

    /** All lanes are through: waits for those that stand in, makes the result and the statistics, and tells the end. */
    void close() {
        boolean wasInterrupted = false;
        boolean isOver = false;
        while (!isOver) {
            try {
                lanes.awaitSubstitutes();
                isOver = true;
            } catch (InterruptedException e) {
                wasInterrupted = true;
                fail(interrupted());
            }
        }
        finish();
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void finish() {
        stopping.forget(whenStopped);
        if (feed.wasInterrupted()) {
            fail(interrupted());
        }
        if (feed.hasNext()) {
            fail(new ListingFailedException(500, "Listing failed", "The listing broke off before its work was done."));
        }
        results.keepUnlisted();
        WorkloadError common = results.commonError();
        if (failure == null && stopping.isStopped()) {
            failure = stopped();
        }
        if (failure == null && common != null) {
            failure = ListingFailures.of(common);
        }
        ListingOutcome.Cut cut = results.cut(limit, isLimitOfPage);
        String nextCursor = null;
        if (isLimitOfPage && cut.hasMore()) {
            int spentNow = options.maxResults() == null ? 0 : spent() + cut.containers().size();
            nextCursor = Cursor.after(cut.containers().get(cut.containers().size() - 1),
                    ApiUris.relative(cut.lastPage()), options, spentNow).encode();
        }
        boolean isTruncated = !isLimitOfPage && (cut.hasMore() || isCutShort);
        result = new ListingResult(cut.containers(), cut.errors().isEmpty(), cut.errors(), isTruncated, nextCursor,
                statistics(cut));
        if (failure == null) {
            // Of a limited listing, and of one whose list may have been read anew, it is known only now what is in the answer.
            events.containers(id, isLimited() ? cut.containers() : results.containersWithout(toldWorkloads));
        }
        reading.end(failure == null ? cut.errors() : null, results.unlisted());
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

    /** Whether the listing failed as a whole, once it is closed. */
    synchronized boolean hasFailed() {
        return failure != null;
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

    private ListingStatistics statistics(ListingOutcome.Cut cut) {
        Instant endTime = clock.instant();
        int returned = failure == null ? cut.containers().size() : 0;
        return new ListingStatistics(id, stopwatch.startTime(), endTime, stopwatch.milliseconds(endTime) / 1e3,
                results.succeeded() + results.failedWorkloads(), results.succeeded(), results.failedWorkloads(),
                results.healthy() + results.unhealthy() + results.suspended(), results.healthy(),
                results.unhealthy(), results.suspended(), returned, counters.cacheHits(), counters.cacheMisses(),
                counters.apiCalls(), counters.retries(), cut.errors().size(), stopwatch.timings(endTime));
    }

    private void stopWhenEnough() {
        if (!hasEnough()) {
            return;
        }
        if (feed.enough(this::isWanted)) {
            cutShort();
        }
        waits.wakeUnwanted();
    }

    private synchronized void cutShort() {
        isCutShort = true;
    }
}
