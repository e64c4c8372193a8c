package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.StringReader;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.tools.ToolProvider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.events.Receiver;
import dev.cplnroutes.testing.MarkdownPage;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of {@code docs/hosts.md} and the README, word for word, on the stand-in for Control Plane.
 */
@Timeout(120)
class HostsPageTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final MarkdownPage PAGE = MarkdownPage.read(MarkdownPage.FOLDER.resolve("hosts.md"));

    private static DemoServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        server = DemoServer.start(DemoOrganization.realistic("acme", Instant.now()), DemoSettings.defaults());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private RunningRoutes withRoute(String yaml, Map<String, String> more) throws Exception {
        Files.writeString(folder.resolve("example.camel.yaml"), yaml);
        Map<String, String> settings = new HashMap<>(more);
        settings.put("camel.main.routesIncludePattern", "file:" + folder + "/*");
        return RunningRoutes.on(server, settings);
    }

    private static List<Container> wrong(RunningRoutes routes) {
        List<Container> wrong = routes.list(ListingRequest.ofGvc("prod")).containers().stream()
                .filter(container -> container.healthStatus() == HealthStatus.UNHEALTHY
                        || container.healthStatus() == HealthStatus.UNKNOWN).toList();
        assertThat(wrong).hasSizeGreaterThan(3).extracting(Container::healthStatus).contains(HealthStatus.UNKNOWN);
        return wrong;
    }

    @Test
    void yamlAloneSendsWhatIsWrongToAWebhook() throws Exception {
        Properties properties = new Properties();
        properties.load(new StringReader(PAGE.example("properties")));
        assertThat(properties.stringPropertyNames()).containsExactly("report.url");
        List<JsonNode> expected = new ArrayList<>();
        List<Receiver.Request> requests;
        try (Receiver receiver = Receiver.start()) {
            String url = receiver.url(URI.create(properties.getProperty("report.url")).getPath());
            try (RunningRoutes routes = withRoute(PAGE.example("yaml"), Map.of("report.url", url))) {
                for (Container container : wrong(routes)) {
                    expected.add(JSON.readTree(JSON.writeValueAsBytes(container)));
                }
                await().atMost(DEADLINE).until(() -> receiver.requests().size() >= expected.size());
            }
            // The routes have ended, and with them what was under way.
            requests = receiver.requests();
        }
        List<JsonNode> sent = new ArrayList<>();
        for (Receiver.Request request : requests) {
            sent.add(JSON.readTree(request.body()));
        }
        assertThat(sent).isEqualTo(expected);
        assertThat(requests).allSatisfy(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.uri()).isEqualTo("/T0123/cpln");
            assertThat(request.headers().getFirst("Content-Type")).startsWith("application/json");
        });
    }

    @Test
    void javaReadsContainers() throws Exception {
        Path source = Files.createDirectories(folder.resolve("host")).resolve("UnhealthyContainers.java");
        Files.writeString(source, PAGE.example("java"));
        int exitCode = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-d", folder.toString(),
                "-cp", System.getProperty("java.class.path"), source.toString());
        assertThat(exitCode).isZero();
        URL[] classes = {folder.toUri().toURL()};
        try (RunningRoutes routes = RunningRoutes.on(server);
                URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader());
                ProducerTemplate camel = routes.context().createProducerTemplate()) {
            List<String> expected = wrong(routes).stream().map(container -> container.workloadName() + "/"
                    + container.name() + " in " + container.location() + ": " + container.readyReplicas() + " of "
                    + container.totalReplicas() + ", " + container.message()).toList();
            Class<?> type = loader.loadClass("host.UnhealthyContainers");
            Object example = type.getConstructor(ProducerTemplate.class).newInstance(camel);
            assertThat(type.getMethod("of", String.class).invoke(example, "prod")).isEqualTo(expected);
            assertThat(expected).contains("checkout/main in aws-us-west-2: 1 of 4, Waiting for readiness");
        }
    }

    @Test
    void routeAnswersHttpRequests() throws Exception {
        String route = PAGE.blockWith("platform-http:/containers");
        assertThat(MarkdownPage.read(MarkdownPage.README).blockWith("platform-http:/containers")).isEqualTo(route);
        try (RunningRoutes routes = withRoute(route, RunningRoutes.WITH_HTTP)) {
            URI address = URI.create(routes.http() + "/containers");
            HttpResponse<String> answer = HttpClient.newHttpClient().send(
                    HttpRequest.newBuilder(address).timeout(DEADLINE).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(JSON.readTree(answer.body()).get("containers")).isEqualTo(JSON.readTree(JSON.writeValueAsBytes(
                    routes.list(ListingRequest.ofGvc("prod")).containers())));
        }
    }
}
