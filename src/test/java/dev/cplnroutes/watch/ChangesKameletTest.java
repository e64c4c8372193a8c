package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.MarkdownPage;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The Kamelet of changes, as docs/watching.md shows it.
 */
@Timeout(120)
class ChangesKameletTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DemoWorkload HEALTHY = DemoWorkload.healthy("prod", "checkout", "main");
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.of("acme", List.of(HEALTHY)), DemoSettings.defaults())
            .with("cpln.watch.interval", "100ms").with("cpln.watch.sweep", "100ms")
            .with("cpln.watch.max-calls-per-second", "1000");
    private static final DemoServer server = routes.server();

    private static Watches watches(RunningRoutes host) {
        return host.context().getRegistry().findSingleByType(Watches.class);
    }

    private static void replace(DemoWorkload... workloads) {
        server.replace(DemoOrganization.of("acme", List.of(workloads)));
    }

    @Test
    void aChatIsToldWhenAContainerGetsUnhealthyAndWhenItRecovers() throws Exception {
        String example = MarkdownPage.read(MarkdownPage.FOLDER.resolve("watching.md")).blocks().stream()
                .filter(block -> block.text().contains("slack.webhook")).findFirst().orElseThrow().text();
        assertThat(example.strip().lines().count()).isEqualTo(10);
        WireMockServer chat = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        chat.start();
        chat.stubFor(WireMock.post("/services/T0").willReturn(WireMock.ok("ok")));
        try (RunningRoutes host = routes.start(Map.of("slack.webhook", chat.baseUrl() + "/services/T0"))) {
            PluginHelper.getRoutesLoader(host.context()).loadRoutes(
                    ResourceHelper.fromString("slack.camel.yaml", example));
            await().until(() -> watches(host).all().stream().anyMatch(watch -> watch.picture().isSettled()));
            replace(WatchTest.unready(HEALTHY, "main"));
            await().atMost(Duration.ofSeconds(20)).until(() -> texts(chat).size() == 1);
            replace(HEALTHY);
            await().atMost(Duration.ofSeconds(20)).until(() -> texts(chat).size() == 2);
            assertThat(texts(chat)).containsExactly(
                    "prod/checkout main in aws-us-west-2 is unhealthy: CrashLoopBackOff",
                    "prod/checkout main in aws-us-west-2 is no longer unhealthy");
            chat.verify(2, WireMock.postRequestedFor(WireMock.urlEqualTo("/services/T0"))
                    .withHeader("Content-Type", WireMock.containing("application/json")));
        } finally {
            chat.stop();
        }
    }

    private static List<String> texts(WireMockServer chat) {
        return chat.getServeEvents().getRequests().stream().map(event -> {
            try {
                JsonNode body = JSON.readTree(event.getRequest().getBodyAsString());
                assertThat(body.size()).isEqualTo(1);
                return body.path("text").asText();
            } catch (java.io.IOException e) {
                throw new IllegalStateException(e);
            }
        }).sorted(java.util.Comparator.comparing(text -> text.contains("no longer"))).toList();
    }

    @Test
    void aRouteGetsEachChangeAsJsonOrAsALine() throws Exception {
        List<String> json = new CopyOnWriteArrayList<>();
        List<String> lines = new CopyOnWriteArrayList<>();
        try (RunningRoutes host = routes.start(Map.of(), main -> main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("kamelet:cpln-changes-source?gvc=prod")
                        .process(exchange -> json.add(exchange.getMessage().getBody(String.class)));
                from("kamelet:cpln-changes-source?gvc=prod&format=text")
                        .process(exchange -> lines.add(exchange.getMessage().getBody(String.class)));
            }
        }))) {
            await().until(() -> watches(host).subscribers() == 2
                    && watches(host).all().stream().anyMatch(watch -> watch.picture().isSettled()));
            assertThat(watches(host).all()).as("one watch for both").hasSize(1);
            replace(DemoWorkload.healthy("prod", "search", "main"));
            await().atMost(Duration.ofSeconds(20)).until(() -> json.size() == 2 && lines.size() == 2);
            assertThat(lines).containsExactlyInAnyOrder("prod/checkout main in aws-us-west-2 is gone",
                    "prod/search main in aws-us-west-2 is healthy");
            assertThat(JSON.readTree(json.get(0)).path("type").asText() + JSON.readTree(json.get(1)).path("type")
                    .asText()).isIn("addeddeleted", "deletedadded");
        }
    }
}
