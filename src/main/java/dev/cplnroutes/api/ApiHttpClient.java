package dev.cplnroutes.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP client behind our one endpoint of Camel's http component. A client of our own leaves the host's component
 * and its settings alone, and keeps the token out of every exchange: it is added here, for our origin only. It never
 * retries, follows no redirect, keeps no cookie, and reads no answer for longer or further than allowed.
 */
public final class ApiHttpClient implements AutoCloseable {

    /** Carries path and query from the route to the request line; never sent. */
    private static final String TARGET_HEADER = "cpln-target";
    /** Says that the call needs a connection that was not used before; never sent. */
    private static final String NEW_CONNECTION_HEADER = "cpln-new-connection";
    /** Tell a tracer what call it is; never sent. */
    private static final List<String> TRACE_HEADERS = List.of("cpln-retries", "cpln-cache");
    /** Some servers close a connection that is idle for longer, and say so to nobody who does not look. */
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(15);
    /** The API may have moved to other addresses meanwhile. */
    private static final TimeValue LONGEST_LIFE = TimeValue.ofMinutes(10);
    /** How we name ourselves in every request. */
    static final String USER_AGENT = "cpln-container-routes/" + version();
    private static final int LARGEST_ERROR_BYTES = 64 * 1024;

    private final ApiSettings settings;
    private final ApiUris uris;
    private final Set<Deadline> inFlight = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor deadlines;
    private final CloseableHttpClient client;

    /**
     * Opens the client; connections are made when they are needed.
     *
     * @param settings the API's settings
     */
    public ApiHttpClient(ApiSettings settings) {
        this(settings, LONGEST_IDLE);
    }

