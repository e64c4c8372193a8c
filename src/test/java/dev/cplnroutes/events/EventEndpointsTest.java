package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.SecretSettings;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.CapturedLog;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The settings that name endpoints: what they take, what they refuse, and what becomes of events when Camel stops.
 */
@Timeout(120)
class EventEndpointsTest {

    @TempDir
    private Path folder;

    private static DemoServer server;

    @BeforeAll
    static void start() {
        server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 8), DemoSettings.defaults().withPageSize(3));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RunningRoutes routes(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of("cpln.progress.endpoints", "",
                "cpln.statistics.endpoints", "",
                "cpln.progress.interval", "0"));
        settings.putAll(more);
        return RunningRoutes.on(server, settings);
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof IllegalArgumentException)) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }

    private static long delivered(RunningRoutes routes) {
        return routes.send("direct:cpln-event-statistics", null, EventStatistics.class).endpoints().stream()
                .mapToLong(EventStatistics.OfEndpoint::delivered).sum();
    }

    private static EventStatistics.OfEndpoint statistics(RunningRoutes routes, int index) {
        return routes.send("direct:cpln-event-statistics", null, EventStatistics.class).endpoints().get(index);
    }

    /** What the settings may name, and how errors show it. */
    @Nested
    class SettingValue {

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "cpln.progress.endpoints|log:x kafak:s3cret?brokers=h:1|endpoint 2 (kafak:...) cannot be resolved: there "
                    + "is no Camel component 'kafak' on the class path.",
            "cpln.statistics.endpoints|log:x?levle=s3cret&plain=true|endpoint 1 (log:x) cannot be resolved: the "
                    + "component does not know the option levle.",
            "cpln.containers.endpoints|s3cret|endpoint 1 (...) cannot be resolved: it is not a URI such as log:name "
                    + "or kafka:topic?brokers=host:9092; white space inside a URI needs a backslash in front of it, or "
                    + "RAW(...) around it.",
            "cpln.containers.endpoints|https://user:s3cret@|endpoint 1 (https://...) cannot be resolved: it is not a "
                    + "valid address.",
            "cpln.progress.endpoints|https://hooks.example.com/s3cret/{x}|endpoint 1 (https://hooks.example.com) "
                    + "cannot be resolved: it is not a valid address.",
            "cpln.progress.endpoints|https://hooks.example.com/s3cret?authPassword=s3cret|endpoint 1 "
                    + "(https://hooks.example.com) cannot be resolved: 'authPassword' is an option of Camel's http "
                    + "component, but a webhook's address is sent as it is; to use options, send to a route of your "
                    + "own (direct:...).",
            "cpln.progress.endpoints|kafka:topic?clientId=s3cret|endpoint 1 (kafka:topic) cannot be resolved: it "
                    + "names no brokers, and neither does cpln.kafka.brokers.",
            "cpln.progress.endpoints|https://hooks.example.com:99999/s3cret|endpoint 1 "
                    + "(https://hooks.example.com:99999) cannot be resolved: it is not a valid address.",
            "cpln.undelivered.endpoint|https://hooks.example.com/s3cret|endpoint 1 (https://hooks.example.com) cannot "
                    + "be resolved: a webhook cannot keep events; name a folder (file:...), a queue or a topic.",
            "cpln.undelivered.endpoint|file:x?fileName=s3cret|endpoint 1 (file:x) cannot be resolved: each event gets "
                    + "a file of its own in this folder; remove the option fileName.",
            "cpln.undelivered.endpoint|file:x?fileExist=Append|endpoint 1 (file:x) cannot be resolved: each event "
                    + "gets a file of its own in this folder; remove the option fileExist.",
            "cpln.undelivered.endpoint|file:x?delte=s3cret|endpoint 1 (file:x) cannot be resolved: the component does "
                    + "not know the option delte.",
            "cpln.progress.endpoints|log:x?plain=s3cret|endpoint 1 (log:x) cannot be resolved: the option plain has a "
                    + "value that the component does not accept.",
            "cpln.progress.endpoints|kafka:topic?brokers=h:1&autoOffsetReset=s3cret&sasslJaasConfig=s3cret|endpoint 1 "
                    + "(kafka:topic) cannot be resolved: the component does not know the option sasslJaasConfig."})
        void whatCannotBeResolvedStopsTheStartAndNamesTheSetting(String setting, String value, String message) {
            assertThatThrownBy(() -> routes(Map.of(setting, value)).close()).satisfies(failure -> {
                assertThat(rootMessage(failure)).startsWith("Setting " + setting + ": " + message)
                        .doesNotContain("s3cret");
            });
        }

        @Test
        void loginModuleAndFolderWithWhiteSpaceAreTakenAsTheyAre() throws Exception {
            Path own = Files.createDirectories(folder.resolve("my own folder"));
            String login = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" "
                    + "password=\"p) (w&d=?\";";
            String uri = "kafka:topic?brokers=h:1&securityProtocol=SASL_SSL&saslMechanism=PLAIN&saslJaasConfig=RAW("
                    + login + ")";
            try (RunningRoutes routes = routes(Map.of("cpln.progress.endpoints", uri + " log:x",
                    "cpln.statistics.endpoints", "file:" + own.toString().replace(" ", "\\ ")))) {
                assertThat(routes.context().getEndpoints()).filteredOn(KafkaEndpoint.class::isInstance)
                        .singleElement().satisfies(endpoint -> assertThat(((KafkaEndpoint) endpoint).getConfiguration()
                                .getSaslJaasConfig()).isEqualTo(login));
                assertThat(statistics(routes, 0).endpoint()).isEqualTo("kafka:topic");
                assertThat(statistics(routes, 1).endpoint()).isEqualTo("log:x");
                routes.list(ListingRequest.builder().gvc("prod").build());
                await().until(() -> Files.list(own).findAny().isPresent());
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"secret", "whsec_", "whsec_%%%", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw other"})
        void secretOfAnotherFormIsRefusedWithoutTellingIt(String secret) {
            assertThatThrownBy(() -> routes(Map.of("cpln.webhook.secret", secret)).close()).satisfies(failure ->
                    assertThat(rootMessage(failure))
                            .isEqualTo("Setting cpln.webhook.secret is not of the form whsec_ and Base64."));
        }

        @ParameterizedTest
        @CsvSource({"cpln.events.queue-size,0", "cpln.events.max-retries,-1", "cpln.events.retry-delay,soon",
            "cpln.events.timeout,0", "cpln.events.flush-timeout,2h"})
        void valuesOutOfRangeAreNamed(String setting, String value) {
            assertThatThrownBy(() -> routes(Map.of(setting, value)).close()).satisfies(failure ->
                    assertThat(rootMessage(failure))
                            .startsWith("Setting " + setting + " has the value '" + value + "'; allowed is "));
        }

        @Test
        void placeholdersInASecretSettingAreResolved() {
            Main main = new Main();
            main.bind(SecretSettings.BEAN_NAME, new SecretSettings(Map.of(
                    "cpln.statistics.endpoints", "{{the.hook}}/path", "cpln.webhook.secret", "whsec_{{the.secret}}")));
            try (Receiver receiver = Receiver.start(); RunningRoutes routes = RunningRoutes.start(Map.of(
                    "cpln.endpoint", server.endpoint().toString(), "cpln.org", "acme", "cpln.token", "t",
                    "the.hook", receiver.url(""), "the.secret", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), main)) {
                routes.list(ListingRequest.ofGvc("prod"));
                Receiver.Request request = receiver.await(1).get(0);
                assertThat(request.uri()).isEqualTo("/path");
                assertThat(request.header("webhook-signature")).startsWith("v1,");
            }
        }
    }

    /** Files, logs, and an endpoint that hangs. */
    @Nested
    class Receivers {

        @Test
        void filesGetTheDataALineEach() throws Exception {
            try (RunningRoutes routes = routes(Map.of(
                    "cpln.progress.endpoints", "file:" + folder + "/lines?fileName=progress.ndjson&fileExist=Append",
                    "cpln.statistics.endpoints", "  file:" + folder + "/one-each\n"))) {
                ListingResult first = routes.list(ListingRequest.ofGvc("prod"));
                ListingResult second = routes.list(ListingRequest.ofGvc("prod"));
                await().until(() -> delivered(routes) == 2 * 13 + 2);

                List<JsonNode> lines = new ArrayList<>();
                for (String line : Files.readAllLines(folder.resolve("lines/progress.ndjson"))) {
                    lines.add(new ObjectMapper().readTree(line));
                }
                assertThat(lines).hasSize(26).extracting(line -> line.path("listingId").asText()).containsOnly(
                        first.statistics().listingId(), second.statistics().listingId());
                assertThat(lines.get(12).path("stage").asText()).isEqualTo("completed");
                try (Stream<Path> files = Files.list(folder.resolve("one-each"))) {
                    List<Path> each = files.sorted().toList();
                    assertThat(each).hasSize(2).allMatch(file -> file.getFileName().toString()
                            .matches("\\d{8}T\\d{6}\\.\\d{3}Z-statistics-[0-9a-f-]{36}\\.json"));
                    assertThat(new ObjectMapper().readTree(each.get(0).toFile()))
                            .isEqualTo(new ObjectMapper().valueToTree(first.statistics()));
                }
            }
        }

        @Test
        void logGetsReadableLines() {
            try (CapturedLog log = CapturedLog.start();
                    RunningRoutes routes = routes(Map.of("cpln.progress.endpoints", "log:progress?plain=true",
                            "cpln.statistics.endpoints", "log:statistics?plain=true&level=WARN",
                            "cpln.containers.endpoints", "log:containers?plain=true"))) {
                ListingResult result = routes.list(ListingRequest.ofGvc("prod"));
                await().until(() -> delivered(routes) == 13 + 1 + 8);
                String id = result.statistics().listingId().substring(0, 8);
                assertThat(log.lines()).contains(
                        "progress Listing " + id + " of GVC prod: listing-workloads, 0 of 0 workloads",
                        "progress Listing " + id + " of GVC prod: completed, 8 of 8 workloads",
                        "statistics " + Event.line(result.statistics()));
                assertThat(log.lines()).filteredOn(line ->
                        line.startsWith("containers Listing " + id + ": prod/workload-00003/"))
                        .hasSize(1).first().asString().contains(" healthy ");
            }
        }

        @Test
        void fileThatCouldNotBeWrittenIsDeleted() throws Exception {
            Path unfinished = Files.createSymbolicLink(folder.resolve("unfinished"), folder.resolve("none/none"));
            try (RunningRoutes routes = routes(Map.of(
                    "cpln.progress.endpoints", "direct:nobody?block=false", "cpln.events.max-retries", "0",
                    "cpln.undelivered.endpoint", "file:" + folder + "?tempFileName=unfinished"))) {
                assertThat(routes.list(ListingRequest.ofGvc("prod")).complete()).isTrue();
                // As on a full disk, the first leaves a file: here a link that leads nowhere.
                await().until(() -> statistics(routes, 0).dropped() == 1 && statistics(routes, 0).undelivered() == 12);
                assertThat(Files.exists(unfinished, LinkOption.NOFOLLOW_LINKS)).isFalse();
            }
        }

        @Test
        void endpointThatHangsIsGivenUpAndHoldsOneThread() throws Exception {
            CountDownLatch end = new CountDownLatch(1);
            AtomicInteger attempts = new AtomicInteger();
            try (RunningRoutes routes = routes(Map.of(
                    "cpln.progress.endpoints", "direct:hangs file:" + folder + "/lines?fileName=p&fileExist=Append",
                    "cpln.events.timeout", "200ms", "cpln.events.max-retries", "1", "cpln.events.retry-delay", "10ms",
                    "cpln.undelivered.endpoint", "file:" + folder))) {
                routes.context().addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:hangs").process(exchange -> {
                            attempts.incrementAndGet();
                            boolean isOver = false;
                            while (!isOver) {
                                try {
                                    end.await();
                                    isOver = true;
                                } catch (InterruptedException e) {
                                    // As some libraries do.
                                }
                            }
                        });
                    }
                });
                assertThat(routes.list(ListingRequest.ofGvc("prod")).complete()).isTrue();
                await().until(() -> statistics(routes, 0).undelivered() == 13
                        && statistics(routes, 1).delivered() == 13);
                assertThat(attempts).hasValue(1);
                List<String> reasons = new ArrayList<>();
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        reasons.add(new ObjectMapper().readTree(file.toFile()).path("reason").asText());
                    }
                }
                // The first was sent a second time, which found the thread still held.
                assertThat(reasons).hasSize(13).containsOnly("attempts that were given up are still under way");
                end.countDown();
                await().until(() -> routes.send("direct:cpln-redeliver", null, Redelivery.class)
                        .equals(new Redelivery(13, 0)));
                assertThat(attempts).hasValue(14);
            } finally {
                end.countDown();
            }
        }
    }

    /** What becomes of events when Camel stops. */
    @Nested
    class Stopping {

        /** All that was published is at the receiver or in the folder, each once at least. */
        private void checkNothingIsLost(Receiver receiver, int published) throws Exception {
            List<String> ids = new ArrayList<>();
            receiver.requests().forEach(request -> ids.add(request.id()));
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    ids.add(new ObjectMapper().readTree(Files.readString(file, StandardCharsets.UTF_8)).path("event")
                            .path("id").asText());
                }
            }
            assertThat(ids.stream().distinct()).hasSize(published);
        }

        @Test
        void stopDeliversWhatItCan() throws Exception {
            try (Receiver receiver = Receiver.start()) {
                try (RunningRoutes routes = routes(Map.of("cpln.progress.endpoints", receiver.url("/"),
                        "cpln.undelivered.endpoint", "file:" + folder))) {
                    for (int i = 0; i < 20; i++) {
                        routes.list(ListingRequest.ofGvc("prod"));
                    }
                }
                assertThat(receiver.requests()).hasSize(20 * 13);
                assertThat(folder).isEmptyDirectory();
            }
        }

        @ParameterizedTest
        // Seconds: more than this test may take, so that Camel need not force it; and too few.
        @ValueSource(strings = {"300", "1"})
        void stopKeepsWhatItCannotDeliver(String shutdownTimeout) throws Exception {
            try (Receiver receiver = Receiver.start()) {
                receiver.answer(request -> Receiver.HANG);
                try (RunningRoutes routes = routes(Map.of("cpln.progress.endpoints", receiver.url("/"),
                        "cpln.undelivered.endpoint", "file:" + folder, "cpln.events.timeout", "1h",
                        "cpln.events.flush-timeout", "3s", "camel.main.shutdownTimeout", shutdownTimeout))) {
                    for (int i = 0; i < 20; i++) {
                        routes.list(ListingRequest.ofGvc("prod"));
                    }
                    receiver.await(1);
                }
                checkNothingIsLost(receiver, 20 * 13);
                try (Stream<Path> files = Files.list(folder)) {
                    assertThat(files).as("those that hung as well: nobody knows whether they arrived").hasSize(20 * 13);
                }
            }
        }

        @ParameterizedTest
        // Camel's redelivery looks once a second whether it stops, and not at all in a wait that is shorter. Seconds
        // until it forces the stop.
        @CsvSource({"1h,10", "900ms,10", "1h,1", "900ms,1"})
        void stopEndsWaitsForTheNextAttempt(String retryDelay, String shutdownTimeout) throws Exception {
            try (Receiver receiver = Receiver.start()) {
                receiver.answer(request -> 503);
                try (RunningRoutes routes = routes(Map.of("cpln.progress.endpoints", receiver.url("/"),
                        "cpln.undelivered.endpoint", "file:" + folder, "cpln.events.retry-delay", retryDelay,
                        "camel.main.shutdownTimeout", shutdownTimeout))) {
                    routes.list(ListingRequest.ofGvc("prod"));
                    receiver.await(1);
                }
                checkNothingIsLost(receiver, 13);
            }
        }
    }
}
