package dev.cplnroutes.api;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.cplnroutes.api.RefusingApi.Refusal;
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

    private static RefusingApi limited;
    private static RefusingApi unavailable;

    @BeforeAll
    static void start() {
        limited = RefusingApi.start();
        unavailable = RefusingApi.start();
    }

    @AfterAll
    static void stop() throws IOException {
        limited.close();
        unavailable.close();
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
        // Both at once: each waits a second.
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> unavailable.isAskedAgainAfterASecond(
                refusal("503 Service Unavailable", headers)));
        limited.isAskedAgainAfterASecond(refusal("429 Too Many Requests", headers));
        other.join();
    }

    private static Refusal refusal(String status, String headers) {
        return new Refusal(status, headers + "Content-Length: 2\n", "{}".getBytes());
    }
}
