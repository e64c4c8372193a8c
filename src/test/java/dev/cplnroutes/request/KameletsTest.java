package dev.cplnroutes.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Kamelets, as a host's routes use them, and the style of their files. */
@Timeout(60)
class KameletsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    private final RoutesExtension routes = RoutesExtension.onTwelveWorkloads();
    private final DemoServer server = routes.server();

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("kamelets"))) {
            return files.sorted().toList().stream();
        }
    }

    private RunningRoutes host(Map<String, String> more, RouteBuilder hosts) {
        return routes.start(more, main -> main.configure().addRoutesBuilder(hosts));
    }

    private static RouteBuilder action(String query) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:host").to("kamelet:cpln-containers-action" + query);
            }
        };
    }

    private static List<String> workloads(String json) throws IOException {
        return JSON.readTree(json).get("containers").findValuesAsText("workloadName");
    }

    @Test
    void awaitActionWaitsForWhatItsPropertiesAskFor() throws Exception {
        RouteBuilder hosts = new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:host").to("kamelet:cpln-await-containers-action?gvc=prod&workloadName=workload-0000?"
                        + "&for=healthy&timeout=30s&interval=PT0.1S&stableFor=PT0.2S&fields=workloadName");
                from("direct:wrong").to("kamelet:cpln-await-containers-action?stableFor=2h");
                from("direct:default").to("kamelet:cpln-await-containers-action");
            }
        };
        try (RunningRoutes host = host(Map.of(), hosts)) {
            JsonNode answer = JSON.readTree(host.send("direct:host", "whatever", String.class));
            assertThat(answer.get("reached").booleanValue()).isTrue();
            assertThat(answer.get("waitedSeconds").doubleValue()).isGreaterThanOrEqualTo(0.2);
            assertThat(server.requests().stream().filter(line -> line.contains("/workload-00001/deployment")))
                    .as("read, and once more at the end of the stable time").hasSize(2);
            assertThat(server.requests()).noneMatch(line -> line.contains("/workload-00010/"));
            assertThat(JSON.readTree(host.send("direct:default", null, String.class)).get("reached").booleanValue())
                    .isTrue();
            assertThatThrownBy(() -> host.send("direct:wrong", null, String.class))
                    .isInstanceOf(InvalidRequestException.class).hasMessageContaining("'stableFor' has the value '2h'");
        }
    }

    @Test
    void actionListsWhatItsPropertiesAskFor() throws Exception {
        try (RunningRoutes host = host(Map.of(), action("?gvc=prod&maxResults=3&maxWorkers=2"))) {
            JsonNode answer = JSON.readTree(host.send("direct:host", "whatever", String.class));

            assertThat(answer.get("containers").findValuesAsText("workloadName"))
                    .containsExactly("workload-00000", "workload-00001", "workload-00002");
            assertThat(answer.get("truncated").asBoolean()).isTrue();
            assertThat(server.requests()).isNotEmpty().allMatch(line -> line.contains("/org/acme/gvc/prod/"));
            assertThat(server.peakInFlight()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void whatTheActionDoesNotSayIsAsTheSettingsSay() throws Exception {
        try (RunningRoutes host = host(Map.of("cpln.gvc", "prod", "cpln.listing.max-results", "2"), action(""))) {
            assertThat(workloads(host.send("direct:host", null, String.class))).hasSize(2);
            server.resetCounters();
            assertThat(workloads(host.send("direct:host", null, String.class))).hasSize(2);
            assertThat(server.requests()).as("by default an answer serves for five minutes")
                    .noneMatch(line -> line.contains("/workload-00000/") || line.contains("/workload-00001/"));
        }
    }

    @Test
    void actionsOfOneHostAskEachForItsOwn() throws Exception {
        try (RunningRoutes host = host(Map.of(), new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:one").to("kamelet:cpln-containers-action?gvc=prod&workloadName=workload-00001");
                from("direct:two").to("kamelet:cpln-containers-action?gvc=prod&workloadName=workload-00002&"
                        + "cacheTtlSeconds=0");
            }
        })) {
            for (int i = 0; i < 2; i++) {
                assertThat(workloads(host.send("direct:one", null, String.class))).containsOnly("workload-00001");
                assertThat(workloads(host.send("direct:two", null, String.class))).containsOnly("workload-00002");
            }
            assertThat(server.requests().stream().filter(line -> line.endsWith("-00001/deployment"))).hasSize(1);
            assertThat(server.requests().stream().filter(line -> line.endsWith("-00002/deployment"))).hasSize(2);
        }
    }

    @Test
    void aRefusedPropertyFailsTheRouteThatUsesIt() {
        try (RunningRoutes host = host(Map.of(), action("?gvc=prod&maxWorkers=1000"))) {
            assertThatThrownBy(() -> host.send("direct:host", null, String.class))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("maxWorkers").hasMessageContaining("1000");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void sourceListsOncePerPeriodAndAnew() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        try (RunningRoutes host = host(Map.of("cpln.listing.max-retries", "0"), new RouteBuilder() {
            @Override
            public void configure() {
                from("kamelet:cpln-containers-source?gvc=prod&workloadName=workload-00001&period=50")
                        .process(exchange -> received.add(exchange.getMessage().getBody(String.class)));
            }
        })) {
            await().atMost(Duration.ofSeconds(20)).until(() -> received.size() >= 2);
            // A failed listing reaches nobody, and the next comes with its period.
            server.intercept(request -> DemoResponse.error(500, "boom"));
            int calls = server.requests().size();
            await().atMost(Duration.ofSeconds(20)).until(() -> server.requests().size() > calls + 1);
            server.intercept(null);
            int before = received.size();
            await().atMost(Duration.ofSeconds(20)).until(() -> received.size() > before);
            for (String json : received) {
                assertThat(workloads(json)).isNotEmpty().containsOnly("workload-00001");
                assertThat(JSON.readTree(json).at("/statistics/cacheHits").asInt()).isZero();
            }
            assertThat(host.context().getRoutes()).noneMatch(route -> route.getId().equals("cpln-timer"));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileFollowsTheCatalogue(Path file) throws IOException {
        JsonNode kamelet = new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
        String name = file.getFileName().toString().replace(".kamelet.yaml", "");

        assertThat(kamelet.path("apiVersion").asText()).isEqualTo("camel.apache.org/v1");
        assertThat(kamelet.path("kind").asText()).isEqualTo("Kamelet");
        assertThat(kamelet.at("/metadata/name").asText()).isEqualTo(name);
        assertThat(name).endsWith("-" + kamelet.path("metadata").path("labels").path("camel.apache.org/kamelet.type")
                .asText());
        assertThat(kamelet.path("metadata").path("annotations").fieldNames()).toIterable().contains(
                "camel.apache.org/kamelet.support.level", "camel.apache.org/catalog.version",
                "camel.apache.org/kamelet.icon",
                "camel.apache.org/provider", "camel.apache.org/kamelet.group", "camel.apache.org/kamelet.namespace");
        JsonNode definition = kamelet.at("/spec/definition");
        assertThat(definition.path("title").asText()).isNotBlank();
        assertThat(definition.path("description").asText()).contains("cpln.org", "cpln.token");
        JsonNode properties = definition.path("properties");
        String template = kamelet.at("/spec/template").toString();
        Set<String> options = new TreeSet<>();
        for (RequestOption option : RequestOption.values()) {
            options.add(option.optionName());
        }
        assertThat(properties).isNotEmpty();
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        for (String property : names) {
            JsonNode described = properties.get(property);
            assertThat(described.path("title").asText()).as(property).isNotBlank();
            assertThat(described.path("description").asText()).as(property).isNotBlank();
            assertThat(template).as(property).contains("{{" + property + "}}");
            assertThat(List.of("period", "format").contains(property)
                    || options.contains(property)).as(property).isTrue();
            // Without a default Camel would look for the property among the host's, and in its environment.
            JsonNode defaultValue = described.get("default");
            assertThat(described.path("type").asText()).as(property).isEqualTo(defaultValue.isBoolean() ? "boolean"
                    : defaultValue.isInt() ? "integer" : "string");
        }
        String version = Files.readString(Path.of("pom.xml")).replaceAll("(?s).*?<version>([^<]+)</version>.*", "$1");
        assertThat(kamelet.at("/spec/dependencies").toString())
                .contains("\"mvn:dev.cplnroutes:cpln-container-routes:" + version + "\"", "\"camel:kamelet\"");
    }
}
