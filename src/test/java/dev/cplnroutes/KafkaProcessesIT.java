package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** Packaged processes that share an organization by a real broker, and one that is told of a broker alone. */
@Timeout(180)
class KafkaProcessesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GVCS = 40;

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
}
