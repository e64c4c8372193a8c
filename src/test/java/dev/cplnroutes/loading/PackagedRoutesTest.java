package dev.cplnroutes.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.CapturedLog;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes that the jar brings into a Camel context, whatever the host's pattern of routes is. */
@Timeout(60)
class PackagedRoutesTest {

    private static final String PATTERN = "camel.main.routesIncludePattern";
    private static final String EXCLUDE = "cpln.routes.exclude";

    private static DemoServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 3), DemoSettings.defaults());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<String> files(Path folder, String location) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".camel.yaml"))
                    .map(name -> location + name).toList();
        }
    }

    private static List<String> ids(RunningRoutes routes) {
        return routes.context().getRoutes().stream().map(Route::getRouteId).toList();
    }

    /** What the start fails by. */
    private static String failure(Map<String, String> settings) {
        Throwable failure = catchThrowable(() -> RunningRoutes.on(server, settings).close());
        assertThat(failure).isNotNull();
        while (failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure.getMessage();
    }

    private void copy(String file) throws IOException {
        Files.copy(Path.of("routes").resolve(file), folder.resolve(Path.of(file).getFileName()));
    }

    @Test
    void filesAreAllThatArePackaged() throws IOException {
        assertThat(RouteFiles.selected("", ""))
                .containsExactlyInAnyOrderElementsOf(files(Path.of("routes"), "classpath:cpln-routes/"));
        assertThat(RouteFiles.selected("kafka, http,timer", "").stream().filter(file -> file.contains("triggers")))
                .containsExactlyInAnyOrderElementsOf(files(Path.of("routes/triggers"), "classpath:cpln-triggers/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpln-retry.camel.yaml", "cpln-retry", " cpln-retry , cpln-kafka.camel.yaml"})
    void excludedFilesAreLeftOut(String excluded) {
        assertThat(RouteFiles.selected("kafka", excluded)).hasSizeBetween(8, 9)
                .contains("classpath:cpln-routes/cpln-api.camel.yaml")
                .doesNotContain("classpath:cpln-routes/cpln-retry.camel.yaml");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "cpln.triggers|tmer|http, timer, kafka.", "cpln.triggers|http;timer|http, timer, kafka.",
        "cpln.triggers|HTTP|http, timer, kafka.", "cpln.routes.exclude|retry|cpln-beans.camel.yaml, ",
        "cpln.routes.exclude|**/camel/cpln-retry.camel.yaml|cpln-retry.camel.yaml, ",
        "cpln.routes.exclude|http|cpln-http.camel.yaml, "})
    void unknownNameEndsTheStart(String setting, String value, String allowed) {
        try (CapturedLog log = CapturedLog.start()) {
            assertThat(failure(Map.of(setting, value)))
                    .startsWith("Setting " + setting + " has the value '" + value + "'; allowed is one of these")
                    .contains(allowed);
            assertThat(log.events()).filteredOn(line -> line.level().equals("WARN")).singleElement().satisfies(line ->
                    assertThat(line.text()).contains("Lifecycle strategy of the packaged cpln routes failed "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "classpath:no-such-folder/*", "classpath:camel/*",
        "classpath:cpln-triggers/cpln-timer.camel.yaml,classpath:cpln-triggers/cpln-kafka.camel.yaml"})
    void hostsPatternOfRoutesChangesNothing(String pattern) {
        try (RunningRoutes routes = RunningRoutes.on(server, Map.of(PATTERN, pattern, "cpln.triggers", "timer",
                "cpln.timer.period", "1h", "cpln.kafka.brokers", "127.0.0.1:9"))) {
            assertThat(routes.list(Map.of("gvc", "prod")).containers()).hasSize(3);
            assertThat(ids(routes)).doesNotHaveDuplicates().contains("cpln-timer", "cpln-deliver-progress-1");
            assertThat(ids(routes).contains("cpln-kafka")).isEqualTo(pattern.contains("kafka"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpln-cache.camel.yaml", "cpln-list-containers.camel.yaml", "cpln-events.camel.yaml",
        "triggers/cpln-timer.camel.yaml"})
    void editedCopyReplacesThePackagedFile(String file) throws IOException {
        copy(file);
        String name = Path.of(file).getFileName().toString();
        try (RunningRoutes routes = RunningRoutes.on(server, Map.of(PATTERN, "file:" + folder + "/*", EXCLUDE, name,
                "cpln.triggers", "timer", "cpln.timer.period", "1h"))) {
            assertThat(routes.list(Map.of("gvc", "prod")).containers()).hasSize(3);
            assertThat(ids(routes)).doesNotHaveDuplicates();
            assertThat(routes.context().getRoutes().stream().map(Route::getSourceLocationShort)
                    .filter(location -> location != null && location.startsWith(name))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpln-cache.camel.yaml", "cpln-retry.camel.yaml", "cpln-events.camel.yaml"})
    void packagedFileDoesNotReplaceAnEditedCopySilently(String file) throws IOException {
        copy(file);
        assertThat(failure(Map.of(PATTERN, "file:" + folder + "/*")))
                .matches("There are two definitions of route (configuration )?cpln-[a-z-]+: one (of this application|"
                        + "in file:.*" + file + "), and the packaged one.* name it in cpln.routes.exclude(, as in "
                        + "cpln.routes.exclude=" + file + ")?[.]");
    }

    @Test
    void contextThatStartsAgainHasItsRoutesAgain() {
        try (RunningRoutes routes = RunningRoutes.on(server)) {
            for (int i = 0; i < 3; i++) {
                routes.context().stop();
                routes.context().start();
                assertThat(routes.list(Map.of("gvc", "prod")).containers()).hasSize(3);
            }
        }
    }
}
