package dev.cplnroutes.events;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.file.GenericFileProducer;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Keeps events that could not be delivered: writes each as a JSON document to {@code cpln.undelivered.endpoint}.
 */
public final class UndeliveredEvents implements CamelContextAware {

    static final String SETTING = "cpln.undelivered.endpoint";

    /** As in the route that empties it. */
    private static final int QUEUE_SIZE = 10_000;
    /** Threads that writes which hang may hold. */
    private static final int MOST_GIVEN_UP = 8;

    private final EventSettings settings;
    private final EventEndpoints endpoints;
    private final Clock clock;
    private final AtomicLong written = new AtomicLong();
    private volatile long hurryUntil;
    private CamelContext camelContext;
    private TimeLimitedCalls calls;
    private Producer producer;
    private SedaEndpoint queue;

    /**
     * Makes the bean.
     *
     * @param settings  name the endpoint
     * @param endpoints resolve it
     * @param clock     gives the time of each document
     */
    public UndeliveredEvents(EventSettings settings, EventEndpoints endpoints, Clock clock) {
        this.settings = settings;
        this.endpoints = endpoints;
        this.clock = clock;
    }

    /**
     * An event to be kept.
     *
     * @param delivery the event and its receiver
     * @param reason   why it did not arrive
     */
    public record Kept(EventDelivery delivery, String reason) {
    }

    /** Queues an event to be kept; never waits. */
    void queue(EventDelivery delivery, String reason) {
        if (!isPresent()) {
            delivery.endpoint().dropped(reason, "there is no " + SETTING);
            return;
        }
        DefaultExchange exchange = new DefaultExchange(camelContext);
        exchange.getMessage().setBody(new Kept(delivery, reason));
        if (!queue().getQueue().offer(exchange)) {
            delivery.endpoint().dropped(reason, "the queue of " + QUEUE_SIZE + " to " + SETTING + " is full too");
        }
    }

    /** Writes an event and waits for it. */
    void keep(EventDelivery delivery, String reason) {
        write(new Kept(delivery, reason));
    }

    /** Writes an event and waits for it; counts it as dropped if that fails. */
    void write(Kept kept) {
        EventDelivery delivery = kept.delivery();
        if (!isPresent()) {
            delivery.endpoint().dropped(kept.reason(), "there is no " + SETTING);
            return;
        }
        DeliveryException failure = write(UndeliveredDocument.write(delivery, kept.reason(), clock.instant()),
                delivery.event(), delivery.number());
        if (failure == null) {
            written.incrementAndGet();
            delivery.endpoint().undelivered(kept.reason(), displayed());
        } else {
            delivery.endpoint().dropped(kept.reason(), SETTING + " failed too (" + failure.getMessage() + ")");
        }
    }

    /**
     * Writes a document that was read before, behind all others.
     *
     * @param document its text
     * @param event    its event
     * @return why it could not be written; null if it was
     */
    DeliveryException writeBack(String document, Event event) {
        return write(document, event, 0);
    }

    private DeliveryException write(String document, Event event, long number) {
        Duration limit = limit();
        if (limit.isZero()) {
            return DeliveryException.passing("no time left");
        }
        try {
            // Camel interrupts its threads when it forces its routes to stop. The event must not be lost then.
            calls().makeUninterruptibly(() -> send(document, event, number), limit);
            return null;
        } catch (DeliveryException e) {
            return e;
        }
    }

    private Exception send(String document, Event event, long number) throws Exception {
        Exchange exchange = endpoints.undelivered().createExchange();
        exchange.getMessage().setBody(document + "\n");
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        EventForm form = EventUris.form(settings.undeliveredEndpoint());
        if (form == EventForm.FILE) {
            return sendFile(exchange, EventForm.fileName(event, number));
        }
        if (form == EventForm.KAFKA) {
            exchange.getMessage().setHeader("kafka.KEY", event.key());
        }
        producer().process(exchange);
        return exchange.getException();
    }

    private Exception sendFile(Exchange exchange, String name) throws Exception {
        exchange.getMessage().setHeader(Exchange.FILE_NAME, name);
        exchange.setProperty(Exchange.CHARSET_NAME, StandardCharsets.UTF_8.name());
        GenericFileProducer<?> files = (GenericFileProducer<?>) producer();
        String unfinished = files.createTempFileName(exchange, files.createFileName(exchange));
        boolean isWritten = false;
        try {
            files.process(exchange);
            isWritten = exchange.getException() == null;
            return exchange.getException();
        } finally {
            if (!isWritten) {
                // Camel leaves it, such as on a full disk, and nobody would ever read it.
                Files.deleteIfExists(Path.of(unfinished));
            }
        }
    }

    /** Bounds the time of all writes from now on, since Camel waits for them to stop. */
    void hurry() {
        hurryUntil = System.nanoTime() + settings.timeout().toNanos();
    }

    private Duration limit() {
        Duration limit = settings.timeout();
        if (hurryUntil == 0) {
            return limit;
        }
        Duration left = Duration.ofNanos(Math.max(0, hurryUntil - System.nanoTime()));
        return left.compareTo(limit) < 0 ? left : limit;
    }

    private synchronized TimeLimitedCalls calls() {
        if (calls == null) {
            calls = new TimeLimitedCalls(endpoints.threads(), MOST_GIVEN_UP);
        }
        return calls;
    }

    /** Not a producer template, which refuses to send when Camel forces its routes to stop. */
    private synchronized Producer producer() throws Exception {
        if (producer == null) {
            Producer created = endpoints.undelivered().createProducer();
            created.start();
            producer = created;
        }
        return producer;
    }

    /** Writes what is left in the queue after Camel has stopped its routes. */
    void drain() {
        List<Exchange> left = new ArrayList<>();
        if (isPresent()) {
            queue().getQueue().drainTo(left);
        }
        left.forEach(exchange -> write(exchange.getMessage().getBody(Kept.class)));
    }

    /** Closes the endpoint. */
    synchronized void close() {
        ServiceHelper.stopAndShutdownService(producer);
        producer = null;
    }

    /**
     * The counts of this process.
     *
     * @param redelivered undelivered events that arrived after all
     */
    EventStatistics.OfUndelivered statistics(long redelivered) {
        return new EventStatistics.OfUndelivered(isPresent() ? displayed() : null,
                isPresent() ? queue().getCurrentQueueSize() : 0, written.get(), redelivered);
    }

    /** Whether the setting names an endpoint. */
    boolean isPresent() {
        return !settings.undeliveredEndpoint().isEmpty();
    }

    /** What may be seen of the endpoint's URI. */
    String displayed() {
        return EventUris.displayed(settings.undeliveredEndpoint());
    }

    private synchronized SedaEndpoint queue() {
        if (queue == null) {
            queue = camelContext.getEndpoint("seda:cpln-undelivered?size=" + QUEUE_SIZE, SedaEndpoint.class);
        }
        return queue;
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }
}
