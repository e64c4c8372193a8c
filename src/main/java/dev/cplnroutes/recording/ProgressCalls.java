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
 * Calls the progress listener of one listing, outside of the listing's own threads.
 */
public final class ProgressCalls {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressCalls.class);
    /** A listener that falls behind further than this misses calls, but neither the first nor the last. */
    private static final int MOST_WAITING = 1000;

    private final ProgressListener listener;
    private final Executor threads;
    private final Deque<ProgressEvent> waiting = new ArrayDeque<>();
    private boolean isRunning;
    private boolean hasFailed;

    public ProgressCalls(ProgressListener listener, Executor threads) {
        this.listener = listener;
        this.threads = threads;
    }

    public synchronized void call(ProgressEvent event) {
        if (waiting.size() >= MOST_WAITING) {
            waiting.removeLast();
        }
        waiting.addLast(event);
        if (!isRunning) {
            isRunning = true;
            try {
                threads.execute(this::run);
            } catch (RejectedExecutionException e) {
                // Camel has stopped: nobody listens any more.
                isRunning = false;
                waiting.clear();
            }
        }
    }

    // The scope of the log's mark is there to be closed.
    @SuppressWarnings("try")
    private void run() {
        for (ProgressEvent event = next(); event != null; event = next()) {
            try (ListingLog log = ListingLog.of(event.listingId())) {
                tell(event);
            }
        }
    }

    private void tell(ProgressEvent event) {
        try {
            listener.onProgress(event.stage(), event.current(), event.total());
        } catch (RuntimeException | Error e) {
            if (!hasFailed) {
                hasFailed = true;
                LOG.warn("The progress listener of listing {} failed; told once", event.listingId(), e);
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

    /** Waits until all calls have returned, for so long at most. */
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
