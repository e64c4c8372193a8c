package dev.cplnroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.cplnroutes.CacheStatistics;
import dev.cplnroutes.Container;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoRequest;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.Events;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Listings, clears, failures and the passing of time, all at once and at random: every answer must be explained by
 * calls that
 * the API really answered, and that the request was allowed to see. Each answer of the API carries a number of its own,
 * which
 * comes out again as an image or a limit of a container.
 */
@Timeout(400)
class ConsistencyTest {

    private static final int RUNS = 1000;
    private static final String LIST_PATH = "/org/acme/gvc/prod/workload";

    /** One answer of the API: when it was asked for, as a step of this test and by the routes' clock. */
    public record Answer(String path, long step, Instant time) {
    }

    private record Clear(String workload, long begin, long end) {

        boolean covers(String path) {
            // Any clear drops the pages of the list.
            return workload == null || !path.endsWith("/deployment") || path.contains("/" + workload + "/");
        }
    }

    private record Listing(ListingRequest request, long begin, long end, Instant time, ListingResult result,
            ListingFailedException failure) {
    }

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 0))
            .withSettableClock().with("cpln.progress.endpoints", "")
            .with("cpln.statistics.endpoints", "direct:test-statistics");
    private static final DemoServer server = routes.server();

    private final AtomicLong steps = new AtomicLong();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, Answer> answers = new ConcurrentHashMap<>();
    private final List<ListingStatistics> statistics = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger requests = new AtomicInteger();

    /** What the server does in one run; its only thread asks. */
    private final class Api {

        private final Random random;
        private final int faultsInAHundred;
        private final SettableClock clock;
        private volatile List<String> workloads;

        Api(long seed, int faultsInAHundred, SettableClock clock, int size) {
            this.random = new Random(seed);
            this.faultsInAHundred = faultsInAHundred;
            this.clock = clock;
            this.workloads = java.util.stream.IntStream.range(0, size).mapToObj(i -> "w" + i).toList();
        }

        DemoResponse answer(DemoRequest request) {
            requests.incrementAndGet();
            Duration latency = Duration.ofMillis(random.nextInt(3));
            if (random.nextInt(100) < faultsInAHundred) {
                return switch (random.nextInt(4)) {
                    case 0 -> DemoResponse.error(503, "down").withLatency(latency);
                    case 1 -> DemoResponse.error(403, "no").withLatency(latency);
                    case 2 -> DemoResponse.json("{}").withLatency(latency);
                    default -> DemoResponse.error(500, "boom").withLatency(latency);
                };
            }
            int number = numbers.incrementAndGet();
            answers.put(number, new Answer(request.path(), steps.incrementAndGet(), clock.instant()));
            if (request.isDeploymentList()) {
                return DemoResponse.json("{\"items\":[{\"name\":\"loc\","
                        + "\"status\":{\"versions\":[{\"containers\":{\"main\":"
                        + "{\"image\":\"" + number + "\",\"ready\":true}}}]}}]}").withLatency(latency);
            }
            // Two workloads a page; each page numbers its own.
            List<String> all = workloads;
            int from = request.query() == null ? 0 : Integer.parseInt(request.query().substring(5));
            StringBuilder items = new StringBuilder();
            for (String name : all.subList(Math.min(from, all.size()), Math.min(from + 2, all.size()))) {
                items.append(items.isEmpty() ? "" : ",").append("{\"name\":\"").append(name)
                        .append("\",\"spec\":{\"containers\":[{\"name\":\"main\",\"cpu\":\"").append(number)
                        .append("\"}]}}");
            }
            String next = from + 2 < all.size() ? "{\"rel\":\"next\",\"href\":\"?page=" + (from + 2) + "\"}" : "";
            return DemoResponse.json("{\"items\":[" + items + "],\"links\":[" + next + "]}").withLatency(latency);
        }
    }

    @Test
    void everyAnswerIsExplainedByCallsThatItMaySee() throws Exception {
        long seed = RandomSeed.next("consistency");
        Random random = new Random(seed);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Events.collect(routes.context(), "direct:test-statistics", ListingStatistics.class, statistics);
            int listings = 0;
            for (int run = 0; run < RUNS; run++) {
                String what = "seed " + seed + ", run " + run;
                Api api = new Api(random.nextLong(), random.nextInt(3) * 10, routes.clock(), 1 + random.nextInt(6));
                server.intercept(api::answer);
                routes.send("direct:cpln-clear-cache", null, Long.class);
                answers.clear();
                listings += new Run(api.workloads, threads, random).check(what);
                assertThat(routes.send("direct:cpln-cache-statistics", null, CacheStatistics.class).loading()).as(what)
                        .isZero();
            }
            int expected = listings;
            await().atMost(Duration.ofSeconds(60)).until(() -> statistics.size() == expected);
            assertThat(statistics.stream().mapToInt(ListingStatistics::apiCallsMade).sum()).as("seed %d: calls", seed)
                    .isEqualTo(requests.get());
            assertThat(statistics).as("seed %d: something was shared", seed)
                    .anyMatch(each -> each.cacheHits() > 0).anyMatch(each -> each.retries() > 0);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Some clients at once. */
    private final class Run {

        private final List<String> workloads;
        private final ExecutorService threads;
        private final Random random;
        private final List<Clear> clears = Collections.synchronizedList(new ArrayList<>());
        private final List<Listing> listings = Collections.synchronizedList(new ArrayList<>());

        Run(List<String> workloads, ExecutorService threads, Random random) {
            this.workloads = workloads;
            this.threads = threads;
            this.random = random;
        }

        int check(String what) throws Exception {
            List<Callable<Void>> clients = new ArrayList<>();
            for (int client = 2 + random.nextInt(3); client > 0; client--) {
                long clientSeed = random.nextLong();
                clients.add(() -> {
                    Random own = new Random(clientSeed);
                    for (int i = 0; i < 3; i++) {
                        act(own);
                    }
                    return null;
                });
            }
            for (Future<Void> client : threads.invokeAll(clients)) {
                client.get();
            }
            listings.forEach(listing -> explain(listing, what));
            return listings.size();
        }

        private void act(Random own) {
            switch (own.nextInt(6)) {
                case 0 -> clear(own.nextBoolean() ? null : workloads.get(own.nextInt(workloads.size())));
                case 1 -> routes.clock().advance(Duration.ofSeconds(own.nextInt(8)));
                default -> list(own);
            }
        }

        private void clear(String workload) {
            long begin = steps.incrementAndGet();
            routes.send("direct:cpln-clear-cache", workload == null ? null
                    : Map.of("gvc", "prod", "workloadName", workload),
                    Long.class);
            clears.add(new Clear(workload, begin, steps.incrementAndGet()));
        }

        private void list(Random own) {
            ListingRequest request = ListingRequest.builder().gvc("prod").maxWorkers(1 + own.nextInt(4))
                    .cache(own.nextInt(8) > 0).cacheTtlSeconds(List.of(0, 5, 10, 300).get(own.nextInt(4)))
                    .retry(own.nextBoolean()).maxRetries(own.nextInt(3)).retryDelaySeconds(0.001)
                    .filterUnhealthy(own.nextBoolean()).build();
            Instant time = routes.clock().instant();
            long begin = steps.incrementAndGet();
            ListingResult result = null;
            ListingFailedException failure = null;
            try {
                result = routes.list(request);
            } catch (ListingFailedException e) {
                failure = e;
            }
            listings.add(new Listing(request, begin, steps.incrementAndGet(), time, result, failure));
        }

        private void explain(Listing listing, String what) {
            String which = what + ", " + listing.request();
            if (listing.failure() != null) {
                assertThat(listing.failure().status()).as(which).isIn(502, 503);
                return;
            }
            ListingResult result = listing.result();
            assertThat(result.containers()).as(which).extracting(Container::workloadName).isSorted()
                    .doesNotHaveDuplicates().isSubsetOf(workloads);
            assertThat(result.complete()).as(which).isEqualTo(result.errors().isEmpty());
            assertThat(result.errors()).as(which).extracting(WorkloadError::status)
                    .isSubsetOf(List.of(500, 502, 503, 403));
            if (result.complete()) {
                assertThat(result.containers()).as(which).hasSize(workloads.size());
            } else if (result.errors().stream().noneMatch(error -> error.workloadName() == null)) {
                assertThat(result.containers().size() + result.errors().size()).as(which).isEqualTo(workloads.size());
            }
            for (Container container : result.containers()) {
                explain(listing, container.image(), LIST_PATH + "/" + container.workloadName() + "/deployment", which);
                explain(listing, container.resourceLimits().cpu(), LIST_PATH, which);
            }
            ListingStatistics counts = result.statistics();
            boolean cached = listing.request().cache();
            assertThat(counts.cacheMisses()).as(which).isLessThanOrEqualTo(cached ? counts.apiCallsMade() : 0);
            assertThat(counts.apiCallsMade() - counts.retries()).as(which)
                    .isLessThanOrEqualTo(workloads.size() + (workloads.size() + 1) / 2);
        }

        private void explain(Listing listing, String number, String path, String which) {
            Answer answer = answers.get(Integer.parseInt(number));
            String how = which + " shows " + path + " as of " + answer + ", listing " + listing.begin() + " to "
                    + listing.end() + " at " + listing.time() + ", " + clears;
            assertThat(answer).as(how).isNotNull();
            assertThat(answer.path()).as(how).isEqualTo(path);
            assertThat(answer.step()).as(how).isLessThan(listing.end());
            boolean isFresh = !listing.request().cache() || listing.request().cacheTtlSeconds() == 0;
            if (isFresh) {
                assertThat(answer.step()).as(how).isGreaterThan(listing.begin());
            }
            assertThat(answer.time()).as(how).isAfter(listing.time().minusSeconds(
                    Math.max(1, listing.request().cacheTtlSeconds())));
            for (Clear clear : Set.copyOf(clears)) {
                if (clear.covers(path) && clear.end() < listing.begin()) {
                    assertThat(answer.step()).as(how).isGreaterThan(clear.begin());
                }
            }
        }
    }
}
