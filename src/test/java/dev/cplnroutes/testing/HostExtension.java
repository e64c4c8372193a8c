package dev.cplnroutes.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A host of {@code src/it}, built before the tests of a class, an API for it, one of whose twelve workloads fails, and
 * what the standalone process lists there.
 */
public final class HostExtension implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    /** A path of the API that refuses every call. */
    public static final String LIMITED = "/limited";

    private final String name;
    private final List<String> runs;
    private final DemoServer server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 12),
            DemoSettings.defaults().withPageSize(5));
    private JsonNode expected;

    private HostExtension(String name, List<String> runs) {
        this.name = name;
        this.runs = runs;
    }

    /**
     * A host.
     *
     * @param name folder in {@code src/it}
     * @param runs arguments of Maven, one text for each time that it is run to build the host
     */
    public static HostExtension builtBy(String name, String... runs) {
        return new HostExtension(name, List.of(runs));
    }

    /** The API. */
    public DemoServer server() {
        return server;
    }

    /** What the standalone process lists, {@link #comparable}. */
    public JsonNode expected() {
        return expected;
    }

    /** The host as a process. */
    public StandaloneProcess.Launch launch() {
        return StandaloneProcess.with().host(name).property("cpln.endpoint", server.endpoint().toString())
                .property("cpln.listing.retry-delay-seconds", "0.001")
                .property("host.limited", server.endpoint() + LIMITED);
    }

    /** How often the workload that fails was asked for. */
    public long callsOfTheFailingWorkload() {
        return server.requests().stream().filter(line -> line.contains("00003/")).count();
    }

    /** Has the API forget what it was asked. */
    public void reset() {
        server.resetCounters();
    }

    /** A result without what differs from one listing to the next. */
    public static ObjectNode comparable(String json) throws IOException {
        ObjectNode result = (ObjectNode) new ObjectMapper().readTree(json);
        ((ObjectNode) result.get("statistics"))
                .remove(List.of("listingId", "startTime", "endTime", "durationSeconds", "timings"));
        return result;
    }

    /** Waits until a host serves; where. */
    public static String base(StandaloneProcess process) {
        return process.awaitOutput("serves ").substring("serves ".length());
    }

    /** An answer to GET, with headers as names and values in turn. */
    public static HttpResponse<String> get(String uri, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What a host tells of what it has: of a kind, route, endpoint or path. */
    public static List<String> told(StandaloneProcess process, String kind) {
        return process.output().stream().filter(line -> line.startsWith(kind + " "))
                .map(line -> line.substring(kind.length() + 1)).sorted().toList();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        HostBuild.run(name, runs);
        server.intercept(request -> request.path().contains(LIMITED) ? DemoResponse.error(429, "slow down")
                : request.path().contains("00003/") ? DemoResponse.error(500, "boom") : null);
        try (StandaloneProcess standalone = StandaloneProcess.with("--once")
                .variable("CPLN_ENDPOINT", server.endpoint().toString())
                .variable("CPLN_ORG", "acme").variable("CPLN_GVC", "prod").variable("CPLN_TOKEN", "secret-token")
                .property("cpln.listing.retry-delay-seconds", "0.001").start()) {
            assertThat(standalone.exitCode()).as("one workload fails, so that errors are there to compare")
                    .isEqualTo(3);
            expected = comparable(standalone.outputText());
        }
        assertThat(expected.get("containers")).hasSize(11);
        assertThat(expected.get("errors")).hasSize(1);
        assertThat(callsOfTheFailingWorkload()).isEqualTo(4);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        reset();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server.close();
    }
}
