package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.testing.HttpCalls.Answer;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What HTTP callers see of events, and that they cannot say where they go.
 */
@Timeout(60)
class HttpEventsTest {

    @RegisterExtension
    private final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 3)).withHttp();
    @TempDir
    private Path folder;

    @Test
    void tellsWhatBecameOfEventsAndSendsThemAgain() {
        List<String> received = new CopyOnWriteArrayList<>();
        boolean[] isAway = {true};
        RouteBuilder receivers = new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:receiver").errorHandler(noErrorHandler()).process(exchange -> {
                    if (isAway[0]) {
                        throw new IllegalStateException("away");
                    }
                    received.add(exchange.getMessage().getBody(String.class));
                });
                from("direct:elsewhere").process(exchange -> received.add("elsewhere"));
            }
        };
        try (RunningRoutes running = routes.start(Map.of("cpln.progress.endpoints", "",
                "cpln.statistics.endpoints", "direct:receiver", "cpln.events.max-retries", "0",
                "cpln.undelivered.endpoint", "file:" + folder), main -> main.configure().addRoutesBuilder(receivers))) {
            HttpCalls http = new HttpCalls(running.http());
            String[] headers = {"CamelHttpUri", "http://127.0.0.1:1/", "CamelToEndpoint", "direct:elsewhere",
                "CamelRoutingSlip", "direct:elsewhere", "cplnEndpoint", "direct:elsewhere", "CamelFileName", "../../x",
                "CamelOverruleFileName", "../../x"};
            assertThat(http.get("/cpln/gvc/prod/containers", headers).status()).isEqualTo(200);
            await().until(() -> endpoint(http).path("undelivered").asInt() == 1);

            JsonNode events = http.get("/cpln/events").json();
            assertThat(events.path("undelivered").toString()).isEqualTo("{\"endpoint\":\"file:" + folder
                    + "\",\"queued\":0,\"written\":1,\"redelivered\":0}");
            assertThat(endpoint(http).toString())
                    .isEqualTo("{\"name\":\"statistics-1\",\"endpoint\":\"direct:receiver\","
                    + "\"published\":1,\"queued\":0,\"delivered\":0,\"failedAttempts\":1,\"undelivered\":1,"
                    + "\"dropped\":0,\"redelivered\":0,"
                    + "\"lastFailure\":\"it failed: unexpected failure\"}");

            assertThat(http.post("/cpln/events/redeliver", "").body()).isEqualTo("{\"delivered\":0,\"failed\":1}");
            isAway[0] = false;
            assertThat(http.send("POST", "/cpln/events/redeliver", "{\"endpoint\":\"direct:elsewhere\"}", headers)
                    .body())
                    .isEqualTo("{\"delivered\":1,\"failed\":0}");
            assertThat(received).hasSize(1).first().asString().contains("\"totalContainersFound\":3");

            assertThat(http.get("/cpln/events/redeliver").status()).isEqualTo(405);
            assertThat(http.delete("/cpln/events").status()).isEqualTo(405);
            assertThat(http.get("/cpln/events/other").status()).isEqualTo(404);
            HttpCalls.Answer refused = http.get("/cpln/events?endpoint=direct:elsewhere");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().path("detail").asText()).contains("endpoint", "allowed is none");
            assertThat(received).hasSize(1);
        }
    }

    private static JsonNode endpoint(HttpCalls http) {
        return http.get("/cpln/events").json().path("endpoints").path(0);
    }

    @Test
    void redeliveryWithoutAPlaceToReadFromSaysSo() {
        Map<String, String> settings = new HashMap<>(RunningRoutes.WITH_HTTP);
        settings.put("cpln.undelivered.endpoint", "");
        try (RunningRoutes routes = RunningRoutes.start(settings)) {
            HttpCalls.Answer answer = new HttpCalls(routes.http()).post("/cpln/events/redeliver", "");
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().path("detail").asText()).contains("cpln.undelivered.endpoint");
        }
    }
}
