package dev.cplnroutes.events;

/**
 * One event on its way to one endpoint. One thread at a time handles it.
 */
public final class EventDelivery {

    private final Event event;
    private final EventEndpoint endpoint;
    private final long number;
    private int attempts;
    private String lastFailure;
    private boolean isInHand;

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

    /** Counts an attempt that begins. */
    void attempt() {
        attempts++;
    }

    /** Why the last attempt failed; null if none did. */
    String lastFailure() {
        return lastFailure;
    }

    void failed(String reason) {
        lastFailure = reason;
    }

    /** Takes the event out of its queue; false if it was taken before. */
    boolean take() {
        boolean isFirst = !isInHand;
        isInHand = true;
        return isFirst;
    }

    /** Ends the delivery, since the event arrived or was kept; false if it was not in hand. */
    boolean release() {
        boolean wasInHand = isInHand;
        isInHand = false;
        return wasInHand;
    }

    /** Names the event and the endpoint without the data, which may be large. */
    @Override
    public String toString() {
        return "Event " + event.id() + " to " + endpoint.name();
    }
}
