package dev.cplnroutes.call;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.recording.ListingStopwatch;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * One call of the API with all its tries: what it asks for, its caller, and the count of its tries. Used by one thread
 * at a time.
 */
public final class ApiCall {

    private final Caller caller;
    private final ApiRead read;
    private Attempt attempt = new Attempt();
    private SentRequest request;
    private PaidRetry paidRetry;
    private int failedTries;
    private int requestsSent;
    private int retriesSent;
    private boolean wasCacheAsked;
    private boolean needsNewConnection;
    private ApiAnswer answer;
    private Instant cachedAt;
    /** When the answer in the cache had come; null where it was not in the cache. */
    private Instant cachedAnswerCameAt;

    /** A retry that is paid for and not sent yet. Its cost is given back where it is never sent. */
    private record PaidRetry(RetryBudget budget, RetryTicket ticket, ApiException reason) {
    }

    /**
     * Makes a call that was not sent yet.
     *
     * @param caller wants the answer
     * @param read   what the call asks for
     */
    public ApiCall(Caller caller, ApiRead read) {
        this.caller = caller;
        this.read = read;
    }

    /**
     * What is asked for, on the request line.
     *
     * @return path and query of an address at our own origin, encoded
     */
    public String getTarget() {
        return read.target();
    }

    /**
     * The body of the request.
     *
     * @return JSON of a query; null for a read without one
     */
    public String getQuery() {
        return read.query();
    }

    /**
     * The key of the answer in the cache.
     *
     * @return the same for calls that ask for the same
     */
    public String getKey() {
        return read.key();
    }

    /**
     * Whether the answer may come from the cache and be stored there.
     *
     * @return false where the request says so, or where such an answer is never cached
     */
    public boolean isCached() {
        return options().cache() && read.cacheable();
    }

    /**
     * The trace that the call belongs to. Where several calls wait for one answer, it is the trace of the call that is
     * sent.
     *
     * @return a valid {@code traceparent} of W3C Trace Context; null where the caller has none
     */
    public String getTraceParent() {
        return caller.traceParent();
    }

    /**
     * Whether the call must be sent on a connection that was not used before.
     *
     * @return {@code true} as a text; null where any connection will do
     */
    public String getNewConnection() {
        return needsNewConnection ? "true" : null;
    }

    /** The call found a connection that was closed: its next tries use new ones. False where it did so before. */
    boolean turnsToNewConnection() {
        boolean isFirst = !needsNewConnection;
        needsNewConnection = true;
        return isFirst;
    }

    /**
     * The call has its answer, from the cache or not.
     *
     * @param understood what the API said
     */
    public void answered(ApiAnswer understood) {
        answer = understood;
    }

    /**
     * What the API said.
     *
     * @return null while the call has no answer
     */
    public ApiAnswer answer() {
        return answer;
    }

    /**
     * Whether the call still has to be sent, or to wait for another one.
     *
     * @return false once it has its answer
     */
    public boolean isUnanswered() {
        return answer == null;
    }

    /**
     * Whether the answer is a page with another one after it.
     *
     * @return false for the last page, and for what is no list
     */
    public boolean isContinued() {
        return answer != null && answer.next() != null;
    }

    /**
     * What the call asks for.
     *
     * @return the read
     */
    public ApiRead read() {
        return read;
    }

    /**
     * The options that the call obeys.
     *
     * @return the options of its listing
     */
    public ResolvedRequest options() {
        return caller.options();
    }

    Caller caller() {
        return caller;
    }

    /** The present thread is about to wait for an answer that another call reads. */
    public void waitsForAnotherCall() {
        caller.waits(ListingStopwatch.Phase.CACHE);
    }

    /** The wait of the present thread has ended. */
    public void goesOn() {
        caller.goesOn();
    }

    /**
     * The call makes an attempt, for itself and all calls that join.
     *
     * @param own the attempt, not sent yet
     */
    public void leads(Attempt own) {
        attempt = own;
        if (isCached()) {
            countLookup(false);
        }
    }

