package dev.cplnroutes.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Producer;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Keeps events that could not be delivered in {@code cpln.undelivered.endpoint}, a JSON document each, and reads them from
 * there. A document names the receiver by what may be seen of it; its URI stays in the settings.
 */
public final class UndeliveredEvents implements CamelContextAware {

    private static final String SETTING = "cpln.undelivered.endpoint";
    private static final ObjectMapper JSON = new ObjectMapper();
    /** One call of redelivery ends even where events come in as fast as it sends them. */
    private static final int MOST_AT_ONCE = 100_000;
    /** As in the route that empties it. */
    private static final int QUEUE_SIZE = 10_000;
    /** Milliseconds to wait for the next event of a receiver that is no folder. */
    private static final long READ_TIMEOUT = 5_000;

    private final EventSettings settings;
    private final EventEndpoints endpoints;
    private final Clock clock;
    private final Lock redelivering = new ReentrantLock();
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong redelivered = new AtomicLong();
    private CamelContext camelContext;
    private Producer producer;
    private ConsumerTemplate consumers;
    private SedaEndpoint queue;

    /**
     * Makes the bean.
     *
     * @param settings  name the endpoint
     * @param endpoints resolve it, and the receivers
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

    /** Keeps an event, without waiting for it to be written. */
    void queue(EventDelivery delivery, String reason) {
        if (!isPresent()) {
            delivery.endpoint().dropped(reason, "there is no " + SETTING);
            return;
        }
        DefaultExchange exchange = new DefaultExchange(camelContext);
        exchange.getMessage().setBody(new Kept(delivery, reason));
        if (!queue().getQueue().offer(exchange)) {
            delivery.endpoint().dropped(reason, "so is the queue to " + SETTING);
        }
    }

    /** Keeps an event. */
    void keep(EventDelivery delivery, String reason) {
        write(new Kept(delivery, reason));
    }

    /** Writes an event. */
    void write(Kept kept) {
        EventDelivery delivery = kept.delivery();
        if (!isPresent()) {
            delivery.endpoint().dropped(kept.reason(), "there is no " + SETTING);
            return;
        }
        Exception failure = write(document(kept), delivery.event());
        if (failure == null) {
            written.incrementAndGet();
            delivery.endpoint().undelivered(kept.reason(), displayed());
        } else {
            delivery.endpoint().dropped(kept.reason(), SETTING + " failed too ("
                    + DeliveryException.of(failure).getMessage() + ")");
        }
    }

    private Exception write(String document, Event event) {
        try {
            Exchange exchange = endpoints.undelivered().createExchange();
            exchange.getMessage().setBody(document + "\n");
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
            switch (EventUris.form(settings.undeliveredEndpoint())) {
                case FILE -> exchange.getMessage().setHeader(Exchange.FILE_NAME,
                        EventForm.fileName(event, clock.instant(), number.incrementAndGet()));
                case KAFKA -> exchange.getMessage().setHeader("kafka.KEY", event.key());
                default -> { }
            }
            producer().process(exchange);
            return exchange.getException();
        } catch (Exception e) {
            return e;
        }
    }

    /** Not a producer template: it refuses when Camel forces its routes to stop, and then it is needed most. */
    private synchronized Producer producer() throws Exception {
        if (producer == null) {
            Producer created = endpoints.undelivered().createProducer();
            created.start();
            producer = created;
        }
        return producer;
    }

    private String document(Kept kept) {
        EventDelivery delivery = kept.delivery();
        ObjectNode document = JSON.createObjectNode();
        document.put("endpoint", delivery.endpoint().name()).put("receiver", delivery.endpoint().displayed())
                .put("reason", kept.reason()).put("attempts", delivery.attempts()).put("time", clock.instant().toString())
                .put("key", delivery.event().key());
        document.set("event", delivery.event().toCloudEvent());
        return Event.json(document);
    }

