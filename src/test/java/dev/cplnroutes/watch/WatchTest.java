package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.ContainerChange.Type;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.WatchedContainers;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A watch from the server to its subscribers.
 */
@Timeout(120)
class WatchTest {

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(organization(DemoWorkload.healthy("prod", "checkout", "main", "proxy"),
                    DemoWorkload.healthy("prod", "search", "main")), DemoSettings.defaults())
            .with("cpln.watch.interval", "100ms").with("cpln.watch.sweep", "200ms")
            .with("cpln.watch.max-calls-per-second", "1000").with("cpln.listing.max-retries", "0")
            .with("camel.component.direct.timeout", "50")
            .prepare(main -> main.bind("metricsRegistry", new SimpleMeterRegistry()));
    private static final DemoServer server = routes.server();
    private final List<Reader> readers = new ArrayList<>();

    private static DemoOrganization organization(DemoWorkload... workloads) {
        return DemoOrganization.of("acme", List.of(workloads));
    }

    @AfterEach
    void nobodyIsLeft() {
        readers.forEach(Reader::close);
        assertThat(watches().subscribers()).isZero();
    }

    private static Watches watches() {
        return routes.context().getRegistry().findSingleByType(Watches.class);
    }

    private Reader subscribe(Map<String, Object> request) {
        Reader reader = new Reader(watches().subscribe(request, null));
        readers.add(reader);
        return reader;
    }

    static DemoWorkload unready(DemoWorkload workload, String container) {
        List<ObjectNode> deployments = workload.deployments().stream().map(ObjectNode::deepCopy).toList();
        deployments.forEach(deployment -> ((ObjectNode) deployment.at("/status/versions/0/containers/" + container))
                .put("ready", false).put("message", "CrashLoopBackOff"));
        return new DemoWorkload(workload.gvc(), workload.document(), deployments);
    }

    @Test
    void tellsWhatIsThereAndThenEachChange() {
        Reader reader = subscribe(Map.of("gvc", "prod"));
        reader.until("ready", () -> reader.ready != null);
        assertThat(reader.ready.complete()).isTrue();
        assertThat(reader.picture()).hasSize(3);
        assertThat(reader.picture().values()).containsExactlyElementsOf(
                routes.list(Map.of("gvc", "prod", "cacheTtlSeconds", 0)).containers());

        server.replace(organization(unready(DemoWorkload.healthy("prod", "checkout", "main", "proxy"), "main"),
                DemoWorkload.healthy("prod", "search", "main")));
        reader.until("a change", () -> reader.changes().size() == 1);
        ContainerChange sick = reader.changes().get(0);
        assertThat(sick.type()).isEqualTo(Type.MODIFIED);
        assertThat(sick.changed()).containsExactly("status", "healthStatus", "message");
        assertThat(sick.container().healthStatus()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(sick.key()).isEqualTo("prod/checkout/aws-us-west-2/" + sick.container().version() + "/main");

        server.replace(organization(DemoWorkload.healthy("prod", "checkout", "main", "proxy"),
                DemoWorkload.healthy("prod", "cart", "main")));
        reader.until("the workload that came and the one that went", () -> reader.changes().size() == 4);
        assertThat(reader.changes().stream().map(change -> change.type() + " " + change.workloadName()))
                .containsExactlyInAnyOrder("MODIFIED checkout", "MODIFIED checkout", "DELETED search", "ADDED cart");
        assertThat(reader.picture().values()).extracting(Container::workloadName).containsOnly("checkout", "cart");
    }

    @Test
    void aDeleteWhileNothingCouldBeReadAppearsAfterwards() {
        Reader reader = subscribe(Map.of("gvc", "prod"));
        reader.until("ready", () -> reader.ready != null);
        server.intercept(request -> DemoResponse.error(503, "later"));
        server.replace(organization(DemoWorkload.healthy("prod", "checkout", "main")));
        reader.until("unconfirmed", () -> reader.changes().size() == 2);
        assertThat(reader.changes()).extracting(ContainerChange::type).containsOnly(Type.UNCONFIRMED);
        WatchedContainers picture = routes.send("direct:cpln-watch-picture", Map.of("gvc", "prod"),
                WatchedContainers.class);
        assertThat(picture.containers()).hasSize(3);
        assertThat(picture.complete()).isFalse();
        assertThat(picture.errors()).extracting(WorkloadError::status).containsOnly(503);
        server.intercept(null);
        reader.until("what has gone", () -> reader.picture().size() == 1);
        assertThat(reader.changes().stream().filter(change -> change.type() == Type.DELETED)
                .map(change -> change.workloadName() + " " + change.container().name()))
                .containsExactlyInAnyOrder("search main", "checkout proxy");
    }

    @Test
    void answersThePresentPictureWithoutACall() throws Exception {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> routes.send("direct:cpln-watch-picture", "{\"gvc\":\"prod\"}", Object.class))
                .withMessageContaining("cpln.watch.gvcs").withMessageContaining("gvc prod");
        assertThat(server.requests()).isEmpty();
        Reader reader = subscribe(Map.of("gvc", "prod"));
        reader.until("ready", () -> reader.ready != null);
        WatchedContainers picture = routes.send("direct:cpln-watch-picture",
                "{\"gvc\":\"prod\",\"workloadName\":\"che*\",\"fields\":[\"name\",\"healthStatus\"]}",
                WatchedContainers.class);
        assertThat(picture.containers()).extracting(Container::name).containsExactly("main", "proxy");
        assertThat(picture.complete()).isTrue();
        assertThat(picture.errors()).isEmpty();
        assertThat(picture.ageSeconds()).isBetween(0.0, 5.0);
        JsonNode json = new ObjectMapper().valueToTree(picture);
        assertThat(json.at("/containers/1").toString()).isEqualTo("{\"name\":\"proxy\",\"healthStatus\":\"healthy\"}");
        assertThat(json.path("oldest").asText()).isEqualTo(picture.oldest().toString());
        assertThat(json.fieldNames()).toIterable().containsExactly("containers", "complete", "errors", "oldest",
                "ageSeconds");
    }

