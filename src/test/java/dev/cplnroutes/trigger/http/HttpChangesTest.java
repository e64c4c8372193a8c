package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.Background;
import dev.cplnroutes.testing.EventClient;
import dev.cplnroutes.testing.EventClient.Event;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.HttpCalls.Answer;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import dev.cplnroutes.watch.Subscription;
import dev.cplnroutes.watch.Watches;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What HTTP clients get that ask for changes: who gets a stream of events, what is in it, and when it ends.
 */
@Timeout(60)
class HttpChangesTest {

    private static final String PATH = "/cpln/gvc/prod/changes";
    private static final ChangesAnswer.Times SHORT = new ChangesAnswer.Times(Duration.ofMillis(50),
            Duration.ofMillis(300), Duration.ofSeconds(5));
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(organization(workload("cart"), workload("search"))).withHttp()
            .withBean("cplnHttpEngine", () -> new ListingHttpEngine(SHORT))
            .with("cpln.watch.interval", "100ms").with("cpln.watch.sweep", "200ms")
            .with("cpln.watch.max-calls-per-second", "1000").with("cpln.listing.max-retries", "0");
    private static final DemoServer server = routes.server();
    private static final HttpCalls http = routes.http();
    /** Takes two subscribers, and answers before it has read anything. */
    private static RunningRoutes two;

    @BeforeAll
    static void startTwo() {
        two = routes.start(Map.of("cpln.watch.max-subscribers", "2"), main -> RunningRoutes.withBean(main,
                "cplnHttpEngine", new ListingHttpEngine(new ChangesAnswer.Times(SHORT.heartbeat(), SHORT.patience(),
                        Duration.ZERO))));
    }

    @AfterAll
    static void stopTwo() {
        two.close();
    }

    private static void awaitAPlace(Duration longest) {
        await().atMost(longest).until(() -> {
            try (EventClient next = EventClient.open(two.http(), PATH)) {
                return next.status() == 200;
            }
        });
    }

    private static DemoOrganization organization(DemoWorkload... workloads) {
        return DemoOrganization.of("acme", List.of(workloads));
    }

    private static DemoWorkload workload(String name) {
        return DemoWorkload.healthy("prod", name, "main");
    }

    private static DemoWorkload sick(String name) {
        DemoWorkload workload = workload(name);
        List<ObjectNode> deployments = workload.deployments().stream().map(ObjectNode::deepCopy).toList();
        deployments.forEach(deployment -> ((ObjectNode) deployment.at("/status/versions/0/containers/main"))
                .put("ready", false).put("message", "CrashLoopBackOff"));
        return new DemoWorkload(workload.gvc(), workload.document(), deployments);
    }

    private static EventClient open(String path, String... headers) {
        return EventClient.open(routes.routes().http(), path, headers);
    }

    private static EventClient ready(String path, String... headers) {
        EventClient client = open(path, headers);
        client.until("ready");
        return client;
    }

    private static List<String> names(List<Event> events) {
        return events.stream().map(Event::name).toList();
    }

    private static String lastEventId(String id) {
        return "Last-Event-ID: " + id;
    }

    /** The id is opaque; that it ends in a number that counts is for this test alone. */
    private static long number(Event event) {
        return Long.parseLong(event.id().replaceAll(".*-", ""));
    }

    private static void isReset(String id, String reason) {
        try (EventClient client = open(PATH, lastEventId(id))) {
            assertThat(client.status()).isEqualTo(200);
            List<Event> events = client.until("ready");
            assertThat(names(events)).containsExactly("reset", "snapshot", "ready");
            assertThat(events.get(0).data().toString()).isEqualTo("{\"reason\":\"" + reason + "\"}");
        }
    }

