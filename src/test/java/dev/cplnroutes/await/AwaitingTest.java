package dev.cplnroutes.await;

import static dev.cplnroutes.testing.Background.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.AwaitResult;
import dev.cplnroutes.AwaitResult.WithoutContainers;
import dev.cplnroutes.Container;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.listing.RunningListings;
import dev.cplnroutes.testing.Background;
import dev.cplnroutes.testing.RoutesExtension;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What callers in the JVM get of a wait: when it ends, what it reads again, and what it says of what is not as asked.
 * The clock stands still unless a test moves it.
 */
@Timeout(60)
class AwaitingTest {

    private static final String HERE = "aws-us-west-2";

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(organization("checkout", "payments", "search"))
            .withSettableClock();
    private static final DemoServer server = routes.server();

    private static DemoOrganization organization(String... names) {
        List<DemoWorkload> workloads = new ArrayList<>();
        for (String name : names) {
            workloads.add(workload(name));
        }
        return DemoOrganization.of("acme", workloads);
    }

    private static DemoWorkload workload(String name) {
        return DemoWorkload.healthy("prod", name, "main");
    }

    /** The workloads of the organization, some of them changed. */
    private static void serve(DemoWorkload... changed) {
        Map<String, DemoWorkload> workloads = new LinkedHashMap<>();
        organization("checkout", "payments", "search").workloads().forEach(one -> workloads.put(one.name(), one));
        for (DemoWorkload one : changed) {
            workloads.put(one.name(), one);
        }
        server.replace(DemoOrganization.of("acme", List.copyOf(workloads.values())));
    }

    private static DemoWorkload changed(DemoWorkload workload, Consumer<ObjectNode> document,
            Consumer<ObjectNode> status) {
        ObjectNode changed = workload.document().deepCopy();
        document.accept(changed);
        return new DemoWorkload(workload.gvc(), changed, workload.deployments().stream().map(deployment -> {
            ObjectNode copy = deployment.deepCopy();
            status.accept((ObjectNode) copy.get("status"));
            return copy;
        }).toList());
    }

    private static DemoWorkload changed(String name, Consumer<ObjectNode> status) {
        return changed(workload(name), document -> { }, status);
    }

    private static ObjectNode main(ObjectNode status) {
        return (ObjectNode) status.at("/versions/0/containers/main");
    }

    /** Not ready, though the location says that it is. */
    private static DemoWorkload failing(String name) {
        return changed(name, status -> {
            main(status).put("ready", false).put("message", "CrashLoopBackOff");
            status.put("ready", true);
        });
    }

