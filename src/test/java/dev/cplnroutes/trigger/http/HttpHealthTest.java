package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.HttpCalls.Answer;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the health check of the token says while the API takes it, refuses it, or has other troubles.
 */
@Timeout(60)
class HttpHealthTest {

    private static final String LIST = "/cpln/gvc/prod/containers?cache=false&retry=false";
    private static final String DETAILS = "?data=true&exposureLevel=full";

    @TempDir
    private Path directory;

    private final Instant begin = Instant.now();
    @RegisterExtension
    private final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 2))
            .withHttp().without("cpln.token").with("camel.management.enabled", "true")
            .with("camel.management.port", "0")
            .with("camel.management.host", "127.0.0.1").with("camel.management.healthCheckEnabled", "true");
    private final DemoServer server = routes.server();

    private static JsonNode check(Answer answer) {
        return StreamSupport.stream(answer.json().path("checks").spliterator(), false)
                .filter(check -> "cpln-token".equals(check.path("name").asText())).findFirst()
                .orElseThrow(() -> new AssertionError(answer.body()));
    }

    @Test
    void refusedTokenIsNotReadyButAliveUntilACallSucceeds() {
        try (RunningRoutes running = routes.start(Map.of("cpln.token", "secret-token"))) {
            HttpCalls http = new HttpCalls(running.http());
            Answer unused = http.get("/observe/health/ready" + DETAILS);
            assertThat(unused.status()).isEqualTo(200);
            assertThat(check(unused).path("status").asText()).isEqualTo("UP");
            assertThat(check(unused).path("data").toString()).isEqualTo("{\"organization\":\"acme\"}");

            assertThat(http.get(LIST).status()).isEqualTo(200);
            Instant lastSuccess = Instant.parse(check(http.get("/observe/health/ready" + DETAILS))
                    .at("/data/lastSuccess").asText());
            assertThat(lastSuccess).isBetween(begin, Instant.now());

            server.intercept(request -> DemoResponse.error(401, "secret-token has expired"));
            assertThat(http.get(LIST).status()).isEqualTo(502);
            Answer notReady = http.get("/observe/health/ready" + DETAILS);
            assertThat(notReady.status()).isEqualTo(503);
            assertThat(notReady.json().path("status").asText()).isEqualTo("DOWN");
            JsonNode down = check(notReady);
            Instant since = Instant.parse(down.at("/data/refusedSince").asText());
            assertThat(since).isBetween(lastSuccess, Instant.now());
            assertThat(down.path("status").asText()).isEqualTo("DOWN");
            assertThat(down.path("message").asText()).isEqualTo("Control Plane has refused the token since " + since
                    + ": the API answered 401: *** has expired");
            assertThat(down.at("/data/lastFailure").asText())
                    .isEqualTo(since + ": the API answered 401: *** has expired");
            assertThat(down.at("/data/lastSuccess").asText()).isEqualTo(lastSuccess.toString());
            assertThat(http.get("/observe/health").status()).isEqualTo(503);
            // The reason without asking for more.
            assertThat(check(http.get("/observe/health/ready")).path("message").asText()).contains("*** has expired");

            Answer alive = http.get("/observe/health/live" + DETAILS);
            assertThat(alive.status()).isEqualTo(200);
            assertThat(check(alive).path("status").asText()).isEqualTo("UP");
            assertThat(check(alive).at("/data/refusedSince").asText()).isEqualTo(since.toString());

            // Refused again: since the first time.
            assertThat(http.get(LIST).status()).isEqualTo(502);
            assertThat(check(http.get("/observe/health/ready" + DETAILS)).at("/data/refusedSince").asText())
                    .isEqualTo(since.toString());

            server.intercept(null);
            assertThat(http.get(LIST).status()).isEqualTo(200);
            Answer ready = http.get("/observe/health/ready" + DETAILS);
            assertThat(ready.status()).isEqualTo(200);
            assertThat(check(ready).path("status").asText()).isEqualTo("UP");
            assertThat(check(ready).path("data").has("refusedSince")).isFalse();
            assertThat(check(ready).at("/data/lastFailure").asText()).contains("*** has expired");
        }
    }

    @ParameterizedTest
    @CsvSource({"401,No,DOWN", "403,The access token is not valid,DOWN",
            "403,You may not view workloads of GVC prod,UP",
            "500,The token service is away,UP", "404,No such token,UP", "429,slow down,UP"})
    void onlyARefusedTokenIsNotReady(int status, String message, String state) {
        server.intercept(request -> DemoResponse.error(status, message));
        try (RunningRoutes running = routes.start(Map.of("cpln.token", "secret-token"))) {
            HttpCalls http = new HttpCalls(running.http());
            assertThat(http.get(LIST).status()).isNotEqualTo(200);

            Answer ready = http.get("/observe/health/ready" + DETAILS);
            assertThat(check(ready).path("status").asText()).isEqualTo(state);
            assertThat(ready.status()).isEqualTo(state.equals("UP") ? 200 : 503);
            assertThat(check(ready).at("/data/lastFailure").asText()).endsWith("Z: the API answered " + status + ": "
                    + message);
        }
    }

    @Test
    void hostMayLeaveTheCheckOut() {
        server.intercept(request -> DemoResponse.error(401, "expired"));
        try (RunningRoutes running = routes.start(
                Map.of("cpln.token", "secret-token", "camel.health.exclude-pattern", "cpln-token"))) {
            HttpCalls http = new HttpCalls(running.http());
            assertThat(http.get(LIST).status()).isEqualTo(502);
            Answer ready = http.get("/observe/health/ready" + DETAILS);
            assertThat(ready.status()).isEqualTo(200);
            assertThat(ready.json().path("checks").findValuesAsText("name")).doesNotContain("cpln-token");
        }
    }

    @Test
    void anotherTokenInTheFileIsReadyBeforeItsFirstCall() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "first-token");
        server.intercept(request -> DemoResponse.error(401, "expired"));
        try (RunningRoutes running = routes.start(Map.of("cpln.token-file", file.toString()))) {
            HttpCalls http = new HttpCalls(running.http());
            assertThat(http.get(LIST).status()).isEqualTo(502);
            assertThat(http.get("/observe/health/ready").status()).isEqualTo(503);

            Files.writeString(file, "second-token");
            await().atMost(Duration.ofSeconds(20)).until(() -> http.get("/observe/health/ready").status() == 200);
            assertThat(server.requests()).as("no call was needed").hasSize(1);

            assertThat(http.get(LIST).status()).isEqualTo(502);
            assertThat(http.get("/observe/health/ready").status()).isEqualTo(503);
        }
    }
}