    private static void hold(CountDownLatch until) {
        try {
            assertThat(until.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Nested
    class Events {

        @Test
        void aSnapshotComesInPartsThenReadyThenEachChange() {
            String[] containers = IntStream.range(0, 1200).mapToObj(i -> "c" + i).toArray(String[]::new);
            server.replace(organization(DemoWorkload.healthy("prod", "large", containers), workload("cart")));
            try (EventClient client = open(PATH)) {
                assertThat(client.status()).isEqualTo(200);
                assertThat(client.headers()).isEqualTo(Map.of("content-type", "text/event-stream", "transfer-encoding",
                        "chunked", "cache-control", "no-cache, no-transform", "x-accel-buffering", "no"));
                List<Event> events = client.until("ready");
                assertThat(names(events)).containsExactly("snapshot", "snapshot", "snapshot", "ready");
                assertThat(events).extracting(event -> event.data().path("containers").size())
                        .containsExactly(500, 500, 201, 0);
                assertThat(events.subList(0, 3)).extracting(Event::id).as("no place to go on").containsOnly("");
                JsonNode ready = events.get(3).data();
                assertThat(ready.get("complete").booleanValue()).isTrue();
                assertThat(ready.get("errors")).isEmpty();
                assertThat(events.get(3).id()).isEqualTo(ready.get("id").textValue()).isNotBlank();
                List<JsonNode> all = new ArrayList<>();
                events.subList(0, 3).forEach(part -> part.data().get("containers").forEach(all::add));
                assertThat(all).isEqualTo(StreamSupport.stream(http.get("/cpln/gvc/prod/containers?cacheTtlSeconds=0")
                        .json().get("containers").spliterator(), false).toList());

                server.replace(organization(DemoWorkload.healthy("prod", "large", containers), sick("cart")));
                Event sick = client.next();
                assertThat(sick.name()).isEqualTo("modified");
                assertThat(sick.data().get("type").textValue()).isEqualTo("modified");
                assertThat(sick.data().get("changed").toString())
                        .isEqualTo("[\"status\",\"healthStatus\",\"message\"]");
                assertThat(sick.data().at("/container/healthStatus").textValue()).isEqualTo("unhealthy");
                assertThat(sick.data().get("key").textValue()).startsWith("prod/cart/aws-us-west-2/").endsWith("/main");
                assertThat(number(sick)).isGreaterThan(number(events.get(3)));
            }
        }

        @Test
        void selectionHoldsOnEvents() {
            server.replace(organization(sick("cart"), workload("search")));
            // Nobody has looked at it before.
            try (EventClient client = open("/cpln/changes?healthStatus=unhealthy&workloadName=c*,s*"
                    + "&fields=workloadName,healthStatus")) {
                assertThat(client.until("ready").get(0).data().toString())
                        .isEqualTo("{\"containers\":[{\"workloadName\":\"cart\",\"healthStatus\":\"unhealthy\"}]}");
                server.replace(organization(workload("cart"), sick("search"), sick("other")));
                List<Event> events = List.of(client.next(), client.next());
                assertThat(events).extracting(event -> event.name() + " " + event.data().get("container"))
                        .containsExactlyInAnyOrder(
                                "deleted {\"workloadName\":\"cart\",\"healthStatus\":\"unhealthy\"}",
                                "added {\"workloadName\":\"search\",\"healthStatus\":\"unhealthy\"}");
            }
            try (EventClient client = open("/cpln/gvc/prod/workload/search/changes")) {
                JsonNode containers = client.until("ready").get(0).data().get("containers");
                assertThat(containers.findValuesAsText("workloadName")).containsExactly("search");
            }
        }
    }

    @Nested
    class ComingBack {

        @Test
        void oneThatComesBackGetsWhatItHasMissed() {
            String id;
            try (EventClient other = ready(PATH)) {
                try (EventClient client = ready(PATH)) {
                    id = client.lastEventId();
                }
                server.replace(organization(sick("cart"), workload("search")));
                other.next();
                server.replace(organization(workload("cart"), workload("search")));
                other.next();
                try (EventClient client = open(PATH, lastEventId(id))) {
                    List<Event> events = List.of(client.next(), client.next());
                    assertThat(events).extracting(event -> event.name() + event.data().at("/container/healthStatus"))
                            .containsExactly("modified\"unhealthy\"", "modified\"healthy\"");
                    assertThat(client.lastEventId()).isEqualTo(other.lastEventId());
                }
            }
            try (EventClient client = open(PATH, lastEventId(id))) {
                assertThat(client.next().name()).as("nobody looked meanwhile").isEqualTo("modified");
            }
        }

        @Test
        void oneThatMissesNothingIsAnsweredAtOnce() {
            try (EventClient first = ready(PATH);
                    EventClient client = open(PATH, lastEventId(first.lastEventId()))) {
                assertThat(client.status()).isEqualTo(200);
                client.awaitComments(1);
                assertThat(client.ids()).containsOnly(first.lastEventId());
            }
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {"abc|The id of the last event is unknown",
            "x y&z|The id of the last event is unknown", "other|The last event is of another subscription"})
        void oneThatCannotGoOnIsToldWhyAndBeginsAgain(String kind, String reason) {
            String id = kind;
            if (kind.equals("other")) {
                try (EventClient other = ready(PATH + "?latest=true")) {
                    id = other.lastEventId();
                }
            }
            isReset(id, reason);
        }
    }

    @Nested
    class BeforeTheSnapshot {

        @Test
        void signsOfLifeComeBeforeTheSnapshotWithoutAndThenWithAnId() {
            CountDownLatch signs = new CountDownLatch(1);
            server.intercept(request -> {
                hold(signs);
                return null;
            });
            try (EventClient client = EventClient.open(two.http(), "/cpln/gvc/prod/changes?latest=true")) {
                client.awaitComments(3);
                assertThat(client.lastEventId()).isEmpty();
                signs.countDown();
                client.until("ready");
                assertThat(client.lastEventId()).isNotEmpty();
            }
            try (EventClient client = ready(PATH); EventClient narrow = ready(PATH + "?healthStatus=unknown")) {
                int before = client.comments().size();
                client.awaitComments(before + 3);
                String id = narrow.lastEventId();
                server.replace(organization(sick("cart"), workload("search")));
                client.next("modified");
                while (narrow.lastEventId().equals(id)) {
                    narrow.awaitComments(narrow.comments().size() + 1);
                }
                assertThat(narrow.lastEventId()).as("advanced by what it does not see")
                        .endsWith(client.lastEventId().replaceAll(".*-", "-"));
            }
        }

        @Test
        void thatTheListCannotBeReadIsToldOnceAndThatItCan() {
            server.intercept(request -> request.isDeploymentList() ? null : DemoResponse.error(401, "token expired"));
            try (EventClient client = open(PATH)) {
                assertThat(client.status()).isEqualTo(200);
                Event problem = client.next();
                assertThat(problem.name()).isEqualTo("problem");
                assertThat(problem.data().get("status").intValue()).isEqualTo(502);
                assertThat(problem.data().get("message").textValue()).contains("token expired");
                assertThat(problem.id()).isEmpty();
                client.awaitComments(5);
                server.intercept(null);
                assertThat(names(client.until("ready"))).containsExactlyInAnyOrder("recovered", "snapshot", "ready");
            }
        }

        @Test
        void aGvcThatIsNotThereIsNotFound() {
            Answer answer = http.get("/cpln/gvc/nowhere/changes");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            Answer listing = http.get("/cpln/gvc/nowhere/containers");
            assertThat(answer.json()).isEqualTo(listing.json());
        }

        @Test
        void aGvcThatIsNotThereIsNotFoundForThoseWhoComeLaterEither() {
            CountDownLatch again = new CountDownLatch(1);
            AtomicInteger lists = new AtomicInteger();
            server.intercept(request -> {
                if (lists.incrementAndGet() > 1) {
                    hold(again);
                }
                return null;
            });
            try (Subscription first = routes.context().getRegistry()
                    .lookupByNameAndType("cplnWatches", Watches.class)
                    .subscribe(Map.of("gvc", "nowhere-else"), null)) {
                await().until(() -> first.problem() != null);
                try (EventClient second = open("/cpln/gvc/nowhere-else/changes")) {
                    assertThat(second.status()).isEqualTo(404);
                }
            } finally {
                again.countDown();
            }
        }
    }

    @Nested
    class ManySubscribers {

        @Test
        void oneThatDoesNotReadIsCutOffAndTheOthersGoOn() {
            DemoWorkload large = DemoWorkload.healthy("large", "large",
                    IntStream.range(0, 600).mapToObj(i -> "c" + i).toArray(String[]::new));
            large.document().at("/spec/containers").forEach(container -> IntStream.range(0, 20).forEach(i ->
                    ((ObjectNode) container).withArray("env").addObject().put("name", "V" + i + "x".repeat(1000))
                            .put("value", "v")));
            server.replace(organization(large, workload("cart")));
            try (EventClient client = EventClient.open(two.http(), PATH);
                    EventClient stuck = EventClient.openNarrow(two.http(), "/cpln/gvc/large/changes")) {
                client.until("ready");
                assertThat(stuck.status()).isEqualTo(200);
                assertThat(EventClient.open(two.http(), PATH).status()).isEqualTo(503);
                // The watch itself would cut it off after 30 s.
                CompletableFuture<Void> others = Background.run(() -> {
                    for (int i = 0; i < 5; i++) {
                        server.replace(organization(large, i % 2 == 0 ? sick("cart") : workload("cart")));
                        client.next("modified");
                    }
                });
                awaitAPlace(Duration.ofSeconds(20));
                assertThatThrownBy(() -> stuck.until("ready")).isInstanceOf(UncheckedIOException.class);
                Background.result(others);
            }
        }

        @Test
        void subscribersBeyondTheNumberComeBackLaterNotAllAtOnceAndNobodyIsEvicted() {
            try (EventClient first = EventClient.open(two.http(), PATH)) {
                HttpCalls calls = new HttpCalls(two.http());
                first.until("ready");
                try (EventClient second = EventClient.open(two.http(), "/cpln/changes")) {
                    second.until("ready");
                    Set<String> waits = new HashSet<>();
                    for (int i = 0; i < 20; i++) {
                        Answer refused = calls.get(PATH);
                        assertThat(refused.status()).isEqualTo(503);
                        assertThat(refused.json().get("detail").textValue()).contains("cpln.watch.max-subscribers");
                        waits.add(refused.header("Retry-After"));
                    }
                    assertThat(waits).hasSizeGreaterThan(3).allSatisfy(wait ->
                            assertThat(Integer.parseInt(wait)).isBetween(1, 60));
                    assertThat(calls.send("HEAD", PATH, null).status()).isEqualTo(200);
                    server.replace(organization(sick("cart"), workload("search")));
                    assertThat(List.of(first.next().name(), second.next().name())).containsOnly("modified");
                }
                awaitAPlace(Duration.ofMinutes(1));
            }
        }

        @Test
        void subscribersTakeNoThreadAndNoPlaceOfListingsAndAStopEndsThem() {
            RunningRoutes stopped = routes.start(Map.of("cpln.http.max-concurrent-listings", "1"));
            // More than there are threads for requests.
            List<EventClient> clients = IntStream.range(0, 40).mapToObj(i -> EventClient.open(stopped.http(), PATH))
                    .toList();
            clients.forEach(client -> client.until("ready"));
            assertThat(new HttpCalls(stopped.http()).get("/cpln/gvc/prod/containers").status()).isEqualTo(200);
            server.replace(organization(sick("cart"), workload("search")));
            clients.forEach(client -> assertThat(client.next().name()).isEqualTo("modified"));
            stopped.close();
            Set<Integer> returns = new HashSet<>();
            for (EventClient client : clients) {
                Event last = client.next();
                assertThat(last.name()).isEqualTo("ended");
                assertThat(last.data().get("reason").textValue()).isEqualTo("The process ends");
                assertThat(client.next()).isNull();
                assertThat(client.isEnded()).isTrue();
                assertThat(client.retries()).hasSize(2);
                returns.add(client.retries().get(1));
                client.close();
            }
            assertThat(returns).hasSizeGreaterThan(20).allSatisfy(wait -> assertThat(wait).isBetween(2_000, 15_000));
            isReset(clients.get(0).lastEventId(), "The last event is from before a restart, or from another process");
        }
    }

    @Nested
    class Requests {

        @ParameterizedTest
        @ValueSource(strings = {"/cpln/changes", "/cpln/gvc/prod/changes", "/cpln/gvc/prod/workload/cart/changes"})
        void headAndOptionsCostNothing(String path) {
            Answer head = http.send("HEAD", path, null);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(head.header("Cache-Control")).isEqualTo("no-cache, no-transform");
            assertThat(head.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(http.send("HEAD", path + "?pageSize=5", null).status()).isEqualTo(400);
            Answer options = http.send("OPTIONS", path, null);
            assertThat(options.status()).isEqualTo(204);
            assertThat(options.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
            for (String method : List.of("POST", "DELETE", "PUT")) {
                Answer other = http.send(method, path, null);
                assertThat(other.status()).isEqualTo(405);
                assertThat(other.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
            }
            assertThat(server.requests()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {"text/event-stream|200", "*/*|200", "text/*|200", "application/json|406",
            "text/event-stream;q=0|406", "application/json, text/event-stream;q=0.1|200"})
        void onlyEventsAreOnOffer(String accept, int status) {
            Answer answer = http.send("HEAD", PATH, null, "Accept", accept);
            assertThat(answer.status()).isEqualTo(status);
            if (status == 406) {
                assertThat(http.get(PATH, "Accept", accept).json().get("detail").textValue())
                        .contains("text/event-stream");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"pageSize=5", "cursor=x", "maxResults=5", "order=list", "groupBy=image", "cache=false",
            "cacheTtlSeconds=5", "maxWorkers=2", "parallel=false", "retry=false", "maxRetries=1",
            "collectStatistics=false", "retryDelaySeconds=1", "retryBackoffFactor=2"})
        void whatMakesNoSenseIsRefused(String option) {
            Answer answer = http.get("/cpln/changes?" + option);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().get("detail").textValue()).contains("'" + option.replaceFirst("=.*", "") + "'")
                    .contains("in a watch");
            assertThat(server.requests()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"/cpln/changes?healthStatus=sick", "/cpln/changes?nothing=1", "/cpln/gvc/P/changes",
            "/cpln/gvc/prod/changes?gvc=prod", "/cpln/gvc/prod/changes?workloadName=x", "/cpln/changes?latest=1",
            "/cpln/gvc/*/changes", "/cpln/changes?location=a&location=b"})
        void optionsAreCheckedAsThoseOfAListing(String path) {
            assertThat(http.get(path).status()).isEqualTo(400);
            assertThat(http.send("HEAD", path, null).status()).isEqualTo(400);
            assertThat(http.get(path.replace("changes", "containers")).status()).isEqualTo(400);
            assertThat(http.get("/cpln/changes/x").status()).isEqualTo(404);
            assertThat(server.requests()).isEmpty();
        }
    }
}
