package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RawApi;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The packaged jar as a process: its arguments, exit codes, streams, settings, and how it ends.
 */
@Timeout(180)
class ApplicationIT {

    private static final String TOKEN = "very-secret-0815";
    @RegisterExtension
    private static final RoutesExtension api = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 12), DemoSettings.defaults().withPageSize(5));
    private static final DemoServer server = api.server();

    private static StandaloneProcess.Launch onServer(String... arguments) {
        return StandaloneProcess.with(arguments).variable("CPLN_ENDPOINT", server.endpoint().toString())
                .variable("CPLN_ORG", "acme").variable("CPLN_TOKEN", "Bearer " + TOKEN);
    }

    private static JsonNode json(StandaloneProcess process) throws IOException {
        return new ObjectMapper().readTree(process.outputText());
    }

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

    /** With the embedded stand-in. */
    @Nested
    class Demo {

        @Test
        void demoOnceWritesOneDocumentAndCallsNobodyElse() throws Exception {
            try (StandaloneProcess process = onServer("--demo", "--once").variable("CPLN_GVC", "prod")
                    .variable("CPLN_TIMER_ENABLED", "true").variable("CAMEL_SERVER_ENABLED", "true")
                    .property("cpln.org", "acme").property("cpln.endpoint", server.endpoint().toString())
                    .file("cpln.endpoint=" + server.endpoint(), "cpln.org=acme", "cpln.gvc=prod").start()) {
                assertThat(process.exitCode()).isZero();
                JsonNode result = json(process);
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
            try (StandaloneProcess process = onServer("--demo").property("camel.server.port", "0").start()) {
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
                    StandaloneProcess process = onServer(arguments.isEmpty() ? new String[0] : arguments.split(" "))
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
                    .variable("CPLN_TOKEN", TOKEN).start()) {
                assertThat(process.exitCode()).isZero();
                assertThat(process.errors()).noneMatch(line -> line.contains("nowhere") || line.contains(TOKEN));
            }
        }
    }

    /** One listing, and how it went. */
    @Nested
    class Once {

        @Test
        void onceTellsByItsExitCodeHowItWent() throws Exception {
            try (StandaloneProcess complete = onServer("--once", "--output", "table").variable("CPLN_GVC", "prod")
                    .start()) {
                assertThat(complete.exitCode()).isZero();
                assertThat(complete.output()).hasSize(13);
                assertThat(complete.output().get(12)).matches("prod +workload-00011 +aws-us-west-2 +main +healthy .*");
            }
            server.intercept(request -> request.path().contains("00003/") ? DemoResponse.error(500, "boom") : null);
            try (StandaloneProcess partial = onServer("--once").variable("CPLN_LISTING_RETRY", "false").start()) {
                assertThat(partial.exitCode()).isEqualTo(3);
                assertThat(json(partial).at("/errors/0/workloadName").asText()).isEqualTo("workload-00003");
                assertThat(json(partial).get("containers")).hasSize(11);
            }
            server.intercept(request -> DemoResponse.error(500, "boom " + TOKEN));
            try (StandaloneProcess failed = onServer("--once").variable("CPLN_LISTING_RETRY", "false").start()) {
                assertThat(failed.exitCode()).isEqualTo(1);
                assertThat(failed.outputText()).isEmpty();
                assertThat(failed.errors()).contains("The listing failed: The API answered 500: boom ***.")
                        .noneMatch(line -> line.contains(TOKEN) || line.startsWith("\tat "));
            }
        }
    }

    /** What an operator's script needs. */
    @Nested
    class OnCall {

        @Test
        void quietLeavesTheResultAloneAndFailOnTellsWhatWasFound() throws Exception {
            try (StandaloneProcess well = onServer("--once", "--quiet", "--gvc=prod", "--fail-on=unhealthy,unknown",
                    "--output=table").start()) {
                assertThat(well.exitCode()).isZero();
                assertThat(well.output()).hasSize(13);
                assertThat(well.errors()).isEmpty();
            }
            try (StandaloneProcess refused = onServer("--once", "--quiet", "--order=list").start()) {
                assertThat(refused.exitCode()).isEqualTo(2);
                assertThat(refused.errors()).containsExactly("Option 'order' has the value 'list'; allowed is none, "
                        + "because only a stream has an order to choose.");
            }
            server.intercept(request -> request.path().contains("00003/") ? DemoResponse.json(
                    "{\"items\":[{\"name\":\"here\",\"status\":{\"versions\":[{\"containers\":{\"main\":{\"name\":"
                            + "\"main\",\"ready\":false,\"message\":\"Crash\u009b2J\"}}}]}}]}") : null);
            try (StandaloneProcess sick = onServer("--once", "--quiet", "--fail-on", "unhealthy", "--output=ndjson",
                    "--filter-unhealthy=true").start()) {
                assertThat(sick.exitCode()).isEqualTo(5);
                assertThat(sick.output()).hasSize(12);
                assertThat(sick.errors()).isEmpty();
            }
            try (StandaloneProcess sick = onServer("--once", "--quiet", "--output=table", "--order=list").start()) {
                assertThat(sick.exitCode()).isZero();
                assertThat(sick.output()).hasSize(13);
                assertThat(sick.output().get(4)).startsWith("prod  workload-00003").endsWith("Crash?2J");
            }
            server.intercept(request -> DemoResponse.error(500, "broken\u009b2J"));
            try (StandaloneProcess failed = onServer("--once", "--quiet", "--fail-on=unhealthy", "--retry=false")
                    .start()) {
                assertThat(failed.exitCode()).isEqualTo(1);
                assertThat(failed.outputText()).isEmpty();
                assertThat(failed.errors()).hasSize(2)
                        .allSatisfy(line -> assertThat(line).contains("broken?2J").doesNotContain("\u009b"))
                        .anyMatch(line -> line.contains(" WARN "))
                        .anyMatch(line -> line.startsWith("The listing failed: "));
            }
        }
    }

    /** Where the process and the API are. */
    @Nested
    class Places {

        @Test
        void hostOfTheEndpointMayHaveAnUnderscore(@TempDir Path directory) throws Exception {
            Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 cpln_stub\n");
            String endpoint = "http://cpln_stub:" + server.endpoint().getPort();
            List<String> names = new CopyOnWriteArrayList<>();
            server.intercept(request -> {
                names.add(request.headers().get("host"));
                return null;
            });
            try (StandaloneProcess process = onServer("--once").variable("CPLN_ENDPOINT", endpoint)
                    .property("jdk.net.hosts.file", hosts.toString()).start()) {
                assertThat(process.exitCode()).isZero();
                assertThat(json(process).get("containers")).hasSize(12);
            }
            assertThat(names).hasSizeGreaterThan(12).containsOnly(endpoint.substring("http://".length()));

            try (StandaloneProcess process = onServer("--once").variable("CPLN_ENDPOINT",
                    "http://not_there.invalid/a_b")
                    .variable("CPLN_LISTING_RETRY", "false").start()) {
                assertThat(process.exitCode()).isEqualTo(1);
                assertThat(process.errors()).anyMatch(line -> line.startsWith("The listing failed: The API at "
                        + "http://not_there.invalid/a_b cannot be reached: there is no host with the name"))
                        .noneMatch(line -> line.contains("cpln-endpoint"));
            }
        }

        @Test
        void folderOfTheJarMayHaveAnExclamationMark(@TempDir Path directory) throws Exception {
            Path folder = Files.createDirectory(directory.resolve("a!b"));
            Path jar = StandaloneProcess.Launch.jar();
            Files.createSymbolicLink(folder.resolve("lib"), jar.resolveSibling("lib"));
            Path copy = Files.copy(jar, folder.resolve(jar.getFileName()));
            try (StandaloneProcess process = onServer("--once").jar(copy).start()) {
                assertThat(process.exitCode()).as(String.join("\n", process.errors())).isZero();
                assertThat(json(process).get("containers")).hasSize(12);
            }
        }

        @Test
        void proxyOfTheEnvironmentIsAskedForTheHostOfTheApi() throws Exception {
            try (RawApi proxy = RawApi.start((request, out) -> RawApi.write(out, "403 Forbidden", ""));
                    StandaloneProcess process = onServer("--once").variable("CPLN_ENDPOINT", "https://api.invalid")
                    .variable("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port())
                    .variable("CPLN_LISTING_RETRY", "false").start()) {
                assertThat(process.exitCode()).isEqualTo(1);
                assertThat(process.errors()).anyMatch(line -> line.startsWith("The listing failed: ")
                        && line.contains("The proxy (HTTPS_PROXY or https.proxyHost) answered 403"));
                assertThat(proxy.requests()).isNotEmpty().allSatisfy(request -> {
                    assertThat(request.line()).isEqualTo("CONNECT api.invalid:443 HTTP/1.1");
                    assertThat(request.header("Authorization")).isNull();
                });
            }
            try (RawApi proxy = RawApi.start((request, out) -> RawApi.json(out, "{\"items\":[]}"));
                    StandaloneProcess process = onServer("--once").variable("CPLN_ENDPOINT", "http://api.invalid:81")
                    .variable("http_proxy", "http://127.0.0.1:" + proxy.port()).start()) {
                assertThat(process.exitCode()).isZero();
                assertThat(proxy.requests()).extracting(RawApi.Request::line)
                        .containsExactly("GET http://api.invalid:81/org/acme/workload HTTP/1.1");
            }
            assertThat(server.requests()).isEmpty();
        }
    }

    /** Settings and arguments, right and wrong. */
    @Nested
    class SettingsAndArguments {

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
                "CPLN_ORG=acme | | CPLN_TOKEN",
                "CPLN_ORG=acme | | CPLN_TOKEN_FILE",
                "CPLN_ORG=acme CPLN_TOKEN_FILE=nowhere | | cpln.token-file",
                "CPLN_ORG=acme CPLN_TOKEN_FILE=/dev/null | --once | is no regular file",
                "CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_TOKEN_FILE=nowhere | | cpln.token-file",
                "CPLN_ORG=acme CPLN_TOKEN=s3cret CPLN_TOKEN_FILE=nowhere | --once | cpln.token (",
                "CPLN_TOKEN=x | | CPLN_ORG",
                "CPLN_ORG=acme CPLN_TOKEN=x | --nonsense | --nonsense",
                "CPLN_ORG=acme CPLN_TOKEN=x CPLN_LISTING_MAX_WORKERS=0 | --once | cpln.listing.max-workers",
                "CPLN_ORG=acme CPLN_TOKEN=x CPLN_API_MAX_CONNECTIONS=many | --once | cpln.api.max-connections",
                "CPLN_ORG=acme CPLN_TOKEN=x CPLN_ENDPOINT=ftp://x | --once | cpln.endpoint",
                "CPLN_ORG=../x CPLN_TOKEN=x | --once | cpln.org",
                "CPLN_ORG=acme CPLN_TOKEN=x CPLN_PROGRESS_ENDPOINTS=kafak:x?brokers=s3cret | --once | "
                        + "cpln.progress.endpoints",
                "CPLN_ORG=acme CPLN_TOKEN=x CPLN_STATISTICS_ENDPOINTS=log:x?plian=s3cret | | cpln.statistics.endpoints",
                "CPLN_ORG=acme CPLN_TOKEN=x CPLN_UNDELIVERED_ENDPOINT=s3cret | --once | cpln.undelivered.endpoint",
                "CPLN_ORG=acme CPLN_TOKEN=x CPLN_WEBHOOK_SECRET=s3cret | --once | cpln.webhook.secret",
                "CPLN_ORG=acme CPLN_TOKEN=x CPLN_EVENTS_TIMEOUT=soon | --once | cpln.events.timeout",
                "CPLN_ORG=acme CPLN_TOKEN=x CAMEL_SERVER_HOST=0.0.0.0 | | cpln.http.allow-anonymous",
                "CPLN_ORG=acme CPLN_TOKEN=x CAMEL_SERVER_HOST=0.0.0.0 CAMEL_SERVER_AUTHENTICATIONENABLED=true | | "
                        + "basicPropertiesFile",
                "CPLN_ORG=acme CPLN_TOKEN=x CPLN_HTTP_LISTING_TIMEOUT=25h | | cpln.http.listing-timeout",
                "CPLN_ORG=acme CPLN_TOKEN=x CAMEL_SERVER_PRT=s3cret | | camel.server.prt",
                "CPLN_ORG=acme CPLN_TOKEN=x CAMEL_SERVER_HOST=0.0.0.0 CAMEL_SERVER_ENABLED={{s3cret:true}} | | "
                        + "camel.server.enabled",
                "CPLN_ORG=acme CPLN_TOKEN=x CAMEL_MANAGEMENT_ENABLED={{s3cret:true}} | | camel.management.enabled",
                "CPLN_ORG=acme CPLN_TOKEN=x CPLN_KAFKA_ENABLED=true CPLN_KAFKA_BROKERS=kafka | | cpln.kafka.brokers",
                "CPLN_ORG=acme CPLN_TOKEN=x CAMEL_MAIN_ROUTESINCLUDEPATTERN=file:none/* | | "
                        + "camel.main.routes-include-pattern",
                "CPLN_ORG=acme CPLN_TOKEN=x CPLN_KAFKA_ENABLED=true CPLN_KAFKA_BROKERS=127.0.0.1:9 "
                        + "CAMEL_COMPONENT_KAFKA_SECURITYPROTOCOL=s3cret CAMEL_SERVER_PORT=0 | | "
                        + "camel.component.kafka.securityProtocol"})
        void wrongUseEndsAtOnceWithOneLineThatSaysWhatIsWrong(String environment, String argument, String named)
                throws Exception {
            StandaloneProcess.Launch launch = argument == null ? StandaloneProcess.with()
                    : StandaloneProcess.with(argument);
            for (String variable : environment.split(" ")) {
                launch.variable(variable.split("=", 2)[0], variable.split("=", 2)[1]);
            }
            try (StandaloneProcess process = launch.start()) {
                assertThat(process.exitCode()).isEqualTo(2);
                assertThat(process.outputText()).isEmpty();
                List<String> said = process.errors().stream()
                        .filter(line -> !line.matches("\\d\\d:\\d\\d:\\d\\d.* INFO .*"))
                        .toList();
                assertThat(process.errors()).as("nobody has sent a signal").noneMatch(line -> line.contains("SIGTERM"));
                assertThat(said).hasSize(1);
                assertThat(said.get(0)).contains(named).doesNotContain("s3cret");
                if (named.startsWith("CPLN_TOKEN") || named.equals("CPLN_ORG")) {
                    assertThat(said.get(0)).contains("--demo");
                }
            }
        }

        @ParameterizedTest
        @CsvSource({"file,,,file", "file,environment,,environment", "file,environment,system,system",
                "file,,system,system",
                ",environment,system,system"})
        void laterSettingWins(String file, String environment, String system, String expected) throws Exception {
            server.intercept(request -> DemoResponse.error(404, "whoever asks"));
            StandaloneProcess.Launch launch = onServer("--once").variable("CPLN_PROFILE", "ignored");
            if (file != null) {
                launch.file("cpln.gvc=" + file, "cpln.listing.max-workers=3");
            }
            if (environment != null) {
                launch.variable("CPLN_GVC", environment);
            }
            if (system != null) {
                launch.property("cpln.gvc", system);
            }
            try (StandaloneProcess process = launch.start()) {
                assertThat(process.exitCode()).isEqualTo(1);
            }
            assertThat(server.requests()).containsExactly("GET /org/acme/gvc/" + expected + "/workload");
        }

        @Test
        void misspeltVariableIsNamedAndThoseOfOthersAreNot() throws Exception {
            try (StandaloneProcess process = onServer("--once").variable("CPLN_LISTING_MAX_WORKER", "3")
                    .variable("CPLN_PROFILE", "x")
                    .variable("CPLN_GLOBAL_ENDPOINT", "x").start()) {
                assertThat(process.exitCode()).isZero();
                assertThat(process.errors().stream().filter(line -> line.contains("is no setting"))).singleElement()
                        .asString()
                        .contains("WARN", "CPLN_LISTING_MAX_WORKER");
            }
        }

        @Test
        void misspeltSettingIsNamed() throws Exception {
            try (StandaloneProcess process = onServer("--once").file("cpln.listing.max-worker=3").start()) {
                assertThat(process.exitCode()).isEqualTo(2);
                assertThat(process.errors()).hasSize(1);
                assertThat(process.errors().get(0))
                        .contains("cpln.listing.max-worker in config/application.properties");
            }
        }
    }

    /** A process that serves until it is ended. */
    @Nested
    class Serving {

        @Test
        void addressThatIsLoggedIsTheOneThatAnswersWhateverTheServersPath() throws Exception {
            try (StandaloneProcess process = onServer().variable("CAMEL_SERVER_PORT", "0")
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
            try (StandaloneProcess process = onServer().variable("CPLN_TIMER_ENABLED", "true")
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
}
