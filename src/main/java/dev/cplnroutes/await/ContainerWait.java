package dev.cplnroutes.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.cplnroutes.AwaitResult;
import dev.cplnroutes.Container;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.mapping.DeploymentList;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.outcome.FailureAnswers;
import dev.cplnroutes.outcome.WorkloadFollower;
import dev.cplnroutes.request.AwaitRequest;
import dev.cplnroutes.request.RequestOption;
import dev.cplnroutes.request.SelectionMatches;
import dev.cplnroutes.request.WorkloadTraits;

/**
 * One wait on its way through its route: it follows the listing of each round, and ends when everything is as asked,
 * when its time is up, or when it is stopped.
 */
public final class ContainerWait implements WorkloadFollower {

    /** What a value of these options names has to be there. */
    private static final Set<RequestOption> NAMES = EnumSet.of(RequestOption.GVC, RequestOption.LOCATION,
            RequestOption.WORKLOAD_NAME, RequestOption.CONTAINER_NAME, RequestOption.IMAGE);
    /** Those of them that are not on the list of workloads. */
    private static final Set<RequestOption> READ_NAMES = EnumSet.of(RequestOption.LOCATION,
            RequestOption.CONTAINER_NAME, RequestOption.IMAGE);
    /** What else may be why no workload is selected at all. */
    private static final Set<RequestOption> KINDS = EnumSet.of(RequestOption.WORKLOAD_TYPE, RequestOption.TAG);

    private final AwaitRequest request;
    private final Clock clock;
    private final Instant start;
    private final Instant deadline;
    private final Stopping caller;
    /** Ends the listing of a round, and the wait between two. */
    private final Stopping own = new Stopping();
    private final Runnable whenCallerStops = own::stop;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Future<?> end;
    private final AwaitJudge judge;
    private final AwaitProgress progress;
    private final SelectionMatches matches;
    private volatile boolean isTimeUp;
    private boolean isReached;
    private RuntimeException failure;

    /**
     * Begins a wait.
     *
     * @param request what is waited for
     * @param clock   tells the time
     * @param caller  stops it from outside
     * @param timer   stops it when its time is up
     */
    ContainerWait(AwaitRequest request, Clock clock, Stopping caller, ScheduledExecutorService timer) {
        this.request = request;
        this.clock = clock;
        this.start = clock.instant();
        this.deadline = start.plus(request.timeout());
        this.caller = caller;
        this.judge = new AwaitJudge(request);
        this.progress = new AwaitProgress(request.interval(), request.stableFor());
        this.matches = new SelectionMatches(request.options().selection());
        own.onStop(stopped::countDown);
        this.end = timer.schedule(() -> {
            isTimeUp = true;
            own.stop();
        }, request.timeout().toMillis(), TimeUnit.MILLISECONDS);
        caller.onStop(whenCallerStops);
    }

    /**
     * The request of each round.
     *
     * @return what {@code direct:cpln-list-containers} takes
     */
    public AwaitRequest getRequest() {
        return request;
    }

    /**
     * Whether there is another round.
     *
     * @return false when everything is as asked, when time is up, after a failure, and when the wait was stopped
     */
    public boolean isOpen() {
        return !isReached && failure == null && !own.isStopped() && clock.instant().isBefore(deadline);
    }

    Stopping stopping() {
        return own;
    }

    /** A round begins. */
    void roundBegins() {
        progress.roundBegins(clock.instant());
    }

    /** A round has ended with a result. */
    void roundEnds(ListingResult result) {
        String gvc = request.options().onlyGvc();
        if (gvc != null) {
            // It exists, even where it has no workload.
            matches.met(RequestOption.GVC, List.of(gvc));
        }
        Instant now = clock.instant();
        progress.roundEnds(now, result.errors(), unmatched().isEmpty());
        isReached = progress.isReached(now);
    }

    /** A round has failed: the wait fails too where no further round could do better. */
    void roundFails(RuntimeException reason) {
        if (!(reason instanceof ListingFailedException failed)) {
            failure = reason;
        } else if (failed.wasStopped()) {
            own.stop();
        } else if (FailureAnswers.isLasting(failed) && progress.isFailureOfAll()
                && !(failed.status() == 404 && progress.hasReadAny())) {
            // What was there before may come back.
            failure = failed;
        } else {
            progress.roundFails(new WorkloadError(null, request.options().onlyGvc(), failed.status(),
                    failed.getMessage()));
        }
    }

    /** Waits until the next round is due; returns at once when the wait is over. */
    void awaitNextRound() {
        if (!isOpen()) {
            return;
        }
        Instant now = clock.instant();
        Instant next = progress.nextRound(now);
        Duration pause = Duration.between(now, next.isBefore(deadline) ? next : deadline);
        try {
            // A millisecond short of the deadline there would be one more round, which could only be broken off.
            stopped.await(Math.max(1, pause.plusMillis(1).toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            own.stop();
            Thread.currentThread().interrupt();
        }
    }

    /** The wait has ended: nothing of it is left. */
    void close() {
        end.cancel(false);
        caller.forget(whenCallerStops);
    }

    /**
     * The answer.
     *
     * @throws ListingFailedException where the wait was stopped, or could not succeed any more
     */
    AwaitResult result() {
        if (failure != null) {
            throw failure;
        }
        if (!isReached && !isTimeUp && own.isStopped()) {
            AwaitResult known = result(List.of());
            throw ListingFailedException.stopped("Wait stopped", "The wait was stopped after " + known.waitedSeconds()
                    + " s, before it was done. Not as asked: "
                    + NotReached.of(known, progress.hasEndedRound(), !progress.isEmpty()) + ".");
        }
        return result(request.options().fields());
    }

    private AwaitResult result(List<String> fields) {
        return progress.result(isReached, Duration.between(start, clock.instant()), knownUnmatched(), fields);
    }

    /** The names that nothing has for sure: what could not be read may have them. */
    private Map<String, List<String>> knownUnmatched() {
        if (!progress.hasReadList()) {
            return Map.of();
        }
        Map<String, List<String>> names = unmatched();
        if (!progress.hasReadAll()) {
            names.keySet().removeIf(name -> READ_NAMES.contains(RequestOption.named(name)));
        }
        return names;
    }

    private Map<String, List<String>> unmatched() {
        Map<String, List<String>> names = new LinkedHashMap<>(matches.unmatched());
        boolean isNoneSelected = progress.isEmpty();
        names.keySet().removeIf(name -> !NAMES.contains(RequestOption.named(name))
                && !(isNoneSelected && KINDS.contains(RequestOption.named(name))));
        return names;
    }

    @Override
    public void listBegins() {
        progress.listBegins();
    }

    @Override
    public boolean isDue(String gvc, String name, WorkloadItem workload) {
        matches.met(new WorkloadTraits(gvc, name, null, Map.of()), false);
        return progress.isDue(gvc, name);
    }

    @Override
    public void read(String gvc, WorkloadItem workload, DeploymentList deployments, List<Container> containers) {
        AwaitJudge.Verdict verdict = judge.judge(gvc, workload, deployments, containers);
        matches.found(containers, start);
        matches.met(RequestOption.LOCATION, verdict.locations());
        matches.met(RequestOption.CONTAINER_NAME, verdict.containers());
        progress.read(gvc, workload.name(), verdict.remaining(), verdict.without());
    }

    @Override
    public void failed(WorkloadError error) {
        progress.failed(error);
    }
}