    /**
     * The call waits for the attempt of another call.
     *
     * @param other the attempt, under way
     */
    public void joins(Attempt other) {
        attempt = other;
        countLookup(true);
    }

    /**
     * The answer was in the cache.
     *
     * @param askedAt    when the API was asked for it
     * @param answeredAt when it had come
     */
    public void foundInCache(Instant askedAt, Instant answeredAt) {
        cachedAt = askedAt;
        cachedAnswerCameAt = answeredAt;
        countLookup(true);
    }

    /**
     * When the answer that was in the cache was asked for.
     *
     * @return null where it was not in the cache
     */
    public Instant cachedAt() {
        return cachedAt;
    }

    /**
     * When the answer had come, from the cache or not: what is asked for after this time is not older than the answer.
     *
     * @return null before that
     */
    public Instant answeredAt() {
        return cachedAt == null ? attempt.answeredAt() : cachedAnswerCameAt;
    }

    /** Counts only the first lookup of the call: a retry, and a wait that was in vain, look once more. */
    private void countLookup(boolean isHit) {
        if (!wasCacheAsked) {
            wasCacheAsked = true;
            caller.counters().cacheAsked(isHit);
        }
    }

    boolean isWanted() {
        return caller.isWanted() && !attempt.isGivenUp();
    }

    /**
     * Whether nobody waits for the answer.
     *
     * @return true for a refresh of a cached answer
     */
    public boolean isBackground() {
        return caller.isBackground();
    }

    /**
     * The call has its answer, and it can be stored.
     *
     * @param storing stores the answer where it gets true, else drops it
     */
    public void answerRead(Consumer<Boolean> storing) {
        caller.answerRead(storing);
    }

    boolean hasTriesLeft() {
        return failedTries < options().maxRetries();
    }

    /** Retries of the call so far, including one that is paid for and not sent yet. */
    int failedTries() {
        return failedTries;
    }

    /**
     * Pays for a retry of the attempt that failed.
     *
     * @param reason why it failed
     * @param budget of the process
     * @return false where the budget is used up
     */
    boolean payForRetry(ApiException reason, RetryBudget budget) {
        if (!budget.pay(attempt.retry(), RetryRules.isRefusal(reason))) {
            return false;
        }
        abandonRetry();
        paidRetry = new PaidRetry(budget, attempt.retry(), reason);
        failedTries++;
        return true;
    }

    /**
     * The present thread is about to back off.
     *
     * @param delay            until the next try
     * @param mayBeSubstituted whether a substitute lane may make calls meanwhile
     */
    void backsOff(Duration delay, boolean mayBeSubstituted) {
        if (mayBeSubstituted) {
            caller.backsOff(delay);
        }
        caller.waits(ListingStopwatch.Phase.BACKOFF);
    }

    /**
     * One HTTP request is about to be sent.
     *
     * @throws ApiException where it is a retry that the process cannot afford any more: the failure of the try before
     */
    void spendRetry() throws ApiException {
        PaidRetry retry = paidRetry;
        paidRetry = null;
        if (retry != null && !retry.budget().send(retry.ticket())) {
            throw retry.reason();
        }
    }

    private void abandonRetry() {
        if (paidRetry != null) {
            paidRetry.budget().abandon(paidRetry.ticket());
            paidRetry = null;
        }
    }

    /** One HTTP request is sent in this moment. */
    void sending(Pace.Pass pass, Instant now) {
        request = new SentRequest(pass, failedTries > 0);
        requestsSent++;
        retriesSent += request.isRetry() ? 1 : 0;
        caller.counters().callSent(request.isRetry());
        attempt.sent(now);
    }

    /** The HTTP request that was sent last; null before the first. */
    SentRequest request() {
        return request;
    }

    int requestsSent() {
        return requestsSent;
    }

    int retriesSent() {
        return retriesSent;
    }

    /**
     * The one end of every call, successful or not: ends the wait of the present thread, and gives back a retry that
     * was paid for and not sent. Harmless when called again.
     */
    public void end() {
        caller.goesOn();
        abandonRetry();
    }
}
