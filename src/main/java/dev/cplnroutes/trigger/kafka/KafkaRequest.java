package dev.cplnroutes.trigger.kafka;

import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/**
 * A listing request as it came from its topic.
 *
 * @param key    as it came; null where it has none
 * @param value  as it came; null where it has none
 * @param place  {@code topic/partition/offset}
 * @param commit marks the request as done, together with all before it in its partition
 */
record KafkaRequest(byte[] key, byte[] value, String place, KafkaManualCommit commit) {
}
