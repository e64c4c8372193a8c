package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The variables that a platform sets for the services beside the process. */
class ServiceVariablesTest {

    private static StandaloneSettings load(Map<String, String> environment) {
        return StandaloneSettings.load(Path.of("no-such-folder"), environment, new Properties());
    }

    /** All that Kubernetes sets for a service with a named port, as its documents say, and Docker for a link. */
    @ParameterizedTest
    @ValueSource(strings = {"CPLN_DEMO", "CAMEL_SERVER", "CAMEL_MANAGEMENT", "CAMEL", "CPLN", "CPLN_KAFKA", "CPLN_HTTP",
        "CPLN_ENDPOINT", "CAMEL_MAIN", "CPLN_API"})
    void variablesOfAServiceAreNoSettings(String service) {
        Map<String, String> environment = new TreeMap<>();
        environment.put(service + "_SERVICE_HOST", "10.0.0.1");
        environment.put(service + "_SERVICE_PORT", "8080");
        environment.put(service + "_SERVICE_PORT_HTTP", "8080");
        environment.put(service + "_SERVICE_PORT_HTTP_METRICS", "9090");
        environment.put(service + "_PORT", "tcp://10.0.0.1:8080");
        environment.put(service + "_PORT_8080_TCP", "tcp://10.0.0.1:8080");
        environment.put(service + "_PORT_8080_TCP_PROTO", "tcp");
        environment.put(service + "_PORT_8080_TCP_PORT", "8080");
        environment.put(service + "_PORT_8080_TCP_ADDR", "10.0.0.1");
        environment.put(service + "_PORT_53_UDP", "udp://10.0.0.1:53");
        environment.put(service + "_PORT_53_UDP_ADDR", "10.0.0.1");

        StandaloneSettings settings = load(environment);

        settings.check();
        assertThat(settings.toProperties()).isEmpty();
        assertThat(settings.unknownVariables()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://10.0.0.1:8080", "udp://10.0.0.1:53", "sctp://[fd00::1]:80", "TCP://10.0.0.1:8080",
        " tcp://10.0.0.1:8080"})
    void addressOfAServiceIsNoPort(String value) {
        assertThat(load(Map.of("CAMEL_SERVER_PORT", value, "CPLN_DEMO_PORT", value)).toProperties()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "CAMEL_SERVER_PORT, 8081, camel.server.port",
        "CPLN_DEMO_PORT, 0, cpln.demo.port",
        "CAMEL_MANAGEMENT_PORT, 9876, camel.management.port",
        "CAMEL_SERVER_HOST, 127.0.0.1, camel.server.host",
        "CPLN_ENDPOINT, http://10.0.0.1:8080, cpln.endpoint",
        "CPLN_KAFKA_BROKERS, tcp://10.0.0.1:9092, cpln.kafka.brokers"})
    void variablesOfAnOperatorAreSettings(String variable, String value, String setting) {
        assertThat(load(Map.of(variable, value)).toProperties()).containsOnly(Map.entry(setting, value));
    }
}
