package dev.cplnroutes.outcome;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.Container;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.recording.ListingCounters;
import dev.cplnroutes.recording.ListingStopwatch;
import dev.cplnroutes.request.Cursor;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.request.SelectionMatches;

/**
 * The answer of one listing that has ended: the containers up to the limit, what is missing, and the statistics.
 */
public final class ListingAnswer {

    private final ResolvedRequest options;
    private final AnswerCut cut;
    private final RuntimeException failure;
    private final boolean isTruncated;
    private final String nextCursor;
    private final Map<String, List<String>> unmatched;
    private ListingStatistics statistics;

    /**
     * Makes the answer.
     *
     * @param options    the request
     * @param limit      containers that it may have
     * @param cut        containers and errors up to the limit
     * @param spent      containers on the pages of results before
     * @param isCutShort whether work was left undone
     * @param failure    why the listing failed as a whole; null where it did not
     * @param matches    values of the selection that nothing has matched
     */
    public ListingAnswer(ResolvedRequest options, ResultLimit limit, AnswerCut cut, int spent, boolean isCutShort,
            RuntimeException failure, SelectionMatches matches) {
        this.options = options;
        this.cut = cut;
        this.failure = failure;
        this.isTruncated = !limit.isOfPage() && (cut.hasMore() || isCutShort);
        this.nextCursor = limit.isOfPage() && cut.hasMore() ? nextCursor(spent) : null;
        // Where a part of the list was not read, nobody knows what is in it.
        boolean isWhole = failure == null && cut.errors().isEmpty() && !isCutShort && !isTruncated
                && options.cursor() == null && nextCursor == null;
        this.unmatched = isWhole && !matches.unmatched().isEmpty() ? matches.unmatched() : null;
    }

    private String nextCursor(int spent) {
        int spentNow = options.maxResults() == null ? 0 : spent + cut.containers().size();
        Container last = cut.containers().get(cut.containers().size() - 1);
        return Cursor.after(last, ApiUris.remembered(cut.lastPage()), options, spentNow).encode();
    }

    /**
     * The containers up to the limit, in list order.
     *
     * @return an immutable list
     */
    public List<Container> containers() {
        return cut.containers();
    }

    /** What could not be read, as far as the answer tells it. */
    public List<WorkloadError> errors() {
        return cut.errors();
    }

    /** Makes the statistics of the listing. */
    public void summarize(String id, ListingStopwatch stopwatch, Instant endTime, ListingOutcome outcome,
            ListingCounters counters) {
        statistics = new ListingStatistics(id, stopwatch.startTime(), endTime, stopwatch.milliseconds(endTime) / 1e3,
                outcome.succeeded() + outcome.failedWorkloads(), outcome.succeeded(), outcome.failedWorkloads(),
                outcome.healthy() + outcome.unhealthy() + outcome.unknown() + outcome.suspended(), outcome.healthy(),
                outcome.unhealthy(), outcome.unknown(), outcome.suspended(),
                failure == null || cut.isStreamed() ? cut.returned() : 0, counters.cacheHits(),
                counters.cacheMisses(), counters.apiCalls(), counters.retries(), errorTexts(),
                stopwatch.timings(endTime));
    }

    private List<String> errorTexts() {
        return cut.errors().isEmpty() && failure instanceof ListingFailedException failed
                ? List.of((options.allGvcs() ? "" : options.gvc() + ": ") + failed.status() + " " + failed.getMessage())
                : ErrorTexts.of(cut.errors());
    }

    /**
     * The statistics of the listing.
     *
     * @return null before they are made
     */
    public ListingStatistics statistics() {
        return statistics;
    }

    /** The answer but for its containers, with statistics where the request wants them; also where it failed. */
    public ListingResult rest() {
        return new ListingResult(List.of(), failure == null && cut.errors().isEmpty(), cut.errors(), isTruncated, null,
                unmatched, options.collectStatistics() ? statistics : null, null, null);
    }

    /** The result, with statistics where the request wants them; throws the failure of a listing that failed. */
    public ListingResult result() {
        if (failure != null) {
            throw failure;
        }
        List<String> fields = options.fields().isEmpty() ? null : options.fields();
        List<Container> shown = fields == null ? cut.containers()
                : cut.containers().stream().map(container -> container.withOnly(fields)).toList();
        return new ListingResult(shown, cut.errors().isEmpty(), cut.errors(), isTruncated, nextCursor, unmatched,
                options.collectStatistics() ? statistics : null, fields, options.groupBy().isEmpty() ? null
                        : ContainerGroups.of(cut.containers(), options.groupBy()));
    }
}
