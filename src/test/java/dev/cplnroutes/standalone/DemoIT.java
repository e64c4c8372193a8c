package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged jar as a process with the embedded stand-in. */
@Timeout(180)
class DemoIT {

    @RegisterExtension
    private static final RoutesExtension api = RoutesExtension.onTwelveWorkloads();
    private static final DemoServer server = api.server();

    private static HttpResponse<String> get(String uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(uri)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void demoOnceWritesOneDocumentAndCallsNobodyElse() throws Exception {
        try (StandaloneProcess process = api.launch("--demo", "--once").variable("CPLN_GVC", "prod")
                .variable("CPLN_TIMER_ENABLED", "true").variable("CAMEL_SERVER_ENABLED", "true")
                .property("cpln.org", "acme").property("cpln.endpoint", server.endpoint().toString())
                .file("cpln.endpoint=" + server.endpoint(), "cpln.org=acme", "cpln.gvc=prod").start()) {
            assertThat(process.exitCode()).isZero();
            JsonNode result = process.outputJson();
            assertThat(result.fieldNames()).toIterable()
                    .containsExactlyInAnyOrder("containers", "complete", "errors", "truncated", "statistics");
            DemoOrganization demo = DemoOrganization.realistic("acme", Instant.now());
            assertThat(result.at("/statistics/totalWorkloadsProcessed").asInt()).isEqualTo(demo.workloads().size());
            assertThat(result.get("containers").findValuesAsText("workloadName"))
                    .contains("checkout", "fraud-scoring", "nightly-report").doesNotContain("workload-00000");
            assertThat(result.at("/containers/0").toString()).contains("\"workloadName\":\"checkout\"",
                    "\"gvcName\":\"prod\"", "\"location\":\"aws-eu-central-1\"", "\"healthStatus\":\"healthy\"");
            assertThat(process.awaitError("cpln-demo endpoint=http://127.0.0.1:")).contains(" org=acme");
            assertThat(process.errors()).noneMatch(
                    line -> line.contains("Listening") || line.contains("HttpServer started"));
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void demoListsOncePrintsATableAndServes() throws Exception {
        try (StandaloneProcess process = api.launch("--demo").property("camel.server.port", "0").start()) {
            String next = process.awaitOutput("Next: curl ").substring("Next: curl ".length());
            assertThat(process.output()).anyMatch(
                    line -> line.matches("GVC +WORKLOAD +LOCATION +CONTAINER +VERSION +HEALTH"
                    + " +REPLICAS +RESTARTS +IMAGE +WHY"))
                    .anyMatch(line -> line.matches("prod +fraud-scoring .* unhealthy .*"))
                    .anyMatch(line -> line.matches("Listing .* took .* 100 workloads .*"));
            process.awaitError("listing-workloads");
            process.awaitError("completed, 100 of 100 workloads");
            HttpResponse<String> answer = get(next);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new ObjectMapper().readTree(answer.body()).get("containers").findValuesAsText("gvcName"))
                    .isNotEmpty().containsOnly("prod");
            assertThat(get(next.substring(0, next.indexOf("/cpln")) + "/observe/health").body()).contains("\"UP\"");

            process.terminate();
            process.exitCode();
            assertThat(process.errors()).anyMatch(line -> line.contains("shutdown"));
        }
        assertThat(server.requests()).isEmpty();
    }

    /** Languages whose small i has no dot in upper case, whose digits are others, and one of most people. */
    @ParameterizedTest
    @CsvSource({"tr, TR", "az, AZ", "lt, LT", "ar, EG", "de, DE"})
    void startsAndWritesTheSameInEveryLanguage(String language, String country) throws Exception {
        try (StandaloneProcess process = StandaloneProcess.with("--demo", "--once", "--output", "table")
                .property("user.language", language).property("user.country", country).start()) {
            assertThat(process.exitCode()).isZero();
            assertThat(process.output())
                    .anyMatch(line -> line.matches("prod +checkout .* healthy +[0-9]+/[0-9]+ .*"));
            assertThat(process.awaitError(" took ")).matches(".* took \\d+\\.\\d\\d s: 100 workloads .*");
        }
    }

    @ParameterizedTest
    @CsvSource({"camel.server.port, camel.management.port, --demo", "camel.server.port, camel.management.port, ''",
        "camel.management.port, camel.server.port, --demo", "camel.management.port, camel.server.port, ''",
        "cpln.demo.port, camel.server.port, --demo", "cpln.demo.port, camel.server.port, --demo --once"})
    void portThatIsTakenEndsTheProcessWithItsSetting(String taken, String free, String arguments) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                StandaloneProcess process = api.launch(arguments.isEmpty() ? new String[0] : arguments.split(" "))
                        .property(taken, String.valueOf(other.getLocalPort())).property(free, "0").start()) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.errors()).noneMatch(line -> line.contains("Listening on"));
            assertThat(process.errors().stream()
                    .filter(line -> !line.matches("\\d\\d:\\d\\d:\\d\\d.* INFO .*"))).singleElement().asString()
                    .startsWith("Port " + other.getLocalPort() + " of 127.0.0.1 is in use: set another " + taken);
        }
    }

    @Test
    void demoLooksAtNoTokenFile() throws Exception {
        try (StandaloneProcess process = StandaloneProcess.with("--demo", "--once")
                .variable("CPLN_TOKEN_FILE", "nowhere")
                .variable("CPLN_TOKEN", RoutesExtension.TOKEN).start()) {
            assertThat(process.exitCode()).isZero();
            assertThat(process.errors()).noneMatch(
                    line -> line.contains("nowhere") || line.contains(RoutesExtension.TOKEN));
        }
    }
}
