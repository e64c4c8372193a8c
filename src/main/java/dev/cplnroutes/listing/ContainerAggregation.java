package dev.cplnroutes.listing;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.call.ApiCall;
import dev.cplnroutes.outcome.FoundContainers;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * The aggregation strategy of a lane: it puts the containers found into the listing, which keeps the list's order. It
 * lets the exchanges go: ten thousand workloads need not stay in memory as messages.
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
            // Camel's own wait for a retry was interrupted: the exchange did not come back through its route.
            if (newExchange.getVariable("cplnCall") instanceof ApiCall call) {
                call.end();
            }
            newExchange.setException(null);
            newExchange.setRouteStop(false);
            listing.failed(work, ApiException.cancelled(), false);
        } else if (unexpected != null) {
            listing.fail(EarlyEnd.brokeOff(unexpected));
            newExchange.setException(null);
        } else if (newExchange.getVariable("cplnWork") instanceof Work.WorkloadDeployments workload
                && newExchange.getMessage().getBody() instanceof FoundContainers found) {
            listing.workloadDone(workload, found);
        }
        newExchange.getMessage().setBody(null);
        return oldExchange == null ? newExchange : oldExchange;
    }
}
