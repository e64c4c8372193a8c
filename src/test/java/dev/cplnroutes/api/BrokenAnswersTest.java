package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.cplnroutes.Container;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.testing.FaultyApi;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server that hangs, trickles, breaks off or floods: it costs one workload, and no more memory and time than the
 * settings
 * say.
 */
@Timeout(120)
class BrokenAnswersTest {

    private static final int MAXIMUM_BYTES = 1 << 20;
    /** Each answer ends its connection: the client must not keep one that the server has closed. */
    private static final String OK = "HTTP/1.1 200 OK\nConnection: close\nContent-Type: application/json\n";

    /** Takes some seconds to be made. */
    private static final byte[] BOMB = FaultyApi.bomb(1L << 30);

    private static final FaultyApi api = FaultyApi.start(9);
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(api)
            .with("cpln.listing.cache", "false").with("cpln.listing.retry-delay-seconds", "0.001")
            .with("cpln.listing.max-retries", "2").with("cpln.api.response-timeout", "700ms")
            .with("cpln.api.maximum-answer-bytes", "" + MAXIMUM_BYTES);

    private static void hang() throws InterruptedException {
        Thread.sleep(600_000);
    }

    private static void flood(java.io.OutputStream out, byte[] block, long times) throws IOException {
        for (long i = 0; i < times; i++) {
            out.write(block);
        }
    }

