package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import dev.cplnroutes.Container;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.call.TokenHealth;
import dev.cplnroutes.testing.FaultyApi;
import dev.cplnroutes.testing.RawApi;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The wait that a refusal asks for, in the forms that servers give it: the call is sent again after that wait.
 */
@Timeout(60)
class AskedWaitTest {

    private record Refusal(String status, String headers, byte[] body) {
    }

    private static final AtomicReference<Refusal> refusal = new AtomicReference<>();
    private static volatile long refusedAt;
    private static volatile long sentAgainAt;
    private static RawApi api;
    private static RunningRoutes routes;

    @BeforeAll
    static void start() {
        api = RawApi.start((request, out) -> {
            if (!request.target().contains("/deployment")) {
                return RawApi.json(out, "{\"items\":[{\"name\":\"web\"}]}");
            }
            Refusal first = refusal.getAndSet(null);
            if (first == null) {
                sentAgainAt = System.nanoTime();
                return RawApi.json(out, RawApi.DEPLOYMENTS);
            }
            refusedAt = System.nanoTime();
            out.write(("HTTP/1.1 " + first.status() + "\r\nConnection: close\r\n"
                    + first.headers().replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(first.body());
            if (first.headers().contains("1000000")) {
                // The rest never comes.
                Thread.sleep(600_000);
            }
            return false;
        });
        Map<String, String> settings = new HashMap<>(api.settings());
        settings.put("cpln.api.response-timeout", "700ms");
        routes = RunningRoutes.start(settings);
    }

    @AfterAll
    static void stop() throws IOException {
        routes.close();
        api.close();
    }

    private static String dates(Duration difference, Duration wait) {
        Instant date = Instant.now().plus(difference);
        return "Date: " + http(date) + "\nRetry-After: " + http(date.plus(wait)) + "\n";
    }

    private static String http(Instant time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
    }

    static Stream<Arguments> waits() {
        return Stream.of(
                Arguments.of("1.0", "Retry-After: 1.0\n"),
                Arguments.of("0.5", "Retry-After: 0.5\n"),
                Arguments.of("a list", "Retry-After: 1, 1\n"),
                Arguments.of("two lines", "Retry-After: 1\nRetry-After: 0\n"),
                Arguments.of("two lines, in other letters", "retry-after: 0\nRETRY-AFTER: 1\nRetry-After: -9\n"),
                Arguments.of("a line of nothing", "Retry-After:\nRetry-After: 1\n"),
                Arguments.of("a clock two minutes ahead", dates(Duration.ofMinutes(2), Duration.ofSeconds(1))),
                Arguments.of("a clock two minutes behind", dates(Duration.ofMinutes(-2), Duration.ofSeconds(1))),
                Arguments.of("a clock of 1970", dates(Duration.ofDays(-19_000), Duration.ofSeconds(1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waits")
    void callIsSentAgainAfterTheWaitAskedFor(String what, String headers) {
        for (String status : new String[] {"429 Too Many Requests", "503 Service Unavailable"}) {
            sentAgainAfterASecond(new Refusal(status, headers + "Content-Length: 2\n", "{}".getBytes()));
        }
    }

    static Stream<Arguments> bodies() throws IOException {
        byte[] text = "{\"message\":\"not now\"}".getBytes(StandardCharsets.US_ASCII);
        byte[] gzip = FaultyApi.bomb(1 << 16);
        byte[] cut = Arrays.copyOf(gzip, gzip.length / 2);
        return Stream.of(
                Arguments.of("cut by its length", "Content-Length: 999\n", text),
                Arguments.of("missing", "Content-Length: 999\n", new byte[0]),
                Arguments.of("cut in a chunk", "Transfer-Encoding: chunked\n", "ff\r\n{".getBytes()),
                Arguments.of("chunked wrongly", "Transfer-Encoding: chunked\n", text),
                Arguments.of("no gzip", "Content-Encoding: gzip\nContent-Length: " + text.length + "\n", text),
                Arguments.of("gzip cut short", "Content-Encoding: gzip\nContent-Length: " + cut.length + "\n", cut),
                Arguments.of("gzip cut by its length", "Content-Encoding: gzip\nContent-Length: 99999\n", cut),
                Arguments.of("no deflate", "Content-Encoding: deflate\nContent-Length: " + text.length + "\n", text),
                Arguments.of("of an unknown coding", "Content-Encoding: x-own\nContent-Length: 999\n", text),
                Arguments.of("never complete", "Content-Length: 1000000\n", text));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void refusalIsToldByItsHeadersWhateverItsBody(String what, String headers, byte[] body) {
        sentAgainAfterASecond(new Refusal("429 Too Many Requests", "Retry-After: 1\n" + headers, body));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void tokenIsRefusedWhateverTheBody(String what, String headers, byte[] body) {
        TokenHealth health = routes.context().getRegistry().findSingleByType(TokenHealth.class);
        int before = api.requests().size();
        refusal.set(new Refusal("401 Unauthorized", headers, body));

        assertThatThrownBy(() -> routes.list(ListingRequest.ofGvc("prod")))
                .isInstanceOf(ListingFailedException.class).hasMessageContaining("401");

        assertThat(health.isRefused()).isTrue();
        assertThat(api.requests()).hasSize(before + 2);
        routes.list(ListingRequest.ofGvc("prod"));
        assertThat(health.isRefused()).isFalse();
    }

    private static void sentAgainAfterASecond(Refusal first) {
        refusal.set(first);

        ListingResult result = routes.list(ListingRequest.ofGvc("prod"));

        assertThat(result.errors()).isEmpty();
        assertThat(result.containers()).extracting(Container::workloadName).containsExactly("web");
        assertThat(result.statistics().retries()).isEqualTo(1);
        assertThat(sentAgainAt - refusedAt).isGreaterThanOrEqualTo(Duration.ofMillis(990).toNanos());
    }
}
