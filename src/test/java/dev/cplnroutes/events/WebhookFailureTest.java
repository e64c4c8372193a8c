package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.testing.RawApi;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Webhooks that cannot be reached, or ask for time: what is said of it, and when the event is sent again.
 */
@Timeout(60)
class WebhookFailureTest {

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 1));

    @TempDir
    private Path folder;

    private RunningRoutes routesTo(String webhook) {
        Map<String, String> settings = new HashMap<>(Map.of("cpln.progress.endpoints", "",
                "cpln.statistics.endpoints", webhook, "cpln.events.retry-delay", "1ms",
                "cpln.undelivered.endpoint", "file:" + folder));
        return RunningRoutes.on(routes.server(), settings);
    }

    private EventStatistics.OfEndpoint statistics(RunningRoutes running) {
        return running.send("direct:cpln-event-statistics", null, EventStatistics.class).endpoints().get(0);
    }

    static Stream<String> waits() {
        DateTimeFormatter date = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
        // Its clock is hours behind ours.
        Instant itsNow = Instant.parse("2024-02-29T12:00:00Z");
        return Stream.of("429 Too Many Requests\nRetry-After: 1", "503 Service Unavailable\nRetry-After: 0.3",
                "429 Too Many Requests\nRetry-After: 0\nRetry-After: 1",
                "503 Service Unavailable\nDate: " + date.format(itsNow) + "\nRetry-After: "
                        + date.format(itsNow.plusSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void receiverThatAsksForTimeGetsIt(String refusal) throws Exception {
        List<Long> times = new CopyOnWriteArrayList<>();
        try (RawApi receiver = RawApi.start((request, out) -> {
            times.add(System.nanoTime());
            RawApi.write(out, times.size() == 1 ? refusal : "200 OK", "");
            return false;
        }); RunningRoutes running = routesTo("http://127.0.0.1:" + receiver.port() + "/hook")) {
            running.list(ListingRequest.ofGvc("prod"));
            await().atMost(Receiver.DEADLINE).until(() -> statistics(running).delivered() == 1);
            assertThat(times).hasSize(2);
            assertThat(Duration.ofNanos(times.get(1) - times.get(0))).isGreaterThan(Duration.ofMillis(900));
        }
    }

    static Stream<Arguments> lasting() {
        return Stream.of(
                Arguments.of("https://wires.invalid/secret-path",
                        "the receiver cannot be reached: there is no host with the name in its address"),
                Arguments.of("https://127.0.0.1:" + routes.server().endpoint().getPort() + "/secret-path",
                        "the receiver cannot be reached: it does not speak TLS on that port, use http or another port"),
                Arguments.of("http://127.0.0.1:%d/secret-path", "answered 418"));
    }

    /** What trying again cannot help is tried once, and kept with the reason in words. */
    @ParameterizedTest
    @MethodSource("lasting")
    void lastingFailureIsTriedOnceAndToldInWords(String webhook, String reason) throws Exception {
        try (RawApi receiver = RawApi.start((request, out) -> RawApi.write(out, "418 No", ""));
                RunningRoutes running = routesTo(String.format(webhook, receiver.port()))) {
            running.list(ListingRequest.ofGvc("prod"));
            await().atMost(Receiver.DEADLINE).until(() -> statistics(running).undelivered() == 1);
            assertThat(statistics(running).failedAttempts()).isEqualTo(1);
            assertThat(statistics(running).lastFailure()).isEqualTo(reason);
            try (Stream<Path> files = Files.list(folder)) {
                Path document = files.findFirst().orElseThrow();
                assertThat(Files.readString(document)).contains("\"reason\":\"" + reason + "\"")
                        .doesNotContain("Exception", "secret-path");
            }
        }
    }

    @Test
    void brokenConnectionIsTriedAgain() throws Exception {
        try (RawApi receiver = RawApi.start((request, out) ->
                request.connection() > 1 && RawApi.write(out, "204 No Content", ""));
                RunningRoutes running = routesTo("http://127.0.0.1:" + receiver.port() + "/hook")) {
            running.list(ListingRequest.ofGvc("prod"));
            await().atMost(Receiver.DEADLINE).until(() -> statistics(running).delivered() == 1);
            assertThat(statistics(running).lastFailure())
                    .isEqualTo("the connection to the receiver broke before an answer came");
            assertThat(receiver.requests()).hasSize(3);
        }
    }

    /** A name with an underscore is no host for java.net.URI. */
    @ParameterizedTest
    @ValueSource(strings = {"http://my_hook.invalid:8080/x", "http://user:p%40ss@my_hook.invalid/x",
            "HTTP://_hook.invalid/a_b?c=1", "https:my_hook.invalid"})
    void hostMayHaveAnUnderscore(String uri) {
        try (RunningRoutes running = routesTo(uri)) {
            running.list(ListingRequest.ofGvc("prod"));
            await().atMost(Receiver.DEADLINE).until(() -> statistics(running).undelivered() == 1);
            assertThat(statistics(running).lastFailure()).contains("there is no host with the name");
            assertThat(statistics(running).toString()).doesNotContain("p%40ss", "p@ss");
        }
    }
}
