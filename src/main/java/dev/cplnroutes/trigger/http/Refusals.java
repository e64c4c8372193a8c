package dev.cplnroutes.trigger.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.Exchange;

/**
 * The problems (RFC 9457) that Vert.x answers itself, before a request reaches a route of Camel.
 */
public final class Refusals {

    private Refusals() {
    }

    /**
     * Makes a router answer its refusals as problems. Without these handlers Vert.x logs each refusal as an error
     * with a stack trace. Failures with status 500 and above stay errors.
     *
     * @param router router of a server
     */
    public static void ofRouter(Router router) {
        router.errorHandler(ServerInternals.STATUS_OF_GONE_CLIENT, Refusals::refused);
        for (int status = 400; status < 500; status++) {
            if (!ServerInternals.ANSWERED_ELSEWHERE.contains(status)) {
                router.errorHandler(status, Refusals::refused);
            }
        }
    }

    /**
     * Makes a route answer the refusals on its path as problems.
     *
     * @param route route of a router
     */
    static void ofRoute(Route route) {
        route.failureHandler(context -> {
            if (context.statusCode() < 500 && context.statusCode() != HttpResponseStatus.UNAUTHORIZED.code()) {
                refused(context);
            } else {
                context.next();
            }
        });
    }

    /**
     * Answers a request that Vert.x cannot read, and closes its connection. Vert.x itself answers without a body.
     *
     * @param request has failed to decode
     */
    public static void ofInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        int status = cause instanceof TooLongHttpLineException ? 414
                : cause instanceof TooLongFrameException ? 431 : 400;
        request.response().putHeader("Connection", "close");
        answer(request.response(), status, HttpResponseStatus.valueOf(status).reasonPhrase(), detail(status));
        request.connection().close();
    }

    private static void refused(RoutingContext context) {
        // A request that fails while Vert.x looks for its route has no status yet.
        int status = context.statusCode() < 400 ? 400 : context.statusCode();
        answer(context.response(), status, HttpResponseStatus.valueOf(status).reasonPhrase(), detail(status));
    }

    private static String detail(int status) {
        return switch (status) {
            case 401 -> "Credentials are missing, or not accepted.";
            case 404 -> "There is no such path.";
            case 406 -> "The answer has no form that Accept allows.";
            case 413 -> "The body is larger than this server takes.";
            case 414 -> "The request line is longer than this server takes. POST takes options in a JSON body.";
            case 431 -> "The headers are larger than this server takes.";
            case 417 -> "The only expectation that this server meets is 100-continue.";
            default -> "The request could not be read.";
        };
    }

    /**
     * Answers a request with a problem. Does nothing if the answer has begun or the client has gone.
     *
     * @param response response to the request
     * @param status   HTTP status
     * @param title    the problem in a few words, without characters that JSON escapes
     * @param detail   what happened, without characters that JSON escapes
     */
    public static void answer(HttpServerResponse response, int status, String title, String detail) {
        if (!response.ended() && !response.closed() && !response.headWritten()) {
            response.setStatusCode(status).putHeader(Exchange.CONTENT_TYPE, "application/problem+json")
                    .end("{\"status\":" + status + ",\"title\":\"" + title + "\",\"detail\":\"" + detail + "\"}");
        }
    }
}
