package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import dev.cplnroutes.testing.HttpCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the process tells Camel, and what it leaves to the operator. */
class CamelSettingsTest {

    private static Map<String, String> added(boolean serves, String... variables) {
        Map<String, String> environment = new HashMap<>();
        for (String variable : variables) {
            environment.put(variable.split("=")[0], variable.split("=")[1]);
        }
        StandaloneSettings settings = StandaloneSettings.load(Path.of("no-such-folder"), environment, new Properties());
        CamelSettings.add(settings, serves);
        Map<String, String> added = new HashMap<>();
        settings.toProperties().forEach((name, value) -> added.put((String) name, (String) value));
        return added;
    }

    @Test
    void servingProcessHasTheseDefaults() {
        assertThat(added(true)).isEqualTo(Map.ofEntries(
                Map.entry("cpln.triggers", "http"),
                Map.entry("camel.main.routesReloadRemoveAllRoutes", "false"),
                Map.entry("camel.main.name", "cpln-container-routes"), Map.entry("camel.main.shutdownTimeout", "15"),
                Map.entry("camel.main.startupSummaryLevel", "oneline"),
                Map.entry("camel.main.autoConfigurationLogSummary", "false"),
                Map.entry("camel.server.enabled", "true"), Map.entry("camel.server.host", "127.0.0.1"),
                Map.entry("camel.server.maxBodySize", "65536"), Map.entry("camel.server.authenticationPath", "/*"),
                Map.entry("camel.management.authenticationPath", "/*"), Map.entry("camel.management.enabled", "true"),
                Map.entry("camel.management.port", "8080"), Map.entry("camel.management.host", "127.0.0.1"),
                Map.entry("camel.management.healthCheckEnabled", "true"),
                Map.entry("camel.management.metricsEnabled", "true"), Map.entry("camel.metrics.enabled", "true"),
                Map.entry("camel.metrics.enableExchangeEventNotifier", "false"),
                Map.entry("camel.metrics.enableMessageHistory", "false")));
    }

    @Test
    void processThatListsOnceOpensNoPortAndStartsNoTrigger() {
        assertThat(added(false, "CAMEL_SERVER_ENABLED=true", "CAMEL_MANAGEMENT_ENABLED=true", "CPLN_TIMER_ENABLED=true",
                "CPLN_KAFKA_ENABLED=true", "CPLN_WATCH_GVCS=*", "CPLN_CHANGES_ENDPOINTS=log:changes"))
                .containsEntry("cpln.watch.gvcs", "").containsEntry("cpln.changes.endpoints", "")
                .containsEntry("camel.server.enabled", "false")
                .containsEntry("camel.management.enabled", "false").containsEntry("cpln.timer.enabled", "false")
                .containsEntry("cpln.kafka.enabled", "false").containsEntry("camel.metrics.enabled", "false")
                .containsEntry("cpln.triggers", "");
    }

    @ParameterizedTest
    @CsvSource({"CAMEL_SERVER_ENABLED=false,''", "CPLN_TIMER_ENABLED=true,http timer",
        "CPLN_KAFKA_ENABLED=true,http kafka",
        "CPLN_KAFKA_ENABLED=false,http", "CPLN_TRIGGERS=timer,http timer", "CPLN_TRIGGERS=kafka,http kafka"})
    void triggersAreThoseThatAreTurnedOn(String variable, String triggers) {
        assertThat(added(true, variable)).containsEntry("cpln.triggers", triggers.replace(' ', ','));
    }

    @Test
    void triggerIsNotTurnedOnThatItsOwnSettingTurnsOff() {
        assertThat(added(true, "CPLN_TRIGGERS=timer", "CPLN_TIMER_ENABLED=false"))
                .containsEntry("cpln.triggers", "http");
    }

    @Test
    void operatorsRoutesAreThoseThatTheOperatorNames() {
        assertThat(added(false, "CAMEL_MAIN_ROUTESINCLUDEPATTERN=file:routes/*"))
                .containsEntry("camel.main.routesincludepattern", "file:routes/*");
    }

    @ParameterizedTest
    @CsvSource({"CAMEL_SERVER_HOST,camel.server.host,0.0.0.0", "CAMEL_SERVER_MAXBODYSIZE,camel.server.maxbodysize,1",
        "CAMEL_MAIN_SHUTDOWNTIMEOUT,camel.main.shutdowntimeout,60", "CAMEL_MANAGEMENT_PORT,camel.management.port,9090",
        "CAMEL_MANAGEMENT_HOST,camel.management.host,0.0.0.0", "CAMEL_METRICS_ENABLED,camel.metrics.enabled,false",
        "CAMEL_SERVER_AUTHENTICATIONPATH,camel.server.authenticationpath,/cpln*"})
    void whatTheOperatorSetsWins(String variable, String setting, String value) {
        assertThat(added(true, variable + "=" + value)).containsEntry(setting, value);
    }

    @Test
    void managementIsOnTheServersPort() {
        assertThat(added(true, "CAMEL_SERVER_PORT=9000")).containsEntry("camel.management.port", "9000");
        assertThat(added(true, "CAMEL_MANAGEMENT_ENABLED=false")).containsEntry("camel.metrics.enabled", "false");
    }

    /** A port that nobody listens on, for as long as it is held. */
    private static ServerSocket silent() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    }

    /** HTTP works without a broker; a process that only works for Kafka does not. */
    @ParameterizedTest
    @CsvSource({"true, 200", "false, 503"})
    void brokerThatIsAwayMattersOnlyToAProcessWithoutHttp(boolean hasHttp, int status) throws IOException {
        int broker;
        int management;
        try (ServerSocket first = silent(); ServerSocket second = silent()) {
            broker = first.getLocalPort();
            management = second.getLocalPort();
        }
        StandaloneSettings settings = StandaloneSettings.load(Path.of("no-such-folder"), Map.of("CPLN_ORG", "acme",
                "CPLN_TOKEN", "s3cret", "CPLN_KAFKA_ENABLED", "true", "CPLN_KAFKA_BROKERS", "127.0.0.1:" + broker,
                "CAMEL_SERVER_PORT", "0", "CAMEL_MANAGEMENT_PORT", String.valueOf(management),
                "CAMEL_SERVER_ENABLED", String.valueOf(hasHttp), "CAMEL_MAIN_SHUTDOWNTIMEOUT", "5"), new Properties());
        CamelSettings.add(settings, true);
        StandaloneMain main = new StandaloneMain(settings, true);
        try {
            main.start();
            HttpCalls health = new HttpCalls("http://127.0.0.1:" + management);
            // Down until it has connected, so from the beginning.
            HttpCalls.Answer ready = health.get("/observe/health/ready?exposureLevel=full");
            assertThat(ready.status()).as(ready.body()).isEqualTo(status);
            assertThat(ready.body().contains("KafkaConsumer is not ready")).isEqualTo(!hasHttp);
            assertThat(ready.body()).contains("cpln-token", "route:cpln-kafka");
            assertThat(health.get("/observe/health/live").status()).isEqualTo(200);
        } finally {
            main.stop();
        }
    }

    @Test
    void checksThatTheOperatorLeavesOutStayOut() {
        assertThat(added(true, "CPLN_KAFKA_ENABLED=true", "CAMEL_HEALTH_EXCLUDEPATTERN=cpln-token"))
                .containsEntry("camel.health.excludePattern",
                        "cpln-token,consumer:cpln-kafka*,consumer:kafka-cpln-kafka*");
        assertThat(added(true, "CAMEL_HEALTH_EXCLUDEPATTERN=cpln-token"))
                .containsEntry("camel.health.excludepattern", "cpln-token");
    }
}
