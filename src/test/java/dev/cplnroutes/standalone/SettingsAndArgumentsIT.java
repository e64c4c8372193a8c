package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged jar as a process with settings and arguments, right and wrong. */
@Timeout(180)
class SettingsAndArgumentsIT {

    @RegisterExtension
    private static final RoutesExtension api = RoutesExtension.onTwelveWorkloads();
    private static final DemoServer server = api.server();

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
            "CPLN_ORG=acme CPLN_TOKEN=x CPLN_GVC={{nosuch}} CAMEL_SERVER_PORT=0 | | Setting cpln.gvc has the "
                    + "placeholder {{nosuch}}",
            "CPLN_ORG=acme CPLN_TOKEN=x CPLN_PROGRESS_ENDPOINTS=log:s3cret{{nosuch}} | --watch | Setting "
                    + "cpln.progress.endpoints has the placeholder {{nosuch}}",
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
        StandaloneProcess.Launch launch = api.launch("--once").variable("CPLN_PROFILE", "ignored");
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
        try (StandaloneProcess process = api.launch("--once").variable("CPLN_LISTING_MAX_WORKER", "3")
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
        try (StandaloneProcess process = api.launch("--once").file("cpln.listing.max-worker=3").start()) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.errors()).hasSize(1);
            assertThat(process.errors().get(0))
                    .contains("cpln.listing.max-worker in config/application.properties");
        }
    }
}
