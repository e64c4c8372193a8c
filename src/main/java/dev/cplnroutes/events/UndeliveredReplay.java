package dev.cplnroutes.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.component.file.FileEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads undelivered events from {@code cpln.undelivered.endpoint} and sends them again; one run at a time.
 */
final class UndeliveredReplay {

    private static final Logger LOG = LoggerFactory.getLogger("dev.cplnroutes.events");

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
        Run run = new Run(endpoints::of, attempt);
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

    private void sendEndpoint(Endpoint endpoint, Run run) throws Exception {
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
    private boolean send(Exchange exchange, Run run, Set<String> seen) {
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

    /**
     * One run that sends undelivered events again, each once. After an attempt that failed and may pass, it tries no
     * further event of that receiver.
     */
    static final class Run {

        private final Function<EventKind, List<EventEndpoint>> endpoints;
        private final Function<EventDelivery, DeliveryException> attempt;
        private final Set<EventEndpoint> away = new HashSet<>();
        private int delivered;
        private int failed;

        /**
         * Makes a run.
         *
         * @param endpoints returns the endpoints of a kind
         * @param attempt   sends an event once; returns null if it arrived
         */
        Run(Function<EventKind, List<EventEndpoint>> endpoints, Function<EventDelivery, DeliveryException> attempt) {
            this.endpoints = endpoints;
            this.attempt = attempt;
        }

        /** Counts so far. */
        Redelivery result() {
            return new Redelivery(delivered, failed);
        }

        /**
         * Sends the event of a document.
         *
         * @param text the document
         * @return false if it did not arrive and has to be kept
         * @throws DeliveryException if the text is not the document of an undelivered event; it is not counted
         */
        boolean send(String text) throws DeliveryException {
            UndeliveredDocument document = UndeliveredDocument.read(text);
            EventEndpoint receiver = document.endpointAmong(endpoints.apply(document.event().kind())).orElse(null);
            boolean isDelivered = false;
            if (receiver != null && !away.contains(receiver)) {
                DeliveryException failure = attempt.apply(new EventDelivery(document.event(), receiver, 0));
                isDelivered = failure == null;
                if (failure != null && !failure.isFinal()) {
                    away.add(receiver);
                }
            }
            if (isDelivered) {
                delivered++;
            } else {
                failed++;
            }
            return isDelivered;
        }

        /**
         * Counts a document that cannot be read, and logs it.
         *
         * @param what   names the document, at the start of a sentence
         * @param reason why it cannot be read
         */
        void unreadable(String what, Exception reason) {
            failed++;
            LOG.warn("{} cannot be read and is not sent again: {}", what, DeliveryException.of(reason).getMessage());
        }

        /**
         * Sends the files of a folder in the order of their names and deletes those that arrived. Camel's file consumer
         * would read the whole folder again for each file.
         *
         * @param folder may be absent
         * @throws IOException if the folder cannot be read
         */
        void sendFolder(Path folder) throws IOException {
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
                    if (send(Files.readString(file))) {
                        Files.delete(file);
                    }
                } catch (NoSuchFileException e) {
                    // Another process has sent it.
                } catch (IOException | DeliveryException e) {
                    unreadable("Undelivered event " + file.getFileName(), e);
                }
            }
        }
    }
}
