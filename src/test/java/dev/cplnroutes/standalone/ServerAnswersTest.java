package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import dev.cplnroutes.trigger.http.OwnNames;
import io.vertx.ext.web.Router;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What both servers of the standalone process have in common: whom they answer, compression, and refusals as problems.
 */
@Timeout(120)
class ServerAnswersTest {

    @RegisterExtension
    private static final RoutesExtension api = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 300))
            .withHttp();
    private static BoundedVertx vertx;
    private static RunningRoutes routes;
    private static int managementPort;

    private static BoundedVertx vertx() {
        return new BoundedVertx(Duration.ofSeconds(30), Duration.ofMinutes(5), 100,
                port -> OwnNames.with("my-box"));
    }

    @BeforeAll
    static void start() throws IOException {
        vertx = vertx();
        try (ServerSocket free = new ServerSocket(0)) {
            managementPort = free.getLocalPort();
        }
        routes = api.start(Map.of("camel.management.enabled", "true", "camel.management.host", "127.0.0.1",
                "camel.management.port", "" + managementPort, "camel.management.healthCheckEnabled", "true",
                "camel.management.metricsEnabled", "true", "camel.metrics.enabled", "true"),
                main -> main.bind("cplnVertx", vertx));
    }

    @AfterAll
    static void stop() {
        routes.close();
        vertx.end();
    }

    private static String base(String server) {
        return server.equals("main") ? routes.http() : "http://127.0.0.1:" + managementPort;
    }

    private static String raw(String server, String request) {
        return new HttpCalls(base(server)).raw(request);
    }

    @ParameterizedTest
    @CsvSource({"main,/cpln/cache,GET", "main,/cpln/cache,DELETE", "main,/nothing,GET", "main,/cpln/containers,HEAD",
            "management,/observe/health,GET", "management,/observe/metrics,GET"})
    void otherNamesAreRefusedAndOwnOnesAnswered(String server, String path, String method) throws Exception {
        String refused = raw(server, method + " " + path + " HTTP/1.1\r\nHost: evil.example\r\n"
                + "Connection: close\r\n\r\n");
        assertThat(refused).startsWith("HTTP/1.1 421 ").containsIgnoringCase("content-type: application/problem+json");
        if (!method.equals("HEAD")) {
            assertThat(new ObjectMapper().readTree(refused.substring(refused.indexOf("\r\n\r\n") + 4)))
                    .isEqualTo(new ObjectMapper().readTree("{\"status\":421,\"title\":\"Misdirected request\","
                            + "\"detail\":\"This server answers requests for its own names alone. The setting "
                            + "cpln.http.allowed-hosts can name more.\"}"));
        }
        for (String host : List.of("localhost:8080", "[::1]", "127.9.9.9:1", "my-box")) {
            assertThat(raw(server, method + " " + path + " HTTP/1.1\r\nHost: " + host
                    + "\r\nConnection: close\r\n\r\n")).doesNotStartWith("HTTP/1.1 421");
        }
        assertThat(raw(server, method + " " + path + " HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 ")
                .doesNotContain(" 421 ");
    }

    private static HttpResponse<byte[]> get(String url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static byte[] unzipped(byte[] body) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br;q=0, gzip;q=0.5", "*"})
    void largeAnswerIsCompressedForThoseWhoTakeIt(String accepted) throws Exception {
        String url = base("main") + "/cpln/containers?collectStatistics=false";
        byte[] plain = get(url).body();
        HttpResponse<byte[]> answer = get(url, "Accept-Encoding", accepted);

        assertThat(plain).hasSizeGreaterThan(50_000);
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(answer.headers().firstValue("Vary")).hasValueSatisfying(vary ->
                assertThat(vary).isEqualToIgnoringCase("Accept-Encoding"));
        assertThat(answer.body()).hasSizeLessThan(plain.length / 5);
        assertThat(unzipped(answer.body())).isEqualTo(plain);
    }

    @Test
    void metricsAreCompressed() throws Exception {
        HttpResponse<byte[]> answer = get(base("management") + "/observe/metrics", "Accept-Encoding", "gzip");
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(new String(unzipped(answer.body()), StandardCharsets.UTF_8)).contains("# TYPE",
                "cpln_token_refused 0.0");
    }

    /** Telegraf, Datadog's agent and others ask without a wildcard. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "text/plain | text/plain; version=0.0.4; charset=utf-8",
        "text/plain;version=0.0.4 | text/plain; version=0.0.4; charset=utf-8",
        "Text/Plain; Charset=UTF-8 | text/plain; version=0.0.4; charset=utf-8",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,"
                + "text/plain;version=0.0.4;q=0.3 | text/plain; version=0.0.4; charset=utf-8",
        "application/openmetrics-text | application/openmetrics-text; version=1.0.0; charset=utf-8",
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75 "
                + "| application/openmetrics-text; version=1.0.0; charset=utf-8"})
    void scraperGetsMetricsInTheFormThatItTakes(String accepted, String type) throws Exception {
        HttpResponse<byte[]> answer = get(base("management") + "/observe/metrics", "Accept", accepted);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("cpln_token_refused 0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain;q=0", "text/plain;version=1.0.0",
            "text/html,text/plain;q=0", "application/openmetrics-text;version=0.0.1"})
    void scraperThatTakesAnotherFormIsRefused(String accepted) throws Exception {
        assertThat(get(base("management") + "/observe/metrics", "Accept", accepted).statusCode()).isEqualTo(406);
    }

    /** RFC 9110, section 8.6: a length in the answer to HEAD is that which GET would have with the same headers. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br, *", "identity", "br", ""})
    void headTellsNoLengthThatGetDoesNotHave(String accepted) {
        String headers = "HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + (accepted.isEmpty() ? "" : "Accept-Encoding: " + accepted + "\r\n") + "\r\n";
        String length = "(?is).*content-length: (\\d+)\r\n.*";
        String get = raw("main", "GET /cpln/openapi.json " + headers).replaceFirst(length, "$1");
        String head = raw("main", "HEAD /cpln/openapi.json " + headers);
        if (List.of("identity", "br", "").contains(accepted)) {
            assertThat(head.replaceFirst(length, "$1")).isEqualTo(get).matches("\\d+");
        } else {
            assertThat(head).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("content-length");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip;q=0", "br"})
    void othersGetPlainAnswers(String accepted) throws Exception {
        String url = base("main") + "/cpln/containers?collectStatistics=false";
        HttpResponse<byte[]> answer = get(url, "Accept-Encoding", accepted);
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(answer.body()).isEqualTo(get(url).body());
    }

    @Test
    void headHasNoBodyAndHttp10IsPlain() {
        String head = raw("main", "HEAD /cpln/containers HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
                + "Connection: close\r\n\r\n");
        assertThat(head.substring(head.indexOf("\r\n\r\n") + 4)).isEmpty();
        String old = raw("main", "GET /cpln/containers HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n");
        assertThat(old).startsWith("HTTP/1.0 200").doesNotContainIgnoringCase("chunked").endsWith("}");
    }

    /** A stream's first event must not wait for the next ones. */
    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "application/x-ndjson; charset=utf-8"})
    void streamsAreNotCompressed(String type) throws Exception {
        Router router = VertxPlatformHttpRouter.lookup(routes.context(),
                VertxPlatformHttpRouter.getRouterNameFromPort(managementPort));
        String path = "/" + type.replaceAll("[^a-z]", "");
        router.get(path).order(-1000).handler(context -> context.response().putHeader("Content-Type", type)
                .setChunked(true).end("data: x\n\n".repeat(1000)));
        HttpResponse<byte[]> answer = get(base("management") + path, "Accept-Encoding", "gzip");
        assertThat(answer.headers().firstValue("Content-Encoding").orElse("identity")).isEqualTo("identity");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("data: x\n\n".repeat(1000));
    }

    @Test
    void missingCredentialsAreAProblemThatSaysHowToSendThem(@TempDir Path folder) throws Exception {
        Path users = Files.writeString(folder.resolve("users.properties"), "user.tim=sausages\n");
        BoundedVertx own = vertx();
        Map<String, String> settings = new HashMap<>(Map.of("camel.server.authenticationEnabled", "true",
                "camel.server.authenticationPath", "/*", "camel.server.basicPropertiesFile", users.toString()));
        try (RunningRoutes protectedRoutes = api.start(settings, main -> main.bind("cplnVertx", own))) {
            for (String path : List.of("/cpln/containers/count", "/cpln/cache", "/nothing")) {
                for (String credentials : List.of("", "Basic dGltOndyb25n", "Bearer x")) {
                    HttpResponse<byte[]> answer = credentials.isEmpty() ? get(protectedRoutes.http() + path)
                            : get(protectedRoutes.http() + path, "Authorization", credentials);
                    assertThat(answer.statusCode()).isEqualTo(401);
                    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
                    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                    assertThat(new ObjectMapper().readTree(answer.body())).isEqualTo(new ObjectMapper().readTree(
                            "{\"status\":401,\"title\":\"Unauthorized\","
                                    + "\"detail\":\"Credentials are missing, or not accepted.\"}"));
                }
            }
            assertThat(get(protectedRoutes.http() + "/cpln/containers/count", "Authorization",
                    "Basic dGltOnNhdXNhZ2Vz").statusCode()).isEqualTo(200);
        } finally {
            own.end();
        }
    }
}
