package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.ListingTimings;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a listing's time was spent on. The routes' clock goes only while a call is where a test wants it, so the parts are
 * exact.
 */
@Timeout(120)
class ListingTimingsTest {

    private static final Map<String, String> ONE_AFTER_ANOTHER = Map.of("cpln.listing.parallel", "false");

    private static DemoServer server(int workloads) {
        return DemoServer.start(DemoOrganization.uniform("acme", "prod", workloads), DemoSettings.defaults());
    }

    /** Waits until a thread waits in a method; its last frames say so. */
    private static void awaitThreadIn(String method, String waitingIn) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5)).until(() -> Thread.getAllStackTraces()
                .values().stream().anyMatch(stack -> isIn(stack, method) && isIn(stack, waitingIn)));
    }

    private static boolean isIn(StackTraceElement[] stack, String method) {
        return Stream.of(stack).anyMatch(frame -> (frame.getClassName() + "." + frame.getMethodName()).endsWith(method));
    }

    private static CompletableFuture<ListingResult> listing(RunningRoutes routes, ListingRequest request) {
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
        try (DemoServer server = server(3);
                RunningRoutes routes = RunningRoutes.withSettableClock(server, ONE_AFTER_ANOTHER)) {
            server.intercept(request -> {
                routes.clock().advance(Duration.ofSeconds(2));
                return null;
            });
            assertThat(timings(listing(routes, ListingRequest.builder().build()))).as("a page and three workloads")
                    .isEqualTo(new ListingTimings(8, 0, 0, 0, 0));
            assertThat(timings(listing(routes, ListingRequest.builder().build()))).as("all of it cached")
                    .isEqualTo(new ListingTimings(0, 0, 0, 0, 0));
        }
    }

    @Test
    void waitBeforeTheNextTryIsBackoff() {
        AtomicInteger calls = new AtomicInteger();
        try (DemoServer server = server(1);
                RunningRoutes routes = RunningRoutes.withSettableClock(server, ONE_AFTER_ANOTHER)) {
            server.intercept(request -> {
                routes.clock().advance(Duration.ofSeconds(1));
                return request.isDeploymentList() && calls.incrementAndGet() == 1 ? DemoResponse.error(500, "boom") : null;
            });
            CompletableFuture<ListingResult> listing = listing(routes, ListingRequest.builder().retryDelaySeconds(2.0).build());
            awaitThreadIn("RedeliveryTask.sleep", "Thread.sleep");
            routes.clock().advance(Duration.ofSeconds(5));
            assertThat(timings(listing)).isEqualTo(new ListingTimings(3, 5, 0, 0, 0));
        }
    }

    @Test
    void waitForItsTurnIsTheLimiters() {
        AtomicInteger calls = new AtomicInteger();
        try (DemoServer server = server(2);
                RunningRoutes routes = RunningRoutes.withSettableClock(server, ONE_AFTER_ANOTHER)) {
            server.intercept(request -> {
                routes.clock().advance(Duration.ofSeconds(1));
                return request.isDeploymentList() && calls.incrementAndGet() == 1
                        ? DemoResponse.error(503, "later").withHeader("Retry-After", "2") : null;
            });
            CompletableFuture<ListingResult> listing = listing(routes, ListingRequest.builder().retry(false).build());
            awaitThreadIn("ApiGate.waitInQueue", "ConditionObject.awaitNanos");
            routes.clock().advance(Duration.ofSeconds(7));
            assertThat(timings(listing)).isEqualTo(new ListingTimings(3, 0, 7, 0, 0));
        }
    }

    @Test
    void waitForAnotherListingsCallIsTheCaches() {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (DemoServer server = server(1);
                RunningRoutes routes = RunningRoutes.withSettableClock(server, ONE_AFTER_ANOTHER)) {
            server.intercept(request -> {
                if (request.isDeploymentList()) {
                    awaitUnchecked(mayAnswer);
                }
                return null;
            });
            CompletableFuture<ListingResult> leading = listing(routes, ListingRequest.builder().build());
            await().atMost(Duration.ofSeconds(30)).until(() -> server.inFlight() == 1 && server.requests().size() == 2);
            CompletableFuture<ListingResult> joining = listing(routes, ListingRequest.builder().build());
            awaitThreadIn("Answers.await", "CompletableFuture.waitingGet");
            routes.clock().advance(Duration.ofSeconds(9));
            mayAnswer.countDown();
            assertThat(timings(leading)).isEqualTo(new ListingTimings(9, 0, 0, 0, 0));
            assertThat(timings(joining)).isEqualTo(new ListingTimings(0, 0, 0, 9, 0));
        }
    }

    @Test
    void callsThatOverlapShareTheTime() {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (DemoServer server = server(2); RunningRoutes routes = RunningRoutes.withSettableClock(server, Map.of())) {
            server.intercept(request -> {
                if (request.isDeploymentList()) {
                    if (calls.incrementAndGet() == 1) {
                        return DemoResponse.error(500, "boom");
                    }
                    awaitUnchecked(mayAnswer);
                }
                return null;
            });
            CompletableFuture<ListingResult> listing = listing(routes, ListingRequest.builder().retryDelaySeconds(2.0).build());
            awaitThreadIn("RedeliveryTask.sleep", "Thread.sleep");
            await().atMost(Duration.ofSeconds(30)).until(() -> calls.get() == 2);
            routes.clock().advance(Duration.ofSeconds(6));
            mayAnswer.countDown();
            assertThat(timings(listing)).as("one call waits for its next try, the other for its answer")
                    .isEqualTo(new ListingTimings(3, 3, 0, 0, 0));
        }
    }

    @Test
    void listingThatFailsTellsItsTimeToo() {
        try (DemoServer server = server(1);
                RunningRoutes routes = RunningRoutes.withSettableClock(server, Map.of("cpln.statistics.endpoints", "seda:statistics"))) {
            server.intercept(request -> {
                routes.clock().advance(Duration.ofSeconds(4));
                return DemoResponse.error(403, "no");
            });
            assertThat(listing(routes, ListingRequest.builder().build())).failsWithin(Duration.ofSeconds(30));
            String statistics = routes.context().createConsumerTemplate().receiveBody("seda:statistics", 30_000, String.class);
            assertThat(statistics).contains("\"durationSeconds\":4.0", "\"timings\":{\"apiSeconds\":4.0,\"backoffSeconds\":0.0,"
                    + "\"limiterSeconds\":0.0,\"cacheSeconds\":0.0,\"otherSeconds\":0.0}");
        }
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
