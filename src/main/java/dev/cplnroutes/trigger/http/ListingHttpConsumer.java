package dev.cplnroutes.trigger.http;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

import dev.cplnroutes.Stopping;
import dev.cplnroutes.outcome.HandOver;
import dev.cplnroutes.trigger.ListingTimeLimits;
import dev.cplnroutes.watch.Subscription;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;

/**
 * Camel's HTTP consumer for Vert.x, changed in four points: requests run on threads of this trigger, a listing is
 * stopped when its client has gone, the answer has no header of the request, and requests that cannot be read are
 * answered as problems (RFC 9457).
 */
final class ListingHttpConsumer extends VertxPlatformHttpConsumer {

    private static final List<String> ANSWERED_HEADERS = List.of(Exchange.CONTENT_TYPE, "Retry-After", "Allow");

    private static final List<String> FORMS = List.of("multipart/form-data", "application/x-www-form-urlencoded");

    private final String routerName;
    private final ExecutorService threads;
    private final ChangesAnswer.Times times;
    private Route guard;

    ListingHttpConsumer(PlatformHttpEndpoint endpoint, Processor processor, List<Handler<RoutingContext>> handlers,
            String routerName, ExecutorService threads, ChangesAnswer.Times times) {
        super(endpoint, processor, handlers, routerName);
        this.routerName = routerName;
        this.threads = threads;
        this.times = times;
    }

    @Override
    protected void doStart() throws Exception {
        // Camel's own route takes any path that begins so; none of them may be read as a form.
        guard = ServerInternals.router(getEndpoint().getCamelContext(), routerName)
                .route(getEndpoint().getPath() + "*");
        guard.handler(ListingHttpConsumer::refuseForm);
        Refusals.ofRoute(guard);
        super.doStart();
    }

    /** Refuses forms: Vert.x reads them whatever Camel's settings say, and writes their files to the disk. */
    private static void refuseForm(RoutingContext request) {
        String type = request.request().getHeader(Exchange.CONTENT_TYPE);
        String lowerCase = type == null ? "" : type.toLowerCase(Locale.ROOT);
        if (FORMS.stream().anyMatch(lowerCase::startsWith)) {
            String method = request.request().method().name();
            if (method.equals(HttpRequestReader.POST)) {
                Refusals.answer(request.response(), 415, "Unsupported media type",
                        "Options in a body are application/json.");
            } else {
                Refusals.answer(request.response(), 400, "Bad request", HttpRequestReader.bodyOf(method));
            }
        } else {
            request.next();
        }
    }

    @Override
    protected void handleRequest(RoutingContext request) {
        if (isSuspended()) {
            busy(request);
            return;
        }
        Context eventLoop = request.vertx().getOrCreateContext();
        Stopping stopping = new Stopping();
        request.response().closeHandler(closed -> stopping.stop());
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        exchange.setProperty(Stopping.PROPERTY, stopping);
        exchange.setProperty(StreamedAnswer.POSSIBLE, true);
        Future<Void> reading;
        try {
            reading = processHttpRequest(exchange, request);
        } catch (RuntimeException e) {
            // Without this the server answers in plain text.
            releaseExchange(exchange, false);
            Refusals.answer(request.response(), 400, "Bad request", "The query is not encoded correctly.");
            return;
        }
        // JSON is UTF-8, whatever charset the content type of the request names.
        exchange.removeProperty(ExchangePropertyKey.CHARSET_NAME);
        reading.onComplete(read -> {
            if (read.failed()) {
                releaseExchange(exchange, false);
                Refusals.answer(request.response(), 400, "Bad request", "The body could not be read.");
                return;
            }
            try {
                threads.execute(() -> process(exchange, request, eventLoop));
            } catch (RejectedExecutionException e) {
                releaseExchange(exchange, false);
                busy(request);
            }
        });
    }

    private void process(Exchange exchange, RoutingContext request, Context eventLoop) {
        int status = 500;
        byte[] body = null;
        Message message = null;
        try {
            createUoW(exchange);
            getProcessor().process(exchange);
            message = exchange.getMessage();
            if (exchange.getException() == null && message.getBody() instanceof HandOver stream) {
                write(stream, exchange, request, eventLoop);
                return;
            }
            if (exchange.getException() == null && message.getBody() instanceof Subscription changes) {
                Stopping stopping = exchange.getProperty(Stopping.PROPERTY, Stopping.class);
                doneUoW(exchange);
                releaseExchange(exchange, false);
                new ChangesAnswer(request.request(), eventLoop, changes, times).begin(stopping);
                return;
            }
            if (exchange.getException() == null) {
                status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
                body = message.getBody(byte[].class);
            }
        } catch (Exception e) {
            getExceptionHandler().handleException("Failed handling " + getEndpoint().getPath(), exchange, e);
        }
        HttpServerResponse response = request.response();
        if (message != null) {
            for (String header : ANSWERED_HEADERS) {
                String value = message.getHeader(header, String.class);
                if (value != null) {
                    response.putHeader(header, value);
                }
            }
        }
        if (response.headers().contains(Exchange.CONTENT_TYPE, EventStream.MEDIA_TYPE, true)) {
            // Asked for by HEAD.
            EventStream.HEADERS.forEach(response::putHeader);
        }
        Buffer content = body == null ? Buffer.buffer() : Buffer.buffer(body);
        if (body != null && request.request().method() == HttpMethod.HEAD) {
            // Vert.x leaves the body out, and its length too.
            response.putHeader("Content-Length", Integer.toString(body.length));
        }
        int answered = status;
        doneUoW(exchange);
        releaseExchange(exchange, false);
        eventLoop.runOnContext(nothing -> {
            if (!response.ended() && !response.closed()) {
                response.setStatusCode(answered).end(content);
            }
        });
    }

    private void write(HandOver stream, Exchange exchange, RoutingContext request, Context eventLoop) {
        Stopping stopping = exchange.getProperty(Stopping.PROPERTY, Stopping.class);
        try {
            new StreamedAnswer(request.response(), eventLoop, stopping).write(stream,
                    exchange.getVariable(ListingAdmission.TIME_LIMIT, ListingTimeLimits.Limit.class));
        } catch (RuntimeException e) {
            // An answer without its last line is incomplete: so the client sees it.
            request.request().connection().close();
            throw e;
        } finally {
            // Ends the stream and gives its place back.
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }

    private static void busy(RoutingContext request) {
        request.response().putHeader("Retry-After", "2");
        Refusals.answer(request.response(), 503, "Too many listings",
                "The request was not started; try again in a moment.");
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        if (guard != null) {
            guard.remove();
        }
        threads.shutdown();
    }
}