    /**
     * Opens the client.
     *
     * @param longestIdle time after which a connection without a call is closed; at most half of it later
     */
    ApiHttpClient(ApiSettings settings, Duration longestIdle) {
        this.settings = settings;
        this.uris = new ApiUris(settings);
        this.deadlines = new ScheduledThreadPoolExecutor(1,
                new CamelThreadFactory("Camel Thread ##counter# - #name#", "cpln-api-deadlines", true));
        this.deadlines.setRemoveOnCancelPolicy(true);

        Timeout responseTimeout = Timeout.of(settings.getResponseTimeout());
        PoolingHttpClientConnectionManager connections = PoolingHttpClientConnectionManagerBuilder.create()
                .useSystemProperties()
                .setConnectionFactory(UnloggedConnection.factory())
                .setTlsSocketStrategy(prepareTls())
                .setMaxConnTotal(settings.getMaxConnections())
                .setMaxConnPerRoute(settings.getMaxConnections())
                .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.getConnectTimeout()))
                        .setSocketTimeout(responseTimeout)
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .setTimeToLive(LONGEST_LIFE)
                        .build())
                .build();
        this.client = HttpClientBuilder.create()
                .useSystemProperties()
                .setConnectionManager(connections)
                .setRequestExecutor(new RequestSender(true))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(responseTimeout)
                        .setResponseTimeout(responseTimeout)
                        .build())
                // On by default: it would obey any Retry-After, out of sight of ours.
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent(USER_AGENT)
                .addRequestInterceptorFirst((request, entity, context) -> address(request))
                .addExecInterceptorFirst("cpln-answer-bounds", new AnswerBounds())
                .build();
        // On the thread of the deadlines, since the client's own housekeeping would be one more.
        long period = longestIdle.dividedBy(2).toMillis();
        deadlines.scheduleWithFixedDelay(() -> {
            connections.closeExpired();
            connections.closeIdle(TimeValue.of(longestIdle));
        }, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * The client for the endpoint's {@code httpClient} option; static, as Camel wants a factory method.
     *
     * @param owner who opened it and closes it
     * @return a client of the same connections each time
     */
    public static CloseableHttpClient clientOf(ApiHttpClient owner) {
        // Any other endpoint is what Camel knows it by.
        return owner.settings.hasStandIn() ? new EndpointClient(owner.client, owner.settings) : owner.client;
    }

    /**
     * TLS as the system properties describe it. The trusted certificates take long to read: another thread does that
     * while Camel starts, or nobody where no call needs them.
     */
    private TlsSocketStrategy prepareTls() {
        FutureTask<TlsSocketStrategy> tls = new FutureTask<>(DefaultClientTlsStrategy::createSystemDefault);
        if ("https".equalsIgnoreCase(settings.getEndpoint().getScheme())) {
            deadlines.execute(tls);
        }
        return (socket, target, port, attachment, context) -> {
            // Does nothing where it has begun already.
            tls.run();
            try {
                return tls.get().upgrade(socket, target, port, attachment, context);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while TLS was prepared");
            } catch (ExecutionException e) {
                throw new IOException("TLS cannot be prepared: " + e.getCause().getMessage(), e.getCause());
            }
        };
    }

    /** Breaks off every call in flight; each fails at once. */
    public void abortAll() {
        inFlight.forEach(call -> call.call.cancel());
    }

    /**
     * Breaks off the calls in flight of some threads: nobody wants their answers. Each fails at once as cancelled.
     *
     * @param threads may have no call in flight
     */
    public void abort(Set<Thread> threads) {
        inFlight.stream().filter(call -> threads.contains(call.thread)).forEach(call -> {
            call.isUnwanted = true;
            call.call.cancel();
        });
    }

    /** Closes all connections. */
    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        client.close();
    }

    private static String version() {
        String version = ApiHttpClient.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Puts the target of the call on the request line, as it is, and the token beside it. */
    private void address(HttpRequest request) throws HttpException {
        Header target = request.getFirstHeader(TARGET_HEADER);
        try {
            if (target == null || !target.getValue().startsWith("/") || !uris.isOurOrigin(request.getUri())) {
                throw new HttpException("Only calls of our own routes are sent.");
            }
        } catch (URISyntaxException e) {
            throw new HttpException("Not an address");
        }
        request.setPath(target.getValue());
        request.removeHeaders(TARGET_HEADER);
        TRACE_HEADERS.forEach(request::removeHeaders);
        request.removeHeaders(NEW_CONNECTION_HEADER);
        request.setHeader(HttpHeaders.ACCEPT, ContentType.APPLICATION_JSON.getMimeType());
        request.setHeader(HttpHeaders.AUTHORIZATION, settings.authorization());
    }

    /** Reads the whole answer, decompressed, within the time and size allowed. */
    private final class AnswerBounds implements ExecChainHandler {

        @Override
        public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
                throws IOException, HttpException {
            Deadline deadline = new Deadline((Cancellable) scope.originalRequest);
            inFlight.add(deadline);
            ScheduledFuture<?> timer = deadlines.schedule(deadline, settings.getResponseTimeout().toMillis(),
                    TimeUnit.MILLISECONDS);
            try {
                if (request.containsHeader(NEW_CONNECTION_HEADER)) {
                    takeNewConnection(scope);
                }
                ClassicHttpResponse response = chain.proceed(request, scope);
                joinWaits(response);
                response.setEntity(read(response, scope));
                return response;
            } catch (IOException | RuntimeException e) {
                // What is left of the answer may be endless: drop the connection instead of reading on to its end.
                scope.execRuntime.discardEndpoint();
                if (deadline.isUnwanted) {
                    throw new InterruptedIOException("The answer is not wanted any more");
                }
                if (deadline.passed) {
                    throw new AnswerTimeoutException();
                }
                throw e;
            } finally {
                timer.cancel(false);
                inFlight.remove(deadline);
            }
        }

        /** Others in the pool may have been closed together with the one that broke. */
        private void takeNewConnection(ExecChain.Scope scope) throws IOException {
            scope.execRuntime.acquireEndpoint(scope.exchangeId, scope.route, null, scope.clientContext);
            if (scope.execRuntime.isEndpointConnected()) {
                scope.execRuntime.disconnectEndpoint();
            }
        }

        /** Camel keeps one line of each header; several are the same as one with commas. */
        private void joinWaits(ClassicHttpResponse response) {
            Header[] waits = response.getHeaders(HttpHeaders.RETRY_AFTER);
            if (waits.length > 1) {
                response.removeHeaders(HttpHeaders.RETRY_AFTER);
                response.setHeader(HttpHeaders.RETRY_AFTER,
                        Stream.of(waits).map(Header::getValue).collect(Collectors.joining(", ")));
            }
        }

        private HttpEntity read(ClassicHttpResponse response, ExecChain.Scope scope) throws IOException {
            HttpEntity entity = response.getEntity();
            if (entity == null) {
                return null;
            }
            byte[] bytes = response.getCode() >= 300 ? readError(response, scope) : readAnswer(entity);
            return new ByteArrayEntity(bytes, ContentType.parseLenient(entity.getContentType()));
        }

        private byte[] readAnswer(HttpEntity entity) throws IOException {
            int maximumBytes = settings.getMaximumAnswerBytes();
            InputStream content = entity.getContent();
            byte[] bytes = content.readNBytes(maximumBytes);
            if (bytes.length == maximumBytes && content.read() != -1) {
                throw new AnswerTooLargeException(maximumBytes);
            }
            content.close();
            return bytes;
        }

        /** Reads as much of an error as can be read: its status and headers say what counts. */
        private byte[] readError(ClassicHttpResponse response, ExecChain.Scope scope) {
            // Camel would decompress by it once more.
            response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                InputStream content = response.getEntity().getContent();
                int next = content.read();
                while (next != -1 && bytes.size() < LARGEST_ERROR_BYTES) {
                    bytes.write(next);
                    next = content.read();
                }
                if (next == -1) {
                    content.close();
                    return bytes.toByteArray();
                }
            } catch (IOException e) {
                // Cut off, compressed wrongly, or not at its end in time.
            }
            scope.execRuntime.discardEndpoint();
            return bytes.toByteArray();
        }
    }

    private static final class Deadline implements Runnable {

        private final Cancellable call;
        private final Thread thread = Thread.currentThread();
        private volatile boolean passed;
        private volatile boolean isUnwanted;

        Deadline(Cancellable call) {
            this.call = call;
        }

        @Override
        public void run() {
            passed = true;
            call.cancel();
        }
    }
}
