package dev.cplnroutes.events;

/**
 * One event on its way to one endpoint.
 */
public final class EventDelivery {

    private final Event event;
    private final EventEndpoint endpoint;
    private final long number;
    private int attempts;

    /**
     * Makes the delivery.
     *
     * @param event    the event
     * @param endpoint where it goes
     * @param number   counts the deliveries of this process
     */
    EventDelivery(Event event, EventEndpoint endpoint, long number) {
        this.event = event;
        this.endpoint = endpoint;
        this.number = number;
    }

    long number() {
        return number;
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
