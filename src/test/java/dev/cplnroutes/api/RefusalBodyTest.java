package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.call.TokenHealth;
import dev.cplnroutes.testing.FaultyApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Refusals whose body is broken: their status and headers count.
 */
@Timeout(60)
class RefusalBodyTest {

    private static RefusingApi api;

    @BeforeAll
    static void start() {
        api = RefusingApi.start();
    }

    @AfterAll
    static void stop() throws IOException {
        api.close();
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
        api.isAskedAgainAfterASecond(
                new RefusingApi.Refusal("429 Too Many Requests", "Retry-After: 1\n" + headers, body));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void tokenIsRefusedWhateverTheBody(String what, String headers, byte[] body) {
        TokenHealth health = api.routes().context().getRegistry().findSingleByType(TokenHealth.class);
        int before = api.requests();
        api.refuse(new RefusingApi.Refusal("401 Unauthorized", headers, body));

        assertThatThrownBy(() -> api.routes().list(ListingRequest.ofGvc("prod")))
                .isInstanceOf(ListingFailedException.class).hasMessageContaining("401");

        assertThat(health.isRefused()).isTrue();
        assertThat(api.requests()).isEqualTo(before + 2);
        api.routes().list(ListingRequest.ofGvc("prod"));
        assertThat(health.isRefused()).isFalse();
    }
}
