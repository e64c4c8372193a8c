package dev.cplnroutes.demo;

import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;

/**
 * An HTTP server on 127.0.0.1 that responds for a {@link DemoOrganization} as the Control Plane API does: lists in
 * pages, single documents, queries of workloads, errors. It accepts any bearer token that is not empty.
 *
 * <p>{@code GET /demo/statistics} responds {@code {"requests":n,"peakInFlight":n,"refused":n}}, and {@code DELETE
 * /demo/statistics} resets the counts. Both need no token and are not counted.
 *
 * <p>All methods are thread-safe.
 */
public final class DemoServer implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAXIMUM_REQUEST_LINE_BYTES = 1 << 16;

    private final Vertx vertx;
    private final DemoSettings settings;
    private final RequestCounters counters = new RequestCounters();
    private final RequestHandler handler;
    private volatile int port;

    private DemoServer(Vertx vertx, DemoOrganization organization, DemoSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.handler = new RequestHandler(
                vertx, counters, new OrganizationApi(organization, settings.pageSize()), settings);
    }

    /**
     * Starts a server, which accepts connections when this method returns.
     *
     * @param organization the organization that it responds for
     * @param settings     how it behaves
     * @return the running server
     * @throws IllegalStateException if it cannot listen, for example because the port is in use
     */
    public static DemoServer start(DemoOrganization organization, DemoSettings settings) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions(new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
        DemoServer server = new DemoServer(vertx, organization, settings);
        try {
            server.listen();
        } catch (CompletionException e) {
            server.close();
            throw new IllegalStateException("cannot listen on " + LOOPBACK + ":" + settings.port() + ": "
                    + e.getCause().getMessage() + "; choose another port, or 0 for any", e);
        }
        return server;
    }

    /**
     * Runs a server in a process of its own, until the process is killed. It prints the line {@code cpln-demo
     * endpoint=http://127.0.0.1:PORT org=NAME} to standard output when it accepts connections. If an argument is wrong
     * or the port is in use, it prints one line to standard error, and the process ends with exit code 2.
     *
     * @param arguments {@code --port N}; {@code --workloads N} (a uniform organization instead of the realistic one);
     *                  {@code --page-size N}; {@code --latency MILLISECONDS}; {@code --org NAME}; {@code --gvc NAME}
     *                  (of the uniform organization); {@code --rate N} (requests accepted per second) and
     *                  {@code --burst N} (requests accepted at once); {@code --until-stdin-closes}
     * @throws Exception if standard input cannot be read or the thread is interrupted
     */
    public static void main(String[] arguments) throws Exception {
        ServerArguments parsed;
        DemoServer server;
        try {
            parsed = ServerArguments.parse(List.of(arguments));
            server = start(parsed.content(Instant.now()), parsed.settings());
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println("The demo server does not start: " + e.getMessage()
                    + ". Usage: " + ServerArguments.USAGE);
            System.exit(2);
            return;
        }
        try (server) {
            System.out.println("cpln-demo endpoint=" + server.endpoint() + " org=" + server.org());
            if (parsed.untilInputCloses()) {
                System.in.transferTo(OutputStream.nullOutputStream());
            } else {
                new CountDownLatch(1).await();
            }
        }
    }

    /**
     * The base address of the API.
     *
     * @return {@code http://127.0.0.1:PORT}, without a slash at the end
     */
    public URI endpoint() {
        return URI.create("http://" + LOOPBACK + ":" + port);
    }

    /**
     * The organization's name.
     *
     * @return the name that follows {@code /org/} in paths
     */
    public String org() {
        return handler.api().organization();
    }

    /**
     * The port that the server listens on.
     *
     * @return the port, never 0
     */
    public int port() {
        return port;
    }

    /**
     * The requests in the order of arrival.
     *
     * @return lines such as {@code GET /org/acme/gvc?page=x}; the last 100,000 since the start or the last
     *         {@link #resetCounters()}
     */
    public List<String> requests() {
        return counters.lines();
    }

    /**
     * The largest number of requests in flight at once.
     *
     * @return requests since the start or the last {@link #resetCounters()}
     */
    public int peakInFlight() {
        return counters.peakInFlight();
    }

    /**
     * The number of requests in flight. A request is in flight from its arrival to the end of its response or
     * connection. A client that has just read a response may see it counted for a moment longer.
     *
     * @return requests, from 0
     */
    public int inFlight() {
        return counters.inFlight();
    }

    /**
     * Forgets the requests, their attempts and the refusals. Requests in flight stay counted, and the peak becomes
     * their number.
     */
    public void resetCounters() {
        counters.reset();
    }

    /**
     * Responds for another organization from the next request on.
     *
     * @param other the organization
     */
    public void replace(DemoOrganization other) {
        handler.api(new OrganizationApi(other, settings.pageSize()));
    }

    /**
     * Changes the delay of responses, from the next request on.
     *
     * @param value zero or longer, in whole milliseconds
     * @throws IllegalArgumentException if the value is negative
     */
    public void latency(Duration value) {
        handler.latency(settings.withLatency(value).latency());
    }

    /**
     * Changes the rate limit, from the next request on.
     *
     * @param value the limit; null: none
     */
    public void rateLimit(DemoRateLimit value) {
        handler.rateLimit(value);
    }

    /**
     * The number of requests that the rate limit refused with status 429.
     *
     * @return requests since the start or the last {@link #resetCounters()}
     */
    public int refusedRequests() {
        return counters.refusedCount();
    }

    /**
     * Sets a hook that sees each request first, from the next request on. The hook runs on the server's only thread and
     * must not block. If it throws an exception, the response has status 500.
     *
     * @param hook returns the response, or null for the usual one; null instead of a hook removes the present one
     */
    public void intercept(Function<DemoRequest, DemoResponse> hook) {
        handler.hook(hook);
    }

    /** Stops listening and closes all connections. */
    @Override
    public void close() {
        await(vertx.close().toCompletionStage());
    }

    private void listen() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(LOOPBACK)
                .setPort(settings.port())
                .setTcpNoDelay(true)
                .setAcceptBacklog(1024)
                .setMaxInitialLineLength(MAXIMUM_REQUEST_LINE_BYTES)
                // With HTTP/2 all requests of a client would share one connection.
                .setHttp2ClearTextEnabled(false);
        HttpServer http = vertx.createHttpServer(options).requestHandler(handler);
        port = await(http.listen().toCompletionStage()).actualPort();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
