package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.cplnroutes.standalone.StandaloneSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The style of {@code routes/}: every file follows Camel's own schema and the house's rules, and every setting stands
 * in
 * {@code config/application.properties} and in docs/settings.md.
 */
class RoutesTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    /** Takes seconds to be read. */
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
            .getSchema(RoutesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(cpln\\.[a-z.-]+)(?::([^}]*))?}}");

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            return files.filter(Files::isRegularFile).toList().stream();
        }
    }

    private static List<JsonNode> elements(String name) throws IOException {
        List<JsonNode> elements = new ArrayList<>();
        for (Path file : files().toList()) {
            YAML.readTree(file.toFile()).forEach(element -> {
                if (element.has(name)) {
                    elements.add(element.get(name));
                }
            });
        }
        return elements;
    }

    private static List<String> ids(JsonNode node) {
        List<String> ids = new ArrayList<>();
        node.findParents("id").forEach(parent -> ids.add(parent.get("id").asText()));
        return ids;
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileFollowsCamelsSchema(Path file) throws IOException {
        assertThat(file.getFileName().toString()).startsWith("cpln-").endsWith(".camel.yaml");
        assertThat(SCHEMA.validate(YAML.readTree(file.toFile()))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileTellsItsStepInItsFirstLine(Path file) throws IOException {
        assertThat(Files.readAllLines(file).get(0)).startsWith("# ").hasSizeGreaterThan(20);
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).equals("- route:") || lines.get(i).equals("- routeConfiguration:")
                    || lines.get(i).equals("- routeTemplate:")) {
                assertThat(lines.get(i - 1)).as("%s, line %d: a comment above each route", file, i).startsWith("# ");
            }
        }
    }

    @Test
    void everyRouteHasItsNameDescriptionAndErrorHandling() throws IOException {
        List<JsonNode> routes = elements("route");
        assertThat(routes).hasSizeGreaterThan(10);
        for (JsonNode route : routes) {
            String id = route.path("id").asText();
            assertThat(id).matches("cpln-[a-z-]+");
            assertThat(route.path("description").asText()).as(id).hasSizeGreaterThan(10);
            assertThat(route.path("routeConfigurationId").asText()).as("%s: a host's error handling", id)
                    .startsWith("cpln-");
            String uri = route.path("from").path("uri").asText();
            if (uri.startsWith("direct:")) {
                assertThat(uri).as("route id and direct name are one").isEqualTo("direct:" + id);
            }
        }
        for (JsonNode template : elements("routeTemplate")) {
            assertThat(template.path("id").asText()).matches("cpln-[a-z-]+");
            assertThat(template.path("description").asText()).hasSizeGreaterThan(10);
            assertThat(template.path("route").path("description").asText()).hasSizeGreaterThan(10);
            assertThat(template.path("route").path("routeConfigurationId").asText()).startsWith("cpln-");
            assertThat(ids(template)).as("a step's id would be there once for each route of the template").hasSize(1);
            assertThat(template.path("parameters")).allMatch(parameter -> parameter.hasNonNull("description"));
        }
        for (JsonNode configuration : elements("routeConfiguration")) {
            assertThat(configuration.path("id").asText()).as("without an id it would apply to a host's routes")
                    .startsWith("cpln-");
            assertThat(configuration.path("description").asText()).isNotBlank();
            assertThat(configuration.has("errorHandler")).as("else the host's own would apply").isTrue();
        }
    }

    @Test
    void everyIdIsOursAndThereOnce() throws IOException {
        List<String> ids = new ArrayList<>();
        elements("route").forEach(route -> ids.addAll(ids(route)));
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.startsWith("cpln-"));
        List<String> beans = new ArrayList<>();
        elements("beans").forEach(list -> list.forEach(bean -> beans.add(bean.path("name").asText())));
        assertThat(beans).doesNotHaveDuplicates().allMatch(name -> name.startsWith("cpln"));
    }

    @Test
    void everySettingIsInTheConfigurationAndInTheDocumentsWithItsDefault() throws IOException {
        Properties configuration = new Properties();
        try (InputStream file = Files.newInputStream(Path.of("config", "application.properties"))) {
            configuration.load(file);
        }
        Set<String> used = new TreeSet<>(Set.of("cpln.triggers", "cpln.routes.exclude",
                "cpln.timer.enabled", "cpln.kafka.enabled", "cpln.http.allow-anonymous",
                "cpln.http.request-timeout", "cpln.http.allowed-hosts", "cpln.demo.port", "cpln.log.format"));
        for (Path file : files().toList()) {
            Matcher placeholder = PLACEHOLDER.matcher(Files.readString(file));
            while (placeholder.find()) {
                used.add(placeholder.group(1));
                assertThat(placeholder.group(2)).as("default of %s in %s", placeholder.group(1), file).isNotNull()
                        .isEqualTo(configuration.getProperty(placeholder.group(1)));
            }
        }
        Set<String> configured = new TreeSet<>(configuration.stringPropertyNames());
        configured.removeIf(name -> !name.startsWith("cpln."));
        assertThat(configured).isEqualTo(used);
        assertThat(StandaloneSettings.KNOWN).containsExactlyInAnyOrderElementsOf(used);
        String page = Files.readString(Path.of("docs", "settings.md"));
        Map<String, String> defaults = new TreeMap<>();
        page.lines().filter(line -> line.startsWith("| `")).map(line -> line.split(" *\\| *", 4))
                .forEach(cells -> defaults.put(cells[1].replace("`", ""), cells[2].replace("`", "")
                        .replace("none", "")));
        assertThat(defaults).isEqualTo(new TreeMap<>(configuration));
    }

    @Test
    void noHostWideThingIsSetOrUsed() throws IOException {
        for (Path file : files().toList()) {
            String text = Files.readString(file);
            assertThat(text).as(file.toString()).doesNotContain("- errorHandler:", "- onException:\n    -",
                    "- restConfiguration", "- intercept");
            // A setting of a component, and not a class of Camel.
            assertThat(text).as(file.toString()).doesNotContainPattern("(?<!org[.]apache[.])camel[.]component[.]");
        }
    }
}
