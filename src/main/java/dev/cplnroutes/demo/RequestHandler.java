package dev.cplnroutes.demo;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/**
 * The order in which a request is checked: rate limit, hook, token, periodic refusals, then the organization's API. The
 * event loop handles requests; any thread may change the behaviour.
 */
final class RequestHandler implements Handler<HttpServerRequest> {

    private static final String STATISTICS = "/demo/statistics";
    private static final int MAXIMUM_QUERY_BYTES = 1 << 20;

    private final Vertx vertx;
    private final RequestCounters counters;
    private final TokenBucket bucket = new TokenBucket();
    private final PeriodicRefusals refusals;
    private volatile OrganizationApi api;
    private volatile Duration latency;
    private volatile DemoRateLimit rateLimit;
    private volatile Function<DemoRequest, DemoResponse> hook;

    RequestHandler(Vertx vertx, RequestCounters counters, OrganizationApi api, DemoSettings settings) {
        this.vertx = vertx;
        this.counters = counters;
        this.api = api;
        this.latency = settings.latency();
        this.rateLimit = settings.rateLimit();
        this.refusals = new PeriodicRefusals(settings.tooManyRequestsEvery());
    }

    /** The API that responds now. */
    OrganizationApi api() {
        return api;
    }

    void api(OrganizationApi value) {
        api = value;
    }

    void latency(Duration value) {
        latency = value;
    }

    /** Changes the limit; null: none. */
    void rateLimit(DemoRateLimit value) {
        rateLimit = value;
    }

    /** Changes the hook; null: none. */
    void hook(Function<DemoRequest, DemoResponse> value) {
        hook = value;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (STATISTICS.equals(request.path())) {
            Exchange.write(request.response(), statistics(request.method()));
            return;
        }
        int attempt = counters.arrived(request.method().name() + " " + request.uri());
        Exchange exchange = new Exchange(vertx, request, counters::ended);
        if (!bucket.takes(rateLimit, System.nanoTime())) {
            counters.refused();
            exchange.respond(PeriodicRefusals.tooManyRequests(), latency);
            return;
        }
        DemoResponse replacement;
        try {
            replacement = replacement(request, attempt);
        } catch (RuntimeException e) {
            exchange.respond(EncodedResponse.error(500, "The hook threw an exception: " + e), latency);
            return;
        }
        if (replacement != null) {
            replace(exchange, replacement);
        } else if (!isAuthorized(request)) {
            exchange.respond(EncodedResponse.error(401, "A bearer token is needed"), latency);
        } else {
            ask(api, request, exchange);
        }
    }

    /** What the hook responds; null: the usual response. */
    private DemoResponse replacement(HttpServerRequest request, int attempt) {
        Function<DemoRequest, DemoResponse> present = hook;
        if (present == null) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        return present.apply(new DemoRequest(
                request.method().name(), request.path(), request.query(), headers, attempt));
    }

    private void replace(Exchange exchange, DemoResponse replacement) {
        Duration delay = replacement.latency() == null ? latency : replacement.latency();
        if (replacement.closesConnection()) {
            exchange.closeConnection(delay);
        } else {
            exchange.respond(EncodedResponse.of(
                    replacement.status(), replacement.headers(), replacement.body()), delay);
        }
    }

    private static boolean isAuthorized(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.startsWith("Bearer ")
                && !authorization.substring("Bearer ".length()).isBlank();
    }

    private void ask(OrganizationApi present, HttpServerRequest request, Exchange exchange) {
        String path = request.path();
        if (request.method().equals(HttpMethod.POST) && present.isQuery(path)) {
            readQuery(present, request, exchange);
            return;
        }
        Optional<EncodedResponse> refusal = request.method().equals(HttpMethod.GET) && present.isDeploymentList(path)
                ? refusals.next(request.uri()) : Optional.empty();
        exchange.respond(refusal.orElseGet(() ->
                present.respond(request.method().name(), path, request.query())), latency);
    }

    private void readQuery(OrganizationApi present, HttpServerRequest request, Exchange exchange) {
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= MAXIMUM_QUERY_BYTES) {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> exchange.respond(body.length() > MAXIMUM_QUERY_BYTES
                ? EncodedResponse.error(413, "The query is too long")
                : present.query(request.path(), body.getBytes()), latency));
    }

    private EncodedResponse statistics(HttpMethod method) {
        if (method.equals(HttpMethod.DELETE)) {
            counters.reset();
        } else if (!method.equals(HttpMethod.GET)) {
            return EncodedResponse.error(405, method + " is not allowed at " + STATISTICS)
                    .withHeader("Allow", "GET, DELETE");
        }
        ObjectNode statistics = ApiJson.object()
                .put("requests", counters.requestCount())
                .put("peakInFlight", counters.peakInFlight())
                .put("refused", counters.refusedCount());
        return EncodedResponse.of(statistics);
    }
}
