package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.events.EventSchemas;
import dev.cplnroutes.events.Redelivery;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RunningRoutes;
import dev.cplnroutes.testing.TestBroker;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes on a compacted topic of a real broker: what it says is what is there, whatever happened while nobody watched.
 */
@Timeout(120)
class KafkaChangesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static TestBroker broker;
    private static DemoServer server;

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 1),
                DemoSettings.defaults().withPageSize(100));
    }

    @AfterAll
    static void stop() {
        server.close();
        broker.close();
    }

    private static RunningRoutes routes(TestBroker.Topics topics, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(topics.settings());
        settings.putAll(Map.of("cpln.watch.gvcs", "prod", "cpln.watch.interval", "100ms", "cpln.watch.sweep", "200ms",
                "cpln.watch.max-calls-per-second", "5000", "cpln.listing.max-retries", "0",
                "cpln.changes.endpoints", "kafka:" + settings.get("cpln.kafka.answers-topic"),
                "cpln.progress.endpoints", "", "cpln.statistics.endpoints", ""));
        settings.putAll(more);
        return RunningRoutes.on(server, settings);
    }

    /** What a topic says is there: the last message of each key, as compaction leaves it. */
    private static Map<String, JsonNode> state(TestBroker.Topics topics) {
        Map<String, JsonNode> state = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> message : topics.answers()) {
            if (message.value() == null) {
                state.remove(TestBroker.key(message));
            } else {
                state.put(TestBroker.key(message), TestBroker.json(message).at("/data/container"));
            }
        }
        return state;
    }

    private static Map<String, JsonNode> truth(ChangingOrganization organization) {
        Map<String, JsonNode> truth = new TreeMap<>();
        organization.truth().forEach((key, container) -> truth.put(key, JSON.valueToTree(container)));
        // As text: numbers of another width are other nodes.
        truth.replaceAll((key, tree) -> read(tree.toString()));
        return truth;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitTruth(TestBroker.Topics topics, ChangingOrganization organization) {
        await().atMost(TestBroker.DEADLINE).untilAsserted(() ->
                assertThat(state(topics)).isEqualTo(truth(organization)));
    }

    @Test
    void aCompactedTopicIsWhatIsThereAfterARestartToo() {
        TestBroker.Topics topics = broker.topics(3, Map.of("cleanup.policy", "compact"));
        Random random = new Random(RandomSeed.next("kafka"));
        ChangingOrganization organization = new ChangingOrganization(random, "prod", 20);
        server.replace(organization.current());
        try (RunningRoutes routes = routes(topics, Map.of())) {
            for (int i = 0; i < 100; i++) {
                server.replace(organization.change());
                LockSupport.parkNanos(random.nextInt(20_000_000));
            }
            awaitTruth(topics, organization);
        }
        check(topics.answers());
        int before = topics.answers().size();
        for (int i = 0; i < 200; i++) {
            organization.change();
        }
        DemoOrganization now = organization.current();
        assertThat(state(topics)).as("nobody has watched").isNotEqualTo(truth(organization));
        server.replace(now);
        String sick = now.workloads().get(0).name();
        server.intercept(request -> request.path().endsWith("/" + sick + "/deployment")
                ? DemoResponse.error(503, "later") : null);
        try (RunningRoutes routes = routes(topics, Map.of())) {
            // What cannot be read is not taken to be gone, whatever became of the rest.
            await().atMost(TestBroker.DEADLINE).untilAsserted(() -> assertThat(withoutWorkload(state(topics), sick))
                    .isEqualTo(withoutWorkload(truth(organization), sick)));
            assertThat(state(topics)).containsKey("prod/" + sick);
            server.intercept(null);
            awaitTruth(topics, organization);
        } finally {
            server.intercept(null);
        }
        List<ConsumerRecord<byte[], byte[]>> all = topics.answers();
        check(all);
        assertThat(all.subList(before, all.size())).anyMatch(message -> message.value() == null);
    }

    @Test
    void whatTheSettingsSelectNoLongerLeavesTheTopicAfterARestart() {
        TestBroker.Topics topics = broker.topics(1, Map.of("cleanup.policy", "compact"));
        server.replace(DemoOrganization.of("acme", List.of(DemoWorkload.healthy("prod", "checkout", "main"))));
        try (RunningRoutes routes = routes(topics, Map.of())) {
            await().atMost(TestBroker.DEADLINE).until(() -> state(topics).size() == 1);
        }
        try (RunningRoutes routes = routes(topics, Map.of("cpln.listing.health-status", "unhealthy"))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> state(topics).isEmpty());
        }
    }

    /** What a topic has not got in its turn is put right, and so is what it gets behind newer changes. */
    @Test
    void aTopicThatTookNothingForAWhileIsPutRightAndSoIsOneThatGetsOldChangesAgain(@TempDir Path undelivered)
            throws Exception {
        TestBroker.Topics topics = broker.topics(2, Map.of("cleanup.policy", "compact"));
        ChangingOrganization organization = new ChangingOrganization(new Random(RandomSeed.next("away")), "prod", 8);
        server.replace(organization.current());
        try (RunningRoutes routes = routes(topics, Map.of("cpln.undelivered.endpoint", "file:" + undelivered,
                "cpln.events.max-retries", "0"))) {
            awaitTruth(topics, organization);
            largestMessage(topics, "1");
            while (state(topics).equals(truth(organization))) {
                organization.change();
            }
            server.replace(organization.current());
            await().atMost(TestBroker.DEADLINE).until(() -> !undelivered(undelivered).isEmpty());
            for (int i = 0; i < 20; i++) {
                server.replace(organization.change());
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(state(topics)).isNotEqualTo(truth(organization));
            largestMessage(topics, "1000000");
            awaitTruth(topics, organization);

            int before = topics.answers().size();
            Redelivery again = routes.send("direct:cpln-redeliver", null, Redelivery.class);
            assertThat(again.delivered()).isPositive();
            // Behind several old changes of one key comes what is so now of it once.
            await().atMost(TestBroker.DEADLINE).until(() -> topics.answers().size() > before + again.delivered());
            awaitTruth(topics, organization);
        }
    }

    private static void largestMessage(TestBroker.Topics topics, String bytes) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC,
                    topics.settings().get("cpln.kafka.answers-topic")), List.of(new AlterConfigOp(
                    new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET)))).all().get();
        }
    }

    private static List<Path> undelivered(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static Map<String, JsonNode> withoutWorkload(Map<String, JsonNode> state, String workload) {
        Map<String, JsonNode> others = new TreeMap<>(state);
        others.keySet().removeIf(key -> key.startsWith("prod/" + workload + "/") || key.equals("prod/" + workload));
        return others;
    }

    /** Each message is a CloudEvent as its schema says; behind each that ends its key comes a tombstone. */
    private static void check(List<ConsumerRecord<byte[], byte[]>> messages) {
        Map<String, List<JsonNode>> byKey = new HashMap<>();
        messages.forEach(message -> byKey.computeIfAbsent(TestBroker.key(message), key -> new ArrayList<>())
                .add(message.value() == null ? null : TestBroker.json(message)));
        byKey.forEach((key, events) -> {
            for (int i = 0; i < events.size(); i++) {
                JsonNode event = events.get(i);
                boolean isBehindAnEnd = i > 0 && events.get(i - 1) != null
                        && events.get(i - 1).path("type").asText().matches(".*[.](deleted|confirmed)");
                assertThat(event == null).as("%s: %s", key, events).isEqualTo(isBehindAnEnd);
                if (event != null) {
                    EventSchemas.check(event);
                    assertThat(event.path("subject").asText()).isEqualTo(key);
                    assertThat(event.path("source").asText()).isEqualTo("/org/acme/gvc/prod");
                    assertThat(event.path("data").path("container").path("name").asText("")).isEqualTo(
                            key.split("/").length == 5 ? key.substring(key.lastIndexOf('/') + 1) : "");
                }
            }
        });
    }
}
