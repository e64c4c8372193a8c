package dev.cplnroutes.standalone;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.Exchange;

/** Problems (RFC 9457) that Vert.x answers by itself, before any route of Camel's. */
public final class Refusals {

    private static final int UNAUTHORIZED = 401;

    private Refusals() {
    }

    /**
     * Has the router answer what it refuses. Without handlers it would log each refusal as an error, with a stack trace; what
     * is an error, 500 and above, stays one.
     */
    static void ofRouter(Router router) {
        // What is refused because the client has gone has status 200 there.
        router.errorHandler(HttpResponseStatus.OK.code(), Refusals::refused);
        for (int status = 400; status < 500; status++) {
            // Camel has its own for 401, and Vert.x names the methods with its 405.
            if (status != UNAUTHORIZED && status != 405) {
                router.errorHandler(status, Refusals::refused);
            }
        }
    }

    /** Has the route answer what is refused on its path. */
    public static void ofRoute(Route route) {
        route.failureHandler(context -> {
            if (context.statusCode() < 500 && context.statusCode() != UNAUTHORIZED) {
                refused(context);
            } else {
                context.next();
            }
        });
    }

    private static void refused(RoutingContext context) {
        // An error in matching has none yet.
        int status = context.statusCode() < 400 ? 400 : context.statusCode();
        answer(context.response(), status, HttpResponseStatus.valueOf(status).reasonPhrase(), switch (status) {
            case 404 -> "There is no such path.";
            case 406 -> "The answer does not come in a form that Accept allows.";
            case 413 -> "The body is larger than this server takes.";
            case 417 -> "Of expectations there is 100-continue alone.";
            default -> "The request could not be read.";
        });
    }

    /** Answers, unless that has happened or nobody is there; the texts are ours and need no escaping. */
    public static void answer(HttpServerResponse response, int status, String title, String detail) {
        if (!response.ended() && !response.closed() && !response.headWritten()) {
            response.setStatusCode(status).putHeader(Exchange.CONTENT_TYPE, "application/problem+json")
                    .end("{\"status\":" + status + ",\"title\":\"" + title + "\",\"detail\":\"" + detail + "\"}");
        }
    }
}
