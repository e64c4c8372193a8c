package dev.cplnroutes.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run that sends undelivered events again, each once. After an attempt that failed and may pass, it tries no
 * further event of that receiver.
 */
final class ReplayRun {

    private static final Logger LOG = LoggerFactory.getLogger("dev.cplnroutes.events");

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
    ReplayRun(Function<EventKind, List<EventEndpoint>> endpoints, Function<EventDelivery, DeliveryException> attempt) {
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
