package dev.cplnroutes.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.Route;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged routes where a host reloads its own, and the health check that tells whether they are there. */
@Timeout(60)
class RoutesReloadTest {

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

    private static HealthCheck.Result health(RunningRoutes routes) {
        return HealthCheckHelper.invokeReadiness(routes.context(), "full").stream()
                .filter(result -> result.getCheck().getId().equals("cpln-routes")).findFirst().orElseThrow();
    }

    private static List<String> ids(RunningRoutes routes) {
        return routes.context().getRoutes().stream().map(Route::getRouteId).sorted().toList();
    }

    private void write(Path directory, String answer) throws Exception {
        Files.writeString(directory.resolve("own.camel.yaml"), """
                - route:
                    id: own
                    from:
                      uri: direct:own
                      steps:
                        - setBody: {constant: "%s"}
                """.formatted(answer));
    }

    /** What Camel does where its watcher sees that a file has changed. */
    private static void reload(RunningRoutes routes, Path file) throws Exception {
        routes.context().hasService(RouteWatcherReloadStrategy.class).getResourceReload().onReload(
                file.getFileName().toString(),
                PluginHelper.getResourceLoader(routes.context()).resolveResource("file:" + file));
    }

    @ParameterizedTest
    @CsvSource({"true,own", "false,own", "true,a!b", "false,a b"})
    void reloadedHostListsAndDeliversEventsAsBefore(boolean removesAll, String name) throws Exception {
        Path directory = Files.createDirectory(folder.resolve(name));
        write(directory, "one");
        Path events = folder.resolve("events");
        try (RunningRoutes routes = RunningRoutes.on(server, new HashMap<>(Map.of(
                "camel.main.routesIncludePattern", "file:" + directory + "/*", "camel.main.routesReloadEnabled", "true",
                "camel.main.routesReloadRemoveAllRoutes", String.valueOf(removesAll),
                // Another one: two threads would reload the same file at the same time.
                "camel.main.routesReloadDirectory", Files.createDirectory(folder.resolve("watched")).toString(),
                "cpln.statistics.endpoints", "file:" + events + "?fileName=statistics")))) {
            List<String> before = ids(routes);
            assertThat(routes.send("direct:own", null, String.class)).isEqualTo("one");
            write(directory, "two");
            reload(routes, directory.resolve("own.camel.yaml"));

            assertThat(routes.send("direct:own", null, String.class)).isEqualTo("two");
            assertThat(ids(routes)).isEqualTo(before);
            assertThat(routes.list(Map.of("gvc", "prod")).containers()).hasSize(3);
            assertThat(health(routes).getState()).isEqualTo(HealthCheck.State.UP);
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(events.resolve("statistics")));
        }
    }

    @Test
    void healthIsDownWhileNothingListsForReadinessAlone() throws Exception {
        try (RunningRoutes routes = RunningRoutes.on(server)) {
            assertThat(health(routes).getState()).isEqualTo(HealthCheck.State.UP);
            routes.context().getRouteController().stopRoute("cpln-list-containers");
            HealthCheck.Result down = health(routes);
            assertThat(down.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(down.getMessage()).hasValueSatisfying(message -> assertThat(message)
                    .startsWith("No route consumes direct:cpln-list-containers"));
            assertThat(HealthCheckHelper.invokeLiveness(routes.context()))
                    .noneMatch(result -> result.getCheck().getId().equals("cpln-routes"));
            routes.context().getRouteController().startRoute("cpln-list-containers");
            assertThat(health(routes).getState()).isEqualTo(HealthCheck.State.UP);
            routes.context().getRouteController().suspendRoute("cpln-list-containers");
            assertThat(health(routes).getState()).isEqualTo(HealthCheck.State.DOWN);
            routes.context().getRouteController().removeAllRoutes();
            assertThat(health(routes).getState()).isEqualTo(HealthCheck.State.DOWN);
        }
    }
}
