package dev.cplnroutes;

import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Variable;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Opens and closes the listings of this process, and stops those under way when Camel stops.
 */
public final class Listings implements CamelContextAware {

    private static final String LISTING = "cplnListing";
    private static final Duration LONGEST_WAIT_FOR_LISTENER = Duration.ofSeconds(1);

    private final ListingRequests requests;
    private final ApiSettings settings;
    private final ApiHttpClient client;
    private final EventPublisher events;
    private final ExecutorService laneThreads;
    private final Clock clock;
    private final Set<Listing> underWay = ConcurrentHashMap.newKeySet();
    private CamelContext camelContext;
    private ProducerTemplate template;

    /**
     * Opens listings.
     *
     * @param requests    reads and checks requests
     * @param settings    the API's settings
     * @param client      its calls in flight are broken off when Camel stops
     * @param events      where progress goes
     * @param laneThreads run the lanes that stand in for others
     * @param clock       gives start and end times
     */
    public Listings(ListingRequests requests, ApiSettings settings, ApiHttpClient client, EventPublisher events,
            ExecutorService laneThreads, Clock clock) {
        this.requests = requests;
        this.settings = settings;
        this.client = client;
        this.events = events;
        this.laneThreads = laneThreads;
        this.clock = clock;
    }

    /**
     * Checks a request and begins its listing.
     *
     * @param exchange body: the request, see {@link ListingRequests#read}; property {@link Stopping#PROPERTY}: how the
     *                 caller stops it, may be absent. Its variable {@code cplnListing} becomes the listing, before its first
     *                 API call
     * @throws InvalidRequestException where the request is not allowed
     * @throws ListingFailedException  where the organization or the token is not set
     */
    public void open(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        ListingOptions options = requests.read(body);
        settings.requireComplete();
        Stopping given = exchange.getProperty(Stopping.PROPERTY, Stopping.class);
        Stopping stopping = given == null ? new Stopping() : given;
        Listing listing = new Listing(UUID.randomUUID().toString(), options, new ApiUris(settings), stopping,
                () -> exchange.getException() != null, clock, new RoutedLanes(), new PublishedEvents(
                        body instanceof ListingRequest request ? request.progressListener() : null));
        underWay.add(listing);
        if (isStopping()) {
            stopping.stop();
        }
        exchange.setVariable(LISTING, listing);
    }

    /**
     * Ends a listing whose lanes are through, and publishes its statistics.
     *
     * @param listing the listing
     */
    public void close(@Variable(LISTING) Listing listing) {
        listing.close();
        underWay.remove(listing);
        listing.events().awaitListener();
        events.statistics(listing.options().gvc(), listing.getStatistics());
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

    /** Lanes that stand in run through the same route as the others. */
    private final class RoutedLanes implements Listing.LaneStarter {

        @Override
        public Executor threads() {
            return laneThreads;
        }

        @Override
        public void run(Listing listing, Iterator<Work> work) {
            Exchange done = template.send("direct:cpln-lane", exchange -> {
                exchange.setVariable(LISTING, listing);
                exchange.getMessage().setBody(work);
            });
            if (done.getException() != null) {
                listing.fail(ContainerAggregation.brokeOff(done.getException()));
            }
        }
    }

    /** What goes to the routes that publish it. */
    private final class PublishedEvents implements Listing.ListingEvents {

        private final ProgressCalls calls;

        PublishedEvents(ProgressListener listener) {
            this.calls = listener == null ? null : new ProgressCalls(listener, laneThreads);
        }

        @Override
        public ListingProgress progress(String listingId, String gvc) {
            return new ListingProgress(listingId, gvc, events.interval(), clock, event -> {
                events.progress(event);
                if (calls != null) {
                    calls.call(event);
                }
            });
        }

        @Override
        public void awaitListener() {
            if (calls != null) {
                calls.await(LONGEST_WAIT_FOR_LISTENER);
            }
        }

        @Override
        public void containers(String listingId, List<Container> containers) {
            events.containers(listingId, containers);
        }
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
        this.template = camelContext.createProducerTemplate();
        camelContext.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext context) {
                underWay.forEach(listing -> listing.stopping().stop());
                client.abortAll();
            }
        });
    }
}
