package dev.cplnroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.Background;
import dev.cplnroutes.testing.RoutesExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Cached answers are read again before their time is over, and their readers do not wait. The clock of the cache stands
 * still unless a test moves it.
 */
@Timeout(60)
class BackgroundRefreshTest {

    private static final int WORKLOADS = 30;
    /** A page of the list each ten workloads, and one call for each workload. */
    private static final int CALLS = 3 + WORKLOADS;
    @RegisterExtension
    private final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", WORKLOADS),
            DemoSettings.defaults().withPageSize(10)).with("cpln.cache.refresh-after", "0.8").withSettableClock()
            .prepare(main -> main.bind("metricsRegistry", new SimpleMeterRegistry()));
    private final DemoServer server = routes.server();

    private ListingResult list() {
        return routes.list(Map.of("gvc", "prod", "cacheTtlSeconds", 100));
    }

    private RefreshCounts counts() {
        return routes.context().getRegistry().findSingleByType(AnswerCache.class).refreshes();
    }

    private void awaitRefreshes(int wanted) {
        await().until(() -> counts().refreshed(), refreshed -> refreshed >= wanted);
    }

    /** All refreshes have ended, and the timer would find no other one to begin. */
    private void nothingIsDue() {
        BackgroundRefresh refresh = routes.context().getRegistry().findSingleByType(BackgroundRefresh.class);
        await().until(refresh::isIdle);
        assertThat(refresh.due()).isEmpty();
    }

    @Test
    void aListingWaitsForNothingWhileItsEntriesAreRefreshedBehindIt() {
        list();
        list();
        routes.clock().advance(Duration.ofSeconds(79));
        nothingIsDue();
        assertThat(server.requests()).as("nothing is due").hasSize(CALLS);

        server.latency(Duration.ofMillis(50));
        routes.clock().advance(Duration.ofSeconds(1));
        int listings = 0;
        while (counts().refreshed() < CALLS) {
            ListingResult result = list();
            assertThat(result.statistics().apiCallsMade()).isZero();
            assertThat(result.statistics().cacheMisses()).isZero();
            listings++;
        }
        assertThat(counts()).isEqualTo(new RefreshCounts(CALLS, 0));
        assertThat(server.requests()).hasSize(2 * CALLS);
        assertThat(new HashSet<>(server.requests())).as("each once").hasSize(CALLS);

        routes.clock().advance(Duration.ofSeconds(70));
        assertThat(list().statistics().apiCallsMade()).as("older than the TTL, if it were the first answer").isZero();
        System.out.printf("refresh: %d listings without a call or a wait while %d entries were refreshed behind them%n",
                listings, CALLS);
    }

    @Test
    void whatNobodyReadsIsLeftToExpire() {
        list();
        routes.clock().advance(Duration.ofSeconds(90));
        nothingIsDue();
        assertThat(server.requests()).hasSize(CALLS);
        routes.clock().advance(Duration.ofSeconds(20));
        assertThat(routes.send("direct:cpln-cache-size", null, Long.class)).isZero();
    }

    @Test
    void afterARefreshItTakesANewReader() {
        list();
        list();
        routes.clock().advance(Duration.ofSeconds(80));
        awaitRefreshes(CALLS);
        routes.clock().advance(Duration.ofSeconds(90));
        nothingIsDue();
        assertThat(counts()).isEqualTo(new RefreshCounts(CALLS, 0));
    }

    @Test
    void aFailedRefreshKeepsTheOldAnswerAndIsCountedOnce() {
        list();
        list();
        server.intercept(request -> DemoResponse.error(503, "down"));
        routes.clock().advance(Duration.ofSeconds(80));
        await().until(() -> counts().failed() >= 1 + WORKLOADS);
        nothingIsDue();
        assertThat(counts()).as("one for the list, one for each workload").isEqualTo(new RefreshCounts(0,
                1 + WORKLOADS));
        assertThat(list().statistics().apiCallsMade()).isZero();
        nothingIsDue();
        assertThat(counts().failed()).isEqualTo(1 + WORKLOADS);
        SimpleMeterRegistry meters = routes.context().getRegistry().findSingleByType(SimpleMeterRegistry.class);
        assertThat(meters.get("cpln.cache.refreshes.failed").functionCounter().count()).isEqualTo(1 + WORKLOADS);
        assertThat(meters.get("cpln.cache.refreshes").functionCounter().count()).isZero();
    }

    @Test
    void whatIsClearedWhileItIsRefreshedDoesNotComeBack() {
        list();
        list();
        server.latency(Duration.ofMillis(400));
        server.resetCounters();
        routes.clock().advance(Duration.ofSeconds(80));
        await().until(() -> server.inFlight() > 0);
        routes.send("direct:cpln-clear-cache", null, Long.class);
        int sent = server.requests().size();
        nothingIsDue();
        assertThat(routes.send("direct:cpln-cache-size", null, Long.class))
                .as("only what was asked for after the clear").isLessThanOrEqualTo(server.requests().size() - sent);
        assertThat(list().statistics().cacheHits()).isLessThanOrEqualTo(server.requests().size() - sent);
    }

    /** The refresh takes longer than the answer before it lives: readers ask for themselves, and nothing spins. */
    @Test
    void aLoadThatIsSlowerThanTheTimeLeftIsNotAskedForAgainAndAgain() {
        list();
        list();
        server.intercept(request -> null);
        server.latency(Duration.ofSeconds(1));
        server.resetCounters();
        routes.clock().advance(Duration.ofSeconds(85));
        await().until(() -> server.inFlight() >= WORKLOADS);
        routes.clock().advance(Duration.ofSeconds(30));
        CompletableFuture<ListingResult> listing = Background.call(this::list);
        assertThat(Background.result(listing).complete()).isTrue();
        await().until(() -> server.inFlight() == 0);
        nothingIsDue();
        assertThat(server.requests()).hasSizeLessThanOrEqualTo(2 * CALLS);
    }
}
