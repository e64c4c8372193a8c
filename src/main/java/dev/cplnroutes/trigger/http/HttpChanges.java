package dev.cplnroutes.trigger.http;

import java.util.Map;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.watch.Subscription;
import dev.cplnroutes.watch.Watches;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * The bean that subscribes HTTP clients to the changes of what they select.
 */
public final class HttpChanges {

    private final Watches watches;

    /**
     * Makes the bean.
     *
     * @param watches the watches of the process
     */
    public HttpChanges(Watches watches) {
        this.watches = watches;
    }

    /**
     * Subscribes a client. The server closes the subscription when the client has gone.
     *
     * @param options options of the request
     * @param request the request
     * @return the subscription, for the server to write as events
     * @throws InvalidRequestException if an option is not allowed
     * @throws ListingFailedException  with status 503 where there are as many subscribers as there may be
     */
    public Subscription subscribe(@Body Map<String, Object> options,
            @Variable("cplnHttpRequest") HttpRequest request) {
        return watches.subscribe(options, request.getLastEventId());
    }
}