    /**
     * Reads what is there and tries each.
     *
     * @param attempt sends an event, gives null where it has arrived
     * @throws RedeliveryException where there is no endpoint, it cannot be read, or another call is at it
     */
    Redelivery redeliver(Function<EventDelivery, DeliveryException> attempt) {
        if (!isPresent()) {
            throw new RedeliveryException("There is no " + SETTING + " to read undelivered events from.");
        }
        if (!redelivering.tryLock()) {
            throw new RedeliveryException("Undelivered events are being sent again already.");
        }
        Run run = new Run(attempt);
        try (PollingConsumer consumer = endpoints.undelivered().createPollingConsumer()) {
            consumer.start();
            // What is written again comes last: those that are there now are the first.
            long left = isFolder() ? filesNow() : MOST_AT_ONCE;
            boolean goesOn = true;
            while (goesOn && left-- > 0) {
                Exchange exchange = isFolder() ? consumer.receiveNoWait() : consumer.receive(READ_TIMEOUT);
                goesOn = exchange != null && run.take(exchange);
            }
        } catch (Exception e) {
            throw new RedeliveryException(SETTING + " (" + displayed() + ") cannot be read: "
                    + DeliveryException.of(e).getMessage());
        } finally {
            redelivering.unlock();
            redelivered.addAndGet(run.delivered);
        }
        return new Redelivery(run.delivered, run.failed);
    }

    /** One redelivery: what failed once is not tried again, and neither is a receiver that is away. */
    private final class Run {

        private final Function<EventDelivery, DeliveryException> attempt;
        private final Set<String> seen = new HashSet<>();
        private final Set<EventEndpoint> away = new HashSet<>();
        private int delivered;
        private int failed;

        Run(Function<EventDelivery, DeliveryException> attempt) {
            this.attempt = attempt;
        }

        /** Handles one document; false where the rest was seen already. */
        boolean take(Exchange exchange) {
            boolean isNew = false;
            try {
                JsonNode document = JSON.readTree(exchange.getMessage().getBody(String.class));
                Event event = event(document);
                isNew = event != null && seen.add(document.path("endpoint").asText() + " " + event.id());
                if (event == null) {
                    // A folder puts it aside.
                    exchange.setException(new IOException("Not an undelivered event"));
                    return true;
                }
                if (isNew && arrives(event, document)) {
                    delivered++;
                } else {
                    failed += isNew ? 1 : 0;
                    // Behind all others, which come first.
                    Exception failure = write(Event.json(document), event);
                    exchange.setException(failure);
                }
                return isNew;
            } catch (IOException e) {
                exchange.setException(e);
                return true;
            } finally {
                consumers.doneUoW(exchange);
            }
        }

        private boolean arrives(Event event, JsonNode document) {
            EventEndpoint receiver = receiver(event.kind(), document);
            if (receiver == null || away.contains(receiver)) {
                return false;
            }
            DeliveryException failure = attempt.apply(new EventDelivery(event, receiver));
            if (failure != null && !failure.isFinal()) {
                away.add(receiver);
            }
            return failure == null;
        }

        /** The same endpoint as then; where the setting has changed, one that looks the same. */
        private EventEndpoint receiver(EventKind kind, JsonNode document) {
            List<EventEndpoint> alike = new ArrayList<>(endpoints.of(kind));
            alike.removeIf(endpoint -> !endpoint.displayed().equals(document.path("receiver").asText()));
            return alike.stream().filter(endpoint -> endpoint.name().equals(document.path("endpoint").asText())).findFirst()
                    .orElse(alike.isEmpty() ? null : alike.get(0));
        }
    }

    private static Event event(JsonNode document) {
        try {
            return Event.ofCloudEvent(document.path("event"), document.path("key").textValue());
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Writes what is still in the queue when nobody empties it any more. */
    void drain() {
        List<Exchange> left = new ArrayList<>();
        if (isPresent()) {
            queue().getQueue().drainTo(left);
        }
        left.forEach(exchange -> write(exchange.getMessage().getBody(Kept.class)));
        closeProducer();
    }

    private synchronized void closeProducer() {
        ServiceHelper.stopAndShutdownService(producer);
        producer = null;
    }

    EventStatistics.OfUndelivered statistics() {
        return new EventStatistics.OfUndelivered(isPresent() ? displayed() : null,
                isPresent() ? queue().getCurrentQueueSize() : 0, written.get(), redelivered.get());
    }

    private boolean isPresent() {
        return !settings.undeliveredEndpoint().isEmpty();
    }

    private boolean isFolder() {
        return EventUris.scheme(settings.undeliveredEndpoint()).equals("file");
    }

    private long filesNow() throws IOException {
        Path folder = ((FileEndpoint) endpoints.undelivered()).getFile().toPath();
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith(".")).count();
        }
    }

    private String displayed() {
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
        this.consumers = camelContext.createConsumerTemplate();
    }
}
