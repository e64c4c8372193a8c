package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.cplnroutes.testing.MarkdownPage;
import dev.cplnroutes.testing.RoutePicture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The picture of the routes in docs/architecture.md is drawn from {@code routes/}. */
class RoutePictureTest {

    private static final Path PAGE = MarkdownPage.FOLDER.resolve("architecture.md");
    private static final String BEGIN = "<!-- routes:begin -->\n";
    private static final String END = "<!-- routes:end -->\n";
    private static final String UPDATE = "update.picture";

    /** With the property {@value #UPDATE} it writes the picture instead. */
    @Test
    void pageShowsTheRoutesAsTheyAre() throws IOException {
        String drawn = "```mermaid\n" + RoutePicture.of(Path.of("routes"), "cpln-pass-on") + "```\n";
        String page = Files.readString(PAGE);
        assertThat(page).containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(PAGE, page.substring(0, begin) + drawn + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end))
                .as("The routes were changed and the picture in %s was not. To draw it again: "
                        + "mvn -B test -Dtest=RoutePictureTest -D%s=true", PAGE, UPDATE)
                .isEqualTo(drawn);
    }

    @Test
    void drawsRoutesEndpointsErrorHandlingAndTemplates(@TempDir Path temporary) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("routes"));
        Files.createDirectories(folder.resolve("above"));
        Files.writeString(folder.resolve("above").resolve("a.camel.yaml"), """
                - route:
                    id: start
                    description: Starts the work, once a period
                    routeConfigurationId: pass-on
                    from:
                      uri: "{{component:timer}}:start"
                      steps:
                        - choice:
                            when:
                              - expression: {simple: {expression: "true"}}
                                steps: [{to: direct:work}]
                            otherwise:
                              steps: [{to: {uri: "{{address:https://one.example}}"}}, {to: {uri: direct:work}}]
                """);
        Files.writeString(folder.resolve("b.camel.yaml"), """
                - beans: [{name: a, type: java.lang.Object}]
                - routeConfiguration:
                    id: pass-on
                    description: Passes errors on
                - routeConfiguration:
                    id: work
                    description: Tries "again"
                    onException: [{onException: {steps: [{log: {logName: some.log, message: x}}]}}]
                - route:
                    id: work
                    description: Does the one thing that nobody else wants to do at all
                    routeConfigurationId: work
                    from:
                      uri: direct:work
                      steps:
                        - doTry:
                            steps: [{split: {steps: [{to: {uri: "seda:queue"}}]}}]
                            doFinally: {steps: [{to: {uri: "direct:done"}}]}
                - routeTemplate:
                    id: deliver
                    description: Empties a queue
                    route:
                      from: {uri: "seda:{{queue}}", steps: [{bean: {ref: a}}]}
                """);

        assertThat(RoutePicture.of(folder, "pass-on")).isEqualTo("""
                flowchart LR
                  subgraph file_routes_b_camel_yaml["routes/b.camel.yaml"]
                    errors_work{{"<b>work</b><br/>Tries #quot;again#quot;"}}
                    work["<b>work</b><br/>Does the one thing that nobody else wants to do …"]
                    deliver[["<b>deliver</b><br/>Empties a queue"]]
                  end
                  subgraph file_routes_above_a_camel_yaml["routes/above/a.camel.yaml"]
                    start["<b>start</b><br/>Starts the work"]
                  end
                  log_some_log(["log:some.log"])
                  seda_queue(["seda:queue"])
                  timer_start(["timer:start"])
                  https_one_example(["https://one.example"])
                  errors_work --> log_some_log
                  work --> seda_queue
                  work --> done
                  work -. on error .-> errors_work
                  seda_queue --> deliver
                  timer_start --> start
                  start --> work
                  start --> https_one_example
                """);
    }
}
