package dev.cplnroutes.listing;

import static dev.cplnroutes.testing.Listed.numbered;
import static dev.cplnroutes.testing.Listed.workloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerCount;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.ProgressEvent;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.Events;
import dev.cplnroutes.testing.LaneThreadWatch;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The listing flow against an API over real sockets: what is called, in which order the answer comes, where it stops.
 */
@Timeout(120)
class ListingTest {

    private static final String LIST = "GET /org/acme/gvc/prod/workload";
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 20), DemoSettings.defaults().withPageSize(7))
            .with("cpln.listing.cache", "false").with("cpln.listing.retry-delay-seconds", "0.001");
    private static final DemoServer server = routes.server();

    private static ListingRequest.Builder prod() {
        return ListingRequest.builder().gvc("prod");
    }

    private static List<String> names(ListingResult result) {
        return result.containers().stream().map(container -> container.gvcName() + "/" + container.workloadName() + "/"
                + container.location() + "/" + container.version() + "/" + container.name()).toList();
    }

    private static String deployments(int workload) {
        return String.format("GET /org/acme/gvc/prod/workload/workload-%05d/deployment", workload);
    }

    private static <T> CompletableFuture<T> async(java.util.function.Supplier<T> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                future.complete(task.get());
            } catch (RuntimeException | Error e) {
                future.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    private static CompletableFuture<Exchange> stoppable(Stopping stopping, ListingRequest request) {
        return async(() -> routes.context().createProducerTemplate()
                .request("direct:cpln-list-containers", exchange -> {
            exchange.setProperty(Stopping.PROPERTY, stopping);
            exchange.getMessage().setBody(request);
        })).orTimeout(30, TimeUnit.SECONDS);
    }

    /** What is called, and the order of the answer. */
    @Nested
    class Calls {

        @Test
        void gvcCostsOneCallForEachPageAndEachWorkload() {
            ListingResult result = routes.list(prod().build());

            assertThat(workloads(result)).isEqualTo(numbered(20));
            assertThat(result.complete()).isTrue();
            assertThat(result.errors()).isEmpty();
            assertThat(result.truncated()).isFalse();
            assertThat(result.nextCursor()).isNull();
            assertThat(server.requests()).hasSize(23).doesNotHaveDuplicates().contains(LIST)
                    .contains(IntStream.range(0, 20).mapToObj(ListingTest::deployments).toArray(String[]::new));
            ListingStatistics statistics = result.statistics();
            assertThat(statistics.apiCallsMade()).isEqualTo(23);
            assertThat(statistics.retries()).isZero();
            assertThat(statistics.totalWorkloadsProcessed()).isEqualTo(20);
            assertThat(statistics.successfulWorkloads()).isEqualTo(20);
            assertThat(statistics.failedWorkloads()).isZero();
            assertThat(statistics.totalContainersFound()).isEqualTo(20);
            assertThat(statistics.healthyContainers()).isEqualTo(20);
            assertThat(statistics.unhealthyContainers()).isZero();
            assertThat(statistics.suspendedContainers()).isZero();
            assertThat(statistics.containersReturned()).isEqualTo(20);
            assertThat(statistics.cacheHits()).isZero();
            assertThat(statistics.cacheMisses()).isZero();
            assertThat(statistics.errors()).isEmpty();
            assertThat(statistics.endTime()).isAfterOrEqualTo(statistics.startTime());
            assertThat(Instant.now()).isAfterOrEqualTo(statistics.endTime());
        }

        @Test
        void organizationCostsNoCallForEachGvc() {
            DemoOrganization organization = DemoOrganization.realistic("acme", Instant.parse("2026-03-04T12:00:00Z"));
            server.replace(organization);

            ListingResult result = routes.list(ListingRequest.ofGvc("*"));

            assertThat(server.requests().stream().filter(line -> !line.endsWith("/deployment")))
                    .allMatch(line -> line.startsWith("GET /org/acme/workload")).hasSize(15);
            assertThat(server.requests()).hasSize(115);
            assertThat(result.statistics().totalWorkloadsProcessed()).isEqualTo(100);
            Set<String> gvcs = new HashSet<>();
            result.containers().forEach(container -> gvcs.add(container.gvcName()));
            assertThat(gvcs).containsExactlyInAnyOrder("prod", "staging", "batch", "edge");
            List<String> inListOrder = organization.workloads().stream()
                    .map(workload -> workload.gvc() + "/" + workload.name()).toList();
            List<Integer> places = result.containers().stream()
                    .map(container -> inListOrder.indexOf(container.gvcName() + "/" + container.workloadName()))
                    .toList();
            assertThat(places).isSorted().doesNotContain(-1);
        }

        @Test
        void namedWorkloadCostsTwoCallsAndNeverTheList() {
            ListingResult result = routes.list(ListingRequest.ofWorkload("prod", "workload-00013"));

            assertThat(workloads(result)).containsExactly("workload-00013");
            assertThat(result.containers().get(0).environmentVariables()).isNotEmpty();
            assertThat(server.requests()).containsExactly("GET /org/acme/gvc/prod/workload/workload-00013",
                    deployments(13));
        }

        @Test
        void onlyTheLocationAskedForIsListed() {
            server.replace(DemoOrganization.of("acme", List.of(
                    DemoWorkload.healthy("prod", "web", List.of("aws-us-west-2", "gcp-us-east1"), List.of("main")),
                    DemoWorkload.healthy("prod", "api", List.of("aws-us-west-2"), List.of("main")))));

            ListingResult result = routes.list(prod().location("gcp-us-east1").build());

            assertThat(result.containers()).extracting(Container::workloadName, Container::location)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("web", "gcp-us-east1"));
            assertThat(result.statistics().totalContainersFound()).isEqualTo(1);
            assertThat(result.statistics().successfulWorkloads()).isEqualTo(2);
        }

        @Test
        void sameOrderWhateverTheWorkersAndLatencies() {
            long seed = RandomSeed.next("order");
            java.util.Random random = new java.util.Random(seed);
            server.replace(DemoOrganization.realistic("acme", Instant.parse("2026-03-04T12:00:00Z")));
            List<String> expected = names(routes.list(ListingRequest.builder().gvc("*").parallel(false).build()));
            assertThat(server.peakInFlight()).isEqualTo(1);
            assertThat(expected).hasSizeGreaterThan(100);

            for (int round = 0; round < 12; round++) {
                int workers = 1 + random.nextInt(64);
                long salt = random.nextLong();
                server.intercept(request -> null);
                server.intercept(request -> request.isDeploymentList() && (request.path().hashCode() ^ salt) % 5 == 0
                        && request.attempt() % 2 == 1
                        ? DemoResponse.error(503, "later").withLatency(Duration.ofMillis(7)) : null);
                server.resetCounters();
                ListingResult result = routes.list(ListingRequest.builder().gvc("*").maxWorkers(workers).maxRetries(4)
                        .build());
                assertThat(names(result)).as("seed %d, %d workers", seed, workers).isEqualTo(expected);
                assertThat(server.peakInFlight()).isLessThanOrEqualTo(workers);
                assertThat(result.statistics().apiCallsMade()).isEqualTo(server.requests().size());
            }
        }

        @Test
        void pagesAreReadWhileEarlierWorkloadsAreWorkedOn() {
            server.latency(Duration.ofMillis(10));

            routes.list(prod().maxWorkers(3).build());

            List<String> requests = server.requests();
            int secondPage = IntStream.range(1, requests.size()).filter(i -> requests.get(i).startsWith(LIST + "?"))
                    .findFirst().orElseThrow();
            assertThat(secondPage).isLessThan(requests.indexOf(deployments(6)));
        }

        @Test
        void workloadsWithoutContainersAndThoseDeletedMeanwhileAreSuccesses() {
            server.replace(DemoOrganization.of("acme", List.of(
                    DemoWorkload.healthy("prod", "empty", List.of(), List.of()),
                    DemoWorkload.healthy("prod", "gone", "main"), DemoWorkload.healthy("prod", "here", "main"))));
            server.intercept(request -> request.path().contains("/gone/") ? DemoResponse.error(404, "gone") : null);

            ListingResult result = routes.list(prod().build());

            assertThat(workloads(result)).containsExactly("here");
            assertThat(result.complete()).isTrue();
            assertThat(result.statistics().successfulWorkloads()).isEqualTo(3);
        }

        /**
         * With the usual response time-out: below a second the HTTP client would not even think of a retry of its own.
         */
        @Test
        void nothingBelowOursSendsACallAgain() {
            server.intercept(request -> request.path().contains("00004/") || request.path().contains("00005/")
                    ? DemoResponse.error(request.path().contains("00004/") ? 503 : 429, "later") : null);

            ListingResult result = routes.list(prod().retry(false).build());

            assertThat(result.errors()).extracting(WorkloadError::status).containsExactly(503, 429);
            assertThat(server.requests()).hasSize(23);
        }
    }

    /** How many calls are in flight. */
    @Nested
    class Workers {

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 5, 20, 64})
        void workersAreReachedAndNeverExceeded(int workers) {
            // Answers take far longer than it takes to send as many calls, on a busy machine too.
            try (DemoServer largePages = DemoServer.start(DemoOrganization.uniform("acme", "prod", 2 * workers),
                    DemoSettings.defaults().withPageSize(200).withLatency(Duration.ofMillis(800)));
                    RunningRoutes onLargePages = RunningRoutes.on(largePages)) {
                onLargePages.list(prod().maxWorkers(workers).build());

                assertThat(largePages.peakInFlight()).isEqualTo(workers);
            }
        }

        @Test
        void boundOfTheProcessHoldsOverAllListings() {
            server.replace(DemoOrganization.uniform("acme", "prod", 60));
            server.latency(Duration.ofMillis(5));
            try (RunningRoutes bounded = RunningRoutes.on(server, Map.of("cpln.api.max-connections", "3"))) {
                List<CompletableFuture<ListingResult>> listings = IntStream.range(0, 4)
                        .mapToObj(i -> CompletableFuture.supplyAsync(
                                () -> bounded.list(prod().maxWorkers(8).cache(false).build()), Runnable::run))
                        .toList();
                listings.forEach(listing -> assertThat(workloads(listing.join())).isEqualTo(numbered(60)));
                List<CompletableFuture<ListingResult>> together = IntStream.range(0, 4)
                        .mapToObj(i -> async(() -> bounded.list(prod().maxWorkers(8).cache(false).build()))).toList();
                together.forEach(listing -> assertThat(workloads(listing.join())).isEqualTo(numbered(60)));
            }
            assertThat(server.peakInFlight()).isEqualTo(3);
        }

        @Test
        void smallListingIsNotStarvedByALargeOne() {
            server.replace(DemoOrganization.uniform("acme", "prod", 2000));
            server.latency(Duration.ofMillis(10));
            try (RunningRoutes bounded = RunningRoutes.on(server, Map.of("cpln.api.max-connections", "4"))) {
                CompletableFuture<ListingResult> large =
                        async(() -> bounded.list(prod().maxWorkers(64).cache(false).build()));
                await().until(() -> server.requests().size() > 70);
                ListingResult small = bounded.list(prod().maxWorkers(2).cache(false).maxResults(3).build());

                assertThat(workloads(small)).isEqualTo(numbered(3));
                assertThat(large).isNotDone();
                assertThat(workloads(large.join())).isEqualTo(numbered(2000));
            }
        }

        @Test
        void tenThousandWorkloadsNeedFewThreadsAndFewEvents() {
            server.replace(DemoOrganization.uniform("acme", "prod", 10_000));
            List<ProgressEvent> events = new ArrayList<>();
            try (RunningRoutes listening = RunningRoutes.on(
                    server, Map.of("cpln.progress.endpoints", "direct:test-progress",
                    "cpln.progress.interval", "1h"))) {
                Events.collect(listening.context(), "direct:test-progress", ProgressEvent.class, events);
                ListingResult result = listening.list(prod().maxWorkers(16).cache(false).build());

                assertThat(workloads(result)).isEqualTo(numbered(10_000));
                assertThat(server.peakInFlight()).isLessThanOrEqualTo(16);
                assertThat(Thread.getAllStackTraces().keySet().stream().filter(Thread::isAlive)
                        .filter(thread -> thread.getName().contains("cpln-lane")).count())
                        .as("threads of this listing and of those before it").isLessThanOrEqualTo(16 + 64 + 64 + 20);
                await().until(() -> events.size() == 2);
                assertThat(events).extracting(ProgressEvent::stage).containsExactly("listing-workloads", "completed");
                assertThat(events.get(1).current()).isEqualTo(10_000);
                assertThat(events.get(1).total()).isEqualTo(10_000);
            }
        }

        @Test
        void withoutParallelOneWorkloadIsDoneBeforeTheNextBegins() {
            server.intercept(request -> request.isDeploymentList() && request.path()
                    .contains("0000") && request.attempt() <= 2
                    ? DemoResponse.error(503, "not yet") : null);
            ListingResult result = routes.list(prod().parallel(false).build());
            assertThat(workloads(result)).isEqualTo(numbered(20));
            List<String> expected = new ArrayList<>();
            IntStream.range(0, 20).forEach(i -> expected.addAll(Collections.nCopies(i < 10 ? 3 : 1, deployments(i))));
            assertThat(server.requests()).filteredOn(line -> line.endsWith("/deployment")).isEqualTo(expected);
        }
    }

    /** Where a listing stops early, and what it leaves out. */
    @Nested
    class LimitAndFilter {

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 5, 12})
        void limitStopsEarlyAndGivesTheFirstOfTheList(int workers) {
            server.replace(DemoOrganization.uniform("acme", "prod", 100));
            server.latency(Duration.ofMillis(2));

            ListingResult result = routes.list(prod().maxWorkers(workers).maxResults(10).build());

            assertThat(workloads(result)).isEqualTo(numbered(10));
            assertThat(result.truncated()).isTrue();
            assertThat(result.complete()).isTrue();
            assertThat(result.nextCursor()).isNull();
            // Two pages hold the ten workloads needed.
            assertThat(server.requests().size()).isLessThanOrEqualTo(2 + 10 + workers + 1);
            assertThat(result.statistics().apiCallsMade()).isEqualTo(server.requests().size());
            assertThat(result.statistics().containersReturned()).isEqualTo(10);
        }

        @Test
        void limitStopsEarlyWhereMatchesAreRare() {
            List<DemoWorkload> workloads = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                DemoWorkload workload = DemoWorkload.healthy("prod", String.format("w%03d", i), "main");
                if (i % 20 != 19) {
                    ((ObjectNode) workload.deployments().get(0).at("/status/versions/0/containers/main"))
                            .put("ready", false);
                }
                workloads.add(workload);
            }
            server.replace(DemoOrganization.of("acme", workloads));
            // What counts is answered long before what is in flight beside it: else other lanes would go on meanwhile,
            // as they
            // should.
            server.intercept(request -> {
                server.latency(Duration.ofMillis(request.path().matches(".*[13579]9/deployment") ? 5 : 60));
                return null;
            });

            ListingResult result = routes.list(prod().maxWorkers(4).maxResults(3).filterUnhealthy(true).build());

            assertThat(workloads(result)).containsExactly("w019", "w039", "w059");
            assertThat(result.containers()).allMatch(container -> container.healthStatus() == HealthStatus.HEALTHY);
            assertThat(result.truncated()).isTrue();
            // Sixty workloads on nine pages of seven are needed.
            assertThat(server.requests().size()).isLessThanOrEqualTo(9 + 60 + 4 + 1);
            assertThat(result.statistics().unhealthyContainers()).isGreaterThanOrEqualTo(57);
        }

        @Test
        void limitThatIsNotReachedTruncatesNothing() {
            assertThat(routes.list(prod().maxResults(21).build()).truncated()).isFalse();
            assertThat(routes.list(prod().maxResults(20).build()).truncated()).isFalse();
            assertThat(routes.list(prod().maxResults(19).build()).truncated()).isTrue();
        }

        @Test
        void healthFilterLeavesOutWhatTheStatisticsStillCount() {
            server.replace(DemoOrganization.realistic("acme", Instant.parse("2026-03-04T12:00:00Z")));
            ListingResult all = routes.list(ListingRequest.ofGvc("*"));
            ListingResult filtered = routes.list(ListingRequest.builder().gvc("*").filterUnhealthy(true).build());

            List<Container> expected = all.containers().stream().filter(container -> container.healthStatus()
                    == HealthStatus.HEALTHY || container.healthStatus() == HealthStatus.SUSPENDED).toList();
            assertThat(filtered.containers()).isEqualTo(expected).hasSizeLessThan(all.containers().size());
            assertThat(filtered.statistics().totalContainersFound()).isEqualTo(all.containers().size());
            assertThat(filtered.statistics().unhealthyContainers() + filtered.statistics().unknownContainers())
                    .isEqualTo(all.containers().size() - expected.size());
            assertThat(filtered.statistics().unknownContainers()).isEqualTo((int) all.containers().stream()
                    .filter(container -> container.healthStatus() == HealthStatus.UNKNOWN).count()).isPositive();
            assertThat(filtered.statistics().containersReturned()).isEqualTo(expected.size());
        }

        @Test
        void limitIsNotHeldUpByABackOffThatNobodyNeeds() {
            server.intercept(request -> !request.isDeploymentList() ? null
                    : request.path().contains("00005/") ? DemoResponse.error(503, "later").withLatency(Duration.ZERO)
                    : null);
            // It fails at once and waits for its retry by the time that the others are answered.
            server.latency(Duration.ofMillis(200));

            ListingResult result = routes.list(prod().maxWorkers(7).maxResults(3).retryDelaySeconds(3000).build());

            assertThat(workloads(result)).isEqualTo(numbered(3));
            assertThat(result.truncated()).isTrue();
            ListingResult page = routes.list(prod().maxWorkers(7).pageSize(2).retryDelaySeconds(3000).build());
            assertThat(workloads(page)).isEqualTo(numbered(2));
            assertThat(page.nextCursor()).isNotNull();
        }
    }

    /** A result in pages, each from the cursor of the one before. */
    @Nested
    class PagesOfResults {

        @Test
        void pagesOfResultsTogetherAreTheWholeList() {
            long seed = RandomSeed.next("pages");
            java.util.Random random = new java.util.Random(seed);
            server.replace(DemoOrganization.realistic("acme", Instant.parse("2026-03-04T12:00:00Z")));
            for (int round = 0; round < 10; round++) {
                boolean filter = random.nextBoolean();
                Integer most = random.nextInt(3) == 0 ? 1 + random.nextInt(150) : null;
                ListingRequest.Builder request = ListingRequest.builder().gvc(random.nextBoolean() ? "*" : "prod")
                        .filterUnhealthy(filter).maxWorkers(1 + random.nextInt(20));
                if (most != null) {
                    request.maxResults(most);
                }
                ListingResult whole = routes.list(request.build());
                List<Container> joined = new ArrayList<>();
                request.pageSize(1 + random.nextInt(60));
                ListingResult page = routes.list(request.build());
                joined.addAll(page.containers());
                while (page.nextCursor() != null) {
                    assertThat(page.truncated()).isFalse();
                    assertThat(page.containers()).isNotEmpty();
                    page = routes.list(request.cursor(page.nextCursor()).build());
                    joined.addAll(page.containers());
                }
                assertThat(joined).as("seed %d", seed).isEqualTo(whole.containers());
                assertThat(page.truncated()).as("seed %d", seed).isEqualTo(whole.truncated());
            }
        }

        @Test
        void nextPageMakesNoCallForWorkloadsBeforeItsStart() {
            ListingResult first = routes.list(prod().pageSize(9).build());
            assertThat(workloads(first)).isEqualTo(numbered(9));
            server.resetCounters();

            ListingResult second = routes.list(prod().pageSize(9).cursor(first.nextCursor()).build());

            assertThat(workloads(second)).isEqualTo(numbered(20).subList(9, 18));
            // The last container's own workload is the one cut by the boundary.
            assertThat(server.requests()).doesNotContain(LIST)
                    .doesNotContain(IntStream.range(0, 8).mapToObj(ListingTest::deployments).toArray(String[]::new));
            ListingResult third = routes.list(prod().cursor(second.nextCursor()).build());
            assertThat(workloads(third)).isEqualTo(numbered(20).subList(18, 20));
            assertThat(third.nextCursor()).isNull();
        }

        @Test
        void cursorAloneMeansPagesOfFifty() {
            server.replace(DemoOrganization.uniform("acme", "prod", 120));
            ListingResult first = routes.list(prod().pageSize(10).build());

            ListingResult second = routes.list(prod().cursor(first.nextCursor()).build());

            assertThat(workloads(second)).isEqualTo(numbered(120).subList(10, 60));
            assertThat(second.nextCursor()).isNotNull();
        }

        @Test
        void workloadOfTheCursorMayBeGone() {
            ListingResult first = routes.list(prod().pageSize(9).build());
            List<DemoWorkload> left = new ArrayList<>(DemoOrganization.uniform("acme", "prod", 20).workloads());
            left.removeIf(workload -> workload.name().equals("workload-00008"));
            server.replace(DemoOrganization.of("acme", left));

            ListingResult second = routes.list(prod().pageSize(50).cursor(first.nextCursor()).build());

            assertThat(workloads(second)).isEqualTo(numbered(20).subList(9, 20));
        }
    }

    /** The forms of a request, and the exchange that brings it. */
    @Nested
    class Requests {

        @Test
        void requestComesAsRecordMapJsonOrNothing() {
            assertThat(workloads(routes.list(Map.of("gvc", "prod", "maxResults", 2)))).isEqualTo(numbered(2));
            assertThat(workloads(routes.list("{\"gvc\":\"prod\",\"maxResults\":2}"))).isEqualTo(numbered(2));
            assertThat(workloads(routes.list("{\"gvc\":\"prod\",\"maxResults\":2}".getBytes()))).isEqualTo(numbered(2));
            assertThat(workloads(routes.list(null))).isEqualTo(numbered(20));
            assertThat(server.requests()).contains("GET /org/acme/workload");
        }

        @Test
        void countIsTheListingWithoutItsContainers() {
            ContainerCount count = routes.send("direct:cpln-count-containers", prod().maxResults(7).build(),
                    ContainerCount.class);

            assertThat(count.count()).isEqualTo(7);
            assertThat(count.truncated()).isTrue();
            assertThat(count.complete()).isTrue();
            assertThat(count.statistics().containersReturned()).isEqualTo(7);
        }

        @Test
        void requestIsRefusedBeforeAnyCall() {
            assertThatThrownBy(() -> routes.list(Map.of("gvc", "prod", "maxWorkers", "5")))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("Option 'maxWorkers' has the value '5'; allowed is a whole number from 1 to 256.");
            assertThatThrownBy(() -> routes.list(prod().workloadName("web").gvc("*").build()))
                    .isInstanceOf(InvalidRequestException.class).hasMessageContaining("workloadName");
            assertThatThrownBy(() -> routes.list("[]")).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> routes.list(42)).isInstanceOf(InvalidRequestException.class)
                    .hasMessage("A listing request is a ListingRequest, a Map or JSON text, as a text, bytes, a stream "
                            + "or a file; send one of these.");
            assertThat(server.requests()).isEmpty();
        }

        @Test
        void hostWithoutAnySettingStartsAndLearnsWhatIsMissing() {
            try (RunningRoutes unset = RunningRoutes.start(Map.of())) {
                assertThatThrownBy(() -> unset.list(null)).isInstanceOf(ListingFailedException.class)
                        .hasMessageContaining("CPLN_ORG").hasMessageContaining("CPLN_TOKEN");
            }
        }

        @Test
        void callersExchangeKeepsItsHeadersVariablesAndProperties() {
            Exchange answered = routes.context().createProducerTemplate()
                    .request("direct:cpln-list-containers", exchange -> {
                exchange.getMessage().setBody(prod().build());
                exchange.getMessage().setHeader("CamelHttpUri", "http://127.0.0.1:9/elsewhere");
                exchange.getMessage().setHeader("CamelHttpRawQuery", "page=elsewhere");
                exchange.getMessage().setHeader("CamelHttpMethod", "DELETE");
                exchange.getMessage().setHeader("CamelRedeliveryDelay", 600_000);
                exchange.getMessage().setHeader("CamelFileName", "mine.txt");
                exchange.setVariable("mine", "kept");
                exchange.setProperty("mine", "kept");
            });

            assertThat(answered.getException()).isNull();
            assertThat(workloads(answered.getMessage().getBody(ListingResult.class))).isEqualTo(numbered(20));
            assertThat(answered.getMessage().getHeaders()).containsOnlyKeys("CamelHttpUri", "CamelHttpRawQuery",
                    "CamelHttpMethod", "CamelRedeliveryDelay", "CamelFileName");
            assertThat(answered.getMessage().getHeader("CamelFileName")).isEqualTo("mine.txt");
            assertThat(answered.getVariables()).containsExactly(Map.entry("mine", "kept"));
            assertThat(answered.getProperty("mine")).isEqualTo("kept");
            assertThat(server.requests()).hasSize(23)
                    .allMatch(line -> line.startsWith("GET /org/acme/gvc/prod/workload"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"INVALIDATE_ALL", "PUT", "GET_ALL", "CLEANUP"})
        void headersOfACallerDoNotReachTheCache(String action) {
            ListingRequest cached = prod().cache(true).build();
            routes.list(cached);
            server.resetCounters();
            Exchange exchange = routes.context().createProducerTemplate()
                    .request("direct:cpln-list-containers", each -> {
                each.getMessage().setHeader("CamelCaffeineAction", action);
                each.getMessage().setHeader("CamelCaffeineKeys", Set.of());
                each.getMessage().setHeader("CamelHttpUri", "http://127.0.0.1:1");
                each.getMessage().setBody(cached);
            });
            assertThat(exchange.getException()).isNull();
            ListingResult result = exchange.getMessage().getBody(ListingResult.class);
            assertThat(workloads(result)).isEqualTo(numbered(20));
            assertThat(result.statistics().cacheHits()).isEqualTo(23);
            assertThat(server.requests()).isEmpty();
            assertThat(exchange.getMessage().getHeader("CamelCaffeineAction")).as("the caller's own").isEqualTo(action);
            routes.send("direct:cpln-clear-cache", null, Long.class);
        }
    }

    /** Listings that are stopped or interrupted. */
    @Nested
    class Ends {

        @Test
        void stoppedListingMakesNoFurtherCalls() {
            server.replace(DemoOrganization.uniform("acme", "prod", 500));
            server.latency(Duration.ofMillis(5));
            Stopping stopping = new Stopping();
            CompletableFuture<Exchange> listing = async(() -> routes.context().createProducerTemplate()
                    .request("direct:cpln-list-containers", exchange -> {
                        exchange.setProperty(Stopping.PROPERTY, stopping);
                        exchange.getMessage().setBody(prod().maxWorkers(3).build());
                    }));
            await().until(() -> server.requests().size() > 30);
            stopping.stop();

            assertThat(listing.orTimeout(30, TimeUnit.SECONDS).join().getException())
                    .isInstanceOf(ListingFailedException.class).hasMessageContaining("stopped");
            assertThat(server.requests().size()).isLessThan(500);
        }

        @Test
        void stoppingEndsAWaitForARetryAtOnce() {
            server.intercept(request -> request.isDeploymentList() ? DemoResponse.error(503, "later") : null);
            Stopping stopping = new Stopping();
            CompletableFuture<Exchange> listing =
                    stoppable(stopping, prod().maxWorkers(3).retryDelaySeconds(3000).build());
            // All wait for their next try: while one lane does, another stands in for it.
            await().until(() -> server.requests().stream().filter(line -> line.endsWith("/deployment")).count() == 20);
            stopping.stop();

            assertThat(listing.join().getException()).isInstanceOfSatisfying(ListingFailedException.class, failure -> {
                assertThat(failure.status()).isEqualTo(503);
                assertThat(failure).hasMessageContaining("stopped");
            });
        }

        /** As where a host's multicast lists several GVCs for one caller. */
        @Test
        void oneStoppingStopsAllListingsThatHaveIt() {
            server.latency(Duration.ofMillis(20));
            server.replace(DemoOrganization.uniform("acme", "prod", 2000));
            Stopping stopping = new Stopping();
            List<CompletableFuture<Exchange>> listings = List.of(stoppable(stopping, prod().maxWorkers(2).build()),
                    stoppable(stopping, prod().maxWorkers(2).build()),
                    stoppable(stopping, prod().workloadName("none").build()));
            await().until(() -> server.requests().size() > 20);
            stopping.stop();
            assertThat(listings.get(0).join().getException()).hasMessageContaining("stopped");
            assertThat(listings.get(1).join().getException()).hasMessageContaining("stopped");
        }

        /** The thread that waited for a retry may have gone on to another listing when its own is stopped. */
        @Test
        void stoppingAListingLeavesThreadsAloneThatServeOthersNow() {
            LaneThreadWatch lanes = LaneThreadWatch.of(routes.context());
            // The first try fails for one listing, while another gets the answer and puts it into the cache.
            server.intercept(request -> !request.isDeploymentList() ? null
                    : request.path().contains("00003/") && request.attempt() == 1 ? DemoResponse.error(503, "once")
                    : request.path().contains("00019/") ? DemoResponse.json("{\"items\":[]}")
                    .withLatency(Duration.ofSeconds(3))
                    : null);
            Stopping stopping = new Stopping();
            CompletableFuture<Exchange> stopped = stoppable(stopping,
                    prod().cache(true).cacheTtlSeconds(60).maxWorkers(20).retryDelaySeconds(0.5).build());
            await().until(() -> server.requests().contains(deployments(3)));
            routes.list(prod().workloadName("workload-00003").cache(true).cacheTtlSeconds(60).build());
            // Its retry is answered by the cache, and its lane has nothing more to do: one waits for the slow answer.
            await().until(() -> lanes.busy() == 1);
            server.latency(Duration.ofMillis(500));
            CompletableFuture<ListingResult> other = async(() -> routes.list(prod().maxWorkers(16).build()));
            await().until(() -> server.inFlight() > 5);
            stopping.stop();

            ListingResult result = other.orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(result.errors()).isEmpty();
            assertThat(workloads(result)).isEqualTo(numbered(19));
            assertThat(stopped.join().getException()).hasMessageContaining("stopped");
        }

        @Test
        void foreignInterruptFailsTheListingInsteadOfHidingWhatIsMissing() {
            server.replace(DemoOrganization.uniform("acme", "prod", 7));
            server.latency(Duration.ofSeconds(1));
            try (RunningRoutes fresh = routes.start(Map.of())) {
                LaneThreadWatch lanes = LaneThreadWatch.of(fresh.context());
                CompletableFuture<ListingResult> listing = async(() -> fresh.list(prod().maxWorkers(4).build()));
                // One reads the page, the others wait for the work on it.
                await().until(() -> server.inFlight() == 1 && lanes.waiting() == 3);
                assertThat(lanes.interruptOneThatWaits()).isTrue();

                assertThatThrownBy(() -> listing.orTimeout(30, TimeUnit.SECONDS).join()).cause()
                        .isInstanceOfSatisfying(ListingFailedException.class,
                                failure -> assertThat(failure).hasMessageContaining("interrupted"));
            }
        }

        /** As by a host's Future.cancel(true). */
        @Test
        void interruptedCallerEndsItsListingAndItsCostIsTold() throws Exception {
            List<ListingStatistics> statistics = Collections.synchronizedList(new ArrayList<>());
            try (RunningRoutes listening = RunningRoutes.on(server, Map.of("cpln.progress.endpoints", "",
                    "cpln.statistics.endpoints", "direct:test-statistics"))) {
                Events.collect(listening.context(), "direct:test-statistics", ListingStatistics.class, statistics);
                server.replace(DemoOrganization.uniform("acme", "prod", 500));
                server.latency(Duration.ofMillis(30));
                Thread caller = new Thread(() -> {
                    try {
                        listening.list(prod().maxWorkers(3).build());
                    } catch (RuntimeException e) {
                        // It was interrupted.
                    }
                });
                caller.start();
                await().until(() -> server.requests().size() > 20);
                caller.interrupt();
                caller.join();

                await().until(() -> statistics.size() == 1);
                await().until(() -> server.inFlight() == 0);
                assertThat(server.requests().size()).isLessThan(400);
                assertThat(statistics.get(0).apiCallsMade()).isEqualTo(server.requests().size());
                assertThat(statistics.get(0).containersReturned()).isZero();
            }
        }
    }

    /** The progress and the statistics that a listing publishes. */
    @Nested
    class EventsOfAListing {

        @Test
        void progressBeginsGoesOnAndEnds() throws Exception {
            List<ProgressEvent> events = new ArrayList<>();
            List<ListingStatistics> statistics = new ArrayList<>();
            try (RunningRoutes listening = RunningRoutes.on(
                    server, Map.of("cpln.progress.endpoints", "direct:test-progress",
                    "cpln.progress.interval", "0", "cpln.statistics.endpoints", "direct:test-statistics"))) {
                Events.collect(listening.context(), "direct:test-progress", ProgressEvent.class, events);
                Events.collect(listening.context(), "direct:test-statistics", ListingStatistics.class, statistics);
                ListingResult result = listening.list(prod().maxWorkers(4).build());

                await().until(() -> !statistics.isEmpty() && events.size() == 1 + 3 + 20 + 1);
                assertThat(new ObjectMapper().findAndRegisterModules().writeValueAsString(statistics.get(0)))
                        .contains(result.statistics().listingId());
                assertThat(statistics.get(0)).isEqualTo(result.statistics());
                assertThat(events).allMatch(event -> event.listingId().equals(result.statistics().listingId()))
                        .allMatch(event -> event.gvc().equals("prod") && event.time() != null);
                assertThat(events).extracting(ProgressEvent::current).isSorted();
                assertThat(events).extracting(ProgressEvent::total).isSorted();
                assertThat(events).allMatch(event -> event.current() <= event.total());
                assertThat(events.get(0)).extracting(ProgressEvent::stage, ProgressEvent::current, ProgressEvent::total)
                        .containsExactly("listing-workloads", 0, 0);
                assertThat(events.get(24)).extracting(ProgressEvent::stage, ProgressEvent::current,
                        ProgressEvent::total)
                        .containsExactly("completed", 20, 20);
                assertThat(events.stream().filter(event -> event.stage().equals("processing-workloads"))
                        .map(ProgressEvent::workloadName)).containsExactlyInAnyOrderElementsOf(numbered(20));
            }
        }

        @Test
        void failedListingTellsItsEndToo() {
            List<ProgressEvent> events = new ArrayList<>();
            List<ListingStatistics> statistics = new ArrayList<>();
            server.intercept(request -> DemoResponse.error(500, "boom"));
            try (RunningRoutes listening = RunningRoutes.on(
                    server, Map.of("cpln.progress.endpoints", "direct:test-progress",
                    "cpln.statistics.endpoints", "direct:test-statistics"))) {
                Events.collect(listening.context(), "direct:test-progress", ProgressEvent.class, events);
                Events.collect(listening.context(), "direct:test-statistics", ListingStatistics.class, statistics);
                assertThatThrownBy(() -> listening.list(prod().retry(false).build()))
                        .isInstanceOf(ListingFailedException.class).hasMessageContaining("boom");

                await().until(() -> events.size() == 2 && statistics.size() == 1);
                assertThat(events).extracting(ProgressEvent::stage).containsExactly("listing-workloads", "failed");
                assertThat(statistics.get(0).apiCallsMade()).isEqualTo(1);
                assertThat(statistics.get(0).containersReturned()).isZero();
            }
        }
    }
}
