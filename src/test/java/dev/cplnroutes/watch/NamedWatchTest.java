package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.cplnroutes.WatchedContainers;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.events.EventSchemas;
import dev.cplnroutes.testing.CapturedLog;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the settings name is watched from the start, and its changes go to the endpoints that they name.
 */
@Timeout(120)
class NamedWatchTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DemoWorkload CHECKOUT = DemoWorkload.healthy("prod", "checkout", "main", "istio-proxy");
    private static final DemoWorkload SEARCH = DemoWorkload.healthy("prod", "search", "main");

    @TempDir
    private Path folder;
    @RegisterExtension
    private final RoutesExtension api = RoutesExtension
            .on(DemoOrganization.of("acme", List.of(CHECKOUT, SEARCH)), DemoSettings.defaults())
            .with("cpln.watch.interval", "100ms").with("cpln.watch.sweep", "100ms").with("cpln.watch.gvcs", "prod")
            .with("cpln.watch.max-calls-per-second", "1000").with("cpln.listing.max-retries", "0");
    private final DemoServer server = api.server();

    private List<JsonNode> lines(String file) {
        Path path = folder.resolve(file);
        try (Stream<String> lines = Files.exists(path) ? Files.lines(path) : Stream.empty()) {
            return lines.map(NamedWatchTest::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> seen(String file) {
        return lines(file).stream().map(change -> change.path("type").asText() + " "
                + change.path("workloadName").asText() + " " + change.at("/container/name").asText()).toList();
    }

    private String file(String name) {
        return "file:" + folder + "?fileName=" + name + "&fileExist=Append";
    }

    @Test
    void endpointsGetWhatIsThereAndThenEachChange() {
        WireMockServer hook = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        hook.start();
        hook.stubFor(WireMock.post("/hook").willReturn(WireMock.ok()));
        try (CapturedLog log = CapturedLog.start(); RunningRoutes routes = api.start(Map.of("cpln.changes.endpoints",
                file("all") + " " + hook.baseUrl() + "/hook log:changes?plain=true"))) {
            await().atMost(DEADLINE).until(() -> lines("all").size() == 2);
            assertThat(seen("all")).containsExactlyInAnyOrder("added checkout main", "added search main");
            server.replace(DemoOrganization.of("acme", List.of(WatchTest.unready(CHECKOUT, "main"))));
            await().atMost(DEADLINE).until(() -> lines("all").size() == 4);
            assertThat(seen("all").subList(2, 4)).containsExactlyInAnyOrder("modified checkout main",
                    "deleted search main");
            await().atMost(DEADLINE).until(() -> hook.getServeEvents().getRequests().size() == 4);
            hook.getServeEvents().getRequests().forEach(request -> {
                JsonNode event = read(request.getRequest().getBodyAsString());
                EventSchemas.check(event);
                assertThat(event.has("listingid")).isFalse();
                assertThat(event.path("type").asText()).startsWith("dev.cplnroutes.container.");
            });
            await().atMost(DEADLINE).until(() -> log.lines().stream().anyMatch(line -> line.matches(
                    "changes Watch: modified prod/checkout/aws-us-west-2/\\S+/main unhealthy nginx:1.29 "
                            + "\\(status, healthStatus, message\\)")));
            WatchedContainers picture = routes.send("direct:cpln-watch-picture", Map.of("gvc", "prod"),
                    WatchedContainers.class);
            assertThat(picture.containers()).extracting("workloadName").containsExactly("checkout");
        } finally {
            hook.stop();
        }
    }

    @Test
    void theSettingsOfListingsSelectWhatIsPublished() {
        try (RunningRoutes routes = api.start(Map.of("cpln.changes.endpoints", file("sick"),
                "cpln.listing.health-status", "unhealthy", "cpln.listing.max-results", "1",
                "cpln.listing.fields", "name", "cpln.listing.include-system-containers", "true"))) {
            server.replace(DemoOrganization.of("acme", List.of(
                    WatchTest.unready(WatchTest.unready(CHECKOUT, "main"), "istio-proxy"), SEARCH)));
            await().atMost(DEADLINE).until(() -> lines("sick").size() == 2);
            server.replace(DemoOrganization.of("acme", List.of(CHECKOUT, SEARCH)));
            await().atMost(DEADLINE).until(() -> lines("sick").size() == 4);
            assertThat(seen("sick").subList(2, 4)).containsExactlyInAnyOrder("deleted checkout main",
                    "deleted checkout istio-proxy");
            assertThat(lines("sick").get(0).path("container").has("image")).as("all fields").isTrue();
        }
    }

    @Test
    void whereNothingIsNamedNoCallIsMadeAndTheLogSaysSo() {
        try (CapturedLog log = CapturedLog.start();
                RunningRoutes routes = api.start(Map.of("cpln.changes.endpoints", file("none"),
                        "cpln.watch.gvcs", " "))) {
            await().pollDelay(Duration.ofMillis(400)).until(() -> true);
            assertThat(server.requests()).isEmpty();
            assertThat(log.lines()).anyMatch(line -> line.contains("cpln.watch.gvcs names nothing"));
        }
    }

    @Test
    void aListThatCannotBeReadIsToldOnceAndWhenItCanBeReadAgain() {
        server.intercept(request -> DemoResponse.error(401, "no"));
        try (CapturedLog log = CapturedLog.start(); RunningRoutes routes = api.start(Map.of())) {
            await().atMost(DEADLINE).until(() -> server.requests().size() > 5);
            server.intercept(null);
            await().atMost(DEADLINE).until(() -> log.lines().stream()
                    .anyMatch(line -> line.contains("can be read again")));
            assertThat(log.lines().stream().filter(line -> line.contains("cannot be read for its watch")))
                    .singleElement().asString().contains("gvc prod", "401");
        }
    }

    /** A process and the file that it publishes to. */
    private RunningRoutes process(String name) {
        FileLockClusterService cluster = new FileLockClusterService();
        cluster.setRoot(folder.resolve("locks").toString());
        cluster.setAcquireLockInterval(200, TimeUnit.MILLISECONDS);
        Map<String, String> settings = new HashMap<>(Map.of("cpln.changes.endpoints", file(name)));
        return api.start(settings, main -> main.bind("cluster", cluster));
    }

    @Test
    void ofSeveralProcessesTheOneThatHoldsTheLockPublishesAndAnotherAfterIt() {
        try (RunningRoutes first = process("first")) {
            await().atMost(DEADLINE).until(() -> lines("first").size() == 2);
            try (RunningRoutes second = process("second")) {
                server.replace(DemoOrganization.of("acme", List.of(CHECKOUT)));
                await().atMost(DEADLINE).until(() -> lines("first").size() == 3);
                // Time enough for several tries to take the lock.
                await().pollDelay(Duration.ofMillis(600)).until(() -> true);
                assertThat(lines("second")).isEmpty();
                first.close();
                await().atMost(DEADLINE).until(() -> lines("second").size() == 1);
                assertThat(seen("second")).containsExactly("added checkout main");
                assertThat(lines("first")).hasSize(3);
            }
        }
    }

    @Test
    void aTopicThatCannotBeReadIsNotReadAgainWithEachLook() {
        try (CapturedLog log = CapturedLog.start(); RunningRoutes routes = api.start(Map.of("cpln.changes.endpoints",
                "kafka:changes?brokers=no-such-host.invalid:9092", "cpln.undelivered.endpoint", ""))) {
            await().atMost(DEADLINE).until(() -> log.lines().stream()
                    .anyMatch(line -> line.contains("cpln.changes.endpoints cannot be read")));
            await().pollDelay(Duration.ofMillis(700)).until(() -> true);
            assertThat(log.lines().stream().filter(line -> line.contains("ConsumerConfig values"))).hasSize(1);
        }
    }

    @Test
    void aClockThatIsSetBackByADayStopsNothingAndMakesNoPictureYoung() {
        try (RunningRoutes routes = api.start(Map.of(), RunningRoutes::withSettableClock)) {
            Watches watches = routes.context().getRegistry().findSingleByType(Watches.class);
            await().atMost(DEADLINE).until(() -> !watches.all().isEmpty()
                    && watches.all().get(0).picture().containers(View.all()).size() == 3);
            routes.clock().advance(Duration.ofDays(-1));
            assertThat(watches.all().get(0).age()).isGreaterThanOrEqualTo(Duration.ZERO);
            server.replace(DemoOrganization.of("acme", List.of(SEARCH)));
            await().atMost(DEADLINE).until(() -> {
                routes.clock().advance(Duration.ofMillis(20));
                return watches.all().get(0).picture().containers(View.all()).size() == 1;
            });
        }
    }
}
