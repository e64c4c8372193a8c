package dev.cplnroutes.call;

import static dev.cplnroutes.testing.Listed.numbered;
import static dev.cplnroutes.testing.Listed.workloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoRateLimit;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is sent again, when, and what that means for the other calls of the process; each test with a process's worth of
 * routes of its own, since pause, pace and budget are the process's.
 */
@Timeout(120)
class RetryingTest {

    @RegisterExtension
    private final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 20), DemoSettings.defaults().withPageSize(1000))
            .withSettableClock().with("cpln.listing.cache", "false").with("cpln.listing.retry-delay-seconds", "0.001")
            .with("cpln.listing.max-workers", "4");
    private final DemoServer server = routes.server();
    /** When requests for deployments arrived, {@link System#nanoTime()}, and how many were in flight then. */
    private final List<Arrival> arrivals = Collections.synchronizedList(new ArrayList<>());

    private record Arrival(String workload, long at, int inFlight) {
    }

    private static ListingRequest.Builder prod() {
        return ListingRequest.builder().gvc("prod");
    }

    private ListingResult list(ListingRequest.Builder request) {
        return routes.list(request.build());
    }

    private CompletableFuture<ListingResult> listLater(ListingRequest.Builder request) {
        return CompletableFuture.supplyAsync(() -> list(request)).orTimeout(60, TimeUnit.SECONDS);
    }

    /** Answers deployments of a workload with a fault so many times. */
    private void fault(String workload, int times, DemoResponse response) {
        server.intercept(request -> {
            if (!request.isDeploymentList()) {
                return null;
            }
            arrivals.add(new Arrival(request.path().split("/")[6], System.nanoTime(), server.inFlight()));
            return request.path().contains(workload) && request.attempt() <= times ? response : null;
        });
    }

    private long firstArrival(String workload) {
        return arrivals.stream().filter(arrival -> arrival.workload().equals(workload)).findFirst().orElseThrow().at();
    }

    /** Waits that the API asks for. */
    @Nested
    class Pauses {

        @ParameterizedTest
        @ValueSource(strings = {"1", "date"})
        void retryAfterIsWaitedForByAllCallsOfTheProcess(String retryAfter) {
            server.latency(Duration.ofMillis(40));
            // The date is a second from now for the routes' clock alone.
            String header = retryAfter.equals("date") ? DateTimeFormatter.RFC_1123_DATE_TIME
                    .format(routes.clock().instant().plusSeconds(1).atOffset(ZoneOffset.UTC)) : retryAfter;
            fault("workload-00007", 1, DemoResponse.error(429, "slow down").withHeader("Retry-After", header));
            CompletableFuture<ListingResult> other = listLater(prod().maxWorkers(2));
            ListingResult result = list(prod().maxWorkers(4));

            assertThat(workloads(result)).isEqualTo(numbered(20));
            assertThat(workloads(other.join())).isEqualTo(numbered(20));
            assertThat(result.statistics().apiCallsMade() + other.join().statistics().apiCallsMade())
                    .isEqualTo(server.requests().size()).isEqualTo(43);
            assertThat(result.statistics().retries() + other.join().statistics().retries()).isEqualTo(1);

            long refused = firstArrival("workload-00007");
            // What was in flight when the refusal was read may have been followed by no more than was sent before that.
            List<Arrival> after = arrivals.stream()
                    .filter(arrival -> arrival.at() - refused > TimeUnit.MILLISECONDS.toNanos(500)).toList();
            assertThat(after.get(0).at() - refused).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(1000));
            assertThat(after.get(0).inFlight()).as("one call, until it has succeeded").isEqualTo(1);
            assertThat(after.get(1).at() - after.get(0).at()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(40));
            assertThat(after.get(1).inFlight()).isLessThanOrEqualTo(2);
            assertThat(after.get(2).inFlight()).isLessThanOrEqualTo(2);
            assertThat(after.stream().mapToInt(Arrival::inFlight).max().orElseThrow()).as("all workers again")
                    .isGreaterThan(3);
        }

        @Test
        void pauseHoldsEvenWhereTheCallItselfHasNoTriesLeft() {
            fault("workload-00002", 1, DemoResponse.error(503, "restarting").withHeader("Retry-After", "1"));

            ListingResult result = list(prod().maxWorkers(1).retry(false));

            assertThat(result.errors()).containsExactly(new WorkloadError("workload-00002", "prod", 503,
                    "the API answered 503: restarting"));
            assertThat(workloads(result)).hasSize(19);
            assertThat(firstArrival("workload-00003") - firstArrival("workload-00002"))
                    .isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
        }

        @ParameterizedTest
        @ValueSource(strings = {"86400", "61", "99999999999999999999", "date"})
        void waitThatIsTooLongEndsItsCallAtOnceAndHoldsNobodyBack(String retryAfter) {
            String header = retryAfter.equals("date") ? DateTimeFormatter.RFC_1123_DATE_TIME
                    .format(routes.clock().instant().plusSeconds(86_400).atOffset(ZoneOffset.UTC)) : retryAfter;
            fault("workload-00002", 9, DemoResponse.error(429, "come back later").withHeader("Retry-After", header));

            ListingResult result = list(prod().maxRetries(8));

            assertThat(result.errors()).containsExactly(new WorkloadError("workload-00002", "prod", 429,
                    "the API answered 429: come back later"));
            assertThat(workloads(result)).hasSize(19);
            assertThat(server.requests()).hasSize(21);
        }

        @ParameterizedTest
        @CsvSource({"Quota exceeded,1", "you have used up your QUOTA,0", "quotas are there for a reason,60"})
        void quotaIsSentOnceAndHoldsNobodyBack(String message, String retryAfter) {
            fault("workload-00002", 9, DemoResponse.error(429, message).withHeader("Retry-After", retryAfter));
            ListingResult result = list(prod().maxRetries(8));
            assertThat(result.errors()).containsExactly(new WorkloadError("workload-00002", "prod", 429,
                    "the API answered 429: " + message));
            assertThat(workloads(result)).hasSize(19);
            assertThat(server.requests()).hasSize(21);
            assertThat(result.statistics().retries()).isZero();
        }

        @Test
        void quotaIsToldWhereverTheWordIs() {
            for (String body : List.of("{\"message\":\"" + "x".repeat(400) + " quota\"}", "<html>Quota exceeded</html>",
                    "{\"message\":\"quota " + "x".repeat(100_000) + "\"}")) {
                server.resetCounters();
                fault("workload-00002", 9, new DemoResponse(429, Map.of(), body, null));
                assertThat(list(prod().maxRetries(8)).errors()).extracting(WorkloadError::status).containsExactly(429);
                assertThat(server.requests()).as(body.substring(0, 20)).hasSize(21);
            }
        }
    }

    /** How often is asked, and how long a call waits of its own. */
    @Nested
    class Rate {

        @Test
        void ownWaitsAreNeverShorterThanTheRequestSays() {
            fault("workload-00002", 2, DemoResponse.error(500, "boom"));
            list(prod().retryDelaySeconds(0.1).retryBackoffFactor(3));
            List<Long> times = arrivals.stream().filter(arrival -> arrival.workload().equals("workload-00002"))
                    .map(Arrival::at).toList();
            assertThat(times).hasSize(3);
            assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
            assertThat(times.get(2) - times.get(1)).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
        }

        @Test
        void rateThatTheServerBearsIsFoundAndNothingIsLost() {
            server.replace(DemoOrganization.uniform("acme", "prod", 1000));
            server.latency(Duration.ofMillis(20));
            server.rateLimit(new DemoRateLimit(100, 20));

            ListingResult result = list(prod().maxWorkers(32).maxRetries(8).retryDelaySeconds(0.2));

            assertThat(workloads(result)).isEqualTo(numbered(1000));
            assertThat(result.complete()).isTrue();
            assertThat(result.statistics().apiCallsMade()).isEqualTo(server.requests().size());
            assertThat(result.statistics().retries()).isEqualTo(server.refusedRequests());
            assertThat(server.refusedRequests()).isLessThanOrEqualTo(server.requests().size() / 20);
        }

        @ParameterizedTest
        @ValueSource(ints = {401, 403})
        void refusedTokenFailsItsWorkloadOrTheListingWithoutARetry(int status) {
            fault("workload-00002", 9, DemoResponse.error(status, "no"));
            ListingResult result = list(prod().maxRetries(8));
            assertThat(result.errors()).containsExactly(new WorkloadError("workload-00002", "prod", status,
                    "the API answered " + status + ": no"));
            assertThat(workloads(result)).hasSize(19);
            assertThat(server.requests()).hasSize(21);

            server.resetCounters();
            server.intercept(request -> DemoResponse.error(status, "no"));
            assertThatThrownBy(() -> list(prod().maxRetries(8))).isInstanceOfSatisfying(ListingFailedException.class,
                    failure -> {
                        assertThat(failure.status()).isEqualTo(502);
                        assertThat(failure.title()).isEqualTo("Token refused");
                    });
            assertThat(server.requests()).hasSize(1);
        }
    }

    /** The process's budget of retries. */
    @Nested
    class Budget {

        @Test
        void everythingUnavailableCostsHardlyMoreThanAskingOnce() {
            server.replace(DemoOrganization.uniform("acme", "prod", 1000));
            server.intercept(request -> request.isDeploymentList() ? DemoResponse.error(503, "down") : null);
            try (RunningRoutes standard = RunningRoutes.on(server, Map.of())) {
                assertThatThrownBy(() -> standard.list(prod().build()))
                        .isInstanceOfSatisfying(ListingFailedException.class,
                        failure -> {
                            assertThat(failure.status()).isEqualTo(503);
                            assertThat(failure.retryAfterSeconds()).isPresent();
                            assertThat(failure).hasMessage("Every workload failed alike: the API answered 503: down.");
                        });
                assertThat(server.requests().size()).isBetween(1002, 1100);
                Map<String, Integer> tries = new ConcurrentHashMap<>();
                server.requests().forEach(line -> tries.merge(line, 1, Integer::sum));
                assertThat(tries).as("each was asked for at least once").hasSize(1001);
            }
        }

        @Test
        void successesRefillTheBudget() {
            server.replace(DemoOrganization.uniform("acme", "prod", 400));
            server.intercept(request -> request.isDeploymentList() && request.attempt() <= 2
                    ? DemoResponse.error(request.path().hashCode() % 2 == 0 ? 500 : 503, "not yet") : null);

            ListingResult result = list(prod());

            assertThat(workloads(result)).isEqualTo(numbered(400));
            assertThat(result.statistics().retries()).isEqualTo(800);
            assertThat(server.requests()).hasSize(1201);
        }

        @Test
        void emptyBudgetFailsCallsWithoutAWait() {
            server.replace(DemoOrganization.uniform("acme", "prod", 300));
            server.intercept(request -> request.isDeploymentList() ? DemoResponse.error(503, "down") : null);
            assertThatThrownBy(() -> list(prod())).isInstanceOf(ListingFailedException.class);
            server.resetCounters();
            // Nothing has succeeded since: not a single retry, whose wait would take an hour.
            assertThatThrownBy(() -> list(prod().retryDelaySeconds(3600))).isInstanceOf(ListingFailedException.class);
            assertThat(server.requests()).hasSize(301);

            server.intercept(null);
            assertThat(workloads(list(prod()))).isEqualTo(numbered(300));
            fault("workload-00007", 1, DemoResponse.error(503, "once"));
            server.resetCounters();
            assertThat(workloads(list(prod()))).isEqualTo(numbered(300));
        }

        /** Callers who go away while retries are due must not use up what others may spend. */
        @Test
        void retriesOfCallersWhoGoAwayAreGivenBack() {
            server.replace(DemoOrganization.uniform("acme", "prod", 45));
            server.intercept(request -> request.isDeploymentList() ? DemoResponse.error(503, "down") : null);
            for (int i = 0; i < 4; i++) {
                server.resetCounters();
                Stopping stopping = new Stopping();
                CompletableFuture<?> listing = CompletableFuture.supplyAsync(
                        () -> routes.context().createProducerTemplate()
                        .request("direct:cpln-list-containers", exchange -> {
                            exchange.setProperty(Stopping.PROPERTY, stopping);
                            exchange.getMessage().setBody(prod().retryDelaySeconds(3000).build());
                        }));
                await().until(() -> server.requests().size() == 46);
                stopping.stop();
                listing.orTimeout(30, TimeUnit.SECONDS).join();
            }
            server.intercept(request -> request.isDeploymentList() && request.attempt() == 1
                    ? DemoResponse.error(503, "once") : null);
            server.resetCounters();
            assertThat(workloads(list(prod()))).isEqualTo(numbered(45));
        }
    }

    /** Lanes instead of those that back off. */
    @Nested
    class SubstituteLanes {

        @Test
        void laneThatBacksOffIsStoodInFor() {
            fault("workload-0000", 1, DemoResponse.error(503, "not yet"));
            server.latency(Duration.ofMillis(5));

            ListingResult result = list(prod().maxWorkers(2).retryDelaySeconds(2));

            assertThat(workloads(result)).isEqualTo(numbered(20));
            List<String> lines = server.requests();
            // Ten fail at first: all others were asked for before the first of them was asked for again.
            assertThat(lines.subList(1, 21)).doesNotHaveDuplicates();
            assertThat(lines).hasSize(31);
            assertThat(server.peakInFlight()).isEqualTo(2);
        }

        /** One worker, one stray refusal: the others need not wait for it. */
        @Test
        void strayRefusalHasASubstituteLaneToo() {
            fault("workload-00000", 1, DemoResponse.error(429, "slow down"));
            // Long enough for the 19 other calls on a machine that is busy.
            ListingResult result = list(prod().maxWorkers(1).retryDelaySeconds(4));
            assertThat(workloads(result)).isEqualTo(numbered(20));
            assertThat(server.requests()).hasSize(22);
            assertThat(server.requests().get(21)).endsWith("/workload-00000/deployment");
            assertThat(server.peakInFlight()).isEqualTo(1);
        }

        @Test
        void workersAreNeverExceededWhateverFails() {
            long seed = RandomSeed.next("workers under failures");
            Random random = new Random(seed);
            for (int round = 0; round < 30; round++) {
                int workers = 1 + random.nextInt(64);
                int size = 20 + random.nextInt(200);
                int failing = random.nextInt(3);
                long salt = random.nextLong();
                server.replace(DemoOrganization.uniform("acme", "prod", size));
                server.latency(Duration.ofMillis(random.nextInt(4)));
                server.intercept(request -> request.isDeploymentList() && request.attempt() <= failing
                        && (request.path().hashCode() ^ salt) % 3 == 0 ? DemoResponse.error(503, "not yet") : null);
                await().until(() -> server.inFlight() == 0);
                server.resetCounters();

                ListingResult result = list(prod().maxWorkers(workers).retryDelaySeconds(0.003));

                String what = "seed " + seed + ", round " + round + ", " + workers + " workers, " + size + " workloads";
                assertThat(workloads(result)).as(what).isEqualTo(numbered(size));
                assertThat(server.peakInFlight()).as(what).isLessThanOrEqualTo(workers);
                assertThat(result.statistics().apiCallsMade()).as(what).isEqualTo(server.requests().size());
                assertThat(result.statistics().retries()).as(what).isEqualTo(server.requests().size() - size - 1);
            }
        }
    }
}
