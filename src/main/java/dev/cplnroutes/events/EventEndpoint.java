package dev.cplnroutes.events;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One endpoint of a setting: its queues, its receiver and its counts. Events of one key are in one queue.
 */
final class EventEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger("dev.cplnroutes.events");
    private static final int MOST_MISSED = 100_000;
    private static final long WARNING_INTERVAL = TimeUnit.MINUTES.toNanos(1);

    private final EventKind kind;
    private final int number;
    private final String displayed;
    private final EventReceiver receiver;
    private final List<SedaEndpoint> queues;
    private final int queueSize;
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failedAttempts = new AtomicLong();
    private final AtomicLong undelivered = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong redelivered = new AtomicLong();
    /** Keys whose last change did not arrive in its turn, where the receiver keeps the last of each key. */
    private final Set<String> missed = new LinkedHashSet<>();
    private volatile boolean isDown;
    private volatile String lastFailure;
    private long lastWarning = System.nanoTime() - WARNING_INTERVAL;
    private long missedSinceDelivery;

    EventEndpoint(EventKind kind, int number, String displayed, EventReceiver receiver, List<SedaEndpoint> queues,
            int queueSize) {
        this.kind = kind;
        this.number = number;
        this.displayed = displayed;
        this.receiver = receiver;
        this.queues = List.copyOf(queues);
        this.queueSize = queueSize;
    }

    static String name(EventKind kind, int number) {
        return kind.kindName() + "-" + number;
    }

    /** Unique among all endpoints: kind and place in its setting, from 1. */
    String name() {
        return name(kind, number);
    }

    EventKind kind() {
        return kind;
    }

    /** What people may see of its URI. */
    String displayed() {
        return displayed;
    }

    EventReceiver receiver() {
        return receiver;
    }

    /**
     * Puts an event into its queue; never waits.
     *
     * @return false if the queues are full
     */
    boolean offer(EventDelivery delivery, CamelContext context) {
        SedaEndpoint queue = queues.get(Math.floorMod(delivery.event().key().hashCode(), queues.size()));
        DefaultExchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(delivery);
        published.incrementAndGet();
        if (queued() >= queueSize) {
            return false;
        }
        // Without a producer: its exception when the queue is full costs more than the rest of the call.
        return queue.getQueue().offer(exchange);
    }

    /** Whether an event was given up after all its attempts and none has arrived since. */
    boolean isDown() {
        return isDown;
    }

    void attemptFailed(String reason) {
        failedAttempts.incrementAndGet();
        lastFailure = reason;
    }

    void givenUp() {
        isDown = true;
    }

    void delivered() {
        delivered.incrementAndGet();
        isUp();
    }

    /** Takes note of a change that a topic has not got, or has got behind a newer one: the topic is to be put right. */
    void missed(Event event) {
        if (kind == EventKind.CHANGE && EventUris.form(displayed) == EventForm.KAFKA) {
            missed(event.key());
        }
    }

    void missed(String key) {
        synchronized (missed) {
            if (missed.size() < MOST_MISSED) {
                missed.add(key);
            }
        }
    }

    /** The keys to be put right; they count as taken. While it is down one of them shows whether it still is. */
    List<String> takeMissed() {
        synchronized (missed) {
            List<String> taken = missed.stream().limit(isDown ? 1 : MOST_MISSED).toList();
            taken.forEach(missed::remove);
            return taken;
        }
    }

    /** Counts an undelivered event that arrived after all; it may be of an earlier process. */
    void redelivered() {
        redelivered.incrementAndGet();
        isUp();
    }

    private void isUp() {
        isDown = false;
        synchronized (this) {
            if (missedSinceDelivery > 0) {
                LOG.info("Events are delivered to {} ({}) again; {} were not before", displayed, name(),
                        missedSinceDelivery);
                missedSinceDelivery = 0;
            }
        }
    }

    /** Counts an event that did not arrive and is kept. */
    void undelivered(String reason, String keptIn) {
        undelivered.incrementAndGet();
        warn(reason, "kept in " + keptIn);
    }

    /** Counts an event that could not be queued. */
    void lost(String reason) {
        published.incrementAndGet();
        dropped(reason, "it could not be queued");
    }

    /** Counts an event that is lost. */
    void dropped(String reason, String why) {
        dropped.incrementAndGet();
        warn(reason, "lost, since " + why);
    }

    private synchronized void warn(String reason, String consequence) {
        missedSinceDelivery++;
        if (System.nanoTime() - lastWarning >= WARNING_INTERVAL) {
            lastWarning = System.nanoTime();
            LOG.warn("An event could not be delivered to {} ({}): {}; it is {}. So far {} kept, {} lost; logged once "
                    + "a minute", displayed, name(), reason, consequence, undelivered, dropped);
        }
    }

    /** Removes the events that are left in the queues. */
    List<EventDelivery> drain() {
        List<Exchange> left = new ArrayList<>();
        queues.forEach(queue -> queue.getQueue().drainTo(left));
        return left.stream().map(exchange -> exchange.getMessage().getBody(EventDelivery.class)).toList();
    }

    int queued() {
        return queues.stream().mapToInt(SedaEndpoint::getCurrentQueueSize).sum();
    }

    EventStatistics.OfEndpoint statistics() {
        return new EventStatistics.OfEndpoint(name(), displayed, published.get(), queued(), delivered.get(),
                failedAttempts.get(), undelivered.get(), dropped.get(), redelivered.get(), lastFailure);
    }
}
