package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar as a process that serves until it is ended. */
@Timeout(180)
class ServingIT {

    @RegisterExtension
    private static final RoutesExtension api = RoutesExtension.onTwelveWorkloads();
    private static final DemoServer server = api.server();

    private static HttpResponse<String> get(String uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(uri)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** That of the pom. */
    private static String version() throws IOException {
        Matcher version = Pattern.compile(
                "<artifactId>cpln-container-routes</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    @Test
    void addressThatIsLoggedIsTheOneThatAnswersWhateverTheServersPath() throws Exception {
        try (StandaloneProcess process = api.launch().variable("CAMEL_SERVER_PORT", "0")
                .variable("CAMEL_SERVER_PATH", "/api").start()) {
            String address = process.awaitError("Listening on ").replaceAll(".*Listening on ", "");
            assertThat(address).endsWith("/api/cpln");
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(address + "/cache"))
                    .build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    void tokenFromAFileIsReadAgainAndARefusedOneIsNotReady(@TempDir Path secrets) throws Exception {
        List<String> authorizations = new CopyOnWriteArrayList<>();
        List<String> agents = new CopyOnWriteArrayList<>();
        AtomicReference<String> taken = new AtomicReference<>("first-0815");
        server.intercept(request -> {
            String authorization = request.headers().get("authorization");
            authorizations.add(authorization);
            agents.add(request.headers().get("user-agent"));
            return authorization.equals("Bearer " + taken.get()) ? null
                    : DemoResponse.error(401, "unknown " + authorization);
        });
        Path file = Files.writeString(secrets.resolve("token"), "first-0815\n");
        try (StandaloneProcess process = StandaloneProcess.with()
                .variable("CPLN_ENDPOINT", server.endpoint().toString()).variable("CPLN_ORG", "acme")
                .variable("CPLN_TOKEN_FILE", file.toString()).property("camel.server.port", "0").start()) {
            String address = process.awaitError("Listening on ").replaceAll(".*Listening on ", "");
            String health = address.replace("/cpln", "/observe/health");
            JsonNode result = new ObjectMapper().readTree(get(address + "/gvc/prod/containers?cache=false").body());
            assertThat(result.get("containers")).hasSize(12);
            // The whole id, to be found by whoever has it from an answer.
            assertThat(process.awaitError("completed, 12 of 12 workloads"))
                    .contains(" [" + result.at("/statistics/listingId").asText() + "] ");
            assertThat(get(health + "/ready").statusCode()).isEqualTo(200);

            taken.set("second-0815");
            assertThat(get(address + "/gvc/prod/containers?cache=false").statusCode()).isEqualTo(502);
            HttpResponse<String> ready = get(health + "/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("\"cpln-token\"", "the API answered 401: unknown Bearer ***")
                    .doesNotContain("0815");
            assertThat(get(health + "/live").statusCode()).isEqualTo(200);

            Files.writeString(file, "second-0815\n");
            assertThat(get(address + "/gvc/prod/containers?cache=false").statusCode()).isEqualTo(200);
            assertThat(get(health + "/ready").statusCode()).isEqualTo(200);
            assertThat(process.errors()).noneMatch(line -> line.contains("0815"));
        }
        assertThat(authorizations).contains("Bearer first-0815", "Bearer second-0815");
        assertThat(agents).containsOnly("cpln-container-routes/" + version());
    }

    @Test
    void timerListsAgainAndAgainAndTerminationEndsAListingUnderWay() throws Exception {
        server.intercept(request -> request.attempt() == 2 ? DemoResponse.error(403, "once") : null);
        try (StandaloneProcess process = api.launch().variable("CPLN_TIMER_ENABLED", "true")
                .property("cpln.timer.period", "200ms").property("cpln.listing.cache", "false")
                .property("camel.server.port", "0").start()) {
            String address = process.awaitError("Listening on ").replaceAll(".*Listening on ", "");
            process.awaitError("The listing failed: The API answered 403: once. Check the token and its "
                    + "permissions.");
            await().until(() -> server.requests().stream().filter("GET /org/acme/workload"::equals).count() > 4);

            // An answer takes an hour from here on: only termination can end the listings under way.
            server.latency(Duration.ofHours(1));
            CompletableFuture<HttpResponse<String>> answer = HttpClient.newHttpClient().sendAsync(
                    HttpRequest.newBuilder(URI.create(address + "/gvc/prod/containers")).build(),
                    HttpResponse.BodyHandlers.ofString());
            await().until(() -> server.inFlight() >= 2);
            process.terminate();
            process.exitCode();
            assertThat(answer.handle((response, failure) -> response == null ? 0 : response.statusCode()).join())
                    .isIn(0, 503);
        }
    }
}
