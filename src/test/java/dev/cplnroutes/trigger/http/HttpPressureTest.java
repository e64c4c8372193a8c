package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.HttpCalls.Answer;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The HTTP trigger with as many listings under way as may be, and with clients that go away.
 */
@Timeout(120)
class HttpPressureTest {

    @RegisterExtension
    private final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 400))
            .withHttp().with("camel.management.enabled", "true").with("camel.management.port", "0")
            .with("camel.management.host", "127.0.0.1").with("camel.management.healthCheckEnabled", "true");
    private final DemoServer server = routes.server();

    private RunningRoutes routes(int mostListings) {
        return routes.start(Map.of("cpln.http.max-concurrent-listings", String.valueOf(mostListings)));
    }

    /** More listings than Vert.x has worker threads (20). */
    @Test
    void cacheHealthAndRefusalsAnswerWhileListingsFillTheirBound() throws IOException {
        int most = 40;
        server.latency(Duration.ofHours(1));
        try (RunningRoutes running = routes(most)) {
            HttpCalls http = new HttpCalls(running.http());
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < most; i++) {
                clients.add(http.open("/cpln/gvc/prod/containers?cache=false"));
            }
            await().until(() -> server.inFlight() == most);

            HttpCalls.Answer refused = http.get("/cpln/containers");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("2");
            assertThat(refused.json().path("title").asText()).isEqualTo("Too many listings");
            assertThat(http.get("/cpln/cache").json().get("size").intValue()).isZero();
            assertThat(http.delete("/cpln/cache").body()).isEqualTo("{\"removed\":0}");
            assertThat(http.get("/observe/health").json().path("status").asText()).isEqualTo("UP");
            assertThat(http.get("/cpln/gvc/prod/containers?maxWorkers=0").status()).isIn(400, 503);

            Thread.getAllStackTraces().forEach((thread, stack) -> {
                if (thread.getName().contains("vert.x")) {
                    assertThat(Arrays.toString(stack)).as(thread.getName())
                            // Writing an answer is the server's own work; routing is not.
                            .doesNotContain("ListingHttpConsumer.process(", "org.apache.camel.processor");
                }
            });
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void clientThatGoesAwayStopsItsListingAndGivesItsPlaceBack() throws IOException {
        server.replace(DemoOrganization.uniform("acme", "prod", 3000));
        server.latency(Duration.ofMillis(20));
        try (RunningRoutes running = routes(1)) {
            HttpCalls http = new HttpCalls(running.http());
            try (Socket client = http.open("/cpln/gvc/prod/containers?cache=false&maxWorkers=2")) {
                await().until(() -> server.requests().size() > 20);
                assertThat(client.isConnected()).isTrue();
            }
            await().until(() -> http.get("/cpln/gvc/prod/containers/count?maxResults=1&cache=false").status() == 200);
            assertThat(server.requests().size()).isLessThan(3000);
            await().until(() -> server.inFlight() == 0);
        }
    }

    /** Where the time is over the API is not called any more, and the place is another's. */
    @ParameterizedTest
    @ValueSource(strings = {"/cpln/gvc/prod/containers", "/cpln/gvc/prod/containers/count"})
    void listingThatTakesTooLongIsStopped(String path) {
        server.replace(DemoOrganization.uniform("acme", "prod", 3000));
        server.latency(Duration.ofMillis(20));
        try (RunningRoutes running = routes.start(Map.of("cpln.http.max-concurrent-listings", "1",
                "cpln.http.listing-timeout", "700ms"))) {
            HttpCalls http = new HttpCalls(running.http());

            HttpCalls.Answer answer = http.get(path + "?cache=false&maxWorkers=2");

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.json().path("title").asText()).isEqualTo("Listing took too long");
            assertThat(answer.json().path("detail").asText()).contains("700ms", "cpln.http.listing-timeout");
            await().until(() -> server.inFlight() == 0);
            int calls = server.requests().size();
            assertThat(calls).isBetween(2, 2999);
            server.latency(Duration.ZERO);
            // The one place is free again; and its answer costs just its own calls.
            assertThat(http.get("/cpln/gvc/prod/workload/workload-00007/containers/count").json().path("count").asInt())
                    .isEqualTo(1);
            assertThat(server.requests().size()).isEqualTo(calls + 2);
        }
    }
}
