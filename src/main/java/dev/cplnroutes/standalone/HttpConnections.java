package dev.cplnroutes.standalone;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;

/**
 * The open connections of an HTTP server with one request at a time on each. Closes those beyond the number allowed,
 * and those whose client is overdue.
 */
final class HttpConnections {

    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

    private final Map<HttpConnection, ConnectionWatch> open = new ConcurrentHashMap<>();
    private final Duration requestTimeout;
    private final Duration idle;
    private final int most;

    /** A request of Vert.x as the watch sees it. */
    private record RequestProgress(HttpServerRequest request) implements ConnectionWatch.Progress {

        @Override
        public boolean isRead() {
            return request.isEnded();
        }

        @Override
        public boolean isAnswered() {
            return request.response().ended();
        }
    }

    /**
     * Starts to watch the connections of a server.
     *
     * @param vertx          runs the watch
     * @param requestTimeout time for the headers of a request to arrive, and again for its body
     * @param idle           time after an answer for the next request to arrive
     * @param most           number of connections at a time
     */
    HttpConnections(Vertx vertx, Duration requestTimeout, Duration idle, int most) {
        this.requestTimeout = requestTimeout;
        this.idle = idle;
        this.most = most;
        long period = Math.max(1, Math.min(LONGEST_PERIOD.toMillis(), requestTimeout.toMillis() / 4));
        vertx.setPeriodic(period, timer -> closeOverdue());
    }

    /** A connection was opened. */
    void opened(HttpConnection connection, Channel channel) {
        open.put(connection, new ConnectionWatch(requestTimeout, idle, System.nanoTime()));
        channel.closeFuture().addListener(closed -> open.remove(connection));
        if (open.size() > most) {
            connection.close();
        }
    }

    /** The headers of a request have arrived. */
    void arrived(HttpServerRequest request) {
        ConnectionWatch watch = open.get(request.connection());
        if (watch != null) {
            watch.arrived(new RequestProgress(request), System.nanoTime());
        }
    }

    private void closeOverdue() {
        long now = System.nanoTime();
        open.forEach((connection, watch) -> {
            if (watch.isOverdue(now)) {
                connection.close();
            }
        });
    }
}
