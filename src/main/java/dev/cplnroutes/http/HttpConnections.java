package dev.cplnroutes.http;

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

    /** Time to read the answer and to send the next request. */
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

    private final Map<HttpConnection, State> open = new ConcurrentHashMap<>();
    private final Duration requestTimeout;
    private final int most;

    HttpConnections(Vertx vertx, Duration requestTimeout, int most) {
        this.requestTimeout = requestTimeout;
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
            state.request = request;
            state.since = System.nanoTime();
        }
    }

    private void closeLate() {
        long now = System.nanoTime();
        open.forEach((connection, state) -> {
            if (state.isAnswering()) {
                state.since = now;
            } else if (now - state.since > (state.isArriving() ? requestTimeout : IDLE).toNanos()) {
                connection.close();
            }
        });
    }

    private static final class State {

        private volatile HttpServerRequest request;
        private volatile long since = System.nanoTime();

        boolean isArriving() {
            return request == null || !request.isEnded();
        }

        boolean isAnswering() {
            return !isArriving() && !request.response().ended();
        }
    }
}
