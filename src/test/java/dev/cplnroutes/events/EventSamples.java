package dev.cplnroutes.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.cplnroutes.ProgressEvent;

/**
 * Events and endpoints without Camel.
 */
final class EventSamples {

    static final Instant TIME = Instant.parse("2026-03-04T10:00:00.123Z");

    /** Takes everything. */
    static final EventReceiver TAKES_ALL = (Event event, Duration limit) -> { };

    private EventSamples() {
    }

    /** A progress event of a listing of its own. */
    static Event progress(int current) {
        return Event.of("acme", new ProgressEvent(UUID.randomUUID().toString(), "processing-workloads", current, 8,
                "prod", "web", TIME));
    }

    /** The endpoint of a place in {@code cpln.progress.endpoints}, without queues. */
    static EventEndpoint endpoint(int number, String displayed) {
        return new EventEndpoint(EventKind.PROGRESS, number, displayed, TAKES_ALL, List.of(), 10);
    }

    /** A delivery to that endpoint. */
    static EventDelivery delivery(EventEndpoint endpoint, int number) {
        return new EventDelivery(progress(number), endpoint, number);
    }
}
