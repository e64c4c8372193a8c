package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.MarkdownPage;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged process with {@code --wait}, and the recipe of docs/waiting.md as it stands there. */
@Timeout(180)
class WaitIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;
    private final DemoServer server = DemoServer.start(DemoOrganization.of("acme", List.of(
            DemoWorkload.healthy("prod", "search", "main"), failing())), DemoSettings.defaults());

    @AfterEach
    void close() throws IOException {
        server.close();
        Files.deleteIfExists(directory.resolve("target"));
    }

    private static DemoWorkload failing() {
        DemoWorkload workload = DemoWorkload.healthy("prod", "checkout", "main");
        ObjectNode deployment = workload.deployments().get(0).deepCopy();
        ((ObjectNode) deployment.at("/status/versions/0/containers/main")).put("ready", false)
                .put("message", "CrashLoopBackOff");
        return new DemoWorkload("prod", workload.document(), List.of(deployment));
    }

    /** Runs the recipe in a folder where it finds what was packaged; the exit code. */
    private int recipe(Map<String, String> variables) throws IOException, InterruptedException {
        Path target = directory.resolve("target");
        if (!Files.exists(target)) {
            Files.createSymbolicLink(target, Path.of("target").toAbsolutePath());
        }
        String recipe = MarkdownPage.read(MarkdownPage.FOLDER.resolve("waiting.md")).blockWith("code=0");
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", recipe).directory(directory.toFile())
                .redirectOutput(directory.resolve("output").toFile())
                .redirectError(directory.resolve("errors").toFile());
        shell.environment().keySet().removeIf(name -> name.startsWith("CPLN_") || name.startsWith("CAMEL_")
                || name.matches("JAVA_OPTS|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS"));
        // Its archive of classes would outlive the test.
        shell.environment().putAll(Map.of("CPLN_ENDPOINT", server.endpoint().toString(), "CPLN_ORG", "acme",
                "CPLN_TOKEN", "secret", "CPLN_JAVA_OPTS", "-Xshare:auto", "GVC", "prod"));
        shell.environment().putAll(variables);
        Process process = shell.start();
        assertThat(process.waitFor(StandaloneProcess.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(directory.resolve(file));
    }

    @Test
    void theRecipeFailsTheBuildUntilTheRolloutIsOver() throws Exception {
        assertThat(recipe(Map.of("WORKLOAD", "checkout", "TIMEOUT", "1s"))).isEqualTo(1);
        assertThat(lines("output")).hasSize(3);
        assertThat(lines("output").get(0)).startsWith("GVC ");
        assertThat(lines("output").get(1)).contains("checkout", "unhealthy");
        assertThat(lines("output").get(2)).matches("Not reached after 1\\.\\d+ s\\.");
        assertThat(lines("errors")).endsWith("checkout was not rolled out in time.")
                .anyMatch(line -> line.contains("completed, 1 of 1 workloads"));

        server.replace(DemoOrganization.of("acme", List.of(DemoWorkload.healthy("prod", "checkout", "main"))));
        assertThat(recipe(Map.of("WORKLOAD", "checkout"))).isZero();
        assertThat(lines("output").get(0)).matches("Reached after \\d\\.\\d+ s\\.");
        assertThat(lines("output").get(1)).isEqualTo("checkout is rolled out.");

        assertThat(recipe(Map.of("WORKLOAD", "checkout", "TIMEOUT", "5h"))).isEqualTo(2);
        assertThat(lines("output")).isEmpty();
        assertThat(lines("errors")).containsExactly("Option 'timeout' has the value '5h'; allowed is a time such as "
                + "90s, 15m or PT1H, from 1 s to 1 h.", "The wait for checkout failed.");
    }

    @Test
    void theDemoIsWaitedForWithoutAPortAndTheAnswerIsJson() throws Exception {
        try (StandaloneProcess process = StandaloneProcess.with("--demo", "--wait", "--gvc=*", "--for", "healthy",
                "--timeout=1s").start()) {
            assertThat(process.exitCode()).as(process.outputText()).isEqualTo(ExitCode.NOT_REACHED);
            JsonNode answer = JSON.readTree(process.outputText());
            assertThat(answer.get("reached").booleanValue()).isFalse();
            assertThat(answer.get("waitedSeconds").doubleValue()).isGreaterThanOrEqualTo(1);
            assertThat(process.errors()).noneMatch(line -> line.contains("Listening on"));
        }
    }

    @Test
    void aSignalEndsItAndOneLineSaysWhatIsNotAsAsked() throws Exception {
        try (StandaloneProcess process = StandaloneProcess.with("--wait", "--gvc=prod").on(server)
                .variable("CPLN_TOKEN", "secret").start()) {
            process.awaitError("completed, 2 of 2 workloads");
            process.terminate();
            assertThat(process.exitCode()).isEqualTo(128 + 15);
            assertThat(process.outputText()).isEmpty();
            assertThat(process.errors()).filteredOn(line -> line.contains("The wait was stopped")).singleElement()
                    .asString().matches("The wait was stopped after \\d+\\.\\d+ s, before it was done\\. Not as asked: "
                            + "prod/checkout \\(1 container: CrashLoopBackOff\\)(, the rest \\(not read yet\\))?\\.");
        }
    }
}
