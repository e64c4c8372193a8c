package dev.cplnroutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON of the routes in a host that has settings or beans of its own for JSON. */
@Timeout(60)
class JsonFormatTest {

    private static final String FORMAT = "camel.dataformat.jackson.";
    private static DemoServer server;
    private static String expected;

    @BeforeAll
    static void start() throws Exception {
        server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 3), DemoSettings.defaults());
        expected = answers(Map.of(), main -> { });
        assertThat(expected).contains("workloadName", "\"title\"").doesNotContain("workload_name", "\n ");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(RunningRoutes routes, String path) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(routes.http() + "/cpln" + path))
                .build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The answers of HTTP and a Kamelet, without what differs from one listing to the next. */
    private static String answers(Map<String, String> settings, Consumer<Main> host) throws Exception {
        Main main = new Main();
        host.accept(main);
        Map<String, String> all = new HashMap<>(RunningRoutes.WITH_HTTP);
        all.putAll(settings);
        try (RunningRoutes routes = RunningRoutes.on(server, all, main)) {
            HttpResponse<String> listing = get(routes, "/gvc/prod/containers?cache=false");
            HttpResponse<String> refused = get(routes, "/gvc/prod/containers?nix=1");
            assertThat(listing.statusCode()).isEqualTo(200);
            assertThat(refused.statusCode()).isEqualTo(400);
            String kamelet = routes.send("kamelet:cpln-containers-action?gvc=prod", null, String.class);
            return withoutTimes(listing.body()) + withoutTimes(kamelet) + refused.body()
                    + listing.headers().firstValue("content-type") + refused.headers().firstValue("content-type");
        }
    }

    private static String withoutTimes(String json) throws Exception {
        JsonNode result = new ObjectMapper().readTree(json);
        assertThat(result.get("statistics").isObject()).isTrue();
        ((ObjectNode) result).remove("statistics");
        // The first page shows how it was written.
        return json.substring(0, json.indexOf("\"statistics\"")) + result;
    }

    private static Consumer<Main> mapper(ObjectMapper mapper) {
        return main -> main.bind("hostMapper", mapper);
    }

    static Stream<Arguments> hosts() {
        return Stream.of(
                Arguments.of(Map.of(FORMAT + "useList", "true"), (Consumer<Main>) main -> { }),
                Arguments.of(Map.of(FORMAT + "namingStrategy", "SNAKE_CASE"), (Consumer<Main>) main -> { }),
                Arguments.of(Map.of(FORMAT + "prettyPrint", "true"), (Consumer<Main>) main -> { }),
                Arguments.of(Map.of(FORMAT + "unmarshalType", "java.util.ArrayList"), (Consumer<Main>) main -> { }),
                Arguments.of(Map.of(FORMAT + "include", "NON_DEFAULT", FORMAT + "enableFeatures",
                        "WRITE_ENUMS_USING_INDEX"), (Consumer<Main>) main -> { }),
                Arguments.of(Map.of(FORMAT + "autoDiscoverObjectMapper", "true"), mapper(new ObjectMapper()
                        .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .enable(SerializationFeature.INDENT_OUTPUT))),
                Arguments.of(Map.of(FORMAT + "objectMapper", "#bean:hostMapper"), mapper(new ObjectMapper()
                        .setSerializationInclusion(JsonInclude.Include.NON_DEFAULT)
                        .enable(SerializationFeature.WRAP_ROOT_VALUE))));
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void hostsOwnJsonChangesNothing(Map<String, String> settings, Consumer<Main> host) throws Exception {
        assertThat(answers(settings, host)).isEqualTo(expected);
    }

    @Test
    void everyRouteAndKameletUsesIt() throws Exception {
        for (Path folder : new Path[] {Path.of("routes"), Path.of("kamelets")}) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file)).as(file.toString())
                            .doesNotContain("library: Jackson", "json: {");
                }
            }
        }
    }

    @Test
    void nothingIsNoJson() {
        JsonFormat format = new JsonFormat();
        assertThatThrownBy(() -> format.unmarshal(null, new ByteArrayInputStream(new byte[0])))
                .isInstanceOf(java.io.IOException.class);
    }
}