    static Stream<Arguments> faults() {
        byte[] megabyte = new byte[1 << 20];
        java.util.Arrays.fill(megabyte, (byte) ' ');
        byte[] half = FaultyApi.DEPLOYMENTS.substring(0, 40).getBytes(StandardCharsets.US_ASCII);
        FaultyApi.Fault trickle = out -> {
            out.write((OK.replace("\n", "\r\n") + "Content-Length: 100000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(' ');
                Thread.sleep(100);
            }
        };
        FaultyApi.Fault slowHead = out -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write("X-More: x\r\n".getBytes(StandardCharsets.US_ASCII));
                Thread.sleep(100);
            }
        };
        FaultyApi.Fault endlessHead = out -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            flood(out, ("X-More: " + "x".repeat(1000) + "\r\n").getBytes(StandardCharsets.US_ASCII), 1 << 20);
        };
        FaultyApi.Fault gigabyte = out -> {
            out.write((OK.replace("\n", "\r\n") + "Content-Length: " + (1L << 30) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            flood(out, megabyte, 1024);
        };
        FaultyApi.Fault endlessChunks = out -> {
            out.write((OK.replace("\n", "\r\n") + "Transfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            flood(out, ("1000\r\n" + " ".repeat(4096) + "\r\n").getBytes(StandardCharsets.US_ASCII), 1 << 18);
        };
        FaultyApi.Fault endlessError = out -> {
            out.write("HTTP/1.1 403 Forbidden\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            flood(out, megabyte, 1024);
        };
        String gzip = "Content-Encoding: gzip\nContent-Length: " + BOMB.length + "\n\n";
        return Stream.of(
                // What, status, how often it is sent, how much of it is read at most.
                Arguments.of("hangs", 504, 1, 0, (FaultyApi.Fault) out -> hang()),
                Arguments.of("trickles", 504, 1, 1000, trickle),
                Arguments.of("trickles its headers", 504, 1, 1000, slowHead),
                Arguments.of("hangs halfway", 504, 1, 1000, (FaultyApi.Fault) out -> {
                    FaultyApi.raw(OK + "Content-Length: 1000\n\n", half).answer(out);
                    hang();
                }),
                Arguments.of("closes at once", 502, 3, 0, (FaultyApi.Fault) out -> { }),
                Arguments.of("closes halfway", 502, 3, 1000, FaultyApi.raw(OK + "Content-Length: 1000\n\n", half)),
                Arguments.of("closes in a chunk", 502, 3, 1000,
                        FaultyApi.raw(OK + "Transfer-Encoding: chunked\n\n100\r\n", half)),
                Arguments.of("closes without length", 502, 1, 1000, FaultyApi.raw(OK + "\n", half)),
                Arguments.of("is no HTTP", 502, 3, 1000, FaultyApi.raw("SSH-2.0-OpenSSH\n", half)),
                Arguments.of("has endless headers", 502, 1, 20 << 20, endlessHead),
                Arguments.of("sends a gigabyte", 502, 1, 20 << 20, gigabyte),
                Arguments.of("sends endless chunks", 502, 1, 20 << 20, endlessChunks),
                Arguments.of("refuses at length", 403, 1, 20 << 20, endlessError),
                Arguments.of("sends a bomb", 502, 1, BOMB.length + 1000, FaultyApi.raw(OK + gzip, BOMB)),
                Arguments.of("sends a bomb as error", 500, 3, 3 * BOMB.length + 1000,
                        FaultyApi.raw("HTTP/1.1 500 Oops\nConnection: close\n" + gzip, BOMB)),
                Arguments.of("claims gzip", 502, 3, 10_000,
                        FaultyApi.raw(OK + "Content-Encoding: gzip\nContent-Length: 40\n\n", half)),
                Arguments.of("nests deeply", 502, 1, 1 << 20,
                        FaultyApi.raw(OK + "Content-Length: 200000\n\n", "[".repeat(200_000)
                                .getBytes(StandardCharsets.US_ASCII))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void costsOneWorkloadAndBoundedMemory(String what, int status, int tries, long mostBytes, FaultyApi.Fault fault) {
        api.fault("w4", fault);

        ListingResult result = routes.list(ListingRequest.ofGvc("prod"));

        assertThat(result.containers()).extracting(Container::workloadName)
                .containsExactly("w0", "w1", "w2", "w3", "w5", "w6", "w7", "w8");
        assertThat(result.errors()).extracting(WorkloadError::workloadName, WorkloadError::status)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("w4", status));
        assertThat(Collections.frequency(api.requests(), "w4")).isEqualTo(tries);
        assertThat(api.requests()).hasSize(9 + tries);
        assertThat(result.statistics().apiCallsMade()).isEqualTo(9 + tries);
        assertThat(api.bytes()).as("what the server could send before its connection was closed")
                .isLessThanOrEqualTo(mostBytes);
        assertThat(result.errors().get(0).message()).doesNotContain("secret-token", "Exception:", "\n");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void workloadListThatIsBrokenFailsTheListing(String what, int status, int tries, long mostBytes,
            FaultyApi.Fault fault) {
        api.fault("list", fault);
        assertThatThrownBy(() -> routes.list(ListingRequest.ofGvc("prod"))).isInstanceOfSatisfying(
                ListingFailedException.class, failure -> assertThat(failure.status())
                .isEqualTo(status == 504 ? 504 : 502));
        assertThat(api.requests()).hasSize(tries).containsOnly("list");
    }

    /** A backlog that is full takes no connection: as a host that drops packets. */
    @Test
    void connectionThatIsNeverMadeEndsInTime() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> taken = new ArrayList<>();
            try {
                for (int i = 0; i < 8; i++) {
                    Socket socket = new Socket();
                    taken.add(socket);
                    socket.connect(full.getLocalSocketAddress(), 300);
                }
            } catch (java.net.SocketTimeoutException e) {
                // Full.
            }
            try (RunningRoutes other = RunningRoutes.start(
                    Map.of("cpln.endpoint", "http://127.0.0.1:" + full.getLocalPort(),
                    "cpln.org", "acme", "cpln.token", "secret-token", "cpln.api.connect-timeout", "200ms",
                    "cpln.listing.retry-delay-seconds", "0.001"))) {
                assertThatThrownBy(() -> other.list(ListingRequest.ofGvc("prod"))).isInstanceOfSatisfying(
                        ListingFailedException.class, failure -> {
                            assertThat(failure.status()).isEqualTo(502);
                            assertThat(failure).hasMessageContaining("cannot be reached");
                        });
            }
            for (Socket socket : taken) {
                socket.close();
            }
        }
    }
}
