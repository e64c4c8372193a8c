package dev.cplnroutes.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.cplnroutes.testing.MarkdownPage;
import dev.cplnroutes.testing.PrometheusText;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The dashboard and the alert rules in {@code config/} against what the packaged jar shows to Prometheus.
 */
@Timeout(180)
class MonitoringIT {

    private static final Path DASHBOARD = Path.of("config", "grafana", "cpln-container-routes.json");
    private static final Path RULES = Path.of("config", "prometheus", "cpln-container-routes.rules.yml");

    /** What no panel shows, and why. */
    private static final Map<String, String> NOT_SHOWN = Map.of(
            "cache_puts_total", "always 0: Caffeine does not count what an asynchronous cache loads",
            "cache_eviction_weight_total", "the number of evictions says the same");

    private static final Pattern TEMPLATE_LABEL = Pattern.compile("\\{\\{\\s*\\$labels\\.(\\w+)\\s*}}");
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");

    private static PrometheusText metrics;

    @BeforeAll
    static void scrape() throws Exception {
        try (StandaloneProcess process = StandaloneProcess.with("--demo").property("camel.server.port", "0")
                .property("cpln.meters.maximum-containers", "1000").property("cpln.watch.gvcs", "*").start()) {
            String next = process.awaitOutput("Next: curl ").substring("Next: curl ".length());
            HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                    URI.create(next.substring(0, next.indexOf("/cpln")) + "/observe/metrics"))
                    .timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            metrics = PrometheusText.of(answer.body());
        }
    }

    private static JsonNode dashboard() throws IOException {
        return JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build().readTree(DASHBOARD.toFile());
    }

    private static List<JsonNode> panels() throws IOException {
        List<JsonNode> panels = new ArrayList<>();
        dashboard().get("panels").forEach(panels::add);
        return panels;
    }

    private static List<JsonNode> alerts() throws IOException {
        List<JsonNode> alerts = new ArrayList<>();
        JsonNode file = new ObjectMapper(new YAMLFactory()).readTree(RULES.toFile());
        assertThat(file.fieldNames()).toIterable().containsExactly("groups");
        file.get("groups").forEach(group -> {
            assertThat(group.fieldNames()).toIterable().containsExactly("name", "rules");
            group.get("rules").forEach(alerts::add);
        });
        return alerts;
    }

    private static PromQl.Checked check(String panel, JsonNode target) {
        // What Grafana would put in.
        String expression = target.get("expr").asText().replace("[$__rate_interval]", "[5m]")
                .replace("[$__range]", "[3h]");
        PromQl.Checked checked = PromQl.check(expression, metrics);
        Set<String> labels = new TreeSet<>();
        Matcher legend = LEGEND_LABEL.matcher(target.get("legendFormat").asText());
        while (legend.find()) {
            labels.add(legend.group(1));
        }
        assertThat(checked.labels()).as("labels for the legend of '%s'", panel).containsAll(labels);
        return checked;
    }

    @Test
    void processShowsMetersAsTheirNamesPromise() {
        assertThat(metrics.types()).containsEntry("cpln_container_info", "gauge")
                .containsEntry("cpln_container_restarts_total", "counter")
                .containsEntry("cpln_api_calls_seconds", "histogram");
        assertThat(metrics.all("cpln_api_calls_seconds_bucket")).anyMatch(sample -> sample.label("outcome").equals("ok")
                && sample.label("le").equals("0.25") && sample.value() > 50);
        assertThat(metrics.all("cpln_container_info")).hasSizeGreaterThan(100)
                .allMatch(sample -> sample.value() == 1 && !sample.label("image").isEmpty());
        assertThat(metrics.all("cpln_listings_seconds_count")).extracting(sample -> sample.label("outcome"))
                .containsExactlyInAnyOrder("complete", "partial", "failed");
    }

    @Test
    void everyPanelReadsWhatIsThere() throws IOException {
        int targets = 0;
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.path("targets")) {
                check(panel.get("title").asText(), target);
                targets++;
            }
        }
        assertThat(targets).isGreaterThan(30);
    }

    /** Whoever looks at a green 0 goes away; so there is none where Prometheus has no number. */
    @Test
    void panelsShowNoAllClearWhereNothingIsKnown() throws IOException {
        int numbers = 0;
        for (JsonNode panel : panels()) {
            String title = panel.get("title").asText();
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.get("expr").asText()).as(title).doesNotContain("vector(");
            }
            if (panel.get("type").asText().equals("stat")) {
                JsonNode defaults = panel.at("/fieldConfig/defaults");
                assertThat(defaults.get("noValue").asText()).as(title).isEqualTo("no data");
                for (JsonNode target : panel.get("targets")) {
                    // The last value of a range is there long after the process has gone.
                    assertThat(target.get("instant").asBoolean()).as(title).isTrue();
                    assertThat(target.get("range").asBoolean()).as(title).isFalse();
                }
                JsonNode steps = defaults.at("/thresholds/steps");
                if (!steps.isMissingNode()) {
                    assertThat(steps.toString()).as(title).startsWith("[{\"color\":\"text\",\"value\":null},"
                            + "{\"color\":\"green\",\"value\":0},");
                }
                numbers++;
            }
        }
        assertThat(numbers).isEqualTo(5);
    }

    /** Prometheus's own tool tries the expressions there. */
    @Test
    void expressionsThatAreTriedAreTheDashboards() throws IOException {
        String tried = Files.readString(Path.of("src", "test", "resources", "cpln-container-routes.rules-test.yml"));
        JsonNode panel = panels().stream().filter(one -> one.get("title").asText().startsWith("Unhealthy"))
                .findFirst().orElseThrow();
        assertThat(panel.get("targets")).hasSize(2).allSatisfy(target -> assertThat(tried).contains("expr: '"
                + target.get("expr").asText().replaceAll("\\w+=~\"\\$\\w+\",?", "").replace("{}", "") + "'"));
    }

    @Test
    void queryOfThePageIsTried() throws IOException {
        String tried = Files.readString(Path.of("src", "test", "resources", "cpln-container-routes.rules-test.yml"));
        String query = MarkdownPage.read(MarkdownPage.FOLDER.resolve("metrics.md")).blockWith("group_left")
                .replaceAll("\\s+", " ").strip();
        assertThat(tried.replaceAll("\\s+", " ")).contains(query);
    }

    @Test
    void everyAlertThatNamesAPathNamesOneOfOurs() throws IOException {
        for (JsonNode alert : alerts()) {
            String action = alert.at("/annotations/action").asText().replaceAll("\\{\\{.*?}}", "x");
            Matcher path = Pattern.compile("(GET|POST) (\\S+?)(?=[,.:;]?(\\s|$))").matcher(action);
            while (path.find()) {
                assertThat(path.group(2)).as(action)
                        .matches("/cpln/(containers|gvc/.+/containers|events|events/redeliver)");
            }
            assertThat(action).as(alert.get("alert").asText()).doesNotContain("caller's error");
        }
    }

    @Test
    void everyMeterOfOursHasAPanelOrAReason() throws IOException {
        Set<String> shown = new HashSet<>();
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.path("targets")) {
                check(panel.get("title").asText(), target).names().forEach(name -> shown.add(family(name)));
            }
        }
        Set<String> ours = new TreeSet<>(metrics.types().keySet());
        ours.removeIf(name -> !name.startsWith("cpln_") && !name.startsWith("cache_"));
        assertThat(ours).hasSizeGreaterThan(25).containsAll(NOT_SHOWN.keySet());
        ours.removeAll(NOT_SHOWN.keySet());
        assertThat(shown).containsExactlyInAnyOrderElementsOf(ours);
    }

    @Test
    void pageNamesTheMetersOfContainersAndWhereTheFilesAre() throws IOException {
        String page = Files.readString(Path.of("docs", "metrics.md"));
        Set<String> ofContainers = new TreeSet<>(metrics.types().keySet());
        ofContainers.removeIf(name -> !name.startsWith("cpln_container"));
        assertThat(ofContainers).hasSize(8).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        assertThat(page).contains(DASHBOARD.toString(), RULES.toString());
    }

    private static String family(String name) {
        return metrics.types().containsKey(name) ? name : name.replaceFirst("_(bucket|count|sum)$", "");
    }

    @Test
    void dashboardCanBeImportedAndRead() throws IOException {
        JsonNode dashboard = dashboard();
        assertThat(dashboard.get("uid").asText()).matches("[a-zA-Z0-9_-]{1,40}");
        assertThat(dashboard.get("title").asText()).isNotBlank();
        assertThat(dashboard.get("schemaVersion").asInt()).isGreaterThan(30);
        assertThat(dashboard.has("id")).as("Grafana's own").isFalse();
        Set<String> variables = new TreeSet<>(Set.of("__rate_interval", "__range", "__all"));
        dashboard.at("/templating/list").forEach(variable -> variables.add(variable.get("name").asText()));
        assertThat(dashboard.at("/templating/list/0/type").asText()).isEqualTo("datasource");
        for (JsonNode variable : dashboard.at("/templating/list")) {
            Matcher query = Pattern.compile("label_values\\((.*), (\\w+)\\)")
                    .matcher(variable.path("definition").asText());
            if (query.matches()) {
                assertThat(PromQl.check(query.group(1), metrics).labels()).contains(query.group(2));
            }
        }
        Matcher used = VARIABLE.matcher(Files.readString(DASHBOARD));
        while (used.find()) {
            assertThat(variables).contains(used.group(1));
        }
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> cells = new HashSet<>();
        for (JsonNode panel : panels()) {
            String title = panel.get("title").asText();
            assertThat(title).isNotBlank();
            assertThat(ids.add(panel.get("id").asInt())).as("id of '%s'", title).isTrue();
            JsonNode place = panel.get("gridPos");
            for (int x = place.get("x").asInt(); x < place.get("x").asInt() + place.get("w").asInt(); x++) {
                for (int y = place.get("y").asInt(); y < place.get("y").asInt() + place.get("h").asInt(); y++) {
                    assertThat(x < 24 && cells.add(List.of(x, y))).as("place of '%s'", title).isTrue();
                }
            }
            if (!panel.get("type").asText().equals("row")) {
                assertThat(panel.get("description").asText()).as(title).hasSizeGreaterThan(20);
                assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as(title).isNotBlank();
                assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
                assertThat(panel.get("targets")).isNotEmpty().allMatch(target ->
                        target.at("/datasource/uid").asText().equals("${datasource}"));
                assertThat(panel.get("targets").findValuesAsText("refId")).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void everyAlertReadsWhatIsThereAndSaysWhatToDo() throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : alerts()) {
            String name = alert.get("alert").asText();
            assertThat(name).matches("Cpln[A-Z][A-Za-z]+");
            assertThat(names.add(name)).as(name).isTrue();
            assertThat(alert.fieldNames()).toIterable().isSubsetOf("alert", "expr", "for", "labels", "annotations");
            assertThat(alert.path("for").asText("1m")).matches("\\d+[smh]");
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
            assertThat(alert.get("annotations").fieldNames()).toIterable()
                    .containsExactly("summary", "description", "action");
            PromQl.Checked checked = PromQl.check(alert.get("expr").asText(), metrics);
            for (JsonNode annotation : alert.get("annotations")) {
                assertThat(annotation.asText()).as(name).hasSizeGreaterThan(15);
                Matcher label = TEMPLATE_LABEL.matcher(annotation.asText());
                while (label.find()) {
                    assertThat(checked.labels()).as(name).contains(label.group(1));
                }
            }
        }
        assertThat(names).hasSizeGreaterThan(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpln_no_such_metric", "rate(cpln_listings_seconds_count)",
            "rate(cpln_listings_active[5m])",
        "sum by (colour) (cpln_listings_seconds_count)", "sum(cpln_listings_active", "cpln_listings_active)",
        "cpln_listings_seconds_count{outcome=\"gone\"}", "cpln_listings_seconds_count{result=\"complete\"}",
        "cpln_listings_seconds_count{outcome=complete}", "no_such_function(cpln_listings_active)",
        "cpln_listings_active[5m]",
        "histogram_quantile(0.5, sum(rate(cpln_api_calls_seconds_bucket[5m])))", "cpln_listings_active >", "",
        "sum by (outcome) (cpln_listings_seconds_count) / sum(cpln_listings_seconds_count)",
        "cpln_listings_active ; 1"})
    void expressionThatWouldShowNothingIsRefused(String expression) {
        assertThatThrownBy(() -> PromQl.check(expression, metrics)).isInstanceOf(IllegalArgumentException.class);
    }
}
