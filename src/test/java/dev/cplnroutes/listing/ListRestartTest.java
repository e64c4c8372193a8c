package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.testing.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When a workload list is read again from its start, and how new its pages must be then.
 */
class ListRestartTest {

    private static final URI FIRST = URI.create("http://x/list");
    private static final URI LATER = URI.create("http://x/list?page=2");
    private static final Instant EARLY = Instant.parse("2026-03-04T09:00:00Z");
    private static final Instant LATE = Instant.parse("2026-03-04T09:30:00Z");
    private static final ApiException GONE = ApiException.status(410, "gone", null);

    private final SettableClock clock = new SettableClock();
    private final Work.WorkloadPage first = new Work.WorkloadPage(FIRST, true);
    private final Work.WorkloadPage ofCursor = new Work.WorkloadPage(LATER, true);
    private final Work.WorkloadPage later = new Work.WorkloadPage(LATER, false);

    private ListRestart restart(boolean hasCursor) {
        return new ListRestart(new Work.WorkloadPage(FIRST, true), hasCursor, clock);
    }

    @Test
    void firstPageHasNoOldLink() {
        assertThat(restart(false).isDue(first, GONE)).isFalse();
        assertThat(restart(true).isDue(first, GONE)).as("where the cursor is on it").isFalse();
        ListRestart cached = restart(false);
        cached.pageRead(EARLY);
        assertThat(cached.isDue(first, GONE)).isFalse();
    }

    @Test
    void cursorMayHaveAnOldLink() {
        assertThat(restart(true).isDue(ofCursor, GONE)).isTrue();
        assertThat(restart(false).isDue(ofCursor, GONE)).isFalse();
        assertThat(restart(true).isDue(later, GONE)).as("a link that was read just now").isFalse();
    }

    @Test
    void cachedPageMayHaveAnOldLink() {
        ListRestart restart = restart(false);
        assertThat(restart.isDue(later, GONE)).isFalse();
        restart.pageRead(null);
        assertThat(restart.isDue(later, GONE)).isFalse();
        restart.pageRead(EARLY);
        restart.pageRead(null);
        assertThat(restart.isDue(later, GONE)).isTrue();
    }

    @Test
    void thereIsOneRestart() {
        ListRestart restart = restart(true);
        restart.pageRead(EARLY);
        assertThat(restart.isDue(later, GONE)).isTrue();
        restart.use(later);
        assertThat(restart.isDue(later, GONE)).isFalse();
        assertThat(restart.isDue(ofCursor, GONE)).isFalse();
    }

    @Test
    void pagesThenMustBeNewerThanAllBefore() {
        ListRestart restart = restart(false);
        restart.pageRead(EARLY);
        restart.pageRead(LATE);
        restart.pageRead(EARLY);
        restart.pageRead(null);
        assertThat(restart.use(later)).isEqualTo(new Work.WorkloadPage(FIRST, false, LATE.plusNanos(1)));
        assertThat(restart(true).use(ofCursor)).as("without a cached page")
                .isEqualTo(new Work.WorkloadPage(FIRST, true, clock.instant().plusNanos(1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 410, 412, 422})
    void theseStatusesMayMeanAnExpiredLink(int status) {
        assertThat(ExpiredLinks.mayHaveExpired(ApiException.status(status, "x", null))).isTrue();
        assertThat(restart(true).isDue(ofCursor, ApiException.status(status, "x", null))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 405, 408, 411, 429, 500, 502, 503, 504})
    void otherStatusesDoNot(int status) {
        assertThat(ExpiredLinks.mayHaveExpired(ApiException.status(status, "x", null))).isFalse();
        assertThat(restart(true).isDue(ofCursor, ApiException.status(status, "x", null))).isFalse();
    }

    @Test
    void failuresWithoutAnAnswerDoNotMeanAnExpiredLink() {
        for (ApiException other : new ApiException[] {ApiException.quota("x"), ApiException.unreachable("x"),
            ApiException.timedOut("x"), ApiException.nonsense("x"), ApiException.cancelled()}) {
            assertThat(ExpiredLinks.mayHaveExpired(other)).as("%s", other.kind()).isFalse();
        }
    }

    @Test
    void newerOfTwoTimes() {
        assertThat(ExpiredLinks.newer(EARLY, LATE)).isEqualTo(LATE);
        assertThat(ExpiredLinks.newer(LATE, EARLY)).isEqualTo(LATE);
        assertThat(ExpiredLinks.newer(null, EARLY)).isEqualTo(EARLY);
        assertThat(ExpiredLinks.newer(EARLY, null)).isEqualTo(EARLY);
        assertThat(ExpiredLinks.newer(null, null)).isNull();
    }
}
