package dev.cplnroutes.testing;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ConsumerGroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * A real broker in this JVM, and what tests do with it.
 */
public final class TestBroker implements AutoCloseable {

    /** Long enough for a machine that is busy with other things; nothing waits for it to pass. */
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final EmbeddedKafkaKraftBroker broker;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> reader;

    private TestBroker() {
        broker = new EmbeddedKafkaKraftBroker(1, 1);
        broker.brokerProperty("group.initial.rebalance.delay.ms", "0");
        broker.afterPropertiesSet();
        admin = Admin.create(clientProperties());
        Properties reading = clientProperties();
        // A reading begins when the fetch at the end of the one before it has come back: half a second by default.
        reading.put("fetch.max.wait.ms", "10");
        reader = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Properties properties = clientProperties();
        properties.put("max.request.size", 10_000_000);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Starts a broker. */
    public static TestBroker start() {
        return new TestBroker();
    }

    /** Its address. */
    public String address() {
        return broker.getBrokersAsString();
    }

    private Properties clientProperties() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", address());
        return properties;
    }

    /** Topics of their own for one trigger, and the settings that name them. */
    public Topics topics(int partitions) {
        return topics(partitions, Map.of());
    }

    /** The same with a configuration of the topics for answers and dead letters. */
    public Topics topics(int partitions, Map<String, String> configuration) {
        String id = UUID.randomUUID().toString();
        Topics topics = new Topics("requests-" + id, "answers-" + id, "dead-" + id, "group-" + id);
        List<NewTopic> made = List.of(new NewTopic(topics.requests, partitions, (short) 1),
                new NewTopic(topics.answers, 1, (short) 1).configs(configuration),
                new NewTopic(topics.dead, 1, (short) 1).configs(configuration));
        try {
            admin.createTopics(made).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return topics;
    }

    /** Makes a topic. */
    public void makeTopic(String name, int partitions, Map<String, String> configuration) {
        try {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configuration))).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** A message's key as text; null where it has none. */
    public static String key(ConsumerRecord<byte[], byte[]> message) {
        return text(message.key());
    }

    /** A message's value as JSON. */
    public static JsonNode json(ConsumerRecord<byte[], byte[]> message) {
        try {
            return JSON.readTree(message.value());
        } catch (java.io.IOException e) {
            throw new IllegalStateException(text(message.value()), e);
        }
    }

    /** A message's headers as text. */
    public static Map<String, String> headers(ConsumerRecord<byte[], byte[]> message) {
        Map<String, String> headers = new TreeMap<>();
        message.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        return headers;
    }

    @Override
    public void close() {
        producer.close();
        reader.close();
        admin.close();
        broker.destroy();
    }

    /** The topics and the group of one trigger. */
    public final class Topics {

        private final String requests;
        private final String answers;
        private final String dead;
        private final String group;

        private Topics(String requests, String answers, String dead, String group) {
            this.requests = requests;
            this.answers = answers;
            this.dead = dead;
            this.group = group;
        }

        public String requests() {
            return requests;
        }

        /** Settings of a trigger that uses them. */
        public Map<String, String> settings() {
            return Map.of("cpln.kafka.brokers", address(), "cpln.kafka.requests-topic", requests,
                    "cpln.kafka.answers-topic", answers, "cpln.kafka.dead-letter-topic", dead, "cpln.kafka.group-id",
                    group);
        }

        /** Sends a request. */
        public void request(String key, String value) {
            request(new ProducerRecord<>(requests, bytes(key), bytes(value)));
        }

        /** Sends a request as it is. */
        public void request(ProducerRecord<byte[], byte[]> message) {
            try {
                producer.send(message).get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        /** All answers so far. */
        public List<ConsumerRecord<byte[], byte[]>> answers() {
            return read(answers);
        }

        /** Waits for so many answers. */
        public List<ConsumerRecord<byte[], byte[]>> awaitAnswers(int number) {
            return await().atMost(DEADLINE).until(this::answers, messages -> messages.size() >= number);
        }

        /** All dead letters so far. */
        public List<ConsumerRecord<byte[], byte[]>> deadLetters() {
            return read(dead);
        }

        /** All requests so far. */
        public List<ConsumerRecord<byte[], byte[]>> sentRequests() {
            return read(requests);
        }

        /** Waits until the group has so many members, each with its share of the partitions. */
        public void awaitMembers(int number) {
            await().atMost(DEADLINE).until(() -> {
                ConsumerGroupDescription description = admin.describeConsumerGroups(List.of(group)).all().get()
                        .get(group);
                return description.state() == ConsumerGroupState.STABLE && description.members().size() == number
                        && description.members().stream()
                        .noneMatch(member -> member.assignment().topicPartitions().isEmpty());
            });
        }

        /** How many requests the group has marked as done. */
        public long committed() {
            try {
                return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                        .mapToLong(offset -> offset == null ? 0 : offset.offset()).sum();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** All messages of a topic so far. */
    public synchronized List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
        List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition())).toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
        while (partitions.stream().anyMatch(partition -> reader.position(partition) < ends.get(partition))) {
            reader.poll(Duration.ofMillis(100)).forEach(messages::add);
        }
        return List.copyOf(messages);
    }
}
