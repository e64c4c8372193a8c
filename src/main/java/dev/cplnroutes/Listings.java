package dev.cplnroutes;

import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Opens and closes the listings of this process, and stops those under way when Camel stops.
 */
public final class Listings implements CamelContextAware {

    private final ListingRequests requests;
    private final ApiSettings settings;
    private final ApiHttpClient client;
    private final EventPublisher events;
    private final Clock clock;
    private final Set<Stopping> underWay = ConcurrentHashMap.newKeySet();
    private CamelContext camelContext;

    /**
     * Opens listings.
     *
     * @param requests reads and checks requests
     * @param settings the API's settings
     * @param client   its calls in flight are broken off when Camel stops
     * @param events   where progress goes
     * @param clock    gives start and end times
     */
    public Listings(ListingRequests requests, ApiSettings settings, ApiHttpClient client, EventPublisher events,
            Clock clock) {
        this.requests = requests;
        this.settings = settings;
        this.client = client;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Checks a request and begins its listing.
     *
     * @param exchange body: the request, see {@link ListingRequests#read}; property {@link Stopping#PROPERTY}: how the
     *                 caller stops it, may be absent
     * @return the listing, before its first API call
     * @throws InvalidRequestException where the request is not allowed
     * @throws ListingFailedException  where the organization or the token is not set
     */
    public Listing open(Exchange exchange) {
        ListingOptions options = requests.read(exchange.getMessage().getBody());
        settings.requireComplete();
        Stopping given = exchange.getProperty(Stopping.PROPERTY, Stopping.class);
        Stopping stopping = given == null ? new Stopping() : given;
        Listing listing = new Listing(UUID.randomUUID().toString(), options, new ApiUris(settings), stopping, clock,
                (id, gvc) -> new ListingProgress(id, gvc, events.interval(), clock, events::progress));
        underWay.add(stopping);
        if (isStopping()) {
            stopping.stop();
        }
        return listing;
    }

    /**
     * Ends a listing whose lanes are through, and publishes its statistics.
     *
     * @param listing the listing
     */
    public void close(@Variable("cplnListing") Listing listing) {
        listing.close();
        underWay.remove(listing.stopping());
        events.statistics(listing.getStatistics());
    }

    /**
     * What the caller gets.
     *
     * @param listing a listing that is closed
     * @return the answer
     * @throws ListingFailedException  where the listing failed as a whole
     * @throws InvalidRequestException where its cursor turned out to be of no use
     */
    public ListingResult result(@Body Listing listing) {
        return listing.getResult();
    }

    private boolean isStopping() {
        return camelContext != null && (camelContext.isStopping() || camelContext.isStopped());
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    /** Stops what is under way as soon as Camel begins to stop: its graceful shutdown would wait for each listing. */
    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
        camelContext.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext context) {
                underWay.forEach(Stopping::stop);
                client.abortAll();
            }
        });
    }
}
