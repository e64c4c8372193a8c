package dev.cplnroutes.listing;

import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

import dev.cplnroutes.support.ListingLog;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Variable;

/**
 * The first and the last step of each lane, and the runner of substitute lanes, which take the same route.
 */
public final class LaneRunner implements CamelContextAware, Lanes.Starter {

    private static final String LISTING = "cplnListing";
    private static final String LOG = "cplnLaneLog";

    private final ExecutorService laneThreads;
    private CamelContext camelContext;
    private ProducerTemplate template;

    /**
     * Makes the bean.
     *
     * @param laneThreads run the substitute lanes
     */
    public LaneRunner(ExecutorService laneThreads) {
        this.laneThreads = laneThreads;
    }

    /**
     * A lane, or the closing of a listing, begins: the log lines of its thread carry the listing's id.
     *
     * @param exchange exchange of the lane; gets the variable {@code cplnLaneLog}, for {@link #leave}
     * @param listing  the listing
     */
    public void enter(Exchange exchange, @Variable(LISTING) Listing listing) {
        exchange.setVariable(LOG, ListingLog.of(listing.getId()));
    }

    /**
     * A lane ends, on the thread that it began on.
     *
     * @param exchange exchange of the lane; its variable {@code cplnLaneLog} is removed
     * @param log      the variable that {@link #enter} set
     */
    public void leave(Exchange exchange, @Variable(LOG) ListingLog log) {
        exchange.removeVariable(LOG);
        log.close();
    }

    @Override
    public Executor threads() {
        return laneThreads;
    }

    @Override
    public void run(Listing listing, Iterator<Work> feed) {
        Exchange done = template.send("direct:cpln-lane", exchange -> {
            exchange.setVariable(LISTING, listing);
            listing.trace().continueIn(exchange);
            exchange.setVariable("cplnFeed", feed);
        });
        if (done.getException() != null) {
            listing.fail(EarlyEnd.brokeOff(done.getException()));
        }
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
        this.template = camelContext.createProducerTemplate();
    }
}