    /** Whatever the number of those who look, there is one watch; one that does not read delays nobody. */
    @Test
    void twoHundredSubscribersCostTheCallsOfOne() {
        Reader first = subscribe(Map.of("gvc", "prod"));
        first.until("ready", () -> first.ready != null);
        for (int i = 1; i < 199; i++) {
            subscribe(Map.of("gvc", "prod", "location", i % 2 == 0 ? "aws-us-west-2" : "nowhere"));
        }
        readers.forEach(reader -> reader.until("ready", () -> reader.ready != null));
        Reader sleeper = subscribe(Map.of("gvc", "prod"));
        server.resetCounters();
        long start = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            int changes = first.changes().size();
            server.replace(organization(i % 2 == 0 ? unready(DemoWorkload.healthy("prod", "search", "main"), "main")
                    : DemoWorkload.healthy("prod", "search", "main"),
                    DemoWorkload.healthy("prod", "checkout", "main", "proxy")));
            first.until("a change", () -> first.changes().size() > changes);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        // A list and each of two workloads an interval of 100 ms at most, and those under way.
        assertThat((double) server.requests().size()).isLessThanOrEqualTo(3 * (seconds * 10 + 2));
        readers.forEach(reader -> {
            if (reader != sleeper) {
                reader.take();
                assertThat(reader.changes()).hasSize(reader.picture().isEmpty() ? 0 : 5);
            }
        });
        assertThat(readers).hasSize(200);
        assertThatExceptionOfType(ListingFailedException.class).isThrownBy(() -> subscribe(Map.of("gvc", "prod")));
    }

    private static MeterRegistry meters() {
        return routes.context().getRegistry().findSingleByType(MeterRegistry.class);
    }

