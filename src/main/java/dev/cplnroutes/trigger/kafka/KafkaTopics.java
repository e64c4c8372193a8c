package dev.cplnroutes.trigger.kafka;

/**
 * The topics of the Kafka trigger.
 *
 * @param requests    topic that requests come from
 * @param answers     topic that answers go to
 * @param deadLetters topic that refused requests go to
 */
record KafkaTopics(String requests, String answers, String deadLetters) {
}
