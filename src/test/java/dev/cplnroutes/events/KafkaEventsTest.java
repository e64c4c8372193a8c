package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
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
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RunningRoutes;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * Events to a real Kafka broker.
 */
@Timeout(120)
class KafkaEventsTest {

    private static EmbeddedKafkaBroker broker;
    private static DemoServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        broker = new EmbeddedKafkaKraftBroker(1, 3);
        broker.afterPropertiesSet();
        server = DemoServer.start(DemoOrganization.realistic("acme", Instant.parse("2026-11-01T00:00:00Z")),
                DemoSettings.defaults().withPageSize(20));
    }

    @AfterAll
    static void stop() {
        server.close();
        broker.destroy();
    }

    private static List<ConsumerRecord<String, byte[]>> read(String topic, int count) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.getBrokersAsString(),
                ConsumerConfig.GROUP_ID_CONFIG, "test-" + topic, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            await().atMost(Receiver.DEADLINE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= count;
            });
            consumer.poll(Duration.ofMillis(300)).forEach(records::add);
        }
        return records;
    }

    @Test
    void eventsAreCloudEventsWithTheirKeys() throws Exception {
        String brokers = broker.getBrokersAsString();
        // Commas in a URI, several URIs, several lines.
        String twice = brokers + "," + brokers;
        try (RunningRoutes routes = RunningRoutes.on(server, Map.of(
                "cpln.progress.endpoints", "kafka:progress?brokers=" + twice + " \n "
                        + "kafka:progress-too?brokers=" + twice + "&lingerMs=5",
                "cpln.progress.interval", "0",
                "cpln.statistics.endpoints", "kafka:statistics", "cpln.kafka.brokers", brokers,
                "cpln.containers.endpoints", "kafka:containers?brokers=" + brokers,
                "cpln.undelivered.endpoint", "file:" + folder))) {
            ListingResult result = routes.list(ListingRequest.builder().gvc("*").maxWorkers(16).build());
            String listingId = result.statistics().listingId();

            Set<String> containers = new HashSet<>();
            Map<String, Integer> partitionOfKey = new HashMap<>();
            for (ConsumerRecord<String, byte[]> record : read("containers", result.containers().size())) {
                JsonNode event = check(record, "dev.cplnroutes.container");
                JsonNode data = event.path("data");
                assertThat(record.key()).isEqualTo(data.path("gvcName").asText() + "/" + data
                        .path("workloadName").asText() + "/" + data.path("location").asText() + "/"
                        + data.path("version").asText() + "/" + data.path("name").asText());
                assertThat(event.path("subject").asText()).isEqualTo(record.key());
                assertThat(event.path("listingid").asText()).isEqualTo(listingId);
                assertThat(partitionOfKey.merge(record.key(), record.partition(), (one, other) -> one))
                        .isEqualTo(record.partition());
                containers.add(data.toString());
            }
            Set<String> expected = new HashSet<>();
            new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(result.containers()))
                    .forEach(container -> expected.add(container.toString()));
            assertThat(containers).isEqualTo(expected);

            int events = 1 + 5 + result.statistics().totalWorkloadsProcessed() + 1;
            for (String topic : List.of("progress", "progress-too")) {
                List<ConsumerRecord<String, byte[]>> progress = read(topic, events);
                assertThat(progress).hasSize(events).extracting(ConsumerRecord::key).containsOnly(listingId);
                List<JsonNode> data = new ArrayList<>();
                for (ConsumerRecord<String, byte[]> record : progress) {
                    data.add(check(record, "dev.cplnroutes.listing.progress").path("data"));
                }
                assertThat(data).extracting(event -> event.path("current").asInt()).isSorted();
                assertThat(data.get(events - 1).path("stage").asText()).isEqualTo("completed");
            }

            List<ConsumerRecord<String, byte[]>> statistics = read("statistics", 1);
            assertThat(statistics).hasSize(1).extracting(ConsumerRecord::key).containsExactly(listingId);
            assertThat(check(statistics.get(0), "dev.cplnroutes.listing.statistics").path("data"))
                    .isEqualTo(new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(result.statistics())));
            assertThat(folder).isEmptyDirectory();
        }
    }

    private static JsonNode check(ConsumerRecord<String, byte[]> record, String type) throws Exception {
        assertThat(new String(record.headers().lastHeader("content-type").value(), StandardCharsets.UTF_8))
                .isEqualTo("application/cloudevents+json; charset=UTF-8");
        assertThat(record.headers()).as("nothing else of ours goes out").hasSize(1);
        CloudEvent event = EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE)
                .deserialize(record.value());
        assertThat(event.getType()).isEqualTo(type);
        JsonNode json = new ObjectMapper().readTree(record.value());
        EventSchemas.check(json);
        return json;
    }

    @Test
    void brokerThatIsAwayCostsNoListingAndNoEvent() throws Exception {
        try (RunningRoutes routes = RunningRoutes.on(server, Map.of(
                "cpln.progress.endpoints", "", "cpln.statistics.endpoints", "kafka:away?brokers=127.0.0.1:9",
                "cpln.events.timeout", "500ms", "cpln.events.max-retries", "1", "cpln.events.retry-delay", "10ms",
                "cpln.undelivered.endpoint", "file:" + folder))) {
            ListingResult result = routes.list(ListingRequest.ofGvc("prod"));
            await().atMost(Receiver.DEADLINE).until(() -> {
                try (Stream<Path> files = Files.list(folder)) {
                    return files.filter(Files::isRegularFile).count() == 1;
                }
            });
            try (Stream<Path> files = Files.list(folder)) {
                JsonNode document = new ObjectMapper().readTree(files.findFirst().orElseThrow().toFile());
                assertThat(document.path("receiver").asText()).isEqualTo("kafka:away");
                assertThat(document.path("attempts").asInt()).isEqualTo(2);
                assertThat(document.path("event").path("subject").asText()).isEqualTo(result.statistics().listingId());
            }
        }
    }
}
