package dev.cplnroutes.call;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.cache.AnswerCache;
import dev.cplnroutes.cache.CacheScope;
import dev.cplnroutes.cache.InFlightAnswer;
import dev.cplnroutes.listing.Listing;
import dev.cplnroutes.listing.Work;
import dev.cplnroutes.recording.ListingStopwatch;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * One API call of a listing with all its tries.
 */
public final class ApiCall {

    private final Listing listing;
    private final Work work;
    private int failedTries;
    private int sent;
    private int retriesSent;
    private boolean isRetry;
    private boolean cacheAsked;
    private Instant cachedAt;
    private InFlightAnswer load;
    private Pace.Pass pass;
    private ApiException outcome;
    private ApiException failedBecause;
    private RetryBudget budget;
    private boolean isRetryPending;

    public ApiCall(Listing listing, Work work) {
        this.listing = listing;
        this.work = work;
    }

    /**
     * What is asked for, on the request line and as the name of the answer in the cache.
     *
     * @return path and query of an address at our own origin, encoded
     */
    public String getTarget() {
        return ApiUris.relative(work.uri());
    }

    /**
     * Whether the answer may come from the cache and go into it.
     *
     * @return false where the request says so, or for a single workload's own document
     */
    public boolean isCached() {
        return options().cache() && work.isCacheable();
    }

    /**
     * The trace that the call belongs to: that of whoever makes it, where several wait for its answer.
     *
     * @return a valid {@code traceparent} of W3C Trace Context; null where the caller had none
     */
    public String getTraceParent() {
        return listing.traceParent();
    }

    /** Whether the API answers with a list. */
    public boolean isList() {
        return !(work instanceof Work.NamedWorkload);
    }

    boolean isDeployments() {
        return work instanceof Work.WorkloadDeployments;
    }

    /** What the answer belongs to, for whoever clears the cache. */
    public CacheScope scope() {
        return work instanceof Work.WorkloadDeployments workload ? new CacheScope(workload.gvc(), workload.name())
                : new CacheScope(options().allGvcs() ? null : options().gvc(), null);
    }

    /** Whether an answer will do that was asked for at this time, for whomever. */
    public boolean accepts(Instant askedAt, Clock clock) {
        return (work.anewSince() == null || askedAt.isAfter(work.anewSince()))
                && AnswerCache.isYounger(askedAt, options().cacheTtl(), clock);
    }

    /** The options of the listing. */
    public ResolvedRequest options() {
        return listing.options();
    }

    Listing listing() {
        return listing;
    }

    /** How often the call failed and is or was sent again. */
    int failedTries() {
        return failedTries;
    }

    boolean hasTriesLeft() {
        return failedTries < options().maxRetries();
    }

    boolean isWanted() {
        return listing.isWanted(work);
    }

    void tryFailed(ApiException reason, RetryBudget payer) {
        abandonRetry();
        isRetryPending = true;
        failedTries++;
        failedBecause = reason;
        budget = payer;
    }

    /**
     * The thread is about to wait for its next try.
     *
     * @param isStoodInFor whether another lane may make calls meanwhile
     */
    void backsOff(Duration wait, boolean isStoodInFor) {
        if (isStoodInFor) {
            listing.lanes().backsOff(wait);
        }
        waits(ListingStopwatch.Phase.BACKOFF);
    }

    /** The thread is about to wait: it is interrupted when the answer is not wanted any more, until {@link #goesOn()}. */
    public void waits(ListingStopwatch.Phase phase) {
        listing.waits().begin(work, phase);
    }

    /** The thread waits no more. */
    public void goesOn() {
        listing.waits().end();
    }

    /**
     * One HTTP request is about to be sent.
     *
     * @throws ApiException where it is a retry that the process cannot afford any more: why the call failed before
     */
    void payForRetry() throws ApiException {
        if (isRetryPending) {
            isRetryPending = false;
            if (!budget.send(failedBecause.retry())) {
                throw failedBecause.withoutRetry();
            }
        }
    }

    /** A retry that was paid for is not sent: the call has its answer without it, or is over. */
    public void abandonRetry() {
        if (isRetryPending) {
            isRetryPending = false;
            budget.abandon(failedBecause.retry());
        }
    }

    /** One HTTP request is sent in this moment. */
    void sending(Pace.Pass newPass, Instant now) {
        pass = newPass;
        outcome = null;
        sent++;
        isRetry = failedTries > 0;
        retriesSent += isRetry ? 1 : 0;
        listing.counters().callSent(isRetry);
        if (load != null) {
            load.sent(now);
        }
    }

    /** The HTTP request that was sent has failed. */
    public void sendingFailed(ApiException reason) {
        outcome = reason;
    }

    /** Leave of the process's pace for the request that was sent. */
    Pace.Pass pass() {
        return pass;
    }

    /** Why the HTTP request that was sent failed; null where it did not. */
    ApiException outcome() {
        return outcome;
    }

    /** Whether the request at hand was sent before. */
    boolean isRetry() {
        return isRetry;
    }

    boolean isSent() {
        return sent > 0;
    }

    /** When the last HTTP request was sent, as {@link System#nanoTime()}. */
    public long sentAt() {
        return pass.sentAt();
    }

    int retriesSent() {
        return retriesSent;
    }

    /** This call loads the answer for all who want it. */
    public void leads(InFlightAnswer newLoad) {
        load = newLoad;
        askedCache(false);
    }

    /** The load that this call leads; null where it does not. */
    public InFlightAnswer load() {
        return load;
    }

    /** The load is over. */
    public void hasLed() {
        load = null;
    }

    /** The answer was in the cache, where it was asked for at this time. */
    public void gotFromCache(Instant askedAt) {
        cachedAt = askedAt;
        askedCache(true);
    }

    /** The answer comes from another listing's call. */
    public void joins() {
        askedCache(true);
    }

    /** When the answer was asked for that was in the cache; null where it was not there. */
    public Instant cachedAt() {
        return cachedAt;
    }

    /** Counts the first look into the cache, whatever the later ones find. */
    private void askedCache(boolean hit) {
        if (!cacheAsked) {
            cacheAsked = true;
            listing.counters().cacheAsked(hit);
        }
    }
}
