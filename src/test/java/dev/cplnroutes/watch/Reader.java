package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange;

/**
 * A subscriber that builds its own picture from a subscription as documented: a snapshot counts at {@code ready}, and
 * each change has to fit what is known before.
 */
final class Reader implements AutoCloseable {

    private Subscription subscription;
    private Map<String, Container> picture;
    private final Map<String, Container> snapshot = new LinkedHashMap<>();
    private final Map<String, ContainerChange> unconfirmed = new LinkedHashMap<>();
    final List<WatchEvent> events = new ArrayList<>();
    WatchEvent.Ready ready;
    String lastId;
    private long lastSequence = -1;
    String ended;

    Reader(Subscription subscription) {
        this.subscription = subscription;
    }

    /** The subscription goes on as another one. */
    void resume(Subscription other) {
        subscription = other;
        snapshot.clear();
        ended = null;
    }

    Subscription subscription() {
        return subscription;
    }

    /** Takes what there is. */
    Reader take() {
        List<WatchEvent> taken;
        do {
            taken = subscription.poll(1 + events.size() % 7);
            taken.forEach(this::take);
        } while (!taken.isEmpty());
        return this;
    }

    private void take(WatchEvent event) {
        events.add(event);
        if (event instanceof WatchEvent.Reset) {
            lastSequence = -1;
            snapshot.clear();
        } else if (event instanceof WatchEvent.Snapshot part) {
            part.containers().forEach(container -> assertThat(snapshot.put(key(container), container)).isNull());
        } else if (event instanceof WatchEvent.Ready all) {
            ready = all;
            picture = new LinkedHashMap<>(snapshot);
            unconfirmed.clear();
            advance(all.id());
        } else if (event instanceof WatchEvent.Ended end) {
            ended = end.reason();
        } else if (event instanceof WatchEvent.Change change) {
            advance(change.id());
            apply(change.change());
        }
    }

    private void advance(String id) {
        long sequence = WatchPosition.read(id).sequence();
        assertThat(sequence).as("ids increase").isGreaterThan(lastSequence);
        lastSequence = sequence;
        lastId = id;
    }

    private void apply(ContainerChange change) {
        assertThat(picture).as("a change behind the picture").isNotNull();
        switch (change.type()) {
            case ADDED -> assertThat(picture.put(change.key(), change.container())).as("added %s", change).isNull();
            case MODIFIED -> assertThat(picture.put(change.key(), change.container())).as("modified %s", change)
                    .isNotNull();
            case DELETED -> assertThat(picture.remove(change.key())).as("deleted %s", change).isNotNull();
            case UNCONFIRMED -> unconfirmed.put(change.gvcName() + "/" + change.workloadName(), change);
            default -> unconfirmed.remove(change.gvcName() + "/" + change.workloadName());
        }
    }

    static String key(Container container) {
        return WorkloadState.key(container);
    }

    /** The picture by keys; null before it is ready. */
    Map<String, Container> picture() {
        return picture;
    }

    /** What is known to be unconfirmed, by GVC and workload. */
    Map<String, ContainerChange> unconfirmed() {
        return unconfirmed;
    }

    List<ContainerChange> changes() {
        return events.stream().filter(WatchEvent.Change.class::isInstance)
                .map(event -> ((WatchEvent.Change) event).change()).toList();
    }

    /** Reads until something holds. */
    void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time: %s; events: %s", what, events).isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
            take();
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
