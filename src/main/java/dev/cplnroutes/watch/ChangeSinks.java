package dev.cplnroutes.watch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.ContainerChange.Type;
import dev.cplnroutes.events.Event;
import dev.cplnroutes.events.EventDeliveries;
import dev.cplnroutes.events.EventEndpoints;
import dev.cplnroutes.events.EventKind;
import dev.cplnroutes.events.EventPublisher;
import dev.cplnroutes.listing.LaneThreads;
import dev.cplnroutes.request.ResolvedRequest;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of changes from watches that the settings name to {@code cpln.changes.endpoints}. A watch begins with
 * everything that is there as {@code added}. A Kafka topic may also hold containers that went while nothing was
 * watched. It is read once, and those containers are {@code deleted}.
 */
public final class ChangeSinks implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger("dev.cplnroutes.watch");
    /** Changes that are queued at once: a queue takes thousands, and empties meanwhile. */
    private static final int AT_ONCE = 1000;
    /** Pause before the topics are read again after a failure. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final ObjectMapper JSON = new ObjectMapper()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final EventPublisher publisher;
    private final EventEndpoints endpoints;
    private final EventDeliveries deliveries;
    private final ExecutorService threads;
    /** What topics said is there, by its key, of each watch that publishes; null while they are being read. */
    private final Map<Watch, Map<String, byte[]>> leftovers = new HashMap<>();
    /** When the last reading of topics began, of each watch that publishes: System.nanoTime. */
    private final Map<Watch, Long> askedAt = new HashMap<>();
    private final AtomicBoolean isPuttingRight = new AtomicBoolean();
    private boolean hasWarned;
    private CamelContext camelContext;

    /**
     * Makes the bean.
     *
     * @param publisher  takes the changes
     * @param endpoints  know whether anybody wants them
     * @param deliveries know what has not arrived
     * @param threads    read topics, and put them right
     */
    public ChangeSinks(EventPublisher publisher, EventEndpoints endpoints, EventDeliveries deliveries,
            ExecutorService threads) {
        this.publisher = publisher;
        this.deliveries = deliveries;
        this.endpoints = endpoints;
        this.threads = threads;
    }

    /** Whether somebody wants changes. */
    boolean isWanted() {
        return endpoints.isWanted(EventKind.CHANGE);
    }

    /** A watch publishes from its beginning, or not any more. */
    synchronized void forget(Watch watch) {
        leftovers.remove(watch);
        askedAt.remove(watch);
    }

    /** Publishes what a watch has seen, in its order. What does not fit now follows with the next call. */
    synchronized void publish(Watch watch) {
        View view = watch.publishedView();
        if (view == null) {
            return;
        }
        List<ContainerChange> changes = new ArrayList<>();
        watch.takeUnpublished(AT_ONCE).forEach(change -> {
            WatchEvent.Data seen = change.seenBy(view);
            if (seen != null) {
                changes.add(seen.change());
            }
        });
        publisher.changes(changes);
        if (!leftovers.containsKey(watch)) {
            readTopics(watch, view);
        } else if (leftovers.get(watch) != null) {
            publisher.changes(judged(watch, view, leftovers.get(watch)));
        }
    }

    /** Sends topics the present state of keys whose changes did not arrive in their turn. Called once an interval. */
    void putRight() {
        if (!isWanted() || !isPuttingRight.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.execute((LaneThreads.OwnThread) () -> {
                try {
                    deliveries.putRight(this::present);
                } finally {
                    isPuttingRight.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            isPuttingRight.set(false);
        }
    }

    /** The event with the present state of a key; null if no picture tells. */
    private Event present(String key) {
        Watch watch;
        synchronized (this) {
            watch = leftovers.keySet().stream().filter(one -> one.publishedView() != null && covers(one, key))
                    .findFirst().orElse(null);
        }
        View view = watch == null ? null : watch.publishedView();
        if (view == null) {
            return null;
        }
        Picture picture = watch.picture();
        Picture.Verdict verdict = picture.verdict(view, key);
        if (verdict != Picture.Verdict.THERE) {
            return verdict == Picture.Verdict.UNKNOWN ? null : publisher.event(deleted(key, null, watch.now()));
        }
        String[] names = key.split("/", 3);
        WorkloadState state = picture.workloads().get(new WorkloadKey(names[0], names[1]));
        return publisher.event(names.length == 2
                ? PictureChange.of(0, watch.now(), state.traits(), state.traits(), state.unconfirmed(),
                        watch.now()).plain().change()
                : ContainerChange.of(Type.ADDED, watch.now(), key, null, state.containers().get(key)));
    }

    /** Behind the first whole picture: what is there need not be remembered. */
    private void readTopics(Watch watch, View view) {
        Picture picture = watch.picture();
        List<String> uris = endpoints.kafkaUris(EventKind.CHANGE);
        Long failedAt = askedAt.get(watch);
        if (!picture.isSettled() || failedAt != null && System.nanoTime() - failedAt < PAUSE_NANOS) {
            return;
        }
        Long now = System.nanoTime();
        askedAt.put(watch, now);
        leftovers.put(watch, uris.isEmpty() ? new LinkedHashMap<>() : null);
        if (uris.isEmpty()) {
            return;
        }
        try {
            threads.execute((LaneThreads.OwnThread) () -> {
                Map<String, byte[]> found = null;
                try {
                    Map<String, byte[]> all = new LinkedHashMap<>();
                    uris.forEach(uri -> all.putAll(CompactedTopic.read(camelContext, uri,
                            key -> covers(watch, key) && picture.verdict(view, key) != Picture.Verdict.THERE)));
                    found = all;
                } catch (RuntimeException | LinkageError e) {
                    warn(e);
                }
                keep(watch, found, now);
            });
        } catch (RejectedExecutionException e) {
            leftovers.remove(watch);
        }
    }

    private synchronized void keep(Watch watch, Map<String, byte[]> found, Long began) {
        if (!began.equals(askedAt.get(watch))) {
            // It has been let go meanwhile; what it publishes now begins with a reading of its own.
            return;
        }
        if (found == null) {
            // Tried again after a pause.
            leftovers.remove(watch);
        } else {
            leftovers.put(watch, found);
        }
    }

    private synchronized void warn(Throwable failure) {
        if (!hasWarned && !camelContext.isStopping()) {
            hasWarned = true;
            LOG.warn("A topic of cpln.changes.endpoints cannot be read ({}): it may say of containers that they are "
                    + "there which went while nobody watched. It is tried again, and not told again",
                    failure.getClass().getSimpleName());
        }
    }

    private static boolean covers(Watch watch, String key) {
        int slash = key.indexOf('/');
        return slash > 0 && (watch.scope().equals(ResolvedRequest.ALL_GVCS)
                || List.of(watch.scope().split(",")).contains(key.substring(0, slash)));
    }

    /** What is gone of what topics said is there; what is not known yet is judged again later. */
    private static List<ContainerChange> judged(Watch watch, View view, Map<String, byte[]> found) {
        List<ContainerChange> gone = new ArrayList<>();
        if (found.isEmpty()) {
            return gone;
        }
        Picture picture = watch.picture();
        found.entrySet().removeIf(entry -> {
            Picture.Verdict verdict = picture.verdict(view, entry.getKey());
            if (verdict == Picture.Verdict.GONE) {
                gone.add(deleted(entry.getKey(), entry.getValue(), watch.now()));
            }
            return verdict != Picture.Verdict.UNKNOWN;
        });
        return gone;
    }

    private static ContainerChange deleted(String key, byte[] value, Instant now) {
        String[] names = key.split("/", 3);
        if (names.length == 2) {
            return new ContainerChange(Type.CONFIRMED, now, names[0], names[1], null, null, null, null, null, null);
        }
        Container container = null;
        try {
            JsonNode known = JSON.readTree(value == null ? new byte[0] : value).at("/data/container");
            container = known.isObject() ? JSON.treeToValue(known, Container.class) : null;
        } catch (IOException e) {
            // The value is not ours; its key is gone all the same.
        }
        return new ContainerChange(Type.DELETED, now, names[0], names[1], key, null, container, null, null, null);
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
