package dev.cplnroutes.listing;

import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import dev.cplnroutes.Container;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.mapping.WorkloadList;
import dev.cplnroutes.outcome.AnswerCut;
import dev.cplnroutes.outcome.FailureAnswers;
import dev.cplnroutes.outcome.FoundContainers;
import dev.cplnroutes.outcome.HandOver;
import dev.cplnroutes.outcome.ListingAnswer;
import dev.cplnroutes.outcome.ListingOutcome;
import dev.cplnroutes.outcome.ResultLimit;
import dev.cplnroutes.recording.ContainerInventory;
import dev.cplnroutes.recording.ListingCounters;
import dev.cplnroutes.recording.ListingProgress;
import dev.cplnroutes.recording.ListingStopwatch;
import dev.cplnroutes.request.Cursor;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.request.SelectionMatches;
import dev.cplnroutes.support.CallerTrace;

/**
 * One listing on its way through the routes: what was asked, the feed of work that its lanes drain, and how far it is.
 */
public final class Listing {

    private final String id;
    private final ResolvedRequest options;
    private final CallerTrace trace;
    private final ApiUris uris;
    private final Stopping stopping;
    private final EarlyEnd end;
    private final Runnable whenStopped;
    private final ListingStopwatch stopwatch;
    private final ListingCounters counters = new ListingCounters();
    private final InterruptibleWaits<Work> waits;
    private final Cursor cursor;
    private final ResultLimit limit;
    private final ListingEvents events;
    private final ListingProgress progress;
    private final ContainerInventory.Reading reading;
    private final ListingOutcome outcome;
    private final SelectionMatches matches;
    /** Takes the containers of a stream; null where the answer holds them. */
    private final HandOver stream;
    private final WorkFeed feed;
    private final Lanes lanes;
    private final WorkloadPages pages;
    private final Set<Integer> publishedWorkloads = ConcurrentHashMap.newKeySet();
    private volatile boolean mayListChange;
    private ListingAnswer answer;

