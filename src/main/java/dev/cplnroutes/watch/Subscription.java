package dev.cplnroutes.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.cplnroutes.Container;
import dev.cplnroutes.WorkloadError;

/**
 * One subscriber of a watch. It takes events at its own speed and delays no other. If the history does not reach back
 * to its place any more, it is reset and begins with a snapshot again. A subscriber that takes nothing is cut off after
 * half a minute, or soon after the history has left its place behind. Thread-safe.
 */
public final class Subscription implements AutoCloseable {

    private static final int CONTAINERS_OF_A_SNAPSHOT = 500;
    /** Many changes may come at one moment. A subscriber that reads takes the first of them within this time. */
    private static final Duration BURST = Duration.ofSeconds(2);

    private final Watch watch;
    private final View view;
    private final WatchPosition base;
    private final Runnable whenClosed;
    /** Events that come before all further changes. */
    private final Queue<WatchEvent> first = new ArrayDeque<>();
    /** Number of the last change that it has passed; below 0 before its snapshot. */
    private long sequence;
    private long seen;
    private String ended;
    private final AtomicBoolean hasLeft = new AtomicBoolean();
    private boolean isClosed;
    private boolean isExpectedToAsk;
    private Instant lateSince;
    private Runnable wake = () -> { };

    Subscription(Watch watch, View view, WatchPosition base, Runnable whenClosed, long sequence, String resetReason) {
        this.watch = watch;
        this.view = view;
        this.base = base;
        this.whenClosed = whenClosed;
        this.sequence = sequence;
        if (resetReason != null) {
            first.add(new WatchEvent.Reset(resetReason));
        }
    }

    /**
     * Sets what is called when there may be something to take. It is called on a thread of the watch, must be quick,
     * and may be called for nothing.
     *
     * @param listener such as one that wakes the thread that polls
     */
    public void onEvents(Runnable listener) {
        synchronized (this) {
            wake = listener;
        }
        listener.run();
    }

    /**
     * Takes the next events; never waits. The snapshot comes as soon as everything was read once.
     *
     * @param most how many at most, from 1
     * @return in their order; empty where there are none now. The last one of all is {@link WatchEvent.Ended}
     */
    public synchronized List<WatchEvent> poll(int most) {
        lateSince = null;
        List<WatchEvent> events = new ArrayList<>();
        if (isClosed) {
            return events;
        }
        if (sequence >= 0 && first.isEmpty() && ended == null && !isReached()) {
            sequence = -1;
            first.add(new WatchEvent.Reset("It reads too slowly: events were dropped that it had not taken"));
            watch.recorder().reset();
        }
        if (sequence < 0 && ended == null) {
            open();
        }
        while (events.size() < most && !first.isEmpty()) {
            events.add(first.remove());
        }
        while (sequence >= 0 && ended == null && events.size() < most && addChanges(events, most - events.size())) {
            // The changes so far were not for it, or there are more.
        }
        if (ended != null && first.isEmpty() && events.size() < most) {
            events.add(new WatchEvent.Ended(ended));
            close();
        }
        return events;
    }

    private void open() {
        Picture picture;
        synchronized (watch) {
            if (!watch.keeper().isSettled()) {
                return;
            }
            picture = watch.keeper().picture();
        }
        sequence = picture.sequence();
        List<Container> containers = picture.containers(view);
        for (int i = 0; i < containers.size(); i += CONTAINERS_OF_A_SNAPSHOT) {
            first.add(new WatchEvent.Snapshot(List.copyOf(containers.subList(i,
                    Math.min(containers.size(), i + CONTAINERS_OF_A_SNAPSHOT))), view.fields()));
        }
        Instant oldest = picture.oldest();
        first.add(new WatchEvent.Ready(base.at(sequence).toString(), picture.isComplete(view), picture.errors(view),
                picture.unmatched(view, watch.scope()), oldest,
                oldest == null ? null : Duration.between(oldest, watch.now()).toMillis() / 1000.0));
    }

