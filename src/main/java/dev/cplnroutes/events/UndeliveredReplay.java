package dev.cplnroutes.events;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.component.file.FileEndpoint;

/**
 * Reads undelivered events from {@code cpln.undelivered.endpoint} and sends them again; one run at a time.
 */
final class UndeliveredReplay {

    /** Bounds a run to which events are added as fast as it sends them. */
    private static final int MOST_AT_ONCE = 100_000;
    /** Milliseconds to wait for the next event of an endpoint that is not a folder. */
    private static final long READ_TIMEOUT = 5_000;

    private final EventSettings settings;
    private final EventEndpoints endpoints;
    private final UndeliveredEvents undelivered;
    private final Lock running = new ReentrantLock();
    private final AtomicLong delivered = new AtomicLong();

    /**
     * Makes the reader.
     *
     * @param settings    name the endpoint
     * @param endpoints   resolve it, and the receivers
     * @param undelivered writes back what was taken from an endpoint that is not a folder and did not arrive
     */
    UndeliveredReplay(EventSettings settings, EventEndpoints endpoints, UndeliveredEvents undelivered) {
        this.settings = settings;
        this.endpoints = endpoints;
        this.undelivered = undelivered;
    }

    /** Undelivered events that arrived, since the start. */
    long delivered() {
        return delivered.get();
    }

    /**
     * Reads what is there and sends each event once.
     *
     * @param attempt sends an event; returns null if it arrived
     * @return the counts
     * @throws RedeliveryException if there is no endpoint, if it cannot be read, or if another run is under way
     */
    Redelivery run(Function<EventDelivery, DeliveryException> attempt) {
        if (!undelivered.isPresent()) {
            throw new RedeliveryException("There is no " + UndeliveredEvents.SETTING
                    + " to read undelivered events from.");
        }
        if (!running.tryLock()) {
            throw new RedeliveryException("Undelivered events are already being sent again; try again when that "
                    + "has ended.");
        }
        ReplayRun run = new ReplayRun(endpoints::of, attempt);
        try {
            if (EventUris.isFolder(settings.undeliveredEndpoint())) {
                run.sendFolder(((FileEndpoint) endpoints.undelivered()).getFile().toPath());
            } else {
                sendEndpoint(endpoints.undelivered(), run);
            }
        } catch (Exception e) {
            throw new RedeliveryException(UndeliveredEvents.SETTING + " (" + undelivered.displayed()
                    + ") cannot be read: " + DeliveryException.of(e).getMessage() + ".");
        } finally {
            running.unlock();
            delivered.addAndGet(run.result().delivered());
        }
        return run.result();
    }

    private void sendEndpoint(Endpoint endpoint, ReplayRun run) throws Exception {
        Set<String> seen = new HashSet<>();
        try (ConsumerTemplate consumers = endpoint.getCamelContext().createConsumerTemplate();
                PollingConsumer consumer = endpoint.createPollingConsumer()) {
            consumer.start();
            boolean goesOn = true;
            while (goesOn && seen.size() < MOST_AT_ONCE) {
                Exchange exchange = consumer.receive(READ_TIMEOUT);
                if (exchange == null) {
                    return;
                }
                try {
                    goesOn = send(exchange, run, seen);
                } finally {
                    consumers.doneUoW(exchange);
                }
            }
        }
    }

    /** Sends the event of one document; false once a document was seen before, since all behind it were too. */
    private boolean send(Exchange exchange, ReplayRun run, Set<String> seen) {
        try {
            String text = exchange.getMessage().getBody(String.class);
            boolean isNew = seen.add(text);
            if (!isNew || !run.send(text)) {
                exchange.setException(undelivered.writeBack(text.trim(), UndeliveredDocument.read(text).event()));
            }
            return isNew;
        } catch (DeliveryException | RuntimeException e) {
            run.unreadable("An undelivered event of " + undelivered.displayed(), e);
            exchange.setException(e);
            return true;
        }
    }
}