    @Test
    void metersTellOfPicturesSubscribersAndChanges() {
        double before = meters().get("cpln.watch.changes").tag("type", "deleted").functionCounter().count();
        Reader reader = subscribe(Map.of("gvc", "prod"));
        reader.until("ready", () -> reader.ready != null);
        assertThat(meters().get("cpln.watches").gauge().value()).isEqualTo(1);
        assertThat(meters().get("cpln.watch.subscribers").gauge().value()).isEqualTo(1);
        assertThat(meters().get("cpln.watch.age.seconds").tag("gvc", "prod").gauge().value()).isBetween(0.0, 5.0);
        server.replace(organization(DemoWorkload.healthy("prod", "checkout", "main")));
        reader.until("two are gone", () -> reader.picture().size() == 1);
        assertThat(meters().get("cpln.watch.changes").tag("type", "deleted").functionCounter().count())
                .isEqualTo(before + 2);
        reader.close();
        assertThat(meters().get("cpln.watches").gauge().value()).isZero();
        assertThat(meters().find("cpln.watch.age.seconds").gauge()).isNull();
    }

    @Test
    void callsAreMadeWhileSomebodyLooksAndNotLonger() {
        assertThat(server.requests()).isEmpty();
        Reader reader = subscribe(Map.of("gvc", "prod"));
        reader.until("ready", () -> reader.ready != null);
        reader.close();
        await().until(() -> server.inFlight() == 0);
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        int calls = server.requests().size();
        await().pollDelay(Duration.ofMillis(400)).until(() -> true);
        assertThat(server.requests()).hasSize(calls);
    }

    @Test
    void aWorkloadThatCannotBeReadStaysAndIsUnconfirmedUntilItCan() {
        Reader reader = subscribe(Map.of("gvc", "prod"));
        reader.until("ready", () -> reader.ready != null);
        server.intercept(request -> request.path().endsWith("/search/deployment")
                ? DemoResponse.error(404, "no such workload") : null);
        reader.until("unconfirmed", () -> !reader.changes().isEmpty());
        ContainerChange unconfirmed = reader.changes().get(0);
        assertThat(unconfirmed.type()).isEqualTo(Type.UNCONFIRMED);
        assertThat(unconfirmed.workloadName()).isEqualTo("search");
        assertThat(unconfirmed.status()).isEqualTo(404);
        assertThat(unconfirmed.message()).contains("no such workload");
        assertThat(unconfirmed.since()).isNotNull();
        Reader late = subscribe(Map.of("gvc", "prod"));
        late.until("ready", () -> late.ready != null);
        assertThat(late.ready.complete()).isFalse();
        assertThat(late.ready.errors()).extracting("workloadName").containsExactly("search");
        assertThat(late.picture()).as("what was known of it stays").hasSize(3);
        server.intercept(null);
        reader.until("confirmed", () -> reader.changes().size() == 2);
        assertThat(reader.changes().get(1).type()).isEqualTo(Type.CONFIRMED);
        assertThat(reader.picture()).hasSize(3);
    }

    @Test
    void aRouteThatWasStoppedForAWhileLeavesNothingUnreadForEver() throws Exception {
        Reader reader = subscribe(Map.of("gvc", "prod"));
        reader.until("ready", () -> reader.ready != null);
        routes.context().getRouteController().stopRoute("cpln-watch-read");
        reader.until("unconfirmed", () -> reader.changes().size() == 2);
        assertThat(reader.changes()).extracting(ContainerChange::type).containsOnly(Type.UNCONFIRMED);
        routes.context().getRouteController().startRoute("cpln-watch-read");
        server.replace(organization(DemoWorkload.healthy("prod", "search", "main")));
        reader.until("what has gone", () -> reader.picture().size() == 1);
    }

    @Test
    void retriesOfReadingsThatFailAsAWholeAreOwed() {
        server.intercept(request -> DemoResponse.error(502, "later"));
        long start = System.nanoTime();
        try (RunningRoutes few = routes.start(Map.of("cpln.watch.max-calls-per-second", "5",
                "cpln.listing.max-retries", "3", "cpln.listing.retry-delay-seconds", "0.001",
                "cpln.listing.retry-backoff-factor", "1", "cpln.watch.gvcs", "prod"))) {
            await().until(() -> server.requests().size() >= 14);
            await().pollDelay(Duration.ofMillis(900)).until(() -> true);
            double seconds = (System.nanoTime() - start) / 1e9;
            // The bucket, three retries of a list that took its last call, and what a second allows.
            assertThat((double) server.requests().size()).isLessThanOrEqualTo(5 + 3 + 5 * seconds);
        }
    }
}
