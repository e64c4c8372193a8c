package dev.cplnroutes.cache;

import static dev.cplnroutes.testing.Listed.numbered;
import static dev.cplnroutes.testing.Listed.workloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import dev.cplnroutes.CacheStatistics;
import dev.cplnroutes.Container;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.LaneThreadWatch;
import dev.cplnroutes.testing.ListGeneration;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is stored, who is served from it, and what happens where many want the same at once; over real sockets, with a
 * clock
 * to set.
 */
@Timeout(120)
class CachingTest {

    private static final String LIST_PATH = "/org/acme/gvc/prod/workload";
    /** 20 workloads in pages of 7: three pages, twenty lists of deployments. */
    private static final int CALLS = 23;
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 20), DemoSettings.defaults().withPageSize(7))
            .withSettableClock().with("cpln.listing.retry-delay-seconds", "0.001");
    private static final DemoServer server = routes.server();
    private static ExecutorService threads;

    @BeforeAll
    static void start() {
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
    }

    private static ListingRequest.Builder prod() {
        return ListingRequest.builder().gvc("prod");
    }

    private static ListingResult list(UnaryOperator<ListingRequest.Builder> options) {
        return routes.list(options.apply(prod()).build());
    }

    private static CompletableFuture<ListingResult> listLater(UnaryOperator<ListingRequest.Builder> options) {
        return CompletableFuture.supplyAsync(() -> list(options), threads).orTimeout(60, TimeUnit.SECONDS);
    }

    private static long clear(Object what) {
        return routes.send("direct:cpln-clear-cache", what, Long.class);
    }

    private static long size() {
        return routes.send("direct:cpln-cache-size", null, Long.class);
    }

    private static CacheStatistics cache() {
        return routes.send("direct:cpln-cache-statistics", null, CacheStatistics.class);
    }

    private static void advance(int seconds) {
        routes.clock().advance(Duration.ofSeconds(seconds));
    }

    private static int calls() {
        int calls = server.requests().size();
        server.resetCounters();
        return calls;
    }

    private static void assertCost(ListingResult result, int apiCalls, int hits, int misses) {
        assertThat(result.statistics().apiCallsMade()).as("calls").isEqualTo(apiCalls);
        assertThat(result.statistics().cacheHits()).as("hits").isEqualTo(hits);
        assertThat(result.statistics().cacheMisses()).as("misses").isEqualTo(misses);
    }

    private static CompletableFuture<Exchange> stoppable(Stopping stopping, ListingRequest request) {
        return CompletableFuture.supplyAsync(() -> routes.context().createProducerTemplate()
                .request("direct:cpln-list-containers", exchange -> {
                    exchange.setProperty(Stopping.PROPERTY, stopping);
                    exchange.getMessage().setBody(request);
                }), threads).orTimeout(60, TimeUnit.SECONDS);
    }

    private static List<String> named(int from, int to) {
        return IntStream.range(from, to).mapToObj("w%02d"::formatted).toList();
    }

    private static DemoResponse deployments(String location, String next) {
        return DemoResponse.json("{\"items\":[{\"name\":\"" + location + "\",\"status\":{\"versions\":[{\"containers\":"
                + "{\"main\":{\"ready\":true}}}]}}],\"links\":["
                + (next == null ? "" : "{\"rel\":\"next\",\"href\":\"?page=" + next + "\"}") + "]}");
    }

    /** What is stored, and which requests it serves. */
    @Nested
    class StoredAnswers {

        @Test
        void anyMixOfOptionsIsServedFromWhatOneListingRead() {
            DemoWorkload two = DemoWorkload.healthy("prod", "two", List.of("aws-us-west-2", "gcp-us-east1"),
                    List.of("main", "istio-proxy"));
            server.replace(DemoOrganization.of("acme", List.of(DemoWorkload.healthy("prod", "one", "main"), two)));

            ListingResult cold = list(prod -> prod.filterUnhealthy(true).location("gcp-us-east1"));
            assertCost(cold, 3, 0, 3);
            assertThat(cold.containers()).hasSize(1);
            assertThat(calls()).isEqualTo(3);

            ListingResult warm = list(prod -> prod.includeSystemContainers(true).maxWorkers(1));
            assertCost(warm, 0, 3, 0);
            assertThat(warm.containers()).extracting(Container::workloadName, Container::location, Container::name)
                    .hasSize(5);
            assertThat(list(prod -> prod.maxResults(1)).containers()).hasSize(1);
            assertThat(list(prod -> prod.pageSize(2)).containers()).hasSize(2);
            // A named workload is read itself, its deployments are there.
            ListingResult named = list(prod -> prod.workloadName("two"));
            assertCost(named, 1, 1, 0);
            assertThat(named.containers()).hasSize(2);
            assertThat(calls()).isEqualTo(1);
        }

        @Test
        void partOfTheAnswersIsThereAndTheRestIsRead() {
            list(prod -> prod.workloadName("workload-00003"));
            list(prod -> prod.workloadName("workload-00011"));
            calls();

            ListingResult mixed = list(prod -> prod);

            assertThat(workloads(mixed)).isEqualTo(numbered(20));
            assertCost(mixed, CALLS - 2, 2, CALLS - 2);
            assertThat(calls()).isEqualTo(CALLS - 2);
        }

        @Test
        void withoutCacheNothingIsReadFromItOrStored() {
            ListingResult result = list(prod -> prod.cache(false));
            assertCost(result, CALLS, 0, 0);
            assertThat(size()).isZero();
            list(prod -> prod);
            calls();
            assertCost(list(prod -> prod.cache(false)), CALLS, 0, 0);
            assertThat(calls()).isEqualTo(CALLS);
        }

        @Test
        void whatFailedOrMakesNoSenseIsNotStored() {
            for (DemoResponse failure : List.of(DemoResponse.error(403, "no"), DemoResponse.error(404, "gone"),
                    DemoResponse.json("nonsense"), DemoResponse.json("{\"items\":7}"), DemoResponse.error(503, "later"),
                    DemoResponse.closeConnection())) {
                clear(null);
                server.intercept(request -> request.path().contains("00004/") ? failure : null);
                list(prod -> prod);
                assertThat(size()).as(failure.toString()).isEqualTo(CALLS - 1);
                server.intercept(null);
                calls();
                ListingResult next = list(prod -> prod);
                assertThat(workloads(next)).isEqualTo(numbered(20));
                assertCost(next, 1, CALLS - 1, 1);
                assertThat(cache().loading()).isZero();
            }
        }

        @Test
        void cacheThatIsTooSmallDropsAnswersAndCountsThem() {
            try (RunningRoutes small = RunningRoutes.on(server, Map.of("cpln.cache.maximum-bytes", "10000"))) {
                assertThat(workloads(small.list(prod().build()))).isEqualTo(numbered(20));
                CacheStatistics statistics = small.send("direct:cpln-cache-statistics", null, CacheStatistics.class);
                assertThat(statistics.bytes()).isPositive().isLessThanOrEqualTo(10_000);
                assertThat(statistics.evictions()).isPositive().isEqualTo(CALLS - statistics.size());
                assertThat(workloads(small.list(prod().build()))).isEqualTo(numbered(20));
            }
            try (RunningRoutes none = RunningRoutes.on(server, Map.of("cpln.cache.maximum-bytes", "0"))) {
                assertThat(workloads(none.list(prod().build()))).isEqualTo(numbered(20));
                assertThat(none.send("direct:cpln-cache-size", null, Long.class)).isZero();
            }
        }

        @Test
        void tenThousandWorkloadsFitTheDefault() {
            server.replace(DemoOrganization.uniform("acme", "prod", 10_000));
            assertThat(list(prod -> prod.maxWorkers(16)).containers()).hasSize(10_000);
            int lookups = calls();
            long evictions = cache().evictions();
            ListingResult warm = list(prod -> prod.maxWorkers(16));
            assertThat(warm.containers()).hasSize(10_000);
            assertCost(warm, 0, lookups, 0);
            assertThat(evictions).isZero();
            assertThat(size()).isEqualTo(lookups);
        }
    }

    /** How old an answer may be. */
    @Nested
    class Age {

        @Test
        void ageIsJudgedByTheRequestThatAsks() {
            list(prod -> prod.cacheTtlSeconds(100));
            calls();
            advance(50);
            assertCost(list(prod -> prod.cacheTtlSeconds(51)), 0, CALLS, 0);
            assertCost(list(prod -> prod.cacheTtlSeconds(50)), CALLS, 0, CALLS);
            // Read anew just now, for everybody.
            advance(9);
            assertCost(list(prod -> prod.cacheTtlSeconds(10)), 0, CALLS, 0);
            assertThat(calls()).isEqualTo(CALLS);
        }

        @Test
        void answerIsKeptForTheLongestTtlOfItsReaders() {
            list(prod -> prod.cacheTtlSeconds(10));
            advance(5);
            list(prod -> prod.cacheTtlSeconds(100));
            calls();
            advance(90);
            assertThat(size()).isEqualTo(CALLS);
            assertCost(list(prod -> prod.cacheTtlSeconds(100)), 0, CALLS, 0);
            advance(5);
            assertThat(size()).as("100 seconds old").isZero();
            assertThat(clear(null)).as("what is past its time is not counted").isZero();

            list(prod -> prod.cacheTtlSeconds(10));
            advance(10);
            assertThat(size()).isZero();
            assertCost(list(prod -> prod.cacheTtlSeconds(86_400)), CALLS, 0, CALLS);
            // One that reads anew with a shorter TTL does not shorten it for the others.
            list(prod -> prod.cacheTtlSeconds(0));
            advance(80_000);
            calls();
            assertCost(list(prod -> prod.cacheTtlSeconds(86_400)), 0, CALLS, 0);
        }

        @Test
        void clockThatIsSetBackMakesNothingYoung() {
            list(prod -> prod);
            calls();
            routes.clock().advance(Duration.ofHours(-1));
            assertCost(list(prod -> prod), CALLS, 0, CALLS);
        }

        @Test
        void ttlOfZeroReadsAnewAndStoresForTheOthers() {
            assertCost(list(prod -> prod.cacheTtlSeconds(0)), CALLS, 0, CALLS);
            assertThat(size()).isEqualTo(CALLS);
            assertCost(list(prod -> prod.cacheTtlSeconds(0)), CALLS, 0, CALLS);
            calls();
            assertCost(list(prod -> prod), 0, CALLS, 0);
            assertThat(calls()).isZero();
        }
    }

    /** Many who want the same at once. */
    @Nested
    class SharedCalls {

        @Test
        void simultaneousListingsCostTheCallsOfOne() {
            server.latency(Duration.ofMillis(30));
            List<CompletableFuture<ListingResult>> listings = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int number = i;
                listings.add(listLater(prod -> {
                    prod.maxWorkers(1 + number % 8);
                    return switch (number % 4) {
                        case 0 -> prod.filterUnhealthy(true);
                        case 1 -> prod.location("aws-us-west-2");
                        case 2 -> prod.cacheTtlSeconds(10 + number);
                        default -> prod;
                    };
                }));
            }
            List<ListingResult> results = listings.stream().map(CompletableFuture::join).toList();

            assertThat(results).allSatisfy(result -> {
                assertThat(workloads(result)).isEqualTo(numbered(20));
                assertThat(result.statistics().cacheHits() + result.statistics().cacheMisses()).isEqualTo(CALLS);
                assertThat(result.statistics().cacheMisses()).isEqualTo(result.statistics().apiCallsMade());
            });
            assertThat(results.stream().mapToInt(result -> result.statistics().apiCallsMade()).sum()).isEqualTo(CALLS);
            assertThat(server.requests()).hasSize(CALLS).doesNotHaveDuplicates();
        }

        @Test
        void pagesAreReadWhileDeploymentsAreFetchedByJoinedListingsToo() {
            server.latency(Duration.ofMillis(50));
            CompletableFuture<ListingResult> one = listLater(prod -> prod.maxWorkers(3));
            CompletableFuture<ListingResult> other = listLater(prod -> prod.maxWorkers(3).filterUnhealthy(true));
            one.join();
            other.join();
            List<String> requests = server.requests();
            int lastPage = IntStream.range(0, requests.size()).filter(i -> requests.get(i).contains("?page=")).max()
                    .orElseThrow();
            assertThat(requests.subList(0, lastPage)).anyMatch(line -> line.endsWith("/deployment"));
            assertThat(requests.subList(lastPage, requests.size())).anyMatch(line -> line.endsWith("/deployment"));
            assertThat(requests).hasSize(CALLS);
        }

        @Test
        void sharedAttemptThatFailsIsTriedAgainByWhoWantsTo() {
            server.intercept(request -> request.path().contains("00004/") && request.attempt() <= 7
                    ? DemoResponse.error(503, "later").withLatency(Duration.ofMillis(300)) : null);
            CompletableFuture<ListingResult> patient = listLater(prod -> prod.maxWorkers(20).maxRetries(8));
            await().until(() -> server.requests().stream().anyMatch(line -> line.contains("00004/")));
            CompletableFuture<ListingResult> patientToo = listLater(prod -> prod.maxWorkers(20).maxRetries(8));
            CompletableFuture<ListingResult> impatient = listLater(prod -> prod.maxWorkers(20).retry(false));

            assertThat(workloads(patient.join())).isEqualTo(numbered(20));
            assertThat(workloads(patientToo.join())).isEqualTo(numbered(20));
            ListingResult givenUp = impatient.join();
            assertThat(givenUp.errors()).containsExactly(new WorkloadError("workload-00004", "prod", 503,
                    "the API answered 503: later"));
            assertThat(givenUp.containers()).hasSize(19);
            assertThat(givenUp.statistics().retries()).isZero();
            // Whichever of the two sends it: what is sent after a failure is a retry.
            List<ListingStatistics> all = List.of(patient.join().statistics(), patientToo.join().statistics(),
                    givenUp.statistics());
            assertThat(all.stream().mapToInt(ListingStatistics::apiCallsMade).sum())
                    .isEqualTo(server.requests().size()).isEqualTo(CALLS + 7);
            assertThat(all.stream().mapToInt(ListingStatistics::retries).sum()).isEqualTo(7);
        }

        @Test
        void listingThatBacksOffKeepsNobodyElseWaiting() {
            server.intercept(request -> request.path().contains("00004/") ? DemoResponse.error(503, "later") : null);
            Stopping stopping = new Stopping();
            CompletableFuture<Exchange> backingOff = stoppable(stopping, prod().retryDelaySeconds(3000).build());
            await().until(() -> server.requests().size() == CALLS);

            ListingResult other = list(prod -> prod.retry(false));

            assertThat(other.errors()).extracting(WorkloadError::status).containsExactly(503);
            assertThat(other.containers()).hasSize(19);
            assertCost(other, 1, CALLS - 1, 1);
            assertThat(backingOff).isNotDone();
            stopping.stop();
            assertThat(backingOff.join().getException()).isInstanceOf(ListingFailedException.class);
            assertThat(cache().loading()).isZero();
        }

        @Test
        void whoeverBeganASharedCallMayGoAway() {
            server.latency(Duration.ofMillis(300));
            Stopping stopping = new Stopping();
            CompletableFuture<Exchange> first = stoppable(stopping, prod().maxWorkers(8).build());
            await().until(() -> server.requests().size() > 3);
            CompletableFuture<ListingResult> second = listLater(prod -> prod.maxWorkers(8));
            CompletableFuture<ListingResult> third = listLater(prod -> prod.maxWorkers(2));
            stopping.stop();

            assertThat(workloads(second.join())).isEqualTo(numbered(20));
            assertThat(workloads(third.join())).isEqualTo(numbered(20));
            assertThat(first.join().getException()).hasMessageContaining("stopped");
            assertThat(server.requests()).hasSize(CALLS).doesNotHaveDuplicates();
        }

        /** The one who was to read the page has not even sent its call: the next one has to. */
        @Test
        void whoeverWasAboutToCallForOthersMayGoAway() {
            try (RunningRoutes narrow = RunningRoutes.on(server, Map.of("cpln.api.max-connections", "1"))) {
                LaneThreadWatch lanes = LaneThreadWatch.of(narrow.context());
                server.latency(Duration.ofMillis(400));
                CompletableFuture<ListingResult> holding = CompletableFuture.supplyAsync(
                        () -> narrow.list(prod().workloadName("workload-00001").build()), threads);
                await().until(() -> server.inFlight() == 1);
                Stopping stopping = new Stopping();
                CompletableFuture<Exchange> leader = CompletableFuture.supplyAsync(() -> narrow.context()
                        .createProducerTemplate().request("direct:cpln-list-containers", exchange -> {
                            exchange.setProperty(Stopping.PROPERTY, stopping);
                            exchange.getMessage().setBody(prod().maxWorkers(1).build());
                        }), threads);
                await().until(() -> narrow.send("direct:cpln-cache-statistics", null, CacheStatistics.class)
                        .loading() == 1);
                CompletableFuture<ListingResult> joiner = CompletableFuture.supplyAsync(
                        () -> narrow.list(prod().maxResults(1).maxWorkers(1).build()), threads);
                // The leader waits at the gate, for a time at most; the joiner, until the leader has its answer.
                await().until(() -> lanes.waiting() == 1);
                stopping.stop();
                server.latency(Duration.ZERO);

                assertThat(leader.orTimeout(30, TimeUnit.SECONDS).join().getException())
                        .hasMessageContaining("stopped");
                ListingResult joined = joiner.orTimeout(30, TimeUnit.SECONDS).join();
                assertThat(workloads(joined)).containsExactly("workload-00000");
                assertThat(joined.statistics().timings().cacheSeconds()).as("it waited for the leader").isPositive();
                assertThat(holding.orTimeout(30, TimeUnit.SECONDS).join().containers()).hasSize(1);
            }
        }

        @Test
        void failureReachesEveryoneWhoWaitedAndLeavesNothingBehind() {
            server.intercept(request -> request.path().equals(LIST_PATH)
                    ? DemoResponse.error(403, "no").withLatency(Duration.ofMillis(200)) : null);
            List<CompletableFuture<ListingResult>> listings = IntStream.range(0, 10)
                    .mapToObj(i -> listLater(prod -> prod)).toList();
            for (CompletableFuture<ListingResult> listing : listings) {
                assertThatThrownBy(listing::join).isInstanceOf(CompletionException.class)
                        .cause().isInstanceOf(ListingFailedException.class).hasMessageContaining("403");
            }
            assertThat(cache()).isEqualTo(new CacheStatistics(0, 0, 0, cache().evictions()));
            server.intercept(null);
            assertThat(workloads(list(prod -> prod))).isEqualTo(numbered(20));
        }
    }

    /** What is gone after a clear. */
    @Nested
    class Clearing {

        @Test
        void nothingThatWasAskedForBeforeAClearIsSeenAfterIt() {
            server.latency(Duration.ofMillis(300));
            CompletableFuture<ListingResult> before = listLater(prod -> prod.maxWorkers(64));
            await().until(() -> server.inFlight() >= 7);
            // What is under way was answered from the old organization already, and arrives later.
            server.replace(DemoOrganization.of(
                    "acme", List.of(DemoWorkload.healthy("prod", "workload-00000", "renamed"))));
            clear(null);
            server.latency(Duration.ZERO);

            ListingResult after = list(prod -> prod);

            assertThat(after.containers()).extracting(Container::name).containsExactly("renamed");
            before.join();
            ListingResult later = list(prod -> prod);
            assertThat(later.containers()).extracting(Container::name).containsExactly("renamed");
            assertCost(later, 0, 2, 0);
        }

        @Test
        void clearingAPartDropsWhatBelongsToItAndTheListsThatMayShowIt() {
            server.replace(DemoOrganization.of("acme", List.of(DemoWorkload.healthy("prod", "web", "main"),
                    DemoWorkload.healthy("prod", "cart", "main"), DemoWorkload.healthy("edge", "web", "main"))));
            routes.list(ListingRequest.ofGvc("*"));
            list(prod -> prod);
            routes.list(ListingRequest.ofGvc("edge"));
            // Three lists of workloads, three of deployments.
            assertThat(size()).isEqualTo(6);

            assertThat(clear(Map.of("gvc", "edge", "workloadName", "web"))).isEqualTo(3);
            calls();
            assertCost(list(prod -> prod), 0, 3, 0);
            assertCost(routes.list(ListingRequest.ofGvc("edge")), 2, 0, 2);

            assertThat(clear("{\"gvc\":\"prod\"}")).isEqualTo(3);
            assertCost(routes.list(ListingRequest.ofGvc("edge")), 0, 2, 0);
            assertCost(list(prod -> prod), 3, 0, 3);

            assertThat(clear(Map.of("gvc", "none"))).isZero();
            assertThat(clear("*")).isEqualTo(5);
            assertThat(size()).isZero();
            assertThatThrownBy(() -> clear(Map.of("workloadName", "web"))).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> clear(Map.of("gvc", "../x"))).isInstanceOf(InvalidRequestException.class);
        }

        /** A next link is opaque: its path need not name the GVC. */
        @Test
        void clearingAGvcDropsItsFurtherPagesWhateverTheirAddress() {
            server.intercept(request -> request.path().equals(LIST_PATH) ? DemoResponse.json(
                    "{\"items\":[{\"name\":\"workload-00000\"}],\"links\":[{\"rel\":\"next\",\"href\":\"/pages/2\"}]}")
                    : request.path().equals("/pages/2")
                    ? DemoResponse.json("{\"items\":[{\"name\":\"workload-00001\"}],\"links\":[]}") : null);
            assertThat(workloads(list(prod -> prod))).isEqualTo(numbered(2));
            assertThat(clear(Map.of("gvc", "prod", "workloadName", "workload-00001"))).isEqualTo(3);
            assertThat(size()).isEqualTo(1);
        }
    }

    /** Cached pages whose link to the next one has expired: the list is read once more. */
    @Nested
    class ExpiredLinks {

        private static DemoResponse page(String next, String... workloads) {
            String items = String.join(",", IntStream.range(0, workloads.length)
                    .mapToObj(i -> "{\"name\":\"" + workloads[i] + "\"}").toList());
            return DemoResponse.json("{\"items\":[" + items + "],\"links\":["
                    + (next == null ? "" : "{\"rel\":\"next\",\"href\":\"?page=" + next + "\"}") + "]}");
        }

        /** Pages as the API gives them at a time; another token is not valid. */
        private static void pages(Map<String, DemoResponse> valid) {
            server.intercept(request -> !request.path().equals(LIST_PATH) ? null
                    : valid.getOrDefault(request.query() == null ? "" : request.query().substring(5),
                            DemoResponse.error(400, "the page token has expired")));
        }

        @Test
        void listIsReadAnewOnceWhereACachedPageLeadsToNoOther() {
            pages(Map.of("", page("a2", "workload-00003", "workload-00001"), "a2", page(null, "workload-00002")));
            assertThat(workloads(list(prod -> prod)))
                    .containsExactly("workload-00003", "workload-00001", "workload-00002");
            // A workload less, another in between, other tokens; of the old answers the second page alone is gone.
            pages(Map.of("", page("b2", "workload-00007", "workload-00003"), "b2", page("b3"),
                    "b3", page(null, "workload-00002", "workload-00009")));
            clear(Map.of("gvc", "prod", "workloadName", "workload-00002"));
            assertThat(size()).isEqualTo(2);
            list(prod -> prod.workloadName("workload-00003"));
            pages(Map.of("", page("a2", "workload-00003", "workload-00001"), "a2", DemoResponse.error(403, "not now")));
            list(prod -> prod);
            pages(Map.of("", page("b2", "workload-00007", "workload-00003"), "b2", page("b3"),
                    "b3", page(null, "workload-00002", "workload-00009")));
            calls();

            ListingResult result = list(prod -> prod);

            assertThat(workloads(result)).containsExactly("workload-00007", "workload-00003", "workload-00002",
                    "workload-00009");
            assertThat(result.complete()).isTrue();
            assertThat(result.errors()).isEmpty();
            assertThat(server.requests()).filteredOn(line -> !line.endsWith("/deployment")).containsExactly(
                    "GET " + LIST_PATH + "?page=a2", "GET " + LIST_PATH, "GET " + LIST_PATH + "?page=b2",
                    "GET " + LIST_PATH + "?page=b3");
            // The one that is gone was processed before that was known; it has no containers.
            assertThat(result.statistics().totalWorkloadsProcessed()).isEqualTo(5);
            assertThat(result.statistics().totalContainersFound()).isEqualTo(4);
            assertThat(result.statistics().healthyContainers()).isEqualTo(4);
            assertThat(result.statistics().apiCallsMade()).isEqualTo(server.requests().size());
            assertThat(list(prod -> prod).containers()).isEqualTo(result.containers());
        }

        @Test
        void listIsNotReadAnewASecondTimeNorWhereItWasNotCached() {
            pages(Map.of("", page("a2", "workload-00003")));
            ListingResult fresh = list(prod -> prod);
            assertThat(workloads(fresh)).containsExactly("workload-00003");
            assertThat(fresh.errors()).extracting(WorkloadError::status).containsExactly(400);
            assertThat(calls()).isEqualTo(3);

            ListingResult again = list(prod -> prod);
            assertThat(workloads(again)).containsExactly("workload-00003");
            assertThat(again.errors()).containsExactly(
                    new WorkloadError(null, "prod", 400, "a further page of the workload "
                    + "list could not be read: the API answered 400: the page token has expired"));
            assertThat(server.requests()).containsExactly("GET " + LIST_PATH + "?page=a2", "GET " + LIST_PATH,
                    "GET " + LIST_PATH + "?page=a2");
        }

        /**
         * Workloads w00 to w29 on the server, and the first two pages of the list of old in the cache, deployments too.
         */
        private static void cacheTwoPages(int from, int to) {
            server.replace(DemoOrganization.of("acme", named(0, 30).stream()
                    .map(name -> DemoWorkload.healthy("prod", name, "main")).toList()));
            ListGeneration.of(server, "old", from, to, 2);
            list(prod -> prod);
            server.resetCounters();
        }

        @Test
        void listReadAnewDecidesTheOrderAndWhatIsFirst() {
            cacheTwoPages(3, 30);
            ListGeneration.of(server, "new", 0, 25, -1);
            assertThat(workloads(list(prod -> prod.maxWorkers(3)))).isEqualTo(named(0, 25));

            clear(null);
            cacheTwoPages(3, 30);
            ListGeneration.of(server, "new", 0, 25, -1);
            ListingResult first = list(prod -> prod.maxResults(7).maxWorkers(1));
            assertThat(workloads(first)).as("the cached pages are enough").isEqualTo(named(3, 10));
            ListingResult more = list(prod -> prod.maxResults(12).maxWorkers(2));
            assertThat(workloads(more)).isEqualTo(named(0, 12));
            assertThat(more.complete()).isTrue();
            assertThat(more.truncated()).isTrue();
        }

        /** What comes first now is read last: it counts all the same. */
        @Test
        void limitOfAListReadAnewTakesTheFirstWhateverTheWorkers() {
            for (int workers : List.of(1, 2, 3, 5, 8)) {
                clear(null);
                cacheTwoPages(4, 30);
                ListGeneration.of(server, "new", 0, 25, -1);
                ListingResult result = list(prod -> prod.maxResults(11).maxWorkers(workers));
                assertThat(workloads(result)).as("%d workers", workers).isEqualTo(named(0, 11));

                clear(null);
                cacheTwoPages(4, 30);
                ListGeneration.of(server, "new", 0, 25, -1);
                List<String> seen = new ArrayList<>();
                String cursor = null;
                do {
                    String from = cursor;
                    ListingResult page = list(prod -> prod.pageSize(11).cursor(from).maxWorkers(workers));
                    seen.addAll(workloads(page));
                    cursor = page.nextCursor();
                } while (cursor != null);
                assertThat(seen).as("%d workers", workers).isEqualTo(named(0, 25));
            }
        }

        @Test
        void cursorGoesOnThoughItsWorkloadHasMovedToALaterPage() {
            for (String gvc : List.of("prod", "*")) {
                server.replace(DemoOrganization.of("acme", named(3, 20).stream()
                        .map(name -> DemoWorkload.healthy("prod", name, "main")).toList()));
                ListingResult first = routes.list(ListingRequest.builder().gvc(gvc).cache(false).pageSize(7).build());
                assertThat(workloads(first)).isEqualTo(named(3, 10));
                server.replace(DemoOrganization.of("acme", named(0, 20).stream()
                        .map(name -> DemoWorkload.healthy("prod", name, "main")).toList()));
                List<String> rest = new ArrayList<>();
                String cursor = first.nextCursor();
                while (cursor != null) {
                    ListingResult page = routes.list(
                            ListingRequest.builder().gvc(gvc).cache(false).pageSize(7).cursor(cursor).build());
                    rest.addAll(workloads(page));
                    cursor = page.nextCursor();
                }
                assertThat(rest).as(gvc).isEqualTo(named(10, 20));
            }
        }

        @Test
        void listReadAnewOnlyInPartShowsTheRestAsItWas() {
            cacheTwoPages(3, 30);
            ListGeneration.of(server, "new", 0, 25, 1);
            ListingResult result = list(prod -> prod.maxWorkers(3));
            List<String> expected = new ArrayList<>(named(0, 5));
            expected.addAll(named(5, 13));
            assertThat(workloads(result)).isEqualTo(expected);
            assertThat(result.complete()).isFalse();
            assertThat(result.errors()).extracting(WorkloadError::workloadName, WorkloadError::status)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(null, 403));
            assertThat(result.statistics().totalContainersFound()).isEqualTo(13);
        }

        @Test
        void whatIsNoWorkloadIsCountedOnceThoughTheListIsReadAnew() {
            server.replace(DemoOrganization.of("acme", named(0, 30).stream()
                    .map(name -> DemoWorkload.healthy("prod", name, "main")).toList()));
            ListGeneration.of(server, "old", 0, 10, 1, "7", "7", "{}");
            list(prod -> prod);
            ListGeneration.of(server, "new", 0, 10, -1, "7", "7", "{}");
            ListingResult result = list(prod -> prod);
            assertThat(workloads(result)).isEqualTo(named(0, 10));
            assertThat(result.errors()).hasSize(3);
            assertThat(result.statistics().totalWorkloadsProcessed()).isEqualTo(13);
            assertThat(result.statistics().failedWorkloads()).isEqualTo(3);
        }

        /** Pages of results over a list that gets new tokens in between, whether its pages are still cached or not. */
        @Test
        void pagesOfResultsGoOnThoughTheListHasToBeReadAnew() {
            for (boolean isCached : List.of(true, false)) {
                clear(null);
                server.replace(DemoOrganization.of("acme", named(0, 30).stream()
                        .map(name -> DemoWorkload.healthy("prod", name, "main")).toList()));
                ListGeneration.of(server, "old", 0, 30, -1);
                List<String> seen = new ArrayList<>();
                String cursor = null;
                int page = 0;
                do {
                    String from = cursor;
                    ListingResult result = list(prod -> prod.pageSize(7).cursor(from).maxWorkers(2).cache(isCached));
                    assertThat(result.complete()).as("cached: %s, after %s", isCached, seen).isTrue();
                    seen.addAll(workloads(result));
                    cursor = result.nextCursor();
                    ListGeneration.of(server, "new" + page++, 0, 30, -1);
                    if (page == 2) {
                        clear(null);
                    }
                } while (cursor != null);
                assertThat(seen).isEqualTo(named(0, 30));
            }
        }

        @Test
        void listReadAnewByManyIsReadOnceForAll() {
            cacheTwoPages(0, 30);
            routes.clock().advance(Duration.ofSeconds(1));
            ListGeneration.of(server, "new", 0, 30, -1);
            server.latency(Duration.ofMillis(30));
            List<CompletableFuture<ListingResult>> listings = IntStream.range(0, 20)
                    .mapToObj(i -> listLater(prod -> prod.maxWorkers(3))).toList();
            listings.forEach(listing -> assertThat(workloads(listing.join())).isEqualTo(named(0, 30)));
            List<String> pages = server.requests().stream().filter(line -> !line.endsWith("/deployment")).toList();
            assertThat(pages).filteredOn(line -> !line.contains("?page=old")).doesNotHaveDuplicates().hasSize(6);
        }

        @Test
        void cachedPageOfDeploymentsThatLeadsToNoOtherIsReadAnewToo() {
            for (int status : List.of(404, 410)) {
                clear(null);
                server.intercept(request -> !request.path().contains("00004/") ? null : request.query() == null
                        ? deployments("a", "old") : DemoResponse.error(403, "not now"));
                assertThat(list(prod -> prod).errors()).hasSize(1);
                server.intercept(request -> !request.path().contains("00004/") ? null : request.query() == null
                        ? deployments("b", "new") : request.query().equals("page=new") ? deployments("c", null)
                        : DemoResponse.error(status, "no such page"));
                server.resetCounters();

                ListingResult result = list(prod -> prod);

                assertThat(result.errors()).isEmpty();
                assertThat(result.containers()).filteredOn(container -> container.workloadName().endsWith("4"))
                        .filteredOn(container -> container.workloadName().equals("workload-00004"))
                        .extracting(Container::location).containsExactly("b", "c");
                assertThat(server.requests()).hasSize(3);

                // It is not there although the page before was read just now: an error, and no workload that is gone.
                clear(null);
                server.intercept(request -> !request.path().contains("00004/") ? null : request.query() == null
                        ? deployments("a", "none") : DemoResponse.error(status, "no such page"));
                ListingResult failing = list(prod -> prod);
                assertThat(failing.errors()).extracting(WorkloadError::workloadName, WorkloadError::status)
                        .containsExactly(org.assertj.core.groups.Tuple.tuple("workload-00004", status));
            }
        }

        @Test
        void listOfDeploymentsThatDoesNotEndFailsItsWorkload() {
            int[] pages = {0};
            server.intercept(request -> request.path().contains("00004/") ? deployments("a", "" + pages[0]++) : null);
            ListingResult result = list(prod -> prod.cache(false));
            assertThat(result.containers()).hasSize(19);
            assertThat(result.errors()).containsExactly(new WorkloadError("workload-00004", "prod", 502,
                    "the deployment list does not end after 1000 pages"));
        }
    }
}
