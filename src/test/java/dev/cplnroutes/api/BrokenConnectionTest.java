package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.testing.KeyStores;
import dev.cplnroutes.testing.RawApi;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.ProtocolException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Why there is no connection to the API: said in words, and tried again only where that may help.
 */
@Timeout(60)
class BrokenConnectionTest {

    private static final RawApi.Answers LIST = (request, out) -> RawApi.json(out, "{\"items\":[]}");

    private static <T extends Throwable> T of(T failure, Throwable cause) {
        failure.initCause(cause);
        return failure;
    }

    static Stream<Arguments> failures() {
        String tls = "cannot be reached: its certificate ";
        return Stream.of(
                Arguments.of(new UnknownHostException("x.invalid: Name or service not known"), false,
                        "no host with the name x.invalid"),
                Arguments.of(new UnknownHostException("x.invalid"), false, "no host with the name x.invalid"),
                Arguments.of(new UnknownHostException("x.invalid: Temporary failure in name resolution"), true,
                        "x.invalid"),
                Arguments.of(new ConnectException("Connection refused"), true, "the connection was refused"),
                Arguments.of(new ConnectException("Network is unreachable"), true, "no route"),
                Arguments.of(new NoRouteToHostException("No route to host"), true, "no route"),
                Arguments.of(new ConnectTimeoutException("x"), true, "no connection was made in time"),
                Arguments.of(of(new SSLHandshakeException("x"), new CertificateException("x")), false,
                        tls + "is not trusted"),
                Arguments.of(of(new SSLException("x"), of(new CertificateException("x"),
                        new CertPathBuilderException())),
                        false, tls + "is not trusted"),
                Arguments.of(of(new SSLHandshakeException("x"), new CertificateExpiredException()), false,
                        tls + "has expired"),
                Arguments.of(of(new SSLHandshakeException("x"), new CertificateNotYetValidException()), false,
                        tls + "is not valid yet"),
                Arguments.of(new SSLPeerUnverifiedException("x"), false, tls + "is for another host name"),
                Arguments.of(of(new SSLHandshakeException("x"),
                        new CertificateException("No name matching a found")), false, tls + "is for another host name"),
                Arguments.of(of(new SSLException("x"), new InvalidAlgorithmParameterException("x")), false,
                        "trust store"),
                Arguments.of(new SSLException("Unsupported or unrecognized SSL message"), false, "does not speak TLS"),
                Arguments.of(new SSLHandshakeException("No appropriate protocol"), false, "version of TLS"),
                Arguments.of(new SSLHandshakeException("Received fatal alert: handshake_failure"), false,
                        "(handshake failure)"),
                Arguments.of(new SSLException("(internal) Received fatal alert: internal_error"), true,
                        "broke during TLS"),
                Arguments.of(of(new SSLHandshakeException("Remote host terminated the handshake"),
                        new EOFException()), true,
                        "broke during TLS"),
                Arguments.of(new NoHttpResponseException("x"), true, "broke before an answer came"),
                Arguments.of(new SocketException("Connection reset"), true, "broke"),
                Arguments.of(new ZipException("x"), true, "is not compressed as"),
                Arguments.of(new ClientProtocolException(new ProtocolException("x")), true, "other than HTTP"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void reasonIsSaidInWords(IOException failure, boolean mayHealSoon, String words) {
        BrokenConnection broken = BrokenConnection.of(failure, URI.create("https://api.example"));
        assertThat(broken.message()).contains(words).doesNotContain("Exception", "\n");
        assertThat(broken.mayHealSoon()).isEqualTo(mayHealSoon);
    }

    /** On the wire, through all the routes. */
    @Nested
    class OnTheWire {

        private String failure(String endpoint) {
            Map<String, String> settings = new HashMap<>(Map.of("cpln.endpoint", endpoint, "cpln.org", "acme",
                    "cpln.token", "secret-token", "cpln.listing.retry-delay-seconds", "0.001"));
            try (RunningRoutes routes = RunningRoutes.start(settings)) {
                String[] message = new String[1];
                assertThatThrownBy(() -> routes.list(ListingRequest.ofGvc("prod"))).isInstanceOfSatisfying(
                        ListingFailedException.class, e -> {
                            assertThat(e.status()).isEqualTo(502);
                            message[0] = e.getMessage();
                        });
                assertThat(message[0]).contains(endpoint).doesNotContain("Exception", "\n");
                return message[0];
            }
        }

        private SSLServerSocket tls(SSLContext context) throws IOException {
            return (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 100);
        }

        @Test
        void certificatesAreTriedOnce(@TempDir Path folder) throws Exception {
            Path keys = KeyStores.forTls(folder.resolve("tls.p12"));
            SSLContext own = KeyStores.serving(keys);
            try (RawApi api = RawApi.on(tls(own), LIST)) {
                assertThat(failure("https://127.0.0.1:" + api.port())).contains("its certificate is not trusted");
                assertThat(api.connections()).isEqualTo(1);
            }
            SSLContext before = SSLContext.getDefault();
            SSLContext.setDefault(KeyStores.trusting(keys));
            try (RawApi api = RawApi.on(tls(own), LIST)) {
                assertThat(failure("https://127.0.0.2:" + api.port()))
                        .contains("its certificate is for another host name");
                assertThat(api.connections()).isEqualTo(1);
                assertThat(failure("http://127.0.0.1:" + api.port()))
                        .contains("answered with something other than HTTP");
            } finally {
                SSLContext.setDefault(before);
            }
        }

        @Test
        void plainHttpBehindHttpsIsTriedOnce() throws IOException {
            try (ServerSocket plain = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
                Thread server = new Thread(() -> {
                    try {
                        while (true) {
                            plain.accept().getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(
                                    StandardCharsets.US_ASCII));
                        }
                    } catch (IOException e) {
                        // Closed.
                    }
                });
                server.start();
                assertThat(failure("https://127.0.0.1:" + plain.getLocalPort())).contains("it does not speak TLS");
            }
        }

        @Test
        void refusedPortAndUnknownHostAreNamed() throws IOException {
            int nobody;
            try (ServerSocket free = new ServerSocket(0)) {
                nobody = free.getLocalPort();
            }
            assertThat(failure("http://127.0.0.1:" + nobody)).contains("the connection was refused");
            assertThat(failure("https://api.invalid")).contains("host").contains("api.invalid");
        }
    }
}
