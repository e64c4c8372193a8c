package dev.cplnroutes.recording;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import dev.cplnroutes.ProgressEvent;
import dev.cplnroutes.ProgressListener;
import dev.cplnroutes.support.ListingLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the progress listener of one listing, one event after the other, on another thread than the listing's: a slow
 * or failing listener does not delay or fail the listing.
 */
public final class ProgressNotifier {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressNotifier.class);

    /** A listener that falls behind further misses events, but neither the first nor the last. */
    private static final int MOST_WAITING = 1000;

    private final ProgressListener listener;
    private final Executor threads;
    private final Deque<ProgressEvent> waiting = new ArrayDeque<>();
    private boolean isRunning;
    private boolean hasFailed;

    /**
     * Makes the notifier of a listing.
     *
     * @param listener gets the events
     * @param threads  run it; where they take no more work, the events are dropped
     */
    public ProgressNotifier(ProgressListener listener, Executor threads) {
        this.listener = listener;
        this.threads = threads;
    }

    /** Queues an event for the listener and returns at once. */
    public synchronized void add(ProgressEvent event) {
        if (waiting.size() >= MOST_WAITING) {
            waiting.removeLast();
        }
        waiting.addLast(event);
        if (!isRunning) {
            isRunning = true;
            try {
                threads.execute(this::run);
            } catch (RejectedExecutionException e) {
                // Camel has stopped.
                isRunning = false;
                waiting.clear();
            }
        }
    }

    // The log's mark is only there to be closed.
    @SuppressWarnings("try")
    private void run() {
        for (ProgressEvent event = next(); event != null; event = next()) {
            try (ListingLog log = ListingLog.of(event.listingId())) {
                call(event);
            }
        }
    }

    private void call(ProgressEvent event) {
        try {
            listener.onProgress(event.stage(), event.current(), event.total());
        } catch (RuntimeException | Error e) {
            if (!hasFailed) {
                hasFailed = true;
                LOG.warn("The progress listener of listing {} failed; logged once", event.listingId(), e);
            }
        }
    }

    private synchronized ProgressEvent next() {
        ProgressEvent event = waiting.pollFirst();
        if (event == null) {
            isRunning = false;
            notifyAll();
        }
        return event;
    }

    /**
     * Waits until the listener has got all events. Returns early where the thread is interrupted, and leaves the mark.
     *
     * @param limit the longest wait
     */
    public synchronized void await(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            long left = limit.toNanos();
            while (isRunning && left > 0) {
                // Rounded up: 0 would wait for ever.
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
                left = end - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
