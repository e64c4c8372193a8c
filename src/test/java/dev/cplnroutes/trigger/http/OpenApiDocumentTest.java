package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.request.RequestOption;
import dev.cplnroutes.testing.DescribedAnswers;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.HttpCalls.Answer;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The description of the HTTP trigger. {@link DescribedAnswers} holds the answers of all tests against it. */
class OpenApiDocumentTest {

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 3))
            .withHttp();
    private static final HttpCalls http = routes.http();

    private static JsonNode document() {
        Answer answer = http.get("/cpln/openapi.json");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        return answer.json();
    }

    private static SwaggerParseResult parsed(String text) {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        return new OpenAPIV3Parser().readContents(text, null, options);
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void isValid() {
        SwaggerParseResult result = parsed(document().toString());

        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getPaths()).hasSize(18);
        assertThat(result.getOpenAPI().getComponents().getParameters()).containsKeys("maxWorkers", "cursor", "gvc");
        assertThat(result.getOpenAPI().getComponents().getSchemas()).containsKeys("Container", "Problem", "Options");
        String wrong = document().toString().replace("\"title\":\"Control Plane", "\"name\":\"Control Plane");
        assertThat(parsed(wrong).getMessages()).as("of a wrong one").isNotEmpty();
    }

    /** All references lead somewhere, and nothing that is there is unused. */
    @Test
    void referencesAndComponentsAreTheSame() {
        JsonNode document = document();
        Set<String> used = new TreeSet<>(document.findValuesAsText("$ref"));
        Set<String> there = new TreeSet<>();
        for (String kind : names(document.get("components"))) {
            names(document.get("components").get(kind)).forEach(name -> there.add("#/components/" + kind + "/" + name));
        }
        assertThat(used).isEqualTo(there);
        assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates().hasSizeGreaterThan(20);
    }

    @Test
    void optionsAreThoseThatAreRead() {
        JsonNode document = document();
        List<String> expected = Stream.of(RequestOption.values()).map(RequestOption::optionName)
                .toList();

        assertThat(names(document.at("/components/schemas/Options/properties"))).isEqualTo(expected);
        for (String path : names(document.get("paths"))) {
            for (String method : List.of("get", "post", "head")) {
                JsonNode operation = document.get("paths").get(path).path(method);
                if (path.matches(".*/containers(/count|/wait)?")) {
                    Set<String> refused = new TreeSet<>();
                    if (path.startsWith("/gvc")) {
                        refused.addAll(Set.of("gvc", "workloadName"));
                    }
                    if (path.endsWith("/wait")) {
                        refused.addAll(Set.of("cacheTtlSeconds", "order", "maxResults", "pageSize", "cursor",
                                "collectStatistics", "groupBy"));
                    } else {
                        refused.addAll(Set.of("for", "timeout", "interval", "stableFor"));
                    }
                    if (!path.endsWith("/count")) {
                        refused.add("groupBy");
                    }
                    hasParameters(operation, method + " " + path, expected.stream().filter(
                            name -> !refused.contains(name)).toList());
                } else if (path.endsWith("/changes") && !method.equals("post")) {
                    hasParameters(operation, method + " " + path, expected.stream().filter(name -> name.matches(
                            "location|containerName|image|workloadType|tag|healthStatus|latest|minRestarts|"
                                    + "restartedWithin|filterUnhealthy|includeSystemContainers|fields"
                                    + (path.startsWith("/gvc") ? "" : "|gvc|workloadName"))).toList());
                } else {
                    assertThat(operation.has("parameters")).as(method + " " + path).isFalse();
                }
            }
        }
        for (String name : expected) {
            JsonNode parameter = document.at("/components/parameters/" + (name.equals("gvc") ? "gvcs" : name));
            assertThat(parameter.get("description").textValue()).isNotBlank();
            assertThat(parameter.get("name").textValue()).isEqualTo(name);
            assertThat(parameter.has("explode")).as(name).isEqualTo(RequestOption.valueOf(
                    name.replaceAll("([A-Z])", "_$1").toUpperCase()).isSeveral());
        }
    }

    private static void hasParameters(JsonNode operation, String what, List<String> names) {
        assertThat(operation.get("parameters").findValuesAsText("$ref")).as(what).isEqualTo(names.stream()
                .map(name -> "#/components/parameters/" + (name.equals("gvc") ? "gvcs" : name)).toList());
    }

    /** What the schema allows is taken, and what is beyond its bounds is refused. */
    @Test
    void boundsAreThoseThatAreChecked() {
        for (RequestOption option : RequestOption.values()) {
            Map<String, Object> schema = option.schema();
            if (schema.containsKey("maximum")) {
                long least = Long.parseLong(schema.get("minimum").toString());
                long most = Long.parseLong(schema.get("maximum").toString());
                for (long value : new long[] {least - 1, least, most, most + 1}) {
                    assertThat(http.post("/cpln/gvc/prod/containers",
                            "{\"" + option.optionName() + "\":" + value + "}").status()).as(option + " " + value)
                            .isEqualTo(value < least || value > most ? 400 : 200);
                }
            }
        }
    }

    /** Each path and method that is described is served, and no other method. */
    @Test
    void methodsAreThoseThatAreServed() {
        JsonNode paths = document().get("paths");
        for (String path : names(paths)) {
            String real = "/cpln" + path.replace("{gvc}", "prod").replace("{workload}", "w");
            Set<String> described = new TreeSet<>(names(paths.get(path)));
            described.remove("parameters");
            Answer answer = http.send("OPTIONS", real, null);
            assertThat(answer.status()).as(path).isEqualTo(204);
            assertThat(new TreeSet<>(List.of(answer.header("Allow").toLowerCase().split(", ")))).as(path)
                    .isEqualTo(described);
        }
        assertThat(http.get("/cpln/nothing").json().get("detail").textValue())
                .contains("/openapi.json").contains("/gvc/{gvc}/workload/{workload}/containers");
    }

    @Test
    void isServedBelowTheBasePathWithIt() {
        try (RunningRoutes elsewhere = routes.start(Map.of("cpln.http.base-path", "/inventory/v1/"))) {
            JsonNode document = new HttpCalls(elsewhere.http()).get("/inventory/v1/openapi.json").json();

            assertThat(document.at("/servers/0/url").textValue()).isEqualTo("/inventory/v1");
            assertThat(document.get("paths")).isEqualTo(document().get("paths"));
        }
        assertThat(document().at("/servers/0/url").textValue()).isEqualTo("/cpln");
        assertThat(OpenApiDocument.at("").at("/servers/0/url").textValue()).isEqualTo("/");
    }

    @Test
    void takesNoOptionAndNoOtherMethod() {
        assertThat(http.get("/cpln/openapi.json?x=1").status()).isEqualTo(400);
        assertThat(http.post("/cpln/openapi.json", "{}").header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(http.get("/cpln/openapi.json/x").status()).isEqualTo(404);
    }

    /** The check itself, which no other test would miss. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET | /cpln/cache | 200 | application/json | {\"size\":1,\"bytes\":2,\"loading\":0}",
        "GET | /cpln/cache | 200 | text/plain | {\"size\":1,\"bytes\":2,\"loading\":0,\"evictions\":0}",
        "GET | /cpln/containers/count | 200 | application/json | {\"count\":-1,\"complete\":true,\"errors\":[],"
            + "\"truncated\":false}",
        "GET | /cpln/containers | 200 | application/json | {\"containers\":[{\"name\":1}],\"complete\":true,"
            + "\"errors\":[],\"truncated\":false}",
        "GET | /cpln/containers | 404 | application/problem+json | {\"status\":404,\"title\":\"\",\"detail\":\"d\"}",
        "GET | /cpln/nothing | 200 | application/json | {}", "OPTIONS | /cpln/cache | 204 | text/plain | x"})
    void anotherAnswerIsNoticed(String method, String path, int status, String type, String body) {
        assertThatThrownBy(() -> DescribedAnswers.check(method, path, status, type, body))
                .isInstanceOf(AssertionError.class);
    }
}
