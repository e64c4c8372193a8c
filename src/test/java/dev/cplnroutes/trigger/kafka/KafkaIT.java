package dev.cplnroutes.trigger.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.Container;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.RunningRoutes;
import dev.cplnroutes.testing.StandaloneProcess;
import dev.cplnroutes.testing.TestBroker;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Packaged processes that share an organization by a real broker, one that does without Kafka, and two that share a
 * lock.
 */
@Timeout(180)
class KafkaIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GVCS = 40;

    @TempDir
    private Path directory;

    /** Forty GVCs with four workloads each. */
    private static DemoOrganization organization() {
        List<DemoWorkload> workloads = new ArrayList<>();
        for (int i = 0; i < GVCS; i++) {
            workloads.addAll(DemoOrganization.uniform("acme", "gvc-%02d".formatted(i), 4).workloads());
        }
        return DemoOrganization.of("acme", workloads);
    }

    private static StandaloneProcess.Launch process(DemoServer server) {
        return StandaloneProcess.with().property("cpln.endpoint", server.endpoint().toString())
                .property("cpln.org", "acme").property("camel.server.enabled", "false")
                .property("camel.management.enabled", "false").variable("CPLN_TOKEN", "secret-token");
    }

    private static StandaloneProcess.Launch sharing(DemoServer server, TestBroker.Topics topics) {
        StandaloneProcess.Launch launch = process(server).variable("CPLN_KAFKA_ENABLED", "true")
                // One call after another: a GVC takes a good part of a second.
                .variable("CPLN_LISTING_MAX_WORKERS", "1");
        topics.settings().forEach(launch::property);
        return launch;
    }

    /** Which of the answers a process gave, by what its log says of listings. */
    private static long answersOf(StandaloneProcess process, List<ConsumerRecord<byte[], byte[]>> answers) {
        String log = String.join("\n", process.errors());
        return answers.stream().map(answer -> TestBroker.json(answer).at("/statistics/listingId").asText())
                .filter(id -> log.contains("Listing " + id.substring(0, 8))).count();
    }

    @Test
    void organizationIsListedWholeThoughOneOfTwoProcessesIsKilled() throws Exception {
        try (DemoServer server = DemoServer.start(organization(),
                        DemoSettings.defaults().withPageSize(2).withLatency(Duration.ofMillis(40)));
                TestBroker broker = TestBroker.start()) {
            TestBroker.Topics topics = broker.topics(8);
            try (StandaloneProcess survivor = sharing(server, topics)
                            // The survivor's own timer asks, once.
                            .variable("CPLN_TIMER_ENABLED", "true").variable("CPLN_TIMER_REQUESTS", "true")
                            .property("cpln.timer.period", "1h").start();
                    StandaloneProcess victim = sharing(server, topics).start()) {
                List<ConsumerRecord<byte[], byte[]>> early = await().atMost(StandaloneProcess.DEADLINE)
                        .until(topics::answers, answers -> answersOf(victim, answers) >= 2
                                && answersOf(survivor, answers) >= 2
                                || answers.size() >= GVCS);
                assertThat(early).as("both have answered some, and much is left").hasSizeLessThan(GVCS / 2 + 5);
                victim.kill();

                List<ConsumerRecord<byte[], byte[]>> answers = await().atMost(StandaloneProcess.DEADLINE)
                        .until(topics::answers, some -> keys(some).size() == GVCS);
                assertThat(answersOf(survivor, answers)).isGreaterThan(GVCS / 2);
                assertThat(topics.sentRequests()).extracting(TestBroker::key)
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(0, GVCS).mapToObj("gvc-%02d"::formatted).toList());
                assertThat(together(answers)).isEqualTo(truth(server));
                assertThat(topics.deadLetters()).isEmpty();
                await().atMost(StandaloneProcess.DEADLINE).until(topics::committed, committed -> committed == GVCS);
                assertThat(String.join("\n", survivor.errors())).doesNotContain("secret-token", "ConsumerConfig");

                survivor.terminate();
                survivor.exitCode();
            }
        }
    }

    private static Set<String> keys(List<ConsumerRecord<byte[], byte[]>> answers) {
        Set<String> keys = new HashSet<>();
        answers.forEach(answer -> keys.add(TestBroker.key(answer)));
        return keys;
    }

    /** The containers of all answers by GVC; those of a GVC that was answered twice are equal. */
    private static Map<String, JsonNode> together(List<ConsumerRecord<byte[], byte[]>> answers) {
        Map<String, JsonNode> byGvc = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> answer : answers) {
            JsonNode result = TestBroker.json(answer);
            assertThat(result.get("complete").asBoolean()).as(result.toString()).isTrue();
            JsonNode before = byGvc.put(TestBroker.key(answer), result.get("containers"));
            assertThat(before).isIn(null, result.get("containers"));
        }
        return byGvc;
    }

    private static Map<String, JsonNode> truth(DemoServer server) throws IOException {
        server.latency(Duration.ZERO);
        Map<String, JsonNode> byGvc = new HashMap<>();
        try (RunningRoutes routes = RunningRoutes.on(server)) {
            ListingResult all = routes.list(ListingRequest.ofGvc("*"));
            assertThat(all.containers()).hasSize(4 * GVCS);
            for (Container container : all.containers()) {
                ((com.fasterxml.jackson.databind.node.ArrayNode) byGvc.computeIfAbsent(container.gvcName(),
                        gvc -> JSON.createArrayNode())).add(JSON.readTree(JSON.writeValueAsString(container)));
            }
        }
        return byGvc;
    }

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
            assertThat(JSON.readTree(process.outputText()).at("/statistics/totalWorkloadsProcessed").asInt())
                    .isEqualTo(DemoOrganization.realistic("acme", Instant.now()).workloads().size());
        }
    }

    @Test
    void brokerThatIsSetIsNotTriedUnlessTheTriggerIsOn() throws Exception {
        try (ServerSocket broker = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                DemoServer server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 3),
                        DemoSettings.defaults())) {
            String address = "127.0.0.1:" + broker.getLocalPort();
            try (StandaloneProcess process = process(server).variable("CPLN_KAFKA_BROKERS", address)
                    .variable("CAMEL_COMPONENT_KAFKA_BROKERS", address)
                    .variable("CPLN_TIMER_ENABLED", "true").property("cpln.timer.period", "100ms").start()) {
                process.awaitError("3 workloads (0 failed)");
                process.terminate();
                process.exitCode();
            }
            broker.setSoTimeout(1);
            assertThat(isCalled(broker)).isFalse();

            try (StandaloneProcess process = process(server).variable("CPLN_KAFKA_BROKERS", address)
                    .variable("CPLN_KAFKA_ENABLED", "true").start()) {
                broker.setSoTimeout((int) StandaloneProcess.DEADLINE.toMillis());
                assertThat(isCalled(broker)).isTrue();
                process.terminate();
            }
        }
    }

    private static boolean isCalled(ServerSocket broker) throws IOException {
        try {
            broker.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
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

    @Test
    void timersOfTwoProcessesShareALockThatTheSettingsDescribe() throws Exception {
        try (DemoServer one = DemoServer.start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());
                DemoServer other = DemoServer.start(DemoOrganization.uniform("acme", "prod", 1),
                        DemoSettings.defaults())) {
            try (StandaloneProcess first = locked(one).start()) {
                await().atMost(StandaloneProcess.DEADLINE).until(() -> one.requests().size() > 2);
                try (StandaloneProcess second = locked(other).start()) {
                    second.awaitError("to attempt initial cluster leadership acquisition");
                    int before = one.requests().size();
                    await().atMost(StandaloneProcess.DEADLINE).until(() -> one.requests().size() > before + 40);
                    assertThat(other.requests()).isEmpty();

                    first.kill();
                    await().atMost(StandaloneProcess.DEADLINE).until(() -> other.requests().size() > 2);
                }
            }
        }
    }

    private StandaloneProcess.Launch locked(DemoServer server) {
        return process(server).file("cpln.timer.enabled=true", "cpln.timer.period=50ms", "cpln.listing.cache=false",
                "cpln.timer.component=master:cpln-timer:timer",
                "camel.beans.cluster=#class:org.apache.camel.component.file.cluster.FileLockClusterService",
                "camel.beans.cluster.root=" + directory,
                "camel.beans.cluster.acquireLockInterval=300",
                "camel.beans.cluster.acquireLockIntervalUnit=MILLISECONDS");
    }
}