    private static AwaitResult await(Map<String, Object> options) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of("gvc", "prod", "interval", "PT0.1S", "retry", false));
        all.putAll(options);
        return routes.send("direct:cpln-await-containers", all, AwaitResult.class);
    }

    private static CompletableFuture<AwaitResult> begin(Map<String, Object> options) {
        return Background.call(() -> await(options));
    }

    private static long reads(String name) {
        return server.requests().stream().filter(line -> line.contains("/workload/" + name + "/deployment")).count();
    }

    private static long lists() {
        return server.requests().stream().filter(line -> line.endsWith("/gvc/prod/workload")).count();
    }

    private static ObjectNode execution(String state, String start) {
        ObjectNode execution = workload("payments").document().objectNode();
        execution.put("name", "run-" + start).put("status", state).put("startTime", start).put("workloadVersion", 1);
        execution.withObject("/containers/main").put("name", "main").put("ready", false);
        return execution;
    }

    private static RunningListings running() {
        return routes.context().getRegistry().findSingleByType(RunningListings.class);
    }

    private static void refused(Map<String, Object> options, String message) {
        assertThatThrownBy(() -> routes.send("direct:cpln-await-containers", options, AwaitResult.class))
                .isInstanceOf(InvalidRequestException.class).hasMessage(message);
    }

    @Nested
    class Done {

        @Test
        void whatIsAsAskedEndsTheWaitAfterOneRound() {
            AwaitResult result = await(Map.of());
            assertThat(result.reached()).isTrue();
            assertThat(result.complete()).isTrue();
            assertThat(result.remaining()).isEmpty();
            assertThat(result.workloadsWithoutContainers()).isEmpty();
            assertThat(result.errors()).isEmpty();
            assertThat(result.unmatched()).isNull();
            assertThat(server.requests()).hasSize(4);
        }

        @Test
        void aRolloutIsWaitedForAndNothingElseIsReadAgain() {
            serve(failing("payments"));
            CompletableFuture<AwaitResult> wait = begin(Map.of());
            until(() -> reads("payments") > 2);
            assertThat(wait).isNotDone();
            serve();
            assertThat(Background.result(wait).reached()).isTrue();
            assertThat(reads("checkout")).isEqualTo(1);
            assertThat(reads("search")).isEqualTo(1);
            assertThat(lists()).isEqualTo(reads("payments"));
        }

        @Test
        void oldReplicasAreWaitedForUnlessOnlyHealthIsAsked() {
            DemoWorkload rolling = changed("checkout", status -> {
                ObjectNode old = ((ObjectNode) status.at("/versions/0")).deepCopy();
                old.put("workload", old.get("workload").longValue() - 1).put("name", "checkout-old");
                status.withArray("versions").insert(0, old);
            });
            serve(rolling);
            assertThat(await(Map.of("for", "healthy")).reached()).isTrue();

            CompletableFuture<AwaitResult> wait = begin(Map.of("for", "latest"));
            until(() -> reads("checkout") > 3);
            assertThat(wait).isNotDone();
            serve(changed("checkout", status -> {
                ObjectNode old = ((ObjectNode) status.at("/versions/0")).deepCopy();
                old.put("workload", old.get("workload").longValue() - 1);
                ((ObjectNode) old.at("/containers/main/resources")).put("replicas", 0);
                status.withArray("versions").insert(0, old);
            }));
            assertThat(Background.result(wait).reached()).isTrue();
        }

        @Test
        void aLocationThatHasNotTakenUpTheNewestVersionIsWaitedFor() {
            serve(changed(workload("search"),
                    document -> document.put("version", document.get("version").longValue() + 1), status -> { }));
            assertThat(await(Map.of("for", "healthy")).reached()).isTrue();
            CompletableFuture<AwaitResult> wait = begin(Map.of());
            until(() -> reads("search") > 2);
            routes.clock().advance(Duration.ofMinutes(11));
            AwaitResult result = Background.result(wait);
            assertThat(result.reached()).isFalse();
            assertThat(result.remaining()).extracting(Container::workloadName).containsExactly("search");
            assertThat(result.remaining().get(0).latest()).isTrue();
        }

        @Test
        void suspendedWorkloadsAndCronWorkloadsThatNeverRanAreDone() {
            DemoWorkload suspended = changed(workload("checkout"),
                    document -> document.withObject("/spec/defaultOptions").put("suspend", true),
                    status -> status.put("ready", false).remove("versions"));
            DemoWorkload cron = changed(workload("payments"),
                    document -> document.withObject("/spec").put("type", "cron"), status -> status.remove("versions"));
            DemoWorkload idle = changed(workload("search"),
                    document -> document.withObject("/spec/defaultOptions/autoscaling").put("minScale", 0),
                    status -> status.put("ready", true).remove("versions"));
            serve(suspended, cron, idle);
            assertThat(await(Map.of()).reached()).isTrue();
            assertThat(await(Map.of("workloadName", "checkout", "containerName", "main", "location", HERE)).reached())
                    .as("names of what has no container").isTrue();
        }

        @Test
        void theNewestExecutionOfACronWorkloadCounts() {
            Consumer<ObjectNode> document = workload -> workload.withObject("/spec").put("type", "cron");
            serve(changed(workload("payments"), document, status -> status.withArray("jobExecutions")
                    .add(execution("failed", "2026-03-04T03:00:00Z"))
                    .add(execution("successful", "2026-03-03T03:00:00Z"))));
            CompletableFuture<AwaitResult> wait = begin(Map.of());
            until(() -> reads("payments") > 2);
            assertThat(wait).isNotDone();
            serve(changed(workload("payments"), document, status -> status.withArray("jobExecutions")
                    .add(execution("failed", "2026-03-04T03:00:00Z"))
                    .add(execution("active", "2026-03-04T04:00:00Z"))));
            assertThat(Background.result(wait).reached()).isTrue();
        }

        @Test
        void itHasToHoldAndARelapseBeginsAnew() {
            CompletableFuture<AwaitResult> wait = begin(Map.of("stableFor", "50s"));
            until(() -> lists() > 2);
            routes.clock().advance(Duration.ofSeconds(49));
            long before = lists();
            until(() -> lists() > before + 1);
            assertThat(wait).isNotDone();
            assertThat(reads("checkout")).isEqualTo(1);
            // Seen when it is read once more, at the end of the time.
            serve(failing("checkout"));
            routes.clock().advance(Duration.ofSeconds(1));
            until(() -> reads("checkout") > 2);
            serve();
            long relapsed = reads("checkout");
            until(() -> lists() > before + 6 && reads("checkout") > relapsed);
            assertThat(wait).as("the time begins again").isNotDone();
            routes.clock().advance(Duration.ofSeconds(50));
            AwaitResult result = Background.result(wait);
            assertThat(result.reached()).isTrue();
            assertThat(result.waitedSeconds()).isEqualTo(100.0);
            assertThat(reads("search")).isEqualTo(3);
        }
    }

    @Nested
    class TimeAndStopping {

        @Test
        void theTimeThatIsUpEndsTheWaitWithWhatIsNotAsAsked() {
            DemoWorkload nowhere = new DemoWorkload("prod", workload("search").document(), List.of());
            serve(failing("checkout"), changed("payments", status -> status.remove("versions")), nowhere);
            CompletableFuture<AwaitResult> wait = begin(Map.of("timeout", "10m", "fields",
                    List.of("workloadName", "message")));
            until(() -> lists() > 1);
            routes.clock().advance(Duration.ofSeconds(600));
            AwaitResult result = Background.result(wait);
            assertThat(result.reached()).isFalse();
            assertThat(result.waitedSeconds()).isEqualTo(600.0);
            assertThat(result.complete()).isTrue();
            assertThat(result.remaining()).singleElement().satisfies(container -> {
                assertThat(container.workloadName()).isEqualTo("checkout");
                assertThat(container.message()).isEqualTo("CrashLoopBackOff");
                assertThat(container.name()).as("not among the fields").isNull();
            });
            assertThat(result.workloadsWithoutContainers()).containsExactlyInAnyOrder(
                    new WithoutContainers("payments", "prod", List.of(HERE)),
                    new WithoutContainers("search", "prod", List.of()));
        }

        @Test
        void aTimeoutShorterThanARoundEndsTheRound() {
            server.intercept(request -> request.isDeploymentList()
                    ? DemoResponse.json("{}").withLatency(Duration.ofSeconds(50)) : null);
            AwaitResult result = await(Map.of("timeout", "1s"));
            assertThat(result.reached()).isFalse();
            assertThat(result.complete()).isFalse();
            assertThat(result.errors()).singleElement().satisfies(error -> {
                assertThat(error.status()).isEqualTo(504);
                assertThat(error.message()).contains("before the time was up");
            });
            until(() -> server.inFlight() == 0);
        }

        @Test
        void stoppingEndsItBetweenTwoRoundsAndInOne() {
            serve(failing("payments"));
            for (String interval : List.of("1h", "PT0.1S")) {
                server.resetCounters();
                Stopping stopping = new Stopping();
                Exchange exchange = new DefaultExchange(routes.context());
                exchange.setProperty(Stopping.PROPERTY, stopping);
                exchange.getMessage().setBody(Map.of("gvc", "prod", "interval", interval, "timeout", "1h"));
                CompletableFuture<Exchange> wait = Background.call(() ->
                        routes.context().createProducerTemplate().send("direct:cpln-await-containers", exchange));
                until(() -> reads("payments") > 0);
                if (interval.equals("1h")) {
                    Awaitility.await().during(Duration.ofMillis(100)).until(() -> running().active() == 0);
                } else {
                    AtomicInteger held = new AtomicInteger();
                    server.intercept(request -> {
                        held.incrementAndGet();
                        return DemoResponse.json("{}").withLatency(Duration.ofSeconds(50));
                    });
                    until(() -> held.get() > 0);
                }
                stopping.stop();
                Exchange done = Background.result(wait);
                assertThat(done.getException()).isInstanceOf(ListingFailedException.class)
                        .hasMessageMatching("The wait was stopped after \\d+\\.\\d+ s, before it was done\\. "
                                + "Not as asked: prod/payments \\(1 container: CrashLoopBackOff\\)"
                                + "(, the rest \\(not read yet\\))?\\.");
                until(() -> server.inFlight() == 0);
                int calls = server.requests().size();
                Awaitility.await().during(Duration.ofMillis(150)).until(() -> server.requests().size() == calls);
            }
        }
    }

    @Nested
    class Failures {

        @Test
        void failuresOfARoundAreWaitedThrough() {
            AtomicInteger calls = new AtomicInteger();
            server.intercept(request -> switch (calls.getAndIncrement()) {
                case 0 -> DemoResponse.error(503, "maintenance");
                case 1 -> DemoResponse.json("{\"kind\":\"list\"}");
                default -> request.isDeploymentList() && calls.get() < 5 ? DemoResponse.error(500, "broken") : null;
            });
            AwaitResult result = await(Map.of());
            assertThat(result.reached()).isTrue();
            assertThat(result.complete()).isTrue();
            assertThat(lists()).as("two failed, one saw a failure, one reached it").isEqualTo(4);
        }

        @Test
        void whatCannotBeReadIsNotDone() {
            server.intercept(request -> request.path().contains("/payments/deployment")
                    ? DemoResponse.json("{\"kind\":\"list\"}") : null);
            CompletableFuture<AwaitResult> wait = begin(Map.of());
            until(() -> reads("payments") > 3);
            routes.clock().advance(Duration.ofHours(1));
            AwaitResult result = Background.result(wait);
            assertThat(result.reached()).isFalse();
            assertThat(result.complete()).isFalse();
            assertThat(result.errors()).extracting(WorkloadError::workloadName).containsExactly("payments");
            assertThat(reads("checkout")).isEqualTo(1);
        }

        @Test
        void aTokenThatIsRefusedForOneWorkloadIsNotThatOfTheWait() {
            server.intercept(request -> request.path().contains("/payments/deployment")
                    ? DemoResponse.error(403, "no") : null);
            CompletableFuture<AwaitResult> wait = begin(Map.of());
            until(() -> reads("payments") > 3);
            assertThat(wait).as("every workload that is due fails alike").isNotDone();
            server.intercept(null);
            assertThat(Background.result(wait).reached()).isTrue();
        }

        @Test
        void whatCannotSucceedFailsAtOnce() {
            assertThatThrownBy(() -> await(Map.of("gvc", "nowhere"))).isInstanceOf(ListingFailedException.class)
                    .hasMessage("There is no GVC 'nowhere'.");
            assertThatThrownBy(() -> await(Map.of("workloadName", "nothing")))
                    .isInstanceOf(ListingFailedException.class)
                    .hasMessageContaining("There is no workload 'nothing' in GVC 'prod'");
            server.intercept(request -> DemoResponse.error(401, "who are you"));
            assertThatThrownBy(() -> await(Map.of())).isInstanceOfSatisfying(ListingFailedException.class,
                    failed -> assertThat(failed.title()).isEqualTo("Token refused"));
            assertThat(server.requests()).hasSize(3);
        }

        @Test
        void whatWasThereBeforeMayComeBack() {
            serve(failing("payments"));
            CompletableFuture<AwaitResult> wait = begin(Map.of("workloadName", "payments"));
            until(() -> reads("payments") > 1);
            server.replace(organization("checkout"));
            long before = server.requests().size();
            until(() -> server.requests().size() > before + 2);
            assertThat(wait).as("there is no such workload now").isNotDone();
            serve();
            assertThat(Background.result(wait).reached()).isTrue();
        }
    }

    @Nested
    class SelectionAndNames {

        @Test
        void aNameThatNothingHasIsWaitedForAndNamed() {
            Map<String, Object> request = Map.of("gvc", List.of("prod"), "workloadName",
                    List.of("checkout", "chekcout"), "containerName", "main");
            CompletableFuture<AwaitResult> wait = begin(request);
            until(() -> lists() > 2);
            routes.clock().advance(Duration.ofHours(1));
            AwaitResult result = Background.result(wait);
            assertThat(result.reached()).isFalse();
            assertThat(result.unmatched()).isEqualTo(Map.of("workloadName", List.of("chekcout")));

            CompletableFuture<AwaitResult> second = begin(request);
            long before = lists();
            until(() -> lists() > before + 1);
            serve(workload("chekcout"));
            assertThat(Background.result(second).reached()).as("it has come").isTrue();
        }

        @Test
        void aNameThatWhatCouldNotBeReadMayHaveIsNotNamed() {
            server.intercept(request -> DemoResponse.error(503, "busy"));
            CompletableFuture<AwaitResult> wait = begin(Map.of("image", "*:9"));
            until(() -> lists() > 2);
            routes.clock().advance(Duration.ofHours(1));
            AwaitResult result = Background.result(wait);
            assertThat(result.errors()).singleElement()
                    .satisfies(error -> assertThat(error.message()).contains("busy"));
            assertThat(result.unmatched()).as("nobody knows whether the GVC is there").isNull();

            server.intercept(request -> request.path().contains("/payments/deployment")
                    ? DemoResponse.error(500, "broken") : null);
            CompletableFuture<AwaitResult> second = begin(Map.of("image", List.of("*:9"), "workloadName",
                    List.of("checkout", "payments", "chekcout")));
            long before = lists();
            until(() -> lists() > before + 2);
            routes.clock().advance(Duration.ofHours(1));
            assertThat(Background.result(second).unmatched()).as("the list is known, not all images are")
                    .isEqualTo(Map.of("workloadName", List.of("chekcout")));
        }

        @Test
        void nothingSelectedIsNotReached() {
            CompletableFuture<AwaitResult> wait = begin(Map.of("workloadType", "vm"));
            until(() -> lists() > 2);
            routes.clock().advance(Duration.ofHours(1));
            AwaitResult result = Background.result(wait);
            assertThat(result.reached()).isFalse();
            assertThat(result.complete()).isTrue();
            assertThat(result.unmatched()).isEqualTo(Map.of("workloadType", List.of("vm")));
            assertThat(await(Map.of("workloadType", List.of("standard", "vm"))).reached()).as("any will do").isTrue();

            server.replace(new DemoOrganization("acme", organization("checkout").gvcs(), List.of()));
            CompletableFuture<AwaitResult> empty = begin(Map.of());
            long before = lists();
            until(() -> lists() > before + 1);
            routes.clock().advance(Duration.ofHours(1));
            assertThat(Background.result(empty).reached()).isFalse();
            assertThat(empty.join().unmatched()).as("the GVC is there").isNull();
        }

        @Test
        void selectionSaysWhatIsWaitedFor() {
            serve(failing("payments"), changed("search", status -> main(status).remove(List.of("ready", "resources"))));
            assertThat(await(Map.of("workloadName", List.of("checkout", "search*"), "healthStatus", "unhealthy"))
                    .reached()).as("unknown is not selected").isTrue();
            assertThat(await(Map.of("workloadName", "check*")).reached()).isTrue();
            ListingRequest request = ListingRequest.builder().gvc("prod").waitFor("latest")
                    .where(container -> !container.workloadName().equals("payments")).build();
            assertThat(routes.send("direct:cpln-await-containers", request, AwaitResult.class).reached()).isTrue();
        }

        @Test
        void whatIsNotAllowedIsRefusedBeforeAnyCall() {
            refused(Map.of("for", "ready"), "Option 'for' has the value 'ready'; allowed is one or more of healthy, "
                    + "latest.");
            refused(Map.of("timeout", "2h"),
                    "Option 'timeout' has the value '2h'; allowed is a time such as 90s, 15m or "
                    + "PT1H, from 1 s to 1 h.");
            refused(Map.of("interval", "0s"),
                    "Option 'interval' has the value '0s'; allowed is a time such as 90s, 15m "
                    + "or PT1H, from 100 ms to 1 h.");
            refused(Map.of("stableFor", "10m"),
                    "Option 'stableFor' has the value '10m'; allowed is a time less than the "
                    + "timeout, which is 10 min.");
            refused(Map.of("pageSize", 5),
                    "Option 'pageSize' has the value '5'; allowed is none in a wait, which reads "
                    + "all that is selected, and nothing from the cache.");
            for (String option : List.of("cursor", "maxResults", "order", "groupBy", "cacheTtlSeconds",
                    "collectStatistics")) {
                refused(Map.of(option, "x"), "Option '" + option
                        + "' has the value 'x'; allowed is none in a wait, which reads all that is "
                        + "selected, and nothing from the cache.");
            }
            refused(Map.of("filterUnhealthy", true),
                    "Option 'filterUnhealthy' has the value 'true'; allowed is false in a "
                    + "wait for healthy, which has to see what is not.");
            refused(Map.of("healthStatus", "healthy"), "Option 'healthStatus' has the value 'healthy'; allowed is "
                    + "unhealthy or unknown among them in a wait for healthy, which has to see what is not.");
            refused(Map.of("latest", true),
                    "Option 'latest' has the value 'true'; allowed is false or none in a wait for "
                    + "latest, which has to see other versions; for=healthy leaves them out.");
            for (String option : List.of("for", "timeout", "interval", "stableFor")) {
                for (String endpoint : List.of("list", "count", "stream")) {
                    assertThatThrownBy(() -> routes.send("direct:cpln-" + endpoint + "-containers",
                            Map.of(option, "5s"), Object.class)).isInstanceOf(InvalidRequestException.class)
                            .hasMessage("Option '" + option + "' has the value '5s'; allowed is none, because only "
                                    + "a wait has it.");
                }
            }
            assertThat(server.requests()).isEmpty();
        }
    }

    @Nested
    class Rounds {

        @Test
        void whatIsDoneIsReadAgainOnceAMinute() {
            serve(failing("payments"));
            CompletableFuture<AwaitResult> wait = begin(Map.of());
            until(() -> reads("payments") > 2);
            routes.clock().advance(Duration.ofMillis(59_800));
            long before = reads("payments");
            until(() -> reads("payments") > before + 2);
            assertThat(reads("checkout")).isEqualTo(1);
            routes.clock().advance(Duration.ofMillis(200));
            until(() -> reads("checkout") == 2 && reads("search") == 2);
            long later = reads("payments");
            until(() -> reads("payments") > later + 2);
            assertThat(reads("checkout")).isEqualTo(2);
            serve();
            assertThat(Background.result(wait).reached()).isTrue();
        }

        @Test
        void theListIsReadInEachRound() {
            serve(failing("payments"));
            CompletableFuture<AwaitResult> wait = begin(Map.of());
            until(() -> reads("payments") > 1);
            DemoWorkload suspended = changed(failing("payments"),
                    document -> document.withObject("/spec/defaultOptions").put("suspend", true), status -> { });
            serve(suspended);
            assertThat(Background.result(wait).reached()).as("suspended meanwhile").isTrue();

            serve(failing("payments"));
            CompletableFuture<AwaitResult> second = begin(Map.of());
            long before = lists();
            until(() -> lists() > before + 1);
            server.replace(organization("checkout", "search"));
            assertThat(Background.result(second).reached()).as("gone").isTrue();
        }

        @Test
        void theCallersExchangeStaysAsItIs() {
            serve(failing("payments"));
            Stopping stopping = new Stopping();
            Exchange exchange = new DefaultExchange(routes.context());
            exchange.setProperty(Stopping.PROPERTY, stopping);
            exchange.setProperty("mine", 1);
            exchange.getMessage().setHeader("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
            exchange.getMessage().setBody(Map.of("gvc", "prod", "interval", "PT0.1S"));
            CompletableFuture<Exchange> wait = Background.call(() ->
                    routes.context().createProducerTemplate().send("direct:cpln-await-containers", exchange));
            until(() -> reads("payments") > 1);
            serve();
            Background.result(wait);
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isInstanceOf(AwaitResult.class);
            assertThat(exchange.getProperties()).isEqualTo(Map.of(Stopping.PROPERTY, stopping, "mine", 1));
            assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("traceparent");
            assertThat(exchange.getVariables()).isNullOrEmpty();
        }

        @Test
        void progressGoesOnMeanwhile() {
            serve(failing("payments"));
            List<String> stages = new CopyOnWriteArrayList<>();
            CompletableFuture<AwaitResult> wait = Background.call(() -> routes.send("direct:cpln-await-containers",
                    ListingRequest.builder().gvc("prod").interval(Duration.ofMillis(100)).timeout(Duration.ofMinutes(5))
                            .stableFor(Duration.ZERO).progressListener((stage, done, all) -> stages.add(stage)).build(),
                    AwaitResult.class));
            until(() -> stages.stream().filter("completed"::equals).count() > 2);
            serve();
            assertThat(Background.result(wait).reached()).isTrue();
        }

        @Test
        void nothingComesFromTheCacheAndWhatIsReadGoesIntoIt() {
            routes.list(Map.of("gvc", "prod"));
            await(Map.of());
            assertThat(server.requests()).hasSize(8);
            routes.list(Map.of("gvc", "prod"));
            assertThat(server.requests()).hasSize(8);
        }
    }
}
