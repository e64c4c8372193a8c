package dev.cplnroutes.standalone;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The time that one connection of an HTTP server waits for its client. A client that does not send its request in time,
 * or nothing for long after an answer, is overdue. A request that is being answered may take as long as it needs.
 *
 * <p>All times are readings of {@link System#nanoTime()}, or of another clock of nanoseconds.
 */
final class ConnectionWatch {

    private final Duration requestTimeout;
    private final Duration idle;
    private final AtomicReference<State> state;

    /** How far a request is. */
    interface Progress {

        /** Whether the whole request has been read, its body included. */
        boolean isRead();

        /** Whether the whole answer has been written. */
        boolean isAnswered();
    }

    private record State(Progress request, boolean isIdle, long since) {
    }

    /**
     * Starts to watch a connection that was opened now.
     *
     * @param requestTimeout time for the headers of a request to arrive, and again for its body
     * @param idle           time after an answer for the next request to arrive
     */
    ConnectionWatch(Duration requestTimeout, Duration idle, long now) {
        this.requestTimeout = requestTimeout;
        this.idle = idle;
        this.state = new AtomicReference<>(new State(null, false, now));
    }

    /** The headers of a request have arrived. */
    void arrived(Progress request, long now) {
        state.set(new State(request, false, now));
    }

    /**
     * Looks at the connection. The time after an answer counts from the last look before the answer was written.
     *
     * @return true if the client is overdue
     */
    boolean isOverdue(long now) {
        State seen = state.get();
        if (seen.request() != null && seen.request().isRead()) {
            // After the answer the request is forgotten, because its body may be large. The state is left alone if the
            // next request has arrived meanwhile.
            state.compareAndSet(seen, seen.request().isAnswered() ? new State(null, true, seen.since())
                    : new State(seen.request(), false, now));
            return false;
        }
        return now - seen.since() > (seen.isIdle() ? idle : requestTimeout).toNanos();
    }
}
