/**
 * Events of listings on their way to the endpoints that the settings name: queues, attempts, and what could not be
 * delivered. Routes of {@code cpln-events.camel.yaml} call the beans; listings hand over {@link
 * dev.cplnroutes.events.Event}s, and the metrics read {@link dev.cplnroutes.events.EventStatistics}.
 */
package dev.cplnroutes.events;
