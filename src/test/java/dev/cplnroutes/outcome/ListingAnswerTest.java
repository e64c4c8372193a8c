package dev.cplnroutes.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.recording.ListingCounters;
import dev.cplnroutes.recording.ListingStopwatch;
import dev.cplnroutes.request.Cursor;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.request.Selection;
import dev.cplnroutes.request.SelectionMatches;
import dev.cplnroutes.testing.SampleContainers;
import dev.cplnroutes.testing.SampleOptions;
import dev.cplnroutes.testing.SettableClock;
import org.junit.jupiter.api.Test;

/**
 * The answer of a listing that has ended, from its cut finds.
 */
class ListingAnswerTest {

    private static final URI PAGE = URI.create("http://api.test/org/acme/gvc/prod/workload?after=7");
    private static final List<Container> TWO = List.of(SampleContainers.of("api", "a", HealthStatus.HEALTHY),
            SampleContainers.of("api", "b", HealthStatus.UNHEALTHY));
    private static final WorkloadError ERROR = new WorkloadError("web", "prod", 500, "boom");
    private static final AnswerCut WHOLE = new AnswerCut(TWO, List.of(), false, PAGE);
    private static final AnswerCut CUT = new AnswerCut(TWO, List.of(ERROR), true, PAGE);

    private final SettableClock clock = new SettableClock();
    private final ListingStopwatch stopwatch = new ListingStopwatch(clock);
    private final ListingOutcome outcome = new ListingOutcome();
    private final ListingCounters counters = new ListingCounters();

    private ListingAnswer answer(SampleOptions options, AnswerCut cut, int spent, boolean isCutShort) {
        return answer(options, cut, spent, isCutShort, null);
    }

    private ListingAnswer answer(SampleOptions options, AnswerCut cut, int spent, boolean isCutShort,
            RuntimeException failure) {
        ResolvedRequest request = options.resolved();
        ListingAnswer answer =
                new ListingAnswer(request, ResultLimit.of(request, spent), cut, spent, isCutShort, failure,
                        new SelectionMatches(Selection.ALL));
        answer.summarize("id", stopwatch, clock.instant(), outcome, counters);
        return answer;
    }

    @Test
    void completeAnswerHasNothingMissing() {
        ListingAnswer answer = answer(new SampleOptions(), WHOLE, 0, false);
        assertThat(answer.containers()).isEqualTo(TWO);
        assertThat(answer.errors()).isEmpty();
        assertThat(answer.result()).isEqualTo(
                new ListingResult(TWO, true, List.of(), false, null, answer.statistics()));
    }

    @Test
    void errorsMakeItIncomplete() {
        ListingAnswer answer = answer(new SampleOptions(), new AnswerCut(TWO, List.of(ERROR), false, PAGE), 0, false);
        assertThat(answer.errors()).containsExactly(ERROR);
        assertThat(answer.result().complete()).isFalse();
        assertThat(answer.result().errors()).containsExactly(ERROR);
        assertThat(answer.result().truncated()).isFalse();
    }

    @Test
    void limitOfTheRequestTruncates() {
        SampleOptions two = new SampleOptions().withLimits(2, null);
        assertThat(answer(two, CUT, 0, false).result().truncated()).as("more was found").isTrue();
        assertThat(answer(two, WHOLE, 0, true).result().truncated()).as("work was left undone").isTrue();
        assertThat(answer(two, WHOLE, 0, false).result().truncated()).isFalse();
        assertThat(answer(two, CUT, 0, true).result().nextCursor()).isNull();
    }

    @Test
    void pageLeadsToTheNext() {
        SampleOptions paged = new SampleOptions().withLimits(null, 2);
        ListingResult result = answer(paged, CUT, 0, true).result();
        assertThat(result.truncated()).isFalse();
        Cursor cursor = Cursor.decode(result.nextCursor(), paged.resolved());
        assertThat(cursor).extracting("page", "workload", "container", "spent")
                .containsExactly("/org/acme/gvc/prod/workload?after=7", "api", "b", 0);
        assertThat(answer(paged, WHOLE, 0, true).result().nextCursor()).as("the last page").isNull();
        assertThat(answer(paged, WHOLE, 0, true).result().truncated()).isFalse();
    }

    @Test
    void cursorCountsWhatTheLimitOfTheRequestAllows() {
        SampleOptions paged = new SampleOptions().withLimits(10, 2);
        Cursor cursor = Cursor.decode(answer(paged, CUT, 5, false).result().nextCursor(), paged.resolved());
        assertThat(cursor.spent()).isEqualTo(7);
    }

    @Test
    void statisticsCountTheWholeListing() {
        outcome.read(0, PAGE, new FoundContainers(TWO, 3, 5, 4, 7));
        outcome.failed(1, PAGE, ERROR);
        outcome.failed(2, PAGE, ERROR);
        counters.callSent(false);
        counters.callSent(true);
        counters.callSent(true);
        counters.cacheAsked(true);
        counters.cacheAsked(false);
        counters.cacheAsked(false);
        counters.cacheAsked(false);
        clock.advance(Duration.ofMillis(2500));
        ListingStatistics statistics = answer(new SampleOptions(), CUT, 0, false).statistics();
        assertThat(statistics).isEqualTo(new ListingStatistics("id", stopwatch.startTime(),
                stopwatch.startTime().plusMillis(2500), 2.5, 3, 1, 2, 19, 3, 5, 4, 7, 2, 1, 3, 3, 2,
                ErrorTexts.of(CUT.errors()),
                stopwatch.timings(clock.instant())));
    }

    @Test
    void statisticsAreInTheAnswerWhereTheRequestWantsThem() {
        ListingAnswer without = answer(new SampleOptions().withoutStatistics(), WHOLE, 0, false);
        assertThat(without.result().statistics()).isNull();
        assertThat(without.statistics()).isNotNull();
    }

    @Test
    void listingThatFailedHasStatisticsAndNoResult() {
        IllegalStateException failure = new IllegalStateException("failed");
        ListingAnswer answer = answer(new SampleOptions(), WHOLE, 0, false, failure);
        assertThatThrownBy(answer::result).isSameAs(failure);
        assertThat(answer.statistics()).extracting("listingId", "containersReturned").containsExactly("id", 0);
    }
}
