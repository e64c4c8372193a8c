/**
 * The Kafka trigger: takes listing requests from a topic and sends the answers to another. The routes of
 * {@code cpln-kafka} use it.
 */
package dev.cplnroutes.trigger.kafka;
