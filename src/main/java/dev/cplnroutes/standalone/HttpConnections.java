package dev.cplnroutes.standalone;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;

/**
 * The connections of an HTTP server with one request at a time each: closes what is more than allowed, what does not send its
 * request in time, and what has been idle for long. A request that is being answered may take as long as it needs.
 */
final class HttpConnections {

    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

    private final Map<HttpConnection, State> open = new ConcurrentHashMap<>();
    private final Duration requestTimeout;
    private final Duration idle;
    private final int most;

    /**
     * Watches no connections yet.
     *
     * @param vertx          looks after them
     * @param requestTimeout for a request's headers to arrive, and for its body
     * @param idle           to read the answer and to send the next request
     * @param most           connections at a time
     */
    HttpConnections(Vertx vertx, Duration requestTimeout, Duration idle, int most) {
        this.requestTimeout = requestTimeout;
        this.idle = idle;
        this.most = most;
        long period = Math.max(1, Math.min(LONGEST_PERIOD.toMillis(), requestTimeout.toMillis() / 4));
        vertx.setPeriodic(period, timer -> closeLate());
    }

    void opened(HttpConnection connection, Channel channel) {
        open.put(connection, new State());
        channel.closeFuture().addListener(closed -> open.remove(connection));
        if (open.size() > most) {
            connection.close();
        }
    }

    /** A request's headers have arrived. */
    void arrived(HttpServerRequest request) {
        State state = open.get(request.connection());
        if (state != null) {
            state.isIdle = false;
            state.since = System.nanoTime();
            state.request = request;
        }
    }

    private void closeLate() {
        long now = System.nanoTime();
        open.forEach((connection, state) -> {
            HttpServerRequest request = state.request;
            if (request != null && request.isEnded() && request.response().ended()) {
                // Over: whoever waits for the next must not hold this one and its body.
                state.isIdle = true;
                state.request = null;
            } else if (request != null && request.isEnded()) {
                state.since = now;
            } else if (now - state.since > (state.isIdle ? idle : requestTimeout).toNanos()) {
                connection.close();
            }
        });
    }

    public static final class State {

        private volatile HttpServerRequest request;
        private volatile boolean isIdle;
        private volatile long since = System.nanoTime();
    }
}
