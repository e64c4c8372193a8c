package dev.cplnroutes.watch;

import java.util.List;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.WatchedContainers;
import dev.cplnroutes.listing.ListingOpening;
import dev.cplnroutes.support.FailureWords;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Variable;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The steps of the routes that read what is watched.
 */
public final class WatchSteps implements Processor {

    private static final String READING = "cplnReading";

    private final Watches watches;

    /**
     * Makes the bean.
     *
     * @param watches the watches of the process
     */
    public WatchSteps(Watches watches) {
        this.watches = watches;
    }

    /**
     * What is due now, and allowed.
     *
     * @return readings, to be done each by itself
     */
    public List<Object> due() {
        return List.copyOf(watches.due());
    }

    /**
     * Makes the request of a reading. It becomes the variable {@value #READING}, and follows the listing.
     *
     * @param exchange the body is the reading
     * @return options of a listing
     */
    public Map<String, Object> request(Exchange exchange) {
        WatchReading reading = exchange.getMessage().getBody(WatchReading.class);
        exchange.setVariable(READING, reading);
        exchange.setProperty(ListingOpening.FOLLOWER, reading);
        exchange.setProperty(Stopping.PROPERTY, reading.stopping());
        return WatchRequest.ofReading(reading.watch().scope());
    }

    /**
     * Ends a reading: what a whole list lacks is gone, what could not be read is unconfirmed.
     *
     * @param reading the reading
     * @param result  what the listing came to
     */
    public void ended(@Variable(READING) Object reading, @Body ListingResult result) {
        WatchReading done = (WatchReading) reading;
        done.end(result, null);
        watches.owe(done.owed());
    }

    /**
     * Ends a reading whose listing failed as a whole.
     *
     * @param exchange has the failure
     */
    public void failed(Exchange exchange) {
        failed(exchange.getVariable(READING, WatchReading.class),
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    }

    private void failed(WatchReading reading, Exception failure) {
        ListingFailedException known = failure instanceof ListingFailedException listing ? listing
                : new ListingFailedException(failure instanceof InvalidRequestException ? 400 : 500, "Listing failed",
                        failure instanceof InvalidRequestException ? failure.getMessage()
                                : "The reading broke off: " + FailureWords.of(failure) + ".");
        reading.end(null, known);
        watches.owe(reading.owed());
    }

    /**
     * Sees to it that a reading has an end where its route cannot be reached, such as one that was stopped: without
     * one its part would never be due again.
     *
     * @param exchange that goes to the route; the body is the reading
     */
    @Override
    public void process(Exchange exchange) {
        WatchReading reading = exchange.getMessage().getBody(WatchReading.class);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onFailure(Exchange broken) {
                failed(reading, broken.getException());
            }
        });
    }

    /**
     * Answers the present picture of what a request asks for, without any call.
     *
     * @param request as for a listing; what belongs to one answer, such as {@code pageSize}, is refused
     * @return what is known
     * @throws InvalidRequestException where the request is not allowed, or nobody watches what it asks for
     */
    public WatchedContainers picture(@Body Object request) {
        return watches.picture(request);
    }

    /**
     * Publishes the changes of a reading's watch, in their order.
     *
     * @param reading the reading
     */
    public void publish(@Variable(READING) Object reading) {
        watches.publish(((WatchReading) reading).watch());
    }
}
