package dev.cplnroutes.events;

/**
 * What came of sending undelivered events again.
 *
 * @param delivered  events that arrived
 * @param failed     events that did not, and are still undelivered
 */
public record Redelivery(int delivered, int failed) {
}
