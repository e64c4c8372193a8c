package dev.cplnroutes.events;

/**
 * One event on its way to one endpoint.
 */
public final class EventDelivery {

    private final Event event;
    private final EventEndpoint endpoint;
    private int attempts;

    EventDelivery(Event event, EventEndpoint endpoint) {
        this.event = event;
        this.endpoint = endpoint;
    }

    Event event() {
        return event;
    }

    EventEndpoint endpoint() {
        return endpoint;
    }

    /** Attempts so far. */
    int attempts() {
        return attempts;
    }

    void attempt() {
        attempts++;
    }

    /** Says what it is without its data, which may be large. */
    @Override
    public String toString() {
        return "Event " + event.id() + " to " + endpoint.name();
    }
}