    private boolean isReached() {
        synchronized (watch) {
            return watch.keeper().history().reaches(sequence);
        }
    }

    /** Adds events; false where there are none any more. */
    private boolean addChanges(List<WatchEvent> events, int most) {
        List<PictureChange> changes;
        synchronized (watch) {
            if (!watch.keeper().history().reaches(sequence)) {
                // The next call finds it so.
                return false;
            }
            changes = watch.keeper().history().behind(sequence, most);
        }
        for (PictureChange change : changes) {
            sequence = change.sequence();
            WatchEvent.Data data = change.seenBy(view);
            if (data != null) {
                events.add(new WatchEvent.Change(base.at(sequence).toString(), data));
            }
        }
        return !changes.isEmpty();
    }

    /**
     * Takes the next events, and waits for them where there are none.
     *
     * @param most    how many at most, from 1
     * @param longest how long it waits at most
     * @return as {@link #poll}; empty where none came in time
     * @throws InterruptedException if the thread was interrupted
     */
    public List<WatchEvent> await(int most, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            long before;
            synchronized (this) {
                before = seen;
            }
            List<WatchEvent> events = poll(most);
            synchronized (this) {
                long rest = (deadline - System.nanoTime()) / 1_000_000;
                if (!events.isEmpty() || rest <= 0 || isClosed) {
                    return events;
                }
                if (seen == before) {
                    wait(rest);
                }
            }
        }
    }

    /**
     * The id from which this subscriber may go on. It advances past changes that are not for it, too.
     *
     * @return null before it has got its whole snapshot
     */
    public synchronized String position() {
        return sequence < 0 || !first.isEmpty() ? null : base.at(sequence).toString();
    }

    /**
     * Why the list of workloads cannot be read.
     *
     * @return null where the list can be read, and where it has not been tried yet since somebody looks
     */
    public WorkloadError problem() {
        return watch.listError();
    }

    /**
     * Whether no further changes come: what is left to take ends with {@link WatchEvent.Ended}.
     *
     * @return true also when that was taken
     */
    public synchronized boolean isEnded() {
        return ended != null;
    }

    /** What subscribers can see of a watch. They are woken when it differs from the last one. */
    record News(long sequence, boolean isSettled, WorkloadError listError) {
    }

    void wake() {
        Runnable listener;
        synchronized (this) {
            seen++;
            notifyAll();
            listener = wake;
        }
        listener.run();
    }

    /** From now on it counts as late while it does not poll, even if there is nothing for it. */
    synchronized void expectToBeAsked() {
        isExpectedToAsk = true;
    }

    /** Whether it has left something unread for so long. */
    synchronized boolean isLate(Instant now, Duration patience) {
        boolean hasSome = isExpectedToAsk;
        synchronized (watch) {
            hasSome |= !first.isEmpty() || (sequence < 0 ? watch.keeper().isSettled()
                    : sequence < watch.keeper().history().last());
        }
        lateSince = !hasSome ? null : lateSince == null || now.isBefore(lateSince) ? now : lateSince;
        Duration longest = sequence < 0 || isReached() ? patience : patience.compareTo(BURST) < 0 ? patience : BURST;
        return lateSince != null && Duration.between(lateSince, now).compareTo(longest) > 0;
    }

    /**
     * Ends it, since it does not read, and counts it as cut off.
     *
     * @param reason its last event, for a person
     */
    public void cutOff(String reason) {
        watch.recorder().cutOff();
        end(reason);
    }

    /** Ends it; the reason is its last event. */
    void end(String reason) {
        synchronized (this) {
            ended = ended == null ? reason : ended;
        }
        leave();
        wake();
    }

    /** Counts no longer as a subscriber, whether or not it takes its last event. */
    private void leave() {
        if (!hasLeft.getAndSet(true)) {
            watch.left(this);
            whenClosed.run();
        }
    }

    /** Ends the subscription. Harmless when called again. */
    @Override
    public void close() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            first.clear();
            notifyAll();
        }
        leave();
    }
}
