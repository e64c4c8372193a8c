package dev.cplnroutes.watch;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;

import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic that changes go to, read once from its beginning to its end: what it says is there. The only class here that
 * needs Kafka's client.
 */
final class CompactedTopic {

    private static final Duration POLL = Duration.ofMillis(500);
    /** Without a record for so long the broker is taken to be away. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private CompactedTopic() {
    }

    /**
     * Reads a topic.
     *
     * @param uri      Camel's endpoint URI of the topic
     * @param isWanted the keys that are wanted
     * @return the last value of each such key whose last message is no tombstone
     * @throws IllegalStateException if it cannot be read to its end
     */
    static Map<String, byte[]> read(CamelContext context, String uri, Predicate<String> isWanted) {
        KafkaEndpoint endpoint = context.getEndpoint(uri, KafkaEndpoint.class);
        Properties properties = endpoint.getConfiguration().createConsumerProperties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                endpoint.getKafkaClientFactory().getBrokers(endpoint.getConfiguration()));
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        String topic = endpoint.getConfiguration().getTopic();
        try (Consumer<?, ?> consumer = endpoint.getKafkaClientFactory().getConsumer(properties)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition())).toList();
            return read(consumer, partitions, isWanted);
        }
    }

    private static Map<String, byte[]> read(Consumer<?, ?> consumer, List<TopicPartition> partitions,
            Predicate<String> isWanted) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<String, byte[]> values = new HashMap<>();
        long heardAt = System.nanoTime();
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            boolean isHeard = false;
            for (ConsumerRecord<?, ?> message : consumer.poll(POLL)) {
                isHeard = true;
                String key = message.key() == null ? "" : new String((byte[]) message.key(), StandardCharsets.UTF_8);
                if (message.value() == null) {
                    values.remove(key);
                } else if (isWanted.test(key)) {
                    values.put(key, (byte[]) message.value());
                }
            }
            long now = System.nanoTime();
            heardAt = isHeard ? now : heardAt;
            if (now - heardAt > PATIENCE_NANOS) {
                throw new IllegalStateException("the topic was not read to its end");
            }
        }
        return values;
    }
}
