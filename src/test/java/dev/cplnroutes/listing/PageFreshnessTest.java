package dev.cplnroutes.listing;

import static dev.cplnroutes.testing.Listed.workloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.cplnroutes.Container;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoRequest;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * No page of a list is older than the page before it, whatever the cache holds: what moves between pages is on one.
 */
@Timeout(120)
class PageFreshnessTest {

    private static final String LIST = "/org/acme/gvc/prod/workload";

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 0))
            .withSettableClock().with("cpln.listing.retry", "false");
    private static final DemoServer server = routes.server();

    /** Names on the pages of the workload list; in the tests of deployments the locations of the one workload. */
    private volatile List<List<String>> pages = List.of();
    /** The routes' clock goes on by so much while the page with this number is answered. */
    private volatile Duration answering = Duration.ZERO;
    private volatile String paged = LIST;
    /** The next second page is on its way for longer than everything else that a test does takes. */
    private final AtomicBoolean isHeldBack = new AtomicBoolean();
    private final AtomicInteger answers = new AtomicInteger();

    @BeforeEach
    void serve() {
        server.intercept(this::answer);
    }

    private DemoResponse answer(DemoRequest request) {
        boolean isList = request.path().equals(LIST);
        if (!request.path().equals(paged)) {
            return isList ? DemoResponse.json("{\"items\":[{\"name\":\"a\"}]}")
                    : DemoResponse.json("{\"items\":[" + deployment("loc", 0) + "]}");
        }
        int number = request.query() == null ? 0 : Integer.parseInt(request.query().substring(5));
        int answer = answers.incrementAndGet();
        List<String> items = new ArrayList<>();
        for (String name : pages.get(number)) {
            items.add(!isList ? deployment(name, answer) : "{\"name\":\"" + name
                    + "\",\"spec\":{\"containers\":[{\"name\":\"main\",\"cpu\":\"" + answer + "\"}]}}");
        }
        String next = number + 1 < pages.size() ? "{\"rel\":\"next\",\"href\":\"?page=" + (number + 1) + "\"}" : "";
        DemoResponse response = DemoResponse
                .json("{\"items\":[" + String.join(",", items) + "],\"links\":[" + next + "]}");
        if (number == 1 && isHeldBack.getAndSet(false)) {
            return response.withLatency(Duration.ofSeconds(2));
        }
        routes.clock().advance(answering);
        return response;
    }

    private static String deployment(String location, int answer) {
        return "{\"name\":\"" + location + "\",\"status\":{\"versions\":[{\"containers\":{\"main\":"
                + "{\"image\":\"" + answer + "\",\"ready\":true}}}]}}";
    }

    private static ListingResult list(long ttlSeconds) {
        return routes.list(ListingRequest.builder().gvc("prod").cacheTtlSeconds((int) ttlSeconds).build());
    }

    private static long listCalls() {
        return server.requests().stream().filter(request -> !request.endsWith("/deployment")).count();
    }

    @Test
    void behindAPageThatWasReadNowTheNextIsReadNowToo() {
        pages = List.of(List.of("a", "b"), List.of("c", "d"));
        answering = Duration.ofSeconds(50);
        assertThat(workloads(list(120))).containsExactly("a", "b", "c", "d");

        // The first page is 130 s old, the second 80 s. A new workload has pushed b to the second page.
        answering = Duration.ZERO;
        routes.clock().advance(Duration.ofSeconds(30));
        pages = List.of(List.of("a", "aa"), List.of("b", "c", "d"));
        assertThat(workloads(list(120))).containsExactly("a", "aa", "b", "c", "d");
    }

    @Test
    void pagesThatWereReadInTheirOrderAreServedTogether() {
        pages = List.of(List.of("a"), List.of(), List.of("b"), List.of("c"));
        answering = Duration.ofSeconds(5);
        list(300);
        server.resetCounters();
        assertThat(workloads(list(300))).containsExactly("a", "b", "c");
        assertThat(listCalls()).isZero();
    }

    @Test
    void pageThatAnotherListingReadSinceMakesTheNextStale() {
        pages = List.of(List.of("a", "b"), List.of("c"), List.of("d"));
        list(300);
        routes.clock().advance(Duration.ofSeconds(10));
        pages = List.of(List.of("b", "c"), List.of("a"), List.of("d"));
        routes.list(ListingRequest.builder().gvc("prod").maxResults(1).cacheTtlSeconds(0).build());

        assertThat(workloads(list(300))).containsExactly("b", "c", "a", "d");
    }

    @Test
    void loadThatBeganBeforeThePageBeforeWasReadIsNotJoined() throws Exception {
        pages = List.of(List.of("a", "b"), List.of("c"));
        answering = Duration.ofSeconds(5);
        isHeldBack.set(true);
        CompletableFuture<ListingResult> early = CompletableFuture.supplyAsync(() -> list(300));
        await().until(() -> answers.get() == 2);

        // The second page was asked for 2 s ago and is in flight; the first is 7 s old.
        answering = Duration.ZERO;
        routes.clock().advance(Duration.ofSeconds(2));
        pages = List.of(List.of("a"), List.of("b", "c"));
        assertThat(workloads(list(6))).containsExactly("a", "b", "c");

        assertThat(workloads(early.get())).containsExactly("a", "b", "c");
        server.resetCounters();
        assertThat(workloads(list(300))).as("the late answer is not stored").containsExactly("a", "b", "c");
        assertThat(listCalls()).isZero();
    }

    @Test
    void pagesOfDeploymentsAreReadAlike() {
        paged = LIST + "/a/deployment";
        pages = List.of(List.of("east", "north"), List.of("south"));
        answering = Duration.ofSeconds(50);
        assertThat(list(120).containers()).extracting(Container::location).containsExactly("east", "north", "south");

        answering = Duration.ZERO;
        routes.clock().advance(Duration.ofSeconds(30));
        pages = List.of(List.of("east"), List.of("north", "south"));
        assertThat(list(120).containers()).extracting(Container::location).containsExactly("east", "north", "south");
    }

    @Test
    void randomListingsNeverGoBackInTime() {
        long seed = RandomSeed.next("page freshness");
        Random random = new Random(seed);
        pages = List.of(List.of("a"), List.of("b"), List.of("c"), List.of("d"), List.of("e"));
        int cached = 0;
        for (int round = 0; round < 150; round++) {
            if (round % 15 == 0) {
                paged = random.nextBoolean() ? LIST : LIST + "/a/deployment";
                routes.send("direct:cpln-clear-cache", null, Long.class);
            }
            answering = Duration.ofSeconds(random.nextInt(4));
            routes.clock().advance(Duration.ofSeconds(random.nextInt(10)));
            server.resetCounters();
            ListingRequest.Builder request = ListingRequest.builder().gvc("prod")
                    .cacheTtlSeconds(random.nextInt(30));
            ListingResult result = routes.list((random.nextInt(3) == 0 ? request.maxResults(1 + random.nextInt(4))
                    : request).build());
            List<Integer> order = result.containers().stream()
                    .map(container -> Integer.valueOf(paged.equals(LIST) ? container.resourceLimits().cpu()
                            : container.image()))
                    .toList();
            assertThat(order).as("round %d, seed %d", round, seed).isSorted().doesNotHaveDuplicates();
            cached += result.statistics().cacheHits();
        }
        assertThat(cached).as("pages from the cache").isPositive();
    }
}
