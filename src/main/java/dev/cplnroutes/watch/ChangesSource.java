package dev.cplnroutes.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.ContainerChange.Type;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.request.KameletRequest;
import dev.cplnroutes.support.SettingValue;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriber of the Kamelet {@code cpln-changes-source}, which asks it again and again for what has changed. If the
 * Kamelet asks no more, it is ended as any subscriber that does not read.
 */
public final class ChangesSource implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger("dev.cplnroutes.watch");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FORMATS = List.of("json", "text", "chat");
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    private static final int AT_ONCE = 100;
    /** Pause before it subscribes again after a failure. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

    private KameletRequest request = new KameletRequest();
    private String format = "json";
    private Watches watches;
    private Subscription subscription;
    private String lastEventId;
    private long refusedAt;
    private CamelContext camelContext;

    /** Makes a source of all changes, as JSON. */
    public ChangesSource() {
    }

    /**
     * Sets what is selected.
     *
     * @param request options of a listing
     */
    public void setRequest(KameletRequest request) {
        this.request = request;
    }

    /**
     * Sets what becomes of a change.
     *
     * @param format {@code json} for its data, {@code text} for a line, {@code chat} for that as the JSON that chats
     *               take: {@code {"text":"…"}}
     * @throws IllegalArgumentException if it is something else
     */
    public void setFormat(String format) {
        if (!FORMATS.contains(format)) {
            throw SettingValue.wrong("format", format, String.join(", ", FORMATS));
        }
        this.format = format;
    }

    /**
     * The next changes; waits half a second for one.
     *
     * @return texts in the format that was set
     * @throws InvalidRequestException if the request is not allowed
     * @throws ListingFailedException  if there are too many subscribers; it is tried again after half a minute
     * @throws InterruptedException    if the thread was interrupted
     */
    public synchronized List<String> take() throws InterruptedException {
        List<String> texts = new ArrayList<>();
        if (subscription == null && !subscribe()) {
            Thread.sleep(LONGEST_WAIT.toMillis());
            return texts;
        }
        for (WatchEvent event : subscription.await(AT_ONCE, LONGEST_WAIT)) {
            if (event instanceof WatchEvent.Change change) {
                texts.add(text(change));
            } else if (event instanceof WatchEvent.Reset reset) {
                LOG.warn("Changes may be missing for a route of cpln-changes-source: {}", reset.reason());
            } else if (event instanceof WatchEvent.Ended) {
                subscription = null;
            }
            lastEventId = event.id() == null ? lastEventId : event.id();
        }
        if (subscription != null && subscription.position() != null) {
            lastEventId = subscription.position();
        }
        return texts;
    }

    /** False where it is refused, as it was a short while ago, or the process ends. */
    private boolean subscribe() {
        boolean wasRefused = refusedAt != 0 && System.nanoTime() - refusedAt < PAUSE_NANOS;
        if (wasRefused) {
            return false;
        }
        if (watches == null) {
            watches = camelContext.getRegistry().lookupByNameAndType(Watches.NAME, Watches.class);
        }
        refusedAt = System.nanoTime();
        try {
            subscription = watches.subscribe(request.options(), lastEventId);
        } catch (ListingFailedException e) {
            if (e.wasStopped()) {
                return false;
            }
            throw e;
        }
        subscription.expectToBeAsked();
        refusedAt = 0;
        return true;
    }

    private String text(WatchEvent.Change change) {
        String line = line(change.change());
        return switch (format) {
            case "text" -> line;
            case "chat" -> json(Map.of("text", line));
            default -> change.json();
        };
    }

    /** What has happened, for people. */
    static String line(ContainerChange change) {
        String workload = change.gvcName() + "/" + change.workloadName();
        Container container = change.container();
        if (container == null) {
            return change.type() == Type.CONFIRMED ? workload + " can be read again"
                    : workload + " cannot be read: " + change.message();
        }
        String name = workload + " " + container.name() + " in " + container.location();
        String health = container.healthStatus() == null ? "there" : container.healthStatus().text();
        if (change.type() == Type.DELETED) {
            return change.changed() == null ? name + " is gone" : name + " is no longer " + health;
        }
        return name + " is " + health + (container.message() == null || container.message().isBlank() ? ""
                : ": " + container.message());
    }

    private static String json(Map<String, String> value) {
        try {
            return JSON.writeValueAsString(new LinkedHashMap<>(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A change cannot be written as JSON", e);
        }
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
