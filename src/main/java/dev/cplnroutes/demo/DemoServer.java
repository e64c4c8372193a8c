package dev.cplnroutes.demo;

import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * A server on 127.0.0.1 that answers for a {@link DemoOrganization} as the Control Plane API does: lists in pages,
 * single documents, queries of workloads, errors. Any bearer token that is not empty is accepted.
 *
 * <p>{@code GET /demo/statistics} says {@code {"requests":n,"peakInFlight":n,"refused":n}} and {@code DELETE /demo/statistics}
 * sets them back; neither needs a token or is counted.
 *
 * <p>All methods may be called by any thread.
 */
public final class DemoServer implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String STATISTICS = "/demo/statistics";
    private static final int LONGEST_QUERY = 1 << 20;
    private static final int LONGEST_REQUEST_LINE = 1 << 16;

    private final Vertx vertx;
    private final DemoSettings settings;
    private final DemoCounters counters = new DemoCounters();
    /** Requests that were refused the last time they came; the event loop alone uses it, as the two counts below. */
    private final Set<String> refused = new HashSet<>();
    private int countedDeploymentLists;
    private int refusals;
    private final DemoBucket bucket = new DemoBucket();
    private volatile DemoOrganization organization;
    private volatile DemoContent content;
    private volatile Duration latency;
    private volatile DemoRateLimit rateLimit;
    private volatile Function<DemoRequest, DemoResponse> hook;
    private volatile int port;

    private DemoServer(Vertx vertx, DemoOrganization organization, DemoSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.latency = settings.latency();
        this.rateLimit = settings.rateLimit();
        this.organization = organization;
        this.content = new DemoContent(organization, settings.pageSize());
    }

    /**
     * Starts a server; it accepts connections when this returns.
     *
     * @param organization what it answers for
     * @param settings     how it behaves
     * @return the running server
     * @throws IllegalStateException where it cannot listen, such as on a port that is taken
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
            throw new IllegalStateException(
                    "cannot listen on " + LOOPBACK + ":" + settings.port() + ": " + e.getCause().getMessage(), e);
        }
        return server;
    }

    /**
     * Runs a server alone, until the process is killed. Prints one line
     * {@code cpln-demo endpoint=http://127.0.0.1:PORT org=NAME} to standard output once it accepts connections.
     *
     * @param arguments {@code --port N}, {@code --workloads N} (equal workloads instead of the realistic
     *                  organization), {@code --page-size N}, {@code --latency MILLISECONDS}, {@code --org NAME},
     *                  {@code --gvc NAME} (of the equal workloads), {@code --rate N} and {@code --burst N} (requests that
     *                  are taken a second, and at once) and {@code --until-stdin-closes}. Where they are
     *                  wrong, or the port is taken, the process ends with exit code 2 and a line that says why
     * @throws Exception where standard input cannot be read, or the wait is interrupted
     */
    public static void main(String[] arguments) throws Exception {
        DemoArguments parsed;
        DemoServer server;
        try {
            parsed = DemoArguments.parse(List.of(arguments));
            server = start(parsed.content(Instant.now()), parsed.settings());
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage() + " (" + DemoArguments.USAGE + ")");
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
     * The base of the API.
     *
     * @return {@code http://127.0.0.1:PORT}, without a slash at the end
     */
    public URI endpoint() {
        return URI.create("http://" + LOOPBACK + ":" + port);
    }

    /**
     * The organization's name.
     *
     * @return the name that follows {@code /org/}
     */
    public String org() {
        return organization.name();
    }

    /**
     * Where it listens.
     *
     * @return the port, never 0
     */
    public int port() {
        return port;
    }

    /**
     * What was asked, in the order of arrival.
     *
     * @return lines such as {@code GET /org/acme/gvc?page=x}; the last 100,000 since the start or the last
     *         {@link #resetCounters()}
     */
    public List<String> requests() {
        return counters.lines();
    }

    /**
     * How many requests were being answered at once, at most.
     *
     * @return the peak since the start or the last {@link #resetCounters()}
     */
    public int peakInFlight() {
        return counters.peakInFlight();
    }

    /**
     * How many requests are being answered: from a request's arrival to the end of its answer or connection. Whoever
     * has just read an answer may still find it counted for a moment.
     *
     * @return requests, from 0
     */
    public int inFlight() {
        return counters.inFlight();
    }

    /** Forgets the requests, how often each came, and the peak, which goes back to what is in flight now. */
    public void resetCounters() {
        counters.reset();
    }

    /**
     * Answers for another organization from the next request on.
     *
     * @param other the organization
     */
    public void replace(DemoOrganization other) {
        DemoContent prepared = new DemoContent(other, settings.pageSize());
        organization = other;
        content = prepared;
    }

    /**
     * Changes how long answers wait, from the next request on.
     *
     * @param value zero or longer, counted in whole milliseconds
     */
    public void latency(Duration value) {
        latency = settings.withLatency(value).latency();
    }

    /**
     * Changes how many requests are taken, from the next one on.
     *
     * @param value the limit; null: all are taken
     */
    public void rateLimit(DemoRateLimit value) {
        rateLimit = value;
    }

    /**
     * How many requests were refused with 429 because of a limit of the rate.
     *
     * @return requests since the start or the last {@link #resetCounters()}
     */
    public int refusedRequests() {
        return counters.refused();
    }

    /**
     * Asks a hook first, from the next request on. It runs on the server's only thread and must not block. Where it
     * throws, the answer is an error with status 500.
     *
     * @param other says what to answer, or null for the usual answer; null instead of a hook takes the present one away
     */
    public void intercept(Function<DemoRequest, DemoResponse> other) {
        hook = other;
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
                .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                // An upgrade to HTTP/2 would have all requests of a client share one connection.
                .setHttp2ClearTextEnabled(false);
        HttpServer http = vertx.createHttpServer(options).requestHandler(this::handle);
        port = await(http.listen().toCompletionStage()).actualPort();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private void handle(HttpServerRequest request) {
        if (STATISTICS.equals(request.path())) {
            answerStatistics(request);
            return;
        }
        int attempt = counters.arrived(request.method().name() + " " + request.uri());
        Exchange exchange = new Exchange(request);
        if (!bucket.takes(rateLimit, System.nanoTime())) {
            counters.refuse();
            exchange.answer(DemoAnswer.error(429, "Too many requests, try again later"), latency);
            return;
        }
        DemoResponse fault;
        try {
            fault = fault(request, attempt);
        } catch (RuntimeException e) {
            exchange.answer(DemoAnswer.error(500, "The hook failed: " + e), latency);
            return;
        }
        if (fault != null) {
            DemoAnswer answer = fault.closesConnection() ? null
                    : DemoAnswer.of(fault.status(), fault.headers(), fault.body());
            exchange.answer(answer, fault.latency() == null ? latency : fault.latency());
        } else if (!isAuthorized(request)) {
            exchange.answer(DemoAnswer.error(401, "A bearer token is needed"), latency);
        } else if (request.method().equals(HttpMethod.POST) && content.isQuery(request.path())) {
            answerQuery(request, exchange);
        } else {
            exchange.answer(usual(request), latency);
        }
    }

    private DemoResponse fault(HttpServerRequest request, int attempt) {
        Function<DemoRequest, DemoResponse> present = hook;
        if (present == null) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        return present.apply(new DemoRequest(
                request.method().name(), request.path(), request.query(), headers, attempt));
    }

    private static boolean isAuthorized(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.startsWith("Bearer ")
                && !authorization.substring("Bearer ".length()).isBlank();
    }

    private DemoAnswer usual(HttpServerRequest request) {
        DemoContent present = content;
        String path = request.path();
        boolean isGet = request.method().equals(HttpMethod.GET);
        if (isGet && present.isDeploymentList(path) && refuses(request.uri())) {
            return tooManyRequests();
        }
        DemoAnswer answer = present.get(path, pageToken(request.query()));
        if (answer == null && !present.isQuery(path)) {
            return DemoAnswer.error(404, "There is nothing at " + path);
        }
        if (!isGet || answer == null) {
            return DemoAnswer.error(405, request.method() + " is not allowed at " + path)
                    .withHeader("Allow", present.isQuery(path) ? "POST" : "GET");
        }
        return answer;
    }

    private boolean refuses(String uri) {
        if (settings.tooManyRequestsEvery() == 0 || refused.remove(uri)) {
            return false;
        }
        countedDeploymentLists++;
        return countedDeploymentLists % settings.tooManyRequestsEvery() == 0 && refused.add(uri);
    }

    private DemoAnswer tooManyRequests() {
        refusals++;
        DemoAnswer answer = DemoAnswer.error(429, "Too many requests, try again later");
        return refusals % 2 == 0 ? answer.withHeader("Retry-After", "1") : answer;
    }

    private static String pageToken(String query) {
        if (query != null) {
            for (String parameter : query.split("&")) {
                if (parameter.startsWith("page=")) {
                    return parameter.substring("page=".length());
                }
            }
        }
        return null;
    }

    private void answerQuery(HttpServerRequest request, Exchange exchange) {
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= LONGEST_QUERY) {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> exchange.answer(body.length() > LONGEST_QUERY
                ? DemoAnswer.error(413, "The query is too long")
                : content.query(request.path(), body.getBytes()), latency));
    }

    private void answerStatistics(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.DELETE)) {
            resetCounters();
        } else if (!request.method().equals(HttpMethod.GET)) {
            send(request.response(), DemoAnswer.error(405, request.method() + " is not allowed at " + STATISTICS)
                    .withHeader("Allow", "GET, DELETE"));
            return;
        }
        ObjectNode statistics = DemoJson.object()
                .put("requests", counters.requests())
                .put("peakInFlight", counters.peakInFlight())
                .put("refused", counters.refused());
        send(request.response(), DemoAnswer.of(statistics));
    }

    private static Future<Void> send(HttpServerResponse response, DemoAnswer answer) {
        MultiMap headers = response.setStatusCode(answer.status()).headers();
        headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
        answer.headers().forEach((name, value) -> headers.set(name, value));
        return response.end(answer.body());
    }

    /** A request that is counted as in flight until its answer has been written or its connection is gone. */
    private final class Exchange {

        private final HttpServerRequest request;
        private boolean over;

        Exchange(HttpServerRequest request) {
            this.request = request;
            request.response().closeHandler(close -> finish());
            request.response().exceptionHandler(failure -> finish());
        }

        /** Sends an answer, null standing for none, after a wait. */
        void answer(DemoAnswer answer, Duration wait) {
            if (wait.isZero()) {
                answer(answer);
            } else {
                // A timer of less than a millisecond does not exist.
                vertx.setTimer(Math.max(1, wait.toMillis()), timer -> answer(answer));
            }
        }

        private void answer(DemoAnswer answer) {
            if (over) {
                return;
            }
            if (answer == null) {
                request.connection().close().onComplete(closed -> finish());
            } else {
                send(request.response(), answer).onComplete(written -> finish());
            }
        }

        private void finish() {
            if (!over) {
                over = true;
                counters.ended();
            }
        }
    }
}
