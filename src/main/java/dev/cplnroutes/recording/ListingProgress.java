package dev.cplnroutes.recording;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

import dev.cplnroutes.ProgressEvent;

/**
 * Tells how far one listing is, thinned: the first and the last event always, between them at most one an interval.
 * {@code current} and {@code total} never go back.
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

    public ListingProgress(String listingId, String gvc, Duration interval, Clock clock, Consumer<ProgressEvent> receiver) {
        this.listingId = listingId;
        this.gvc = gvc;
        this.interval = interval;
        this.clock = clock;
        this.receiver = receiver;
    }

    /** The listing begins. */
    public synchronized void begin() {
        send("listing-workloads", null, true);
    }

    /** One more workload is known, before anything is done about it. */
    public synchronized void found() {
        total++;
    }

    /** Tells how many are known. */
    public synchronized void tell() {
        send("listing-workloads", null, false);
    }

    /** One more workload is done. */
    public synchronized void done(String workloadName) {
        current++;
        send("processing-workloads", workloadName, false);
    }

    /** The listing is over. */
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
        // Under the lock, so that the events leave in the order of their numbers; the receiver only queues them.
        receiver.accept(new ProgressEvent(listingId, stage, current, total, gvc, workloadName, now));
    }
}