    /**
     * Begins a listing. {@code isCallerGone}: the thread that waits was interrupted; {@code stream} may be null.
     */
    Listing(String id, ResolvedRequest options, CallerTrace trace, ApiUris uris, Stopping stopping,
            BooleanSupplier isCallerGone, Clock clock, Lanes.Starter laneStarter, ListingEvents events,
            HandOver stream) {
        this.id = id;
        this.options = options;
        this.trace = trace;
        this.uris = uris;
        this.stopping = stopping;
        this.end = new EarlyEnd(stopping, isCallerGone);
        this.stopwatch = new ListingStopwatch(clock);
        this.waits = new InterruptibleWaits<>(this::isWanted, stopwatch);
        this.cursor = options.cursor() == null ? null : Cursor.decode(options.cursor(), options);
        this.limit = ResultLimit.of(options, Cursor.spent(cursor));
        this.stream = stream;
        this.outcome = new ListingOutcome(stream != null);
        this.matches = new SelectionMatches(options.selection());
        this.feed = new WorkFeed(events.follower().workloads() != null ? null
                : WorkloadPages.firstRead(options, uris, cursor), options.lanes(), limit.exists(), stream);
        if (stream != null) {
            stream.begin(options.lanes(), limit.containers(), options.fields(), feed::goOn);
        }
        this.lanes = new Lanes(feed, options.namedWorkload() == null ? options.lanes() : 1, options.parallel(),
                laneStarter.threads(), work -> laneStarter.run(this, work));
        this.events = events;
        this.progress = events.progress(id, options.gvc());
        this.reading = events.reading(options, stopwatch.startTime());
        this.pages = new WorkloadPages(options, uris, cursor, clock, outcome, feed, progress, matches,
                events.follower());
        this.whenStopped = () -> {
            feed.stop();
            waits.wakeUnwanted();
        };
        stopping.onStop(whenStopped);
        progress.begin();
        pages.begin();
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
     * The feed of work that all lanes drain. The pages of the workload list fill it.
     *
     * @return the same feed each time
     */
    public Iterator<Work> getFeed() {
        return feed;
    }

    /**
     * The numbers of the lanes: as many as API calls may be in flight.
     *
     * @return from 1
     */
    public List<Integer> getLaneNumbers() {
        return lanes.numbers();
    }

    Lanes lanes() {
        return lanes;
    }

    ListingEvents events() {
        return events;
    }

    ResolvedRequest options() {
        return options;
    }

    CallerTrace trace() {
        return trace;
    }

    ListingCounters counters() {
        return counters;
    }

    ListingStopwatch stopwatch() {
        return stopwatch;
    }

    InterruptibleWaits<Work> waits() {
        return waits;
    }

    Stopping stopping() {
        return stopping;
    }

    /** Whether the answer to this work still matters. */
    boolean isWanted(Work work) {
        if (end.isOver()) {
            return false;
        }
        if (work instanceof Work.WorkloadDeployments workload) {
            // One behind the cut is of no use; one before it decides which containers are the first.
            return !limit.isReached(stream == null ? outcome.matching() : stream.handedOver())
                    || stream == null && outcome.matchingBefore(workload.index()) < limit.wanted();
        }
        return !feed.isStopped();
    }

    DeploymentPages deploymentPages(Work.WorkloadDeployments work) {
        return new DeploymentPages(uris, work);
    }

    /**
     * A page of the workload list was read: its workloads go into the feed.
     *
     * @param pageCachedAt when it was asked for, where it was in the cache; else null
     * @throws InvalidRequestException where the request's cursor names a workload that is gone
     */
    void pageRead(Work.WorkloadPage page, WorkloadList list, Instant pageCachedAt, Instant answeredAt) {
        // First: where a cached page's next link is invalid, its workloads may be gone, and lanes take them at once.
        mayListChange |= pageCachedAt != null;
        pages.read(page, list, pageCachedAt, answeredAt);
        // Of a list that is read again, what was found already counts as soon as its place is known.
        stopWhenEnough();
    }

    /** The workload that was asked for by its name was read: it goes into the feed. */
    void namedWorkloadRead(Work.NamedWorkload work, WorkloadItem document) {
        pages.read(work, document);
    }

    /** All containers of a workload in the locations asked for; those not given on an earlier page of results. */
    List<Container> containersRead(Work.WorkloadDeployments workload, List<Container> containers) {
        reading.read(workload.index(), workload.gvc(), workload.name(), containers);
        matches.found(containers, stopwatch.startTime());
        boolean isCut = cursor != null && cursor.isOf(workload.gvc(), workload.name());
        return isCut ? cursor.behind(containers) : containers;
    }

    /** A workload is done: its containers passed the health filter. */
    void workloadDone(Work.WorkloadDeployments workload, FoundContainers found) {
        List<Container> kept = outcome.read(workload.index(), workload.page(), found);
        if (stream != null) {
            // What a reader has got cannot be taken back: it is published whatever becomes of the list.
            events.containers(id, stream.put(workload.index(), kept));
        } else if (!limit.exists() && !mayListChange) {
            // First: none must be published twice.
            publishedWorkloads.add(workload.index());
            events.containers(id, kept);
        }
        progress.done(workload.name());
        stopWhenEnough();
    }

    /**
     * A piece of work could not be done. Without the first page, or the workload that was asked for, there is no
     * listing; anything else is missing from it. {@code isFurtherPage}: a page of its deployments was read before.
     */
    void failed(Work work, ApiException cause, boolean isFurtherPage) {
        if (!isWanted(work) || waits.hasWoken(work)) {
            if (end.wasLeft()) {
                fail(EarlyEnd.stopped());
            }
            end.cutShort();
            return;
        }
        if (cause.kind() == ApiException.Kind.CANCELLED) {
            fail(EarlyEnd.interrupted());
            return;
        }
        if (work instanceof Work.WorkloadDeployments workload) {
            WorkloadError error = workload.error(cause);
            events.follower().failed(error);
            if (cause.status() == 404 && !isFurtherPage) {
                // Perhaps deleted between the list and this call: how many there are tells at the end.
                outcome.missing(workload.index(), workload.page(), error);
            } else {
                outcome.failed(workload.index(), workload.page(), error);
            }
            if (stream != null) {
                events.containers(id, stream.put(workload.index(), List.of()));
            }
            progress.done(workload.name());
        } else if (!(work instanceof Work.WorkloadPage page) || !pages.failed(page, cause)) {
            fail(FailureAnswers.of(cause, options));
        }
    }

    /** Ends the listing as failed; the first reason counts. */
    void fail(RuntimeException reason) {
        end.fail(reason);
        feed.stop();
        waits.wakeUnwanted();
    }

    private void stopWhenEnough() {
        if (limit.isReached(outcome.matching())) {
            // Lanes take the workloads of a stream in list order: none at hand comes before one that was taken.
            if (feed.enough(work -> stream == null && isWanted(work))) {
                end.cutShort();
            }
            waits.wakeUnwanted();
        }
    }

    /** The lanes have ended: waits for the substitutes, and settles whether the listing failed. */
    void end() {
        boolean wasInterrupted = lanes.awaitSubstitutes(() -> fail(EarlyEnd.interrupted()));
        settle();
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle() {
        stopping.forget(whenStopped);
        if (feed.wasInterrupted()) {
            fail(EarlyEnd.interrupted());
        }
        if (feed.hasNext()) {
            fail(new ListingFailedException(500, "Listing failed", "The listing broke off before its work was done."));
        }
        outcome.keepUnlisted();
        outcome.settleMissing().forEach((index, gone) ->
                reading.read(index, gone.gvcName(), gone.workloadName(), List.of()));
        end.settle();
        WorkloadError common = outcome.commonError();
        if (end.failure() == null && common != null) {
            end.fail(FailureAnswers.of(common));
        }
    }

    /** Cuts the containers at the limit, in list order. */
    synchronized void limit() {
        AnswerCut cut = outcome.cut(limit.containers(), limit.isOfPage());
        answer = new ListingAnswer(options, limit, stream == null ? cut : cut.streamed(stream),
                Cursor.spent(cursor), end.isCutShort(), end.failure(), matches);
    }

    /** Makes the statistics, and reports the end of the listing. */
    synchronized void summarize(Instant endTime) {
        answer.summarize(id, stopwatch, endTime, outcome, counters);
        if (stream != null) {
            stream.rest(answer.rest());
        } else if (end.failure() == null) {
            // Of a limited listing, and of one whose list may be read again, the answer is known only now.
            events.containers(id, limit.exists() ? answer.containers()
                    : outcome.containersWithout(publishedWorkloads));
        }
        reading.end(end.failure() == null ? answer.errors() : null, outcome.unlisted());
        progress.end(end.failure() != null);
    }

    /**
     * What the listing did, once it has ended.
     *
     * @return the statistics, also of a listing that failed
     */
    public synchronized ListingStatistics getStatistics() {
        return answer.statistics();
    }

    /** Why the listing failed as a whole, once it has ended; null where it did not. */
    RuntimeException failure() {
        return end.failure();
    }

    /**
     * The answer, once the listing has ended.
     *
     * @return the result
     * @throws ListingFailedException  where the listing failed as a whole
     * @throws InvalidRequestException where its cursor turned out to be of no use
     */
    public synchronized ListingResult getResult() {
        return answer.result();
    }
}
