package dev.cplnroutes.events;

/**
 * The result of sending undelivered events again.
 *
 * @param delivered events that arrived
 * @param failed    events that did not, and are still undelivered
 */
public record Redelivery(int delivered, int failed) {
}
