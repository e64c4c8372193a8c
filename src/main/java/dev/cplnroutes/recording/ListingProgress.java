package dev.cplnroutes.recording;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

import dev.cplnroutes.ProgressEvent;

/**
 * The progress of one listing as a thinned series of events: always the first and the last one, between them at most
 * one per interval. {@code current} never goes back; {@code total} falls only at the end, to what was done.
 * Thread-safe.
 */
public final class ListingProgress {

    private final String listingId;
    private final String gvc;
    private final Duration interval;
    private final Clock clock;
    private final Consumer<ProgressEvent> receiver;
    private int current;
    private int total;
    private Instant lastTime = Instant.EPOCH;
    private boolean hasEnded;

    /**
     * Makes the progress of a listing that has not begun.
     *
     * @param listingId id of the listing
     * @param gvc       name of the GVC that is listed, or {@code *}
     * @param interval  shortest time between two events; 0: every event is sent
     * @param clock     the time of the events
     * @param receiver  gets each event under a lock, so it must return at once
     */
    public ListingProgress(String listingId, String gvc, Duration interval, Clock clock,
            Consumer<ProgressEvent> receiver) {
        this.listingId = listingId;
        this.gvc = gvc;
        this.interval = interval;
        this.clock = clock;
        this.receiver = receiver;
    }

    /** Sends the first event. */
    public synchronized void begin() {
        send("listing-workloads", null, true);
    }

    /** Counts one more known workload, before any work on it begins. Sends nothing. */
    public synchronized void found() {
        total++;
    }

    /** Sends how many workloads are known, where the interval has passed. */
    public synchronized void tell() {
        send("listing-workloads", null, false);
    }

    /**
     * Counts one more workload as done, and sends it where the interval has passed.
     *
     * @param workloadName name of the workload
     */
    public synchronized void done(String workloadName) {
        current++;
        send("processing-workloads", workloadName, false);
    }

    /**
     * Sends the last event; after it nothing is sent.
     *
     * @param failed whether the listing failed as a whole; where it did not, {@code total} becomes {@code current}
     */
    public synchronized void end(boolean failed) {
        if (!failed) {
            total = current;
        }
        send(failed ? "failed" : "completed", null, true);
        hasEnded = true;
    }

    private void send(String stage, String workloadName, boolean always) {
        Instant now = clock.instant();
        if (hasEnded || !always && now.isBefore(lastTime.plus(interval))) {
            return;
        }
        lastTime = now;
        // Under the lock, so that the events leave in the order of their counts.
        receiver.accept(new ProgressEvent(listingId, stage, current, total, gvc, workloadName, now));
    }
}
