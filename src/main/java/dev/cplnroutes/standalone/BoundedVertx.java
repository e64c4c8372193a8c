package dev.cplnroutes.standalone;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

import dev.cplnroutes.trigger.http.OwnNames;
import dev.cplnroutes.trigger.http.Refusals;
import dev.cplnroutes.trigger.http.ServerInternals;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/**
 * A Vert.x whose HTTP servers limit what a client may hold: the number of connections, and the time until a request
 * has arrived. Answers are compressed where the client takes that. Requests that it refuses are answered as problems
 * and not logged as errors of the server. Camel builds its servers with the Vert.x in its registry and has no settings
 * for this. The standalone process uses this class; a host has a server of its own.
 */
final class BoundedVertx extends ServerInternals.ForwardingVertx {

    /** Each connection needs a file descriptor, of which a process has 1024 or more. */
    private static final int MOST_CONNECTIONS = 1000;

    /** Time to read an answer and to send the next request. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    private final Duration requestTimeout;
    private final Duration idle;
    private final int mostConnections;
    private volatile boolean isOpen;
    private final IntFunction<OwnNames> namesOfPort;

    /**
     * Starts a Vert.x that allows 1000 connections a server. Until {@link #open} it answers each request with 503:
     * Camel's server listens before the routes are there, which would be 404.
     *
     * @param requestTimeout value of {@code cpln.http.request-timeout}: 1 millisecond to 1 hour
     * @param namesOfPort    names by which the server of a port may be asked
     * @throws IllegalArgumentException if the value is not a time or out of range
     */
    BoundedVertx(String requestTimeout, IntFunction<OwnNames> namesOfPort) {
        this(StandaloneSettings.requestTimeout(requestTimeout), IDLE, MOST_CONNECTIONS, namesOfPort);
        isOpen = false;
    }

    BoundedVertx(Duration requestTimeout, Duration idle, int mostConnections) {
        this(requestTimeout, idle, mostConnections, port -> OwnNames.EVERY);
    }

    BoundedVertx(Duration requestTimeout, Duration idle, int mostConnections, IntFunction<OwnNames> namesOfPort) {
        this.namesOfPort = namesOfPort;
        this.requestTimeout = requestTimeout;
        this.idle = idle;
        this.mostConnections = mostConnections;
        isOpen = true;
    }

    /** Answers requests from now on. */
    void open() {
        isOpen = true;
    }

    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        // The watch expects one request at a time on a connection; HTTP/2 over plain text has many.
        HttpServer server = super.createHttpServer(new HttpServerOptions(options).setHttp2ClearTextEnabled(false)
                .setCompressionSupported(true));
        server.invalidRequestHandler(Refusals::ofInvalid);
        AtomicReference<OwnNames> names = new AtomicReference<>(OwnNames.EVERY);
        HttpConnections connections = new HttpConnections(this, requestTimeout, idle, mostConnections);
        server.connectionHandler(connection -> connections.opened(connection,
                ServerInternals.addBeforeVertx(connection, "cpln-request-guard", new HttpRequestGuard())));
        return (HttpServer) Proxy.newProxyInstance(HttpServer.class.getClassLoader(), new Class<?>[] {HttpServer.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("requestHandler") && arguments != null) {
                        arguments[0] = watched(connections, names, arguments[0]);
                    }
                    if (method.getName().equals("listen") && arguments != null && arguments.length == 3) {
                        names.set(namesOfPort.apply((int) arguments[0]));
                        listen(server, (int) arguments[0], (String) arguments[1], arguments[2]);
                        return proxy;
                    }
                    try {
                        Object result = method.invoke(server, arguments);
                        // Calls are chained: the next one has to come here as well.
                        return result == server ? proxy : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /**
     * Listens, and throws where that fails. Camel throws in the handler, so on an event loop, where nobody catches it,
     * and goes on as if the server were there.
     */
    @SuppressWarnings("unchecked")
    private static void listen(HttpServer server, int port, String host, Object handler) {
        Future<HttpServer> listening = server.listen(port, host);
        try {
            listening.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new ListenException(host, port, e.getCause());
        }
        ((Handler<AsyncResult<HttpServer>>) handler).handle(listening);
    }

    @SuppressWarnings("unchecked")
    private Handler<HttpServerRequest> watched(HttpConnections connections, AtomicReference<OwnNames> names,
            Object requestHandler) {
        if (requestHandler instanceof Router router) {
            Refusals.ofRouter(router);
        }
        Handler<HttpServerRequest> handler = (Handler<HttpServerRequest>) requestHandler;
        return request -> {
            connections.arrived(request);
            if (!isOpen) {
                request.response().putHeader("Retry-After", "1");
                Refusals.answer(request.response(), 503, "Starting", "The process is starting; try again.");
                return;
            }
            if (!names.get().have(request.headers().getAll(HttpHeaders.HOST), request.uri())) {
                Refusals.answer(request.response(), 421, "Misdirected request", "This server answers requests for its "
                        + "own names alone. The setting cpln.http.allowed-hosts can name more.");
                return;
            }
            if (!hasQuery(request)) {
                Refusals.answer(request.response(), 400, "Bad request", "The query is not encoded correctly.");
                return;
            }
            try {
                handler.handle(request);
            } catch (RuntimeException e) {
                // The router catches what its handlers throw. This is Vert.x itself, which fails to read a Host that
                // ends in % and would never answer.
                Refusals.answer(request.response(), 400, "Bad request", "The request could not be read.");
            }
        };
    }

    /**
     * Whether the query can be read; otherwise each handler that asks for a parameter fails, as Camel's health does.
     */
    private static boolean hasQuery(HttpServerRequest request) {
        try {
            return request.params() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Closes this Vert.x and the servers that are left. */
    void end() {
        close().toCompletionStage().toCompletableFuture().join();
    }

    /** The text by which Camel's log names this Vert.x. */
    @Override
    public String toString() {
        return "up to " + mostConnections + " connections, requests in " + requestTimeout.toMillis() + " ms";
    }

    /**
     * A server of the process that cannot listen at its address.
     */
    static final class ListenException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        private final String host;
        private final int port;

        /**
         * Describes the failure.
         *
         * @param host  name or address that the server was told to listen at
         * @param port  its port
         * @param cause what the system said
         */
        ListenException(String host, int port, Throwable cause) {
            super("The server cannot listen at " + host + ":" + port, cause);
            this.host = host;
            this.port = port;
        }

        /**
         * What happened and what to do, in one line.
         *
         * @param settings settings of the process, to name the setting of the server
         */
        String line(StandaloneSettings settings) {
            String main = settings.get("camel.server.port", "8080");
            boolean isMain = settings.isTrue("camel.server.enabled") && main.equals(String.valueOf(port));
            String server = isMain ? "camel.server" : "camel.management";
            String variable = isMain ? "CAMEL_SERVER" : "CAMEL_MANAGEMENT";
            String reason = String.valueOf(getCause().getMessage());
            if (getCause() instanceof BindException && reason.contains("in use")) {
                return "Port " + port + " of " + host + " is in use: set another " + server + ".port (" + variable
                        + "_PORT), or end the process that has it.";
            }
            if (reason.contains("ermission denied")) {
                return "Port " + port + " of " + host + " may not be used: set a " + server + ".port (" + variable
                        + "_PORT) above 1023.";
            }
            return "The server cannot listen at " + host + ": set " + server + ".host (" + variable
                    + "_HOST) to an address of this machine.";
        }
    }
}
