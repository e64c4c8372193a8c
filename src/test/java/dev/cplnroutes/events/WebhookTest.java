package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ServerSocket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import dev.cplnroutes.Container;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.ProgressEvent;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RunningRoutes;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Events to webhooks on real sockets: what is sent, what is sent again, and what becomes of the rest.
 */
@Timeout(120)
class WebhookTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    private Path folder;

    private DemoServer server;
    private Receiver receiver;

    @BeforeEach
    void start() {
        server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 8), DemoSettings.defaults().withPageSize(3));
        receiver = Receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.close();
        server.close();
    }

    private RunningRoutes routes(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "cpln.progress.endpoints", "",
                "cpln.statistics.endpoints", receiver.url("/hook"),
                "cpln.events.retry-delay", "1ms",
                "cpln.undelivered.endpoint", "file:" + folder));
        settings.putAll(more);
        return RunningRoutes.on(server, settings);
    }

    private static EventStatistics.OfEndpoint statistics(RunningRoutes routes, String name) {
        return routes.send("direct:cpln-event-statistics", null, EventStatistics.class).endpoints().stream()
                .filter(endpoint -> endpoint.name().equals(name)).findFirst().orElseThrow();
    }

    private List<Path> undelivered() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted().toList();
        }
    }

    private List<JsonNode> awaitUndelivered(int count) {
        await().atMost(Receiver.DEADLINE).until(() -> undelivered().size() == count);
        try {
            List<JsonNode> documents = new ArrayList<>();
            for (Path file : undelivered()) {
                documents.add(new ObjectMapper().readTree(file.toFile()));
            }
            return documents;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void verify(Receiver.Request request) {
        Map<String, List<String>> headers = new HashMap<>();
        request.headers().forEach((name, values) -> headers.put(name.toLowerCase(), values));
        assertThatCode(() -> new Webhook(SECRET).verify(new String(request.body(), StandardCharsets.UTF_8),
                HttpHeaders.of(headers, (name, value) -> true))).doesNotThrowAnyException();
    }

    /** What a webhook gets. */
    @Nested
    class Sending {

        @Test
        void getsSignedCloudEventsInOrder() {
            try (RunningRoutes routes = routes(Map.of("cpln.webhook.secret", SECRET, "cpln.progress.interval", "0",
                    "cpln.progress.endpoints",
                    receiver.url("/a/b%2Fc?key=x%20y&n=1") + "\n\t" + receiver.url("/second")))) {
                ListingResult result = routes.list(ListingRequest.builder().gvc("prod").maxWorkers(4).build());
                String listingId = result.statistics().listingId();

                // First, each page, each workload, last: twice; and the statistics.
                List<Receiver.Request> requests = receiver.await(2 * (1 + 3 + 8 + 1) + 1);
                for (Receiver.Request request : requests) {
                    verify(request);
                    JsonNode event = request.json();
                    EventSchemas.check(event);
                    CloudEvent cloudEvent = EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE)
                            .deserialize(request.body());
                    assertThat(request.method()).isEqualTo("POST");
                    assertThat(request.header("content-type")).isEqualTo("application/cloudevents+json; charset=UTF-8");
                    assertThat(cloudEvent.getId()).isEqualTo(request.header("webhook-id"));
                    assertThat(cloudEvent.getSpecVersion().toString()).isEqualTo("1.0");
                    assertThat(cloudEvent.getSource()).hasToString("/org/acme/gvc/prod");
                    assertThat(cloudEvent.getSubject()).isEqualTo(listingId);
                    assertThat(cloudEvent.getDataContentType()).isEqualTo("application/json");
                    assertThat(cloudEvent.getExtension("listingid")).isEqualTo(listingId);
                    assertThat(cloudEvent.getTime().toInstant()).isEqualTo(Instant.parse(event.path("time").asText()));
                }
                assertThat(requests).extracting(Receiver.Request::uri)
                        .containsOnly("/a/b%2Fc?key=x%20y&n=1", "/second", "/hook");

                List<Receiver.Request> progress = requests.stream().filter(request -> request.uri().equals("/second"))
                        .toList();
                assertThat(progress).extracting(request -> request.json().path("type").asText())
                        .containsOnly("dev.cplnroutes.listing.progress");
                assertThat(progress).extracting(request -> request.data().path("current").asInt()).isSorted();
                assertThat(progress.get(0).data().path("stage").asText()).isEqualTo("listing-workloads");
                assertThat(progress.get(12).data().path("stage").asText()).isEqualTo("completed");
                assertThat(progress.get(12).data().path("current").asInt()).isEqualTo(8);
                assertThat(progress.stream().map(Receiver.Request::id)).doesNotHaveDuplicates();
                assertThat(requests.stream().filter(request -> request.uri().startsWith("/a/"))
                        .map(Receiver.Request::id))
                        .as("one event, whoever gets it")
                        .containsExactlyElementsOf(progress.stream().map(Receiver.Request::id).toList());

                Receiver.Request statistics = requests.stream().filter(request -> request.uri().equals("/hook"))
                        .findFirst().orElseThrow();
                assertThat(statistics.json().path("type").asText()).isEqualTo("dev.cplnroutes.listing.statistics");
                assertThat(statistics.data()).isEqualTo(new ObjectMapper().valueToTree(result.statistics()));
            }
        }

        @Test
        void schemasHaveTheFieldsOfTheData() {
            EventSchemas.checkComponents("dev.cplnroutes.listing.progress", ProgressEvent.class);
            EventSchemas.checkComponents("dev.cplnroutes.listing.statistics", ListingStatistics.class);
            EventSchemas.checkComponents("dev.cplnroutes.container", Container.class);
        }

        @Test
        void bothSecretsSignWhileOneReplacesTheOther() {
            String newer = "whsec_" + Base64.getEncoder()
                    .encodeToString("a secret of thirty-two bytes ...".getBytes(StandardCharsets.UTF_8));
            try (RunningRoutes routes = routes(Map.of("cpln.webhook.secret", newer + " " + SECRET))) {
                routes.list(ListingRequest.ofGvc("prod"));
                Receiver.Request request = receiver.await(1).get(0);
                verify(request);
                assertThat(request.header("webhook-signature").split(" ")).hasSize(2)
                        .allMatch(text -> text.startsWith("v1,"));
            }
        }

        @Test
        void withoutSecretThereIsNoSignature() {
            try (RunningRoutes routes = routes(Map.of("cpln.statistics.endpoints",
                    "http://user:pass%20word@127.0.0.1:" + receiver.port() + "/hook"))) {
                routes.list(ListingRequest.ofGvc("prod"));
                Receiver.Request request = receiver.await(1).get(0);
                assertThat(request.header("webhook-signature")).isNull();
                assertThat(request.header("webhook-id")).isEqualTo(request.id());
                assertThat(request.header("webhook-timestamp")).matches("\\d{10}");
                assertThat(request.header("authorization")).isEqualTo("Basic "
                        + Base64.getEncoder().encodeToString("user:pass word".getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** Attempts after the first. */
    @Nested
    class SendingAgain {

        @ParameterizedTest
        @ValueSource(ints = {500, 502, 503, 408, 429})
        void sentAgainKeepsItsId(int status) {
            receiver.answer(request -> receiver.requests().size() < 3 ? status : 202);
            try (RunningRoutes routes = routes(Map.of("cpln.webhook.secret", SECRET))) {
                routes.list(ListingRequest.ofGvc("prod"));
                List<Receiver.Request> requests = receiver.await(4);
                requests.forEach(WebhookTest::verify);
                assertThat(requests.stream().map(request -> request.header("webhook-id")).distinct()).hasSize(1);
                await().until(() -> statistics(routes, "statistics-1").delivered() == 1);
                assertThat(statistics(routes, "statistics-1")).isEqualTo(new EventStatistics.OfEndpoint("statistics-1",
                        "http://127.0.0.1:" + receiver.port(), 1, 0, 1, 3, 0, 0, 0, "answered " + status));
                assertThat(folder).isEmptyDirectory();
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {400, 401, 404, 410, 422, 301, 302, 307})
        void refusedIsNotSentAgainAndKept(int status) throws Exception {
            receiver.answer(request -> status);
            try (RunningRoutes routes = routes(Map.of("cpln.webhook.secret", SECRET,
                    "cpln.statistics.endpoints", receiver.url("/hook/secret-path?token=secret-query")))) {
                ListingResult result = routes.list(ListingRequest.ofGvc("prod"));
                JsonNode document = awaitUndelivered(1).get(0);
                assertThat(document.path("endpoint").asText()).isEqualTo("statistics-1");
                assertThat(document.path("receiver").asText()).isEqualTo("http://127.0.0.1:" + receiver.port());
                assertThat(document.path("reason").asText()).isEqualTo("answered " + status);
                assertThat(document.path("attempts").asInt()).isEqualTo(1);
                assertThat(document.path("event").path("id").asText()).isEqualTo(receiver.requests().get(0).id());
                assertThat(document.path("event").path("data"))
                        .isEqualTo(new ObjectMapper().valueToTree(result.statistics()));
                assertThat(document.toString()).doesNotContain("secret");
                assertThat(receiver.requests()).hasSize(1);
                assertThat(Files.readString(undelivered().get(0))).endsWith("\n");

                // One that is refused says nothing about the next.
                receiver.answer(request -> receiver.requests().size() < 3 ? 503 : 200);
                routes.list(ListingRequest.ofGvc("prod"));
                receiver.await(4);
                await().until(() -> statistics(routes, "statistics-1").delivered() == 1);
            }
        }

        @Test
        void hangingReceiverDelaysNeitherListingNorOtherReceivers() throws Exception {
            try (Receiver hanging = Receiver.start();
                    RunningRoutes routes = routes(Map.of("cpln.progress.interval", "0", "cpln.events.timeout", "300ms",
                            "cpln.events.max-retries", "1",
                            "cpln.progress.endpoints", hanging.url("/") + " " + receiver.url("/progress")))) {
                hanging.answer(request -> Receiver.HANG);
                for (int i = 0; i < 3; i++) {
                    ListingResult result = routes.list(ListingRequest.ofGvc("prod"));
                    assertThat(result.complete()).isTrue();
                }
                receiver.await(3 * (1 + 3 + 8 + 1) - 3 + 3);
                List<JsonNode> documents = awaitUndelivered(39);
                assertThat(documents).extracting(document -> document.path("reason").asText())
                        .containsOnly("no answer within 300 ms");
                assertThat(documents).extracting(document -> document.path("endpoint").asText())
                        .containsOnly("progress-1");
            }
        }

        @Test
        void receiverThatIsAwayGetsWhatWaitsWhenItIsBack() throws Exception {
            int port;
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            try (RunningRoutes routes = routes(Map.of("cpln.events.retry-delay", "50ms",
                    "cpln.events.max-retries", "20",
                    "cpln.statistics.endpoints", "http://127.0.0.1:" + port + "/hook"))) {
                routes.list(ListingRequest.ofGvc("prod"));
                await().until(() -> statistics(routes, "statistics-1").failedAttempts() > 1);
                assertThat(statistics(routes, "statistics-1").lastFailure())
                        .isEqualTo("the receiver cannot be reached: the connection was refused, nothing listens on "
                                + "that port");
                try (Receiver back = Receiver.startOn(port)) {
                    assertThat(back.await(1)).hasSize(1);
                    await().until(() -> statistics(routes, "statistics-1").delivered() == 1);
                }
                assertThat(folder).isEmptyDirectory();
            }
        }
    }

    /** Events that do not arrive. */
    @Nested
    class Undelivered {

        @Test
        void whatIsUndeliveredIsSentAgainOnDemand() throws Exception {
            receiver.answer(request -> 503);
            try (RunningRoutes routes = routes(Map.of("cpln.webhook.secret", SECRET, "cpln.progress.interval", "0",
                    "cpln.events.max-retries", "1", "cpln.progress.endpoints", receiver.url("/progress")))) {
                ListingResult result = routes.list(ListingRequest.ofGvc("prod"));
                List<JsonNode> documents = awaitUndelivered(1 + 3 + 8 + 1 + 1);
                assertThat(documents).extracting(document -> document.path("reason").asText())
                        .containsOnly("answered 503");
                Set<String> ids = documents.stream().map(document -> document.path("event").path("id").asText())
                        .collect(Collectors.toSet());
                assertThat(ids).hasSize(14);
                // The first of each kind was sent twice; those behind it, while the receiver was known to be
                // away, once.
                assertThat(receiver.requests()).hasSize(14 + 2);
                // Still away: all of it stays, and one attempt a receiver is enough to know.
                assertThat(routes.send("direct:cpln-redeliver", null, Redelivery.class))
                        .isEqualTo(new Redelivery(0, 14));
                assertThat(receiver.requests()).hasSize(16 + 2);
                assertThat(awaitUndelivered(14)).extracting(document -> document.path("event").path("id").asText())
                        .containsExactlyInAnyOrderElementsOf(ids);

                receiver.answer(request -> 200);
                assertThat(routes.send("direct:cpln-redeliver", null, Redelivery.class))
                        .isEqualTo(new Redelivery(14, 0));
                assertThat(undelivered()).isEmpty();
                List<Receiver.Request> again = receiver.requests().subList(18, 32);
                again.forEach(WebhookTest::verify);
                again.forEach(request -> EventSchemas.check(request.json()));
                assertThat(again).extracting(request -> request.header("webhook-id"))
                        .containsExactlyInAnyOrderElementsOf(ids);
                assertThat(again.stream().filter(request -> request.uri().equals("/progress"))
                        .map(request -> request.data().path("current").asInt())).as("in their order").isSorted();
                assertThat(again.stream().filter(request -> request.uri().equals("/hook")).findFirst()
                        .orElseThrow().data())
                        .isEqualTo(new ObjectMapper().valueToTree(result.statistics()));
                assertThat(routes.send("direct:cpln-redeliver", null, Redelivery.class))
                        .isEqualTo(new Redelivery(0, 0));
                assertThat(statistics(routes, "progress-1")).isEqualTo(new EventStatistics.OfEndpoint("progress-1",
                        "http://127.0.0.1:" + receiver.port(), 13, 0, 0, 15, 13, 0, 13, "answered 503"));

                Files.writeString(folder.resolve("00-not-ours.json"), "{\"event\":{}}");
                Files.writeString(folder.resolve("00-no-json"), "{");
                Files.writeString(folder.resolve(".writing-x"), "{");
                assertThat(routes.send("direct:cpln-redeliver", null, Redelivery.class))
                        .isEqualTo(new Redelivery(0, 2));
                assertThat(folder).isDirectoryContaining("glob:**00-not-ours.json")
                        .isDirectoryContaining("glob:**00-no-json");
                EventStatistics statistics = routes.send("direct:cpln-event-statistics", null, EventStatistics.class);
                assertThat(statistics.undelivered())
                        .isEqualTo(new EventStatistics.OfUndelivered("file:" + folder, 0, 14, 14));
            }
        }

        @Test
        void fullQueueLosesNothing() throws Exception {
            receiver.answer(request -> Receiver.HANG);
            try (RunningRoutes routes = routes(Map.of("cpln.events.queue-size", "8", "cpln.progress.interval", "0",
                    "cpln.events.timeout", "2s", "cpln.events.max-retries", "0",
                    "cpln.progress.endpoints", receiver.url("/p")))) {
                for (int i = 0; i < 6; i++) {
                    routes.list(ListingRequest.ofGvc("prod"));
                }
                List<JsonNode> documents = awaitUndelivered(6 * 13 + 6);
                // Whatever keys they have: eight wait, and one at most for each of the eight queues is on its way.
                assertThat(documents.stream().filter(document -> document.path("endpoint").asText().equals("progress-1")
                        && document.path("reason").asText().equals("its queue of 8 is full")).count())
                        .isBetween(6 * 13 - 16L, 6 * 13 - 8L);
                assertThat(documents).extracting(document -> document.path("reason").asText())
                        .containsOnly("its queue of 8 is full", "no answer within 2000 ms");
                assertThat(documents).extracting(document -> document.path("event").path("id").asText())
                        .doesNotHaveDuplicates();
                await().until(() -> statistics(routes, "progress-1").undelivered() == 6 * 13);
                assertThat(statistics(routes, "progress-1").published()).isEqualTo(6 * 13);
            }
        }

        @Test
        void withoutAnywhereToKeepThemEventsAreCountedAsLost() {
            receiver.answer(request -> 400);
            try (RunningRoutes routes = routes(Map.of("cpln.undelivered.endpoint", ""))) {
                routes.list(ListingRequest.ofGvc("prod"));
                await().until(() -> statistics(routes, "statistics-1").dropped() == 1);
                assertThat(statistics(routes, "statistics-1").undelivered()).isZero();
                assertThatThrownBy(() -> routes.send("direct:cpln-redeliver", null, Redelivery.class))
                        .isInstanceOf(RedeliveryException.class).hasMessageContaining("cpln.undelivered.endpoint");
            }
        }

        @Test
        void folderThatCannotBeWrittenIsToldAndCounted() throws Exception {
            receiver.answer(request -> 400);
            Path file = Files.writeString(folder.resolve("a-file"), "");
            try (RunningRoutes routes = routes(Map.of("cpln.undelivered.endpoint", "file:" + file + "/folder"))) {
                routes.list(ListingRequest.ofGvc("prod"));
                await().until(() -> statistics(routes, "statistics-1").dropped() == 1);
            }
        }
    }
}
