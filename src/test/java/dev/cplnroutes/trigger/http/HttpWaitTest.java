package dev.cplnroutes.trigger.http;

import static dev.cplnroutes.testing.Background.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.Background;
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

/** Waits over HTTP: their paths, their answers, their places, and clients that go away. */
@Timeout(60)
class HttpWaitTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WAIT = "/cpln/gvc/prod/containers/wait";

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.of("acme", List.of(DemoWorkload.healthy("prod", "checkout", "main"),
                    DemoWorkload.healthy("prod", "search", "main")))).withHttp().withSettableClock()
            .with("cpln.http.max-concurrent-listings", "4").with("cpln.http.listing-timeout", "1s");
    private static final DemoServer server = routes.server();
    private final HttpCalls http = routes.http();

    private static void failing(String name) {
        DemoWorkload workload = DemoWorkload.healthy("prod", name, "main");
        ObjectNode deployment = workload.deployments().get(0).deepCopy();
        ((ObjectNode) deployment.at("/status/versions/0/containers/main")).put("ready", false);
        server.replace(DemoOrganization.of("acme", List.of(DemoWorkload.healthy("prod", "search", "main"),
                new DemoWorkload("prod", workload.document(), List.of(deployment)))));
    }

    private static void healthy() {
        server.replace(DemoOrganization.of("acme", List.of(DemoWorkload.healthy("prod", "checkout", "main"),
                DemoWorkload.healthy("prod", "search", "main"))));
    }

    private static long deploymentReads() {
        return server.requests().stream().filter(line -> line.contains("/deployment")).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cpln/containers/wait", WAIT, "/cpln/gvc/prod/workload/checkout/containers/wait",
        "/cpln/containers/wait?gvc=prod&workloadName=check*,search", WAIT + "?for=healthy&timeout=PT1M&interval=2s"})
    void everyPathWaitsByGetAndPost(String path) {
        for (Answer answer : List.of(http.get(path), http.post(path, "{\"stableFor\":\"PT0S\"}"))) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.json()).isEqualTo(JSON.createObjectNode()
                    .put("reached", true).put("waitedSeconds", 0.0).<ObjectNode>set("remaining", empty())
                    .<ObjectNode>set("workloadsWithoutContainers", empty()).put("complete", true)
                    .set("errors", empty()));
        }
    }

    private static JsonNode empty() {
        return JSON.createArrayNode();
    }

    @Test
    void whatIsLeftWhenTheTimeIsUpIsAnAnswerToo() {
        failing("checkout");
        CompletableFuture<Answer> wait = Background.call(() ->
                http.get(WAIT + "?interval=PT0.1S&fields=healthStatus,workloadName"));
        until(() -> deploymentReads() > 3);
        routes.clock().advance(Duration.ofMinutes(10));
        Answer answer = Background.result(wait);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("reached").booleanValue()).isFalse();
        assertThat(answer.json().get("waitedSeconds").doubleValue()).isEqualTo(600);
        assertThat(answer.json().get("remaining").toString())
                .isEqualTo("[{\"healthStatus\":\"unhealthy\",\"workloadName\":\"checkout\"}]");
    }

    @Test
    void theLimitOfListingsInTimeIsNotThatOfWaits() {
        failing("checkout");
        CompletableFuture<Answer> wait = Background.call(() -> http.get(WAIT + "?interval=PT0.1S"));
        // The limit is a second: ten rounds and more.
        until(() -> server.requests().stream().filter(line -> line.endsWith("/gvc/prod/workload")).count() > 13);
        assertThat(wait).isNotDone();
        healthy();
        assertThat(Background.result(wait).json().get("reached").booleanValue()).isTrue();
    }

    @Test
    void headChecksTheRequestAndMakesNoCall() {
        assertThat(http.send("HEAD", WAIT + "?timeout=5m", null).status()).isEqualTo(200);
        assertThat(http.send("HEAD", WAIT + "?timeout=5h", null).status()).isEqualTo(400);
        assertThat(http.send("HEAD", WAIT + "?timeout=5m&stableFor=6m", null).status()).isEqualTo(400);
        assertThat(http.send("HEAD", WAIT + "?pageSize=5", null).status()).isEqualTo(400);
        assertThat(http.send("HEAD", "/cpln/containers?timeout=5m", null).status()).isEqualTo(400);
        assertThat(http.send("OPTIONS", WAIT, null).header("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
        assertThat(http.send("DELETE", WAIT, null).status()).isEqualTo(405);
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "?for=ready | Option 'for' has the value 'ready'; allowed is one or more of healthy, latest.",
        "?timeout=61m | Option 'timeout' has the value '61m'; allowed is a time such as 90s, 15m or PT1H, from 1 s "
            + "to 1 h.",
        "?maxResults=5 | Option 'maxResults' has the value '5'; allowed is none in a wait, which "
            + "reads all that is selected, and nothing from the cache.",
        "?gvc=prod | Option 'gvc' has the value 'prod'; allowed is none beside a path that names a GVC; the "
            + "paths of the organization, /containers and /changes, take gvc and workloadName."})
    void whatIsNotAllowedIsABadRequest(String query, String detail) {
        Answer answer = http.get(WAIT + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("detail").textValue()).isEqualTo(detail);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void otherFailuresAreThoseOfAListing() {
        assertThat(http.get("/cpln/gvc/nowhere/containers/wait").status()).isEqualTo(404);
        assertThat(http.get("/cpln/gvc/prod/workload/nothing/containers/wait").status()).isEqualTo(404);
        assertThat(http.get("/cpln/gvc/prod/wait").status()).isEqualTo(404);
        assertThat(http.get(WAIT, "Accept", "application/x-ndjson").status()).isEqualTo(406);
        server.intercept(request -> DemoResponse.error(403, "not yours"));
        Answer refused = http.get(WAIT);
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.json().get("title").textValue()).isEqualTo("Token refused");
    }

    @Test
    void aClientThatHangsUpEndsItsWaitAndGivesItsPlaceBack() throws IOException {
        failing("checkout");
        try (Socket client = http.open(WAIT + "?interval=PT0.1S")) {
            until(() -> deploymentReads() > 3);
            Answer second = http.get(WAIT);
            assertThat(second.status()).as("one place for waits beside four listings").isEqualTo(503);
            assertThat(second.header("Retry-After")).isEqualTo("2");
            assertThat(second.json().get("title").textValue()).isEqualTo("Too many waits");
            assertThat(http.get("/cpln/gvc/prod/containers").status()).isEqualTo(200);
            assertThat(client.isConnected()).isTrue();
        }
        healthy();
        until(() -> http.get(WAIT).status() == 200);
        // Between two rounds it ends as soon.
        failing("checkout");
        server.resetCounters();
        try (Socket client = http.open(WAIT + "?interval=1h&timeout=1h")) {
            until(() -> deploymentReads() == 2 && server.inFlight() == 0);
            assertThat(client.isConnected()).isTrue();
        }
        healthy();
        until(() -> http.get(WAIT).status() == 200);
    }

    @Test
    void waitsTakeNoPlaceOfListings() throws IOException {
        failing("checkout");
        try (Socket waiting = http.open(WAIT + "?interval=1h&timeout=1h")) {
            until(() -> deploymentReads() == 2 && server.inFlight() == 0);
            server.intercept(request -> DemoResponse.json("{}").withLatency(Duration.ofSeconds(50)));
            Socket[] listings = new Socket[4];
            for (int i = 0; i < listings.length; i++) {
                listings[i] = http.open("/cpln/gvc/prod/containers?cache=false");
            }
            until(() -> server.inFlight() == 4);
            assertThat(http.get("/cpln/gvc/prod/containers").status()).isEqualTo(503);
            for (Socket listing : listings) {
                listing.close();
            }
            assertThat(waiting.isConnected()).isTrue();
        }
        server.intercept(null);
    }

    @Test
    void stoppingCamelEndsAWaitAtOnce() throws Exception {
        failing("checkout");
        RunningRoutes own = routes.start(Map.of());
        HttpCalls client = new HttpCalls(own.http());
        CompletableFuture<Answer> wait = Background.call(() -> client.get(WAIT + "?interval=1h&timeout=1h"));
        until(() -> deploymentReads() == 2 && server.inFlight() == 0);
        own.close();
        until(wait::isDone);
    }
}
