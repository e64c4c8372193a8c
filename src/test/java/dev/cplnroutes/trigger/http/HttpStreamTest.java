package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.listing.RunningListings;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.HttpCalls.Answer;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What HTTP clients get that ask for a stream: who gets one, its lines, and what becomes of the listing behind it.
 */
@Timeout(60)
class HttpStreamTest {

    private static final String STREAM = "application/x-ndjson";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DemoOrganization ORGANIZATION = DemoOrganization.uniform("acme", "prod", 60);
    private static final String FIRST = ORGANIZATION.workloads().get(0).name();
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(ORGANIZATION, DemoSettings.defaults().withPageSize(25)).withHttp();
    private static final DemoServer server = routes.server();
    private static final HttpCalls http = routes.http();

    private static List<JsonNode> lines(Answer answer) {
        assertThat(answer.body()).endsWith("\n");
        return answer.body().lines().map(HttpStreamTest::json).toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }

    /** Every deployment call but that of the first workload hangs. */
    private static void answerTheFirstWorkloadAlone() {
        server.intercept(request -> request.isDeploymentList() && !request.path().contains("/" + FIRST + "/")
                ? DemoResponse.json("{}").withLatency(Duration.ofSeconds(30)) : null);
    }

    private static BufferedReader ask(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static Socket open(HttpCalls calls, String query) {
        return calls.open(("GET /cpln/gvc/prod/containers" + query + " HTTP/1.1\r\nHost: test\r\nAccept: " + STREAM
                + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String awaitLine(BufferedReader reader, String part) throws IOException {
        String line = reader.readLine();
        while (line != null && !line.contains(part)) {
            line = reader.readLine();
        }
        assertThat(line).as("a line with %s", part).isNotNull();
        return line;
    }

    @ParameterizedTest
    @CsvSource({"GET, /cpln/containers", "GET, /cpln/gvc/prod/containers?order=list", "POST, /cpln/containers",
        "GET, /cpln/gvc/prod/workload/workload-00007/containers"})
    void hasEachContainerAsALineAndTheRestOfTheAnswerAsTheLast(String method, String path) {
        String body = method.equals("POST") ? "{\"order\":\"list\"}" : null;
        Answer answer = http.send(method, path, body, "Accept", STREAM, "Content-Type", "application/json");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(STREAM);
        assertThat(answer.headers().map().keySet()).containsOnly("content-type", "transfer-encoding",
                "x-accel-buffering");

        List<JsonNode> lines = lines(answer);
        JsonNode listing = http.get(path.replaceFirst("\\?.*", "")).json();
        List<JsonNode> containers = StreamSupport.stream(listing.get("containers").spliterator(), false).toList();
        if (path.contains("order") || body != null) {
            assertThat(lines.subList(0, lines.size() - 1)).isEqualTo(containers);
        } else {
            assertThat(lines.subList(0, lines.size() - 1)).containsExactlyInAnyOrderElementsOf(containers);
        }
        JsonNode last = lines.get(lines.size() - 1);
        assertThat(Stream.of("name", "containers", "nextCursor", "failed").filter(last::has)).isEmpty();
        assertThat(last.get("complete").booleanValue()).isTrue();
        assertThat(last.get("errors")).isEmpty();
        assertThat(last.get("truncated").booleanValue()).isFalse();
        assertThat(last.at("/statistics/containersReturned").intValue()).isEqualTo(containers.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"application/x-ndjson|application/x-ndjson", "*/*|application/json",
        "application/json, application/x-ndjson|application/json",
        "application/json;q=0.5, application/x-ndjson|application/x-ndjson",
        "application/*;q=0.1, application/x-ndjson;q=0|application/json"})
    void whoLikesAStreamBestGetsOne(String accept, String type) {
        String path = "/cpln/gvc/prod/containers?maxResults=1";
        assertThat(http.get(path, "Accept", accept).header("Content-Type")).isEqualTo(type);
        Answer headers = http.send("HEAD", path, null, "Accept", accept);
        assertThat(headers.status()).isEqualTo(200);
        assertThat(headers.header("Content-Type")).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cpln/containers/count", "/cpln/cache"})
    void whatIsNoListingIsNoStream(String path) {
        Answer answer = http.get(path, "Accept", STREAM);
        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.json().get("detail").asText()).contains("application/json").doesNotContain("ndjson");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/cpln/containers?pageSize=5|400|Option 'pageSize' has the value '5'; allowed is none in a stream, which is "
                + "never paged.",
        "/cpln/containers?order=best|400|Option 'order' has the value 'best'; allowed is found or list.",
        "/cpln/gvc/nowhere/containers|404|There is no GVC 'nowhere'."})
    void failureBeforeTheFirstContainerIsAProblem(String path, int status, String detail) {
        Answer answer = http.get(path, "Accept", STREAM);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("detail").asText()).isEqualTo(detail);
    }

    @Test
    void firstLineLeavesAsSoonAsItsWorkloadHasAnswered() throws IOException {
        answerTheFirstWorkloadAlone();
        try (Socket socket = open(http, "?maxWorkers=2")) {
            assertThat(awaitLine(ask(socket), "\"name\"")).contains(FIRST);
            assertThat(server.inFlight()).isPositive();
        }
    }

    @Test
    void clientThatGoesAwayEndsTheListingAndItsCalls() throws IOException {
        answerTheFirstWorkloadAlone();
        try (Socket socket = open(http, "?maxWorkers=3")) {
            awaitLine(ask(socket), "\"name\"");
            await().until(() -> server.inFlight() == 3);
        }
        RunningListings running = routes.context().getRegistry().findSingleByType(RunningListings.class);
        await().until(() -> running.active() == 0);
        int calls = server.requests().size();
        assertThat(http.get("/cpln/cache").status()).isEqualTo(200);
        assertThat(server.requests()).hasSize(calls);
    }

    @Test
    void listingThatFailsMidwaySaysSoInTheLastLine() throws IOException {
        answerTheFirstWorkloadAlone();
        try (RunningRoutes limited = routes.start(Map.of("cpln.http.listing-timeout", "900ms"));
                Socket socket = open(new HttpCalls(limited.http()), "")) {
            BufferedReader reader = ask(socket);
            awaitLine(reader, "\"name\"");
            JsonNode last = json(awaitLine(reader, "failed"));
            assertThat(last.at("/failed/status").intValue()).isEqualTo(504);
            assertThat(last.at("/failed/title").asText()).isEqualTo("Listing took too long");
            assertThat(last.get("complete").booleanValue()).isFalse();
            assertThat(last.at("/statistics/containersReturned").intValue()).isEqualTo(1);
        }
    }

    @Test
    void aStreamKeepsItsPlaceAsLongAsItIsRead() throws IOException {
        answerTheFirstWorkloadAlone();
        try (RunningRoutes one = routes.start(Map.of("cpln.http.max-concurrent-listings", "1"))) {
            HttpCalls calls = new HttpCalls(one.http());
            try (Socket socket = open(calls, "")) {
                awaitLine(ask(socket), "\"name\"");
                assertThat(calls.get("/cpln/containers").status()).isEqualTo(503);
            }
            server.intercept(null);
            await().until(() -> calls.get("/cpln/containers").status() == 200);
        }
    }
}
