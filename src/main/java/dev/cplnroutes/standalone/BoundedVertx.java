package dev.cplnroutes.standalone;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;

import dev.cplnroutes.support.SettingValue;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;

/**
 * Vert.x whose HTTP servers bound what their clients may hold: connections, and the time for a request to arrive. What it
 * refuses is no error of the server's and not logged as one. Camel makes its servers on the one that it finds in its registry,
 * and leaves Vert.x's own options to nobody. For the standalone process; a host has its own.
 */
public final class BoundedVertx extends VertxWrapper {

    /** Each needs a file descriptor, of which a process has 1024 or more. */
    private static final int MOST_CONNECTIONS = 1000;

    /** To read the answer and to send the next request. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    private final Duration requestTimeout;
    private final Duration idle;
    private final int mostConnections;

    /**
     * Starts one that allows 1000 connections a server.
     *
     * @param requestTimeout value of {@code cpln.http.request-timeout}: 1 millisecond to 1 hour
     * @throws IllegalArgumentException where it is something else
     */
    public BoundedVertx(String requestTimeout) {
        this(requestTimeout(requestTimeout), IDLE, MOST_CONNECTIONS);
    }

    BoundedVertx(Duration requestTimeout, Duration idle, int mostConnections) {
        super((VertxInternal) Vertx.vertx());
        this.requestTimeout = requestTimeout;
        this.idle = idle;
        this.mostConnections = mostConnections;
    }

    /**
     * Reads the setting {@code cpln.http.request-timeout}.
     *
     * @param text in Camel's notation, 1 millisecond to 1 hour
     * @return the time
     * @throws IllegalArgumentException where it is something else
     */
    public static Duration requestTimeout(String text) {
        return SettingValue.duration("cpln.http.request-timeout", text, Duration.ofMillis(1), Duration.ofHours(1));
    }

    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        // Connections are watched by their one request at a time; HTTP/2 over plain text has many.
        HttpServer server = super.createHttpServer(new HttpServerOptions(options).setHttp2ClearTextEnabled(false));
        HttpConnections connections = new HttpConnections(this, requestTimeout, idle, mostConnections);
        server.connectionHandler(connection -> {
            ChannelHandlerContext channel = ((ConnectionBase) connection).channelHandlerContext();
            channel.pipeline().addBefore(channel.name(), "cpln-request-guard", new HttpRequestGuard());
            connections.opened(connection, channel.channel());
        });
        return (HttpServer) Proxy.newProxyInstance(HttpServer.class.getClassLoader(), new Class<?>[] {HttpServer.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("requestHandler") && arguments != null) {
                        arguments[0] = watched(connections, arguments[0]);
                    }
                    try {
                        return method.invoke(server, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @SuppressWarnings("unchecked")
    private static Handler<HttpServerRequest> watched(HttpConnections connections, Object requestHandler) {
        if (requestHandler instanceof Router router) {
            Refusals.ofRouter(router);
        }
        Handler<HttpServerRequest> handler = (Handler<HttpServerRequest>) requestHandler;
        return request -> {
            connections.arrived(request);
            if (!hasQuery(request)) {
                Refusals.answer(request.response(), 400, "Bad request", "The query is not encoded correctly.");
                return;
            }
            try {
                handler.handle(request);
            } catch (RuntimeException e) {
                // Not of a handler, those are caught: Vert.x fails to read a Host that ends in %, and would never answer.
                Refusals.answer(request.response(), 400, "Bad request", "The request could not be read.");
            }
        };
    }

    /** Whoever asks for a parameter would meet the exception, as Camel's health does. */
    private static boolean hasQuery(HttpServerRequest request) {
        try {
            return request.params() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Ends it, and what is left of its servers. */
    public void end() {
        close().toCompletionStage().toCompletableFuture().join();
    }

    /** What Camel's log says of it. */
    @Override
    public String toString() {
        return "up to " + mostConnections + " connections, requests in " + requestTimeout.toMillis() + " ms";
    }
}
