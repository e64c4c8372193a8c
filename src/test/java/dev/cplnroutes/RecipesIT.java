package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.MarkdownPage;
import dev.cplnroutes.testing.StandaloneProcess;
import dev.cplnroutes.testing.TestBroker;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipes of {@code docs/recipes.md} for the standalone process, word for word. That of Spring Boot is run by
 * {@link SpringBootHostIT}.
 */
@Timeout(180)
class RecipesIT {

    private static final MarkdownPage PAGE = MarkdownPage.read(MarkdownPage.FOLDER.resolve("recipes.md"));
    private static final ObjectMapper JSON = new ObjectMapper();

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

    private static Map<String, String> settings() {
        return Map.of("CPLN_ENDPOINT", server.endpoint().toString(), "CPLN_ORG", "acme", "CPLN_TOKEN", "t");
    }

    private static HttpResponse<String> get(String uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(uri)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Both recipes list by the timer, so one process can follow both. */
    @Test
    void timerKeepsPrometheusAndACompactedTopicUpToDate() throws Exception {
        Set<String> lines = new LinkedHashSet<>();
        Stream.of("prometheus", "compacted").flatMap(label -> PAGE.example(label).lines()).forEach(lines::add);
        try (TestBroker broker = TestBroker.start()) {
            Matcher topic = Pattern.compile("--topic (\\S+) --partitions (\\d+) \\\\\\s+--config (\\S+)=(\\S+)")
                    .matcher(PAGE.blockWith("kafka-topics.sh"));
            assertThat(topic.find()).isTrue();
            broker.makeTopic(topic.group(1), Integer.parseInt(topic.group(2)), Map.of(topic.group(3), topic.group(4)));
            StandaloneProcess.Launch launch = StandaloneProcess.with().file(lines.toArray(String[]::new))
                    .property("cpln.kafka.brokers", broker.address()).property("camel.server.port", "0");
            settings().forEach(launch::variable);
            try (StandaloneProcess process = launch.start()) {
                String address = process.awaitError("Listening on ").replaceAll(".*Listening on ", "");
                JsonNode listed = JSON.readTree(get(address + "/containers").body()).get("containers");
                expectRestarts(get(address.replace("/cpln", "/observe/metrics")).body());
                expectContainers(broker, topic.group(1), listed);
            }
        }
    }

    private static void expectRestarts(String metrics) {
        Matcher grep = Pattern.compile("grep -E '(.*)'").matcher(PAGE.example("scrape"));
        assertThat(grep.find()).isTrue();
        List<String> found = metrics.lines().filter(Pattern.compile(grep.group(1)).asPredicate()).toList();
        assertThat(found).anyMatch(line -> line.matches("cpln_container_last_restart_info\\{.*exit_code=\"137\".*"
                + "reason=\"OOMKilled\".*workload=\"fraud-scoring\"} 1(\\.0)?"))
                .anyMatch(line -> line.matches(
                        "cpln_container_restarts_total\\{.*workload=\"fraud-scoring\"} 17(\\.0)?"));
    }

    private static void expectContainers(TestBroker broker, String topic, JsonNode listed) {
        Map<String, JsonNode> expected = new TreeMap<>();
        listed.forEach(container -> expected.put(Stream.of("gvcName", "workloadName", "location", "version", "name")
                .map(name -> container.path(name).asText()).collect(Collectors.joining("/")), container));
        assertThat(expected).hasSameSizeAs(listed);
        Map<String, JsonNode> newest = new TreeMap<>();
        await().atMost(TestBroker.DEADLINE).untilAsserted(() -> {
            newest.clear();
            for (ConsumerRecord<byte[], byte[]> message : broker.read(topic)) {
                newest.put(TestBroker.key(message), TestBroker.json(message).get("data"));
            }
            assertThat(newest.keySet()).isEqualTo(expected.keySet());
        });
        assertThat(newest).isEqualTo(expected);
    }

    @Test
    void checkTellsWhatIsWrong() throws Exception {
        Files.createSymbolicLink(folder.resolve("bin"), Path.of("target", "bin").toAbsolutePath());
        ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", PAGE.example("check")).directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("CPLN_") || name.startsWith("CAMEL_")
                || name.equals("JAVA_TOOL_OPTIONS") || name.equals("JDK_JAVA_OPTIONS"));
        builder.environment().putAll(settings());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CPLN_JAVA_OPTS", "-Xshare:auto");
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes()).lines().toList();
        assertThat(process.waitFor()).isZero();
        assertThat(lines).startsWith("Something is wrong:").hasSizeGreaterThan(4);
        assertThat(lines.get(1)).matches("GVC .* WHY");
        assertThat(lines.subList(2, lines.size())).allMatch(line -> line.matches("prod .* (unhealthy|unknown) .*"))
                .anyMatch(line -> line.endsWith("CrashLoopBackOff; last restart: OOMKilled, exit code 137"));
    }
}
