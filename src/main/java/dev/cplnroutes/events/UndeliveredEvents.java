package dev.cplnroutes.events;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps events that could not be delivered in {@code cpln.undelivered.endpoint}, a JSON document each, and reads them from
 * there. A document names the receiver by what may be seen of it; its URI stays in the settings.
 */
public final class UndeliveredEvents implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger("dev.cplnroutes.events");
    private static final String SETTING = "cpln.undelivered.endpoint";
    private static final ObjectMapper JSON = new ObjectMapper();
    /** As in the route that empties it. */
    private static final int QUEUE_SIZE = 10_000;
    /** Threads that writing may hold which hangs. */
    private static final int MOST_GIVEN_UP = 8;
    /** One redelivery ends even where events come in as fast as it sends them. */
    private static final int MOST_AT_ONCE = 100_000;
    /** Milliseconds to wait for the next event of an endpoint that is no folder. */
    private static final long READ_TIMEOUT = 5_000;

    private final EventSettings settings;
    private final EventEndpoints endpoints;
    private final Clock clock;
    private final Lock redelivering = new ReentrantLock();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong redelivered = new AtomicLong();
    private volatile long hurryUntil;
    private CamelContext camelContext;
    private ConsumerTemplate consumers;
    private TimeLimitedCalls calls;
    private Producer producer;
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
        DeliveryException failure = write(document(kept), delivery);
        if (failure == null) {
            written.incrementAndGet();
            delivery.endpoint().undelivered(kept.reason(), displayed());
        } else {
            delivery.endpoint().dropped(kept.reason(), SETTING + " failed too (" + failure.getMessage() + ")");
        }
    }

    private DeliveryException write(String document, EventDelivery delivery) {
        Duration limit = limit();
        if (limit.isZero()) {
            return DeliveryException.passing("no time left");
        }
        try {
            // Camel ends its threads when it forces its routes to stop. The event must not be lost for it.
            calls().makeWhateverComes(() -> send(document, delivery), limit);
            return null;
        } catch (DeliveryException e) {
            return e;
        }
    }

    private Exception send(String document, EventDelivery delivery) throws Exception {
        Exchange exchange = endpoints.undelivered().createExchange();
        exchange.getMessage().setBody(document + "\n");
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        switch (EventUris.form(settings.undeliveredEndpoint())) {
            case FILE -> {
                exchange.getMessage().setHeader(Exchange.FILE_NAME, EventForm.fileName(delivery.event(), delivery.number()));
                exchange.setProperty(Exchange.CHARSET_NAME, StandardCharsets.UTF_8.name());
            }
            case KAFKA -> exchange.getMessage().setHeader("kafka.KEY", delivery.event().key());
            default -> { }
        }
        producer().process(exchange);
        return exchange.getException();
    }

    /** Camel waits for what is written from now on. */
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
        try {
            if (EventUris.isFolder(settings.undeliveredEndpoint())) {
                run.readFolder(((FileEndpoint) endpoints.undelivered()).getFile().toPath());
            } else {
                run.readEndpoint();
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
        private final Set<EventEndpoint> away = new HashSet<>();
        private int delivered;
        private int failed;

        Run(Function<EventDelivery, DeliveryException> attempt) {
            this.attempt = attempt;
        }

        /** Not by Camel's consumer, which reads the whole folder once more for each file. */
        void readFolder(Path folder) throws IOException {
            if (!Files.isDirectory(folder)) {
                return;
            }
            List<Path> files;
            try (Stream<Path> all = Files.list(folder)) {
                files = all.filter(file -> !file.getFileName().toString().startsWith(".") && Files.isRegularFile(file))
                        .sorted().toList();
            }
            for (Path file : files) {
                try {
                    if (isDone(Files.readString(file))) {
                        Files.delete(file);
                    }
                } catch (NoSuchFileException e) {
                    // Another process has sent it.
                } catch (IOException e) {
                    failed++;
                    LOG.warn("The undelivered event {} cannot be read ({})", file.getFileName(),
                            e.getClass().getSimpleName());
                }
            }
        }

        void readEndpoint() throws Exception {
            Set<String> seen = new HashSet<>();
            try (PollingConsumer consumer = endpoints.undelivered().createPollingConsumer()) {
                consumer.start();
                boolean goesOn = true;
                while (goesOn && seen.size() < MOST_AT_ONCE) {
                    Exchange exchange = consumer.receive(READ_TIMEOUT);
                    goesOn = exchange != null && take(exchange, seen);
                }
            }
        }

        /** Handles one document; false where the rest was seen already. */
        private boolean take(Exchange exchange, Set<String> seen) {
            try {
                String text = exchange.getMessage().getBody(String.class);
                boolean isNew = seen.add(text);
                if (!isNew || !isDone(text)) {
                    // Behind all others, which come first.
                    exchange.setException(write(text.trim(), new EventDelivery(event(JSON.readTree(text)), null, 0)));
                }
                return isNew;
            } catch (IOException | RuntimeException e) {
                LOG.warn("An undelivered event cannot be read ({})", e.getClass().getSimpleName());
                failed++;
                exchange.setException(e);
                return true;
            } finally {
                consumers.doneUoW(exchange);
            }
        }

        /** Sends what a document holds; false where it has to be kept. */
        private boolean isDone(String text) throws IOException {
            JsonNode document = JSON.readTree(text);
            Event event = event(document);
            EventEndpoint receiver = receiver(event.kind(), document);
            boolean isDelivered = false;
            if (receiver != null && !away.contains(receiver)) {
                DeliveryException failure = attempt.apply(new EventDelivery(event, receiver, 0));
                isDelivered = failure == null;
                if (failure != null && !failure.isFinal()) {
                    away.add(receiver);
                }
            }
            delivered += isDelivered ? 1 : 0;
            failed += isDelivered ? 0 : 1;
            return isDelivered;
        }

        /** The same endpoint as then; where the setting has changed, one that looks the same. */
        private EventEndpoint receiver(EventKind kind, JsonNode document) {
            List<EventEndpoint> alike = new ArrayList<>(endpoints.of(kind));
            alike.removeIf(endpoint -> !endpoint.displayed().equals(document.path("receiver").asText()));
            return alike.stream().filter(endpoint -> endpoint.name().equals(document.path("endpoint").asText())).findFirst()
                    .orElse(alike.isEmpty() ? null : alike.get(0));
        }
    }

    private static Event event(JsonNode document) throws IOException {
        try {
            Event event = Event.ofCloudEvent(document.path("event"), document.path("key").textValue());
            if (event != null) {
                return event;
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw new IOException("Not an undelivered event");
    }

    /** Writes what is still in the queue when nobody empties it any more. */
    void drain() {
        List<Exchange> left = new ArrayList<>();
        if (isPresent()) {
            queue().getQueue().drainTo(left);
        }
        left.forEach(exchange -> write(exchange.getMessage().getBody(Kept.class)));
    }

    /** Lets go of the endpoint. */
    synchronized void close() {
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
