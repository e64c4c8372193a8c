/**
 * Publishes events to the endpoints that the settings name, and keeps what cannot be delivered. Listings come in
 * through {@link dev.cplnroutes.events.EventPublisher}, the routes of {@code cpln-events} through
 * {@link dev.cplnroutes.events.EventDeliveries}.
 */
package dev.cplnroutes.events;
