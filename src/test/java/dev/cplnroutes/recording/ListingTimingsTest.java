package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.ListingTimings;
import dev.cplnroutes.call.ApiGate;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.LaneThreadWatch;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a listing's time was spent on. The routes' clock goes only while a call is where a test wants it, so the parts
 * are
 * exact.
 */
@Timeout(120)
class ListingTimingsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @RegisterExtension
    private final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 1))
            .withSettableClock().with("cpln.listing.parallel", "false")
            .with("cpln.statistics.endpoints", "seda:statistics");
    private final DemoServer server = routes.server();

    private CompletableFuture<ListingResult> listing(ListingRequest request) {
        return CompletableFuture.supplyAsync(() -> routes.list(request));
    }

    private static ListingTimings timings(CompletableFuture<ListingResult> listing) {
        ListingStatistics statistics = listing.join().statistics();
        ListingTimings timings = statistics.timings();
        assertThat(timings.apiSeconds() + timings.backoffSeconds() + timings.limiterSeconds() + timings.cacheSeconds()
                + timings.otherSeconds()).isCloseTo(statistics.durationSeconds(), within(1e-9));
        return timings;
    }

    @Test
    void timeOfRequestsIsTheApis() {
        server.replace(DemoOrganization.uniform("acme", "prod", 3));
        server.intercept(request -> {
            routes.clock().advance(Duration.ofSeconds(2));
            return null;
        });
        assertThat(timings(listing(ListingRequest.builder().build()))).as("a page and three workloads")
                .isEqualTo(new ListingTimings(8, 0, 0, 0, 0));
        assertThat(timings(listing(ListingRequest.builder().build()))).as("all of it cached")
                .isEqualTo(new ListingTimings(0, 0, 0, 0, 0));
    }

    @Test
    void waitBeforeTheNextTryIsBackoff() {
        LaneThreadWatch lanes = LaneThreadWatch.of(routes.context());
        AtomicInteger calls = new AtomicInteger();
        server.intercept(request -> {
            routes.clock().advance(Duration.ofSeconds(1));
            return request.isDeploymentList() && calls.incrementAndGet() == 1 ? DemoResponse.error(500, "boom") : null;
        });
        CompletableFuture<ListingResult> listing = listing(ListingRequest.builder().retryDelaySeconds(2.0).build());
        await().atMost(DEADLINE).until(() -> calls.get() == 1 && lanes.sleeping() == 1);
        routes.clock().advance(Duration.ofSeconds(5));
        assertThat(timings(listing)).isEqualTo(new ListingTimings(3, 5, 0, 0, 0));
    }

    @Test
    void waitForItsTurnIsTheLimiters() {
        AtomicInteger calls = new AtomicInteger();
        server.replace(DemoOrganization.uniform("acme", "prod", 2));
        server.intercept(request -> {
            routes.clock().advance(Duration.ofSeconds(1));
            return request.isDeploymentList() && calls.incrementAndGet() == 1
                    ? DemoResponse.error(503, "later").withHeader("Retry-After", "2") : null;
        });
        CompletableFuture<ListingResult> listing = listing(ListingRequest.builder().retry(false).build());
        ApiGate gate = routes.context().getRegistry().lookupByNameAndType("cplnApiGate", ApiGate.class);
        await().atMost(DEADLINE).until(() -> gate.state().waiting() == 1);
        routes.clock().advance(Duration.ofSeconds(7));
        assertThat(timings(listing)).isEqualTo(new ListingTimings(3, 0, 7, 0, 0));
    }

    @Test
    void waitForAnotherListingsCallIsTheCaches() {
        LaneThreadWatch lanes = LaneThreadWatch.of(routes.context());
        CountDownLatch mayAnswer = new CountDownLatch(1);
        server.intercept(request -> {
            if (request.isDeploymentList()) {
                awaitUnchecked(mayAnswer);
            }
            return null;
        });
        CompletableFuture<ListingResult> leading = listing(ListingRequest.builder().build());
        await().atMost(DEADLINE).until(() -> server.inFlight() == 1 && server.requests().size() == 2);
        CompletableFuture<ListingResult> joining = listing(ListingRequest.builder().build());
        await().atMost(DEADLINE).until(() -> lanes.waiting() == 1);
        routes.clock().advance(Duration.ofSeconds(9));
        mayAnswer.countDown();
        assertThat(timings(leading)).isEqualTo(new ListingTimings(9, 0, 0, 0, 0));
        assertThat(timings(joining)).isEqualTo(new ListingTimings(0, 0, 0, 9, 0));
    }

    @Test
    void callsThatOverlapShareTheTime() {
        LaneThreadWatch lanes = LaneThreadWatch.of(routes.context());
        CountDownLatch mayAnswer = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        server.replace(DemoOrganization.uniform("acme", "prod", 2));
        server.intercept(request -> {
            if (request.isDeploymentList()) {
                if (calls.incrementAndGet() == 1) {
                    return DemoResponse.error(500, "boom");
                }
                awaitUnchecked(mayAnswer);
            }
            return null;
        });
        CompletableFuture<ListingResult> listing =
                listing(ListingRequest.builder().parallel(true).retryDelaySeconds(2.0).build());
        // Threads without a lane wait for a time, too, and one may just begin: only what lasts tells that it backs off.
        await().atMost(DEADLINE).during(Duration.ofMillis(50))
                .until(() -> calls.get() == 2 && lanes.busy() == 2 && lanes.sleeping() == 1);
        routes.clock().advance(Duration.ofSeconds(6));
        mayAnswer.countDown();
        assertThat(timings(listing)).as("one call waits for its next try, the other for its answer")
                .isEqualTo(new ListingTimings(3, 3, 0, 0, 0));
    }

    @Test
    void listingThatFailsTellsItsTimeToo() {
        server.intercept(request -> {
            routes.clock().advance(Duration.ofSeconds(4));
            return DemoResponse.error(403, "no");
        });
        assertThat(listing(ListingRequest.builder().build())).failsWithin(Duration.ofSeconds(30));
        String statistics = routes.context().createConsumerTemplate()
                .receiveBody("seda:statistics", 30_000, String.class);
        assertThat(statistics).contains(
                "\"durationSeconds\":4.0", "\"timings\":{\"apiSeconds\":4.0,\"backoffSeconds\":0.0,"
                + "\"limiterSeconds\":0.0,\"cacheSeconds\":0.0,\"otherSeconds\":0.0}");
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            // On the server's only thread, which it needs to be closed.
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
