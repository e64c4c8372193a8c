package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.terminal.Terminal;
import dev.cplnroutes.testing.Background;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a watch of the command line prints, and when it ends.
 */
@Timeout(60)
class PrintedWatchTest {

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(organization(workload("cart"), workload("search")))
            .with("cpln.watch.interval", "50ms").with("cpln.watch.sweep", "100ms")
            .with("cpln.watch.max-calls-per-second", "1000").with("cpln.listing.max-retries", "0");
    private static final DemoServer server = routes.server();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private RunningRoutes running;
    private CompletableFuture<Integer> exitCode;

    private static DemoOrganization organization(DemoWorkload... workloads) {
        return DemoOrganization.of("acme", List.of(workloads));
    }

    private static DemoWorkload workload(String name) {
        return DemoWorkload.healthy("prod", name, "main");
    }

    private static DemoWorkload sick(String name) {
        DemoWorkload workload = workload(name);
        List<ObjectNode> deployments = workload.deployments().stream().map(ObjectNode::deepCopy).toList();
        deployments.forEach(deployment -> ((ObjectNode) deployment.at("/status/versions/0/containers/main"))
                .put("ready", false).put("message", "Crash\u001bLoop"));
        return new DemoWorkload(workload.gvc(), workload.document(), deployments);
    }

    private void watch(OutputStream to, String... arguments) {
        running = routes.start(Map.of());
        List<String> all = new ArrayList<>(List.of("--watch"));
        all.addAll(List.of(arguments));
        CommandLine asked = CommandLine.parse(all);
        PrintedWatch watch = new PrintedWatch(running.context(), new PrintStream(to, false, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8), Terminal.NONE);
        exitCode = Background.call(() -> watch.print(asked));
    }

    @AfterEach
    void endsWithTheProcess() {
        running.close();
        Background.result(exitCode);
    }

    private static List<String> lines(ByteArrayOutputStream text) {
        return text.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private String awaitLine(ByteArrayOutputStream text, String... parts) {
        await().until(() -> lines(text).stream().anyMatch(line -> Stream.of(parts).allMatch(line::contains)));
        return lines(text).stream().filter(line -> Stream.of(parts).allMatch(line::contains)).findFirst()
                .orElseThrow();
    }

    @Test
    void printsTheTableAndThenALineAChangeUntilItIsToldToEnd() {
        watch(output, "--gvc=prod");
        awaitLine(output, "prod  search");
        assertThat(lines(output)).hasSize(3);
        assertThat(lines(output).get(0)).startsWith("GVC   WORKLOAD  LOCATION");
        server.replace(organization(sick("cart"), workload("search")));
        assertThat(awaitLine(output, "modified")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ  modified  prod  "
                + "cart    aws-us-west-2  main  unhealthy  \\d/\\d  -  nginx:1.29  Crash\\?Loop");
        server.replace(organization(workload("a-new-one"), workload("search")));
        assertThat(awaitLine(output, "deleted")).contains("  deleted   prod  cart ");
        assertThat(awaitLine(output, "added")).contains("  added     prod  a-new-one  aws-us-west-2  main  healthy ");
        assertThat(lines(errors)).isEmpty();
        assertThat(exitCode).isNotDone();
        running.close();
        assertThat(Background.result(exitCode)).isZero();
        assertThat(lines(output)).hasSize(6);
    }

    @Test
    void linesOfJsonAreTheEvents() {
        watch(output, "--output=ndjson", "--health-status=unhealthy", "--fields=workloadName");
        awaitLine(output, "ready");
        server.replace(organization(sick("cart"), workload("search")));
        awaitLine(output, "added");
        List<JsonNode> events = lines(output).stream().map(PrintedWatchTest::json).toList();
        assertThat(events).extracting(event -> event.get("type").textValue()).containsExactly("ready", "added");
        assertThat(events.get(0).get("complete").booleanValue()).isTrue();
        assertThat(events.get(1).get("container").toString()).isEqualTo("{\"workloadName\":\"cart\"}");
        assertThat(events.get(1).get("key").textValue()).startsWith("prod/cart/");
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void whatCannotBeReadIsSaidAndTheWatchGoesOn() {
        watch(output, "--output=table");
        awaitLine(output, "prod  search");
        server.intercept(request -> request.isDeploymentList() ? DemoResponse.error(500, "broken") : null);
        assertThat(awaitLine(errors, "prod/cart")).matches("\\S+Z prod/cart cannot be read now, and may have changed: "
                + ".*broken.*");
        server.intercept(null);
        awaitLine(errors, "prod/cart can be read again.");
        server.replace(organization(sick("cart"), workload("search")));
        awaitLine(output, "modified", "cart");
        assertThat(lines(output)).hasSize(4);
    }

    @Test
    void anApiThatIsAwayAtFirstIsWaitedFor() {
        server.intercept(request -> DemoResponse.error(503, "maintenance"));
        watch(output, "--output=json");
        await().until(() -> server.requests().size() > 3);
        assertThat(exitCode).isNotDone();
        server.intercept(null);
        assertThat(json(awaitLine(output, "snapshot")).get("containers")).hasSize(2);
    }

    @Test
    void aGvcThatIsNotThereEndsIt() {
        watch(output, "--gvc=nowhere");
        assertThat(Background.result(exitCode)).isEqualTo(ExitCode.FAILED);
        assertThat(lines(errors)).containsExactly("The watch failed: There is no GVC 'nowhere'.");
        assertThat(lines(output)).isEmpty();
    }

    @Test
    void outputThatCannotBeWrittenEndsIt() {
        OutputStream pipe = new FilterOutputStream(output) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (new String(bytes, offset, length, StandardCharsets.UTF_8).contains("modified")) {
                    throw new IOException("Broken pipe");
                }
                super.write(bytes, offset, length);
            }
        };
        watch(pipe, "--output=table");
        awaitLine(output, "prod  search");
        server.replace(organization(sick("cart"), workload("search")));
        assertThat(Background.result(exitCode)).isEqualTo(ExitCode.FAILED);
    }
}
