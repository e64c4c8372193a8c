/**
 * The Kafka trigger: takes requests from a topic and answers to another. The routes of {@code cpln-kafka} come in
 * here.
 */
package dev.cplnroutes.trigger.kafka;
