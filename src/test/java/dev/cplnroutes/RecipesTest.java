package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.MarkdownPage;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of {@code docs/recipes.md} that a host runs, word for word. */
@Timeout(120)
class RecipesTest {

    private static final MarkdownPage PAGE = MarkdownPage.read(MarkdownPage.FOLDER.resolve("recipes.md"));
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void inventoryIsAFileOfImages() throws Exception {
        Files.writeString(folder.resolve("inventory.camel.yaml"), PAGE.example("inventory"));
        LocalDate before = LocalDate.now();
        List<Path> files;
        Map<String, Long> expected;
        try (DemoServer server = DemoServer.start(DemoOrganization.realistic("acme", Instant.now()),
                DemoSettings.defaults());
                RunningRoutes routes = RunningRoutes.on(server, Map.of("camel.main.routesIncludePattern",
                        "file:" + folder + "/*.yaml", "inventory.cron", "* * * * * ?",
                        "inventory.folder", folder.resolve("inventory").toString()))) {
            await().atMost(DEADLINE).until(() -> Files.isDirectory(folder.resolve("inventory")) && !files().isEmpty());
            expected = routes.list(ListingRequest.ofGvc("*")).containers().stream()
                    .collect(Collectors.groupingBy(Container::image, Collectors.counting()));
        }
        files = files();
        assertThat(files).allSatisfy(file -> assertThat(file.getFileName().toString()).isIn(before + ".json",
                LocalDate.now() + ".json"));
        JsonNode inventory = new ObjectMapper().readTree(files.get(0).toFile());
        assertThat(inventory.get("complete").asBoolean()).isTrue();
        Map<String, Long> counted = StreamSupport.stream(inventory.get("groups").spliterator(), false).collect(
                Collectors.toMap(group -> group.get("image").asText(), group -> group.get("count").asLong()));
        assertThat(counted).isEqualTo(expected).hasSizeGreaterThan(20);
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("inventory"))) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }
}
