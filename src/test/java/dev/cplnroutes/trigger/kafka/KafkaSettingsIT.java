package dev.cplnroutes.trigger.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packaged processes whose settings of Kafka are wrong, and one that does without Kafka. */
@Timeout(180)
class KafkaSettingsIT {

    @TempDir
    private Path directory;

    @Test
    void withoutTheLibrariesOfKafkaAndMicrometerTheRestWorks() throws Exception {
        Path jar = Files.copy(StandaloneProcess.Launch.jar(), directory.resolve("cpln-container-routes.jar"));
        Path libraries = Files.createDirectory(directory.resolve("lib"));
        Predicate<String> isOptional = name -> name.matches(".*(kafka|micrometer|prometheus).*");
        int left = 0;
        try (Stream<Path> files = Files.list(Path.of("target", "lib"))) {
            for (Path library : files.toList()) {
                if (isOptional.test(library.getFileName().toString())) {
                    left++;
                } else {
                    Files.createLink(libraries.resolve(library.getFileName()), library.toAbsolutePath());
                }
            }
        }
        assertThat(left).isGreaterThanOrEqualTo(6);
        try (StandaloneProcess process = StandaloneProcess.with("--demo", "--once").jar(jar)
                .variable("CPLN_KAFKA_ENABLED", "true").start()) {
            assertThat(process.exitCode()).as(String.join("\n", process.errors())).isZero();
            assertThat(process.outputJson().at("/statistics/totalWorkloadsProcessed").asInt())
                    .isEqualTo(DemoOrganization.realistic("acme", Instant.now()).workloads().size());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "CPLN_KAFKA_ENABLED=true | cpln.kafka.brokers",
            "CPLN_KAFKA_ENABLED=perhaps | cpln.kafka.enabled",
            "CPLN_KAFKA_ENABLED=true CPLN_KAFKA_BROKERS=localhost:1 CPLN_KAFKA_CONSUMERS=0 | cpln.kafka.consumers",
            "CPLN_KAFKA_ENABLED=true CPLN_KAFKA_BROKERS=localhost:1 CPLN_KAFKA_LISTING_TIMEOUT=2h | "
                    + "cpln.kafka.listing-timeout",
            "CPLN_KAFKA_ENABLED=true CPLN_KAFKA_BROKERS=localhost:1 CPLN_KAFKA_REQUESTS_TOPIC=a?b | "
                    + "cpln.kafka.requests-topic",
            "CPLN_TIMER_ENABLED=true CPLN_TIMER_REQUESTS=true | cpln.timer.requests",
            "CPLN_TIMER_ENABLED=true CPLN_TIMER_COMPONENT=master:x:timer | cpln.timer.component",
            "CPLN_TIMER_ENABLED=true CPLN_TIMER_COMPONENT=nonsense | cpln.timer.component"})
    void wrongSettingEndsTheProcessWithOneLineThatNamesIt(String environment, String named) throws Exception {
        StandaloneProcess.Launch launch = StandaloneProcess.with().variable("CPLN_ORG", "acme")
                .variable("CPLN_TOKEN", "x")
                .property("camel.server.port", "0");
        for (String variable : environment.split(" ")) {
            launch.variable(variable.split("=")[0], variable.split("=")[1]);
        }
        try (StandaloneProcess process = launch.start()) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.errors().stream().filter(line -> !line.matches("\\d\\d:\\d\\d:\\d\\d.* INFO .*")))
                    .hasSize(1).allMatch(line -> line.contains(named));
        }
    }
}
