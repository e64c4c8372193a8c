package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import dev.cplnroutes.Container;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
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
            out.write(("HTTP/1.1 " + first.status() + "\r\nConnection: close\r\n" + first.headers().replace("\n", "\r\n")
                    + "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            out.write(first.body());
            return false;
        });
        routes = RunningRoutes.start(api.settings());
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

    private static void sentAgainAfterASecond(Refusal first) {
        refusal.set(first);

        ListingResult result = routes.list(ListingRequest.ofGvc("prod"));

        assertThat(result.errors()).isEmpty();
        assertThat(result.containers()).extracting(Container::workloadName).containsExactly("web");
        assertThat(result.statistics().retries()).isEqualTo(1);
        assertThat(sentAgainAt - refusedAt).isGreaterThanOrEqualTo(Duration.ofMillis(990).toNanos());
    }
}
