package dev.cplnroutes.listing;

import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.call.ApiCall;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Puts what a lane found into its listing, which keeps the list's order. The exchanges themselves are let go: ten
 * thousand workloads need not stay in memory as messages.
 */
public final class ContainerAggregation implements AggregationStrategy {

    /** Makes the strategy. */
    public ContainerAggregation() {
    }

    @Override
    public Exchange aggregate(Exchange oldExchange, Exchange newExchange) {
        Listing listing = newExchange.getVariable("cplnListing", Listing.class);
        Exception unexpected = newExchange.getException();
        if (unexpected instanceof InterruptedException && newExchange.getVariable("cplnWork") instanceof Work work) {
            // Camel's own wait for a retry was ended, and with it the work's way through its route.
            listing.waits().end();
            if (newExchange.getVariable("cplnCall") instanceof ApiCall call) {
                call.abandonRetry();
            }
            newExchange.setException(null);
            newExchange.setRouteStop(false);
            listing.failed(work, ApiException.cancelled());
        } else if (unexpected != null) {
            listing.fail(brokeOff(unexpected));
            newExchange.setException(null);
        } else if (newExchange.getVariable("cplnWork") instanceof Work.WorkloadDeployments workload
                && newExchange.getMessage().getBody() instanceof List<?> containers) {
            listing.deploymentsRead(workload, containers.stream().map(Container.class::cast).toList());
        }
        newExchange.getMessage().setBody(null);
        return oldExchange == null ? newExchange : oldExchange;
    }

    /** What a listing is told whose lane broke off. */
    static ListingFailedException brokeOff(Exception unexpected) {
        return new ListingFailedException(500, "Listing failed",
                "The listing broke off unexpectedly (" + unexpected.getClass().getSimpleName() + ").");
    }
}
