package dev.cplnroutes.demo;

import java.time.Duration;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * One HTTP request until its response has been written or its connection has closed. Only the server's event loop uses
 * it.
 */
final class Exchange {

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Runnable onEnd;
    private boolean over;

    /**
     * Starts an exchange.
     *
     * @param onEnd called once, when the exchange ends
     */
    Exchange(Vertx vertx, HttpServerRequest request, Runnable onEnd) {
        this.vertx = vertx;
        this.request = request;
        this.onEnd = onEnd;
        request.response().closeHandler(close -> finish());
        request.response().exceptionHandler(failure -> finish());
    }

    /** Sends a response after a delay. */
    void respond(EncodedResponse response, Duration delay) {
        after(delay, () -> write(request.response(), response).onComplete(written -> finish()));
    }

    /** Closes the connection after a delay, without a response. */
    void closeConnection(Duration delay) {
        after(delay, () -> request.connection().close().onComplete(closed -> finish()));
    }

    static Future<Void> write(HttpServerResponse target, EncodedResponse response) {
        MultiMap headers = target.setStatusCode(response.status()).headers();
        headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
        response.headers().forEach((name, value) -> headers.set(name, value));
        return target.end(response.body());
    }

    private void after(Duration delay, Runnable action) {
        if (delay.isZero()) {
            unlessOver(action);
        } else {
            // Vert.x refuses a timer of less than a millisecond.
            vertx.setTimer(Math.max(1, delay.toMillis()), timer -> unlessOver(action));
        }
    }

    private void unlessOver(Runnable action) {
        if (!over) {
            action.run();
        }
    }

    private void finish() {
        if (!over) {
            over = true;
            onEnd.run();
        }
    }
}
