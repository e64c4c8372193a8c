package dev.cplnroutes.listing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.ProgressListener;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiFailures;
import dev.cplnroutes.api.ApiHttpClient;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.call.ApiCall;
import dev.cplnroutes.events.EventPublisher;
import dev.cplnroutes.recording.CallRecorder;
import dev.cplnroutes.recording.ContainerInventory;
import dev.cplnroutes.recording.ListingProgress;
import dev.cplnroutes.recording.ProgressCalls;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.ListingLog;
import dev.cplnroutes.support.TraceParent;
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
public final class ListingLifecycle implements CamelContextAware {

    private static final String LISTING = "cplnListing";
    private static final Duration LONGEST_WAIT_FOR_LISTENER = Duration.ofSeconds(1);

    private final RequestReader requests;
    private final ApiSettings settings;
    private final ApiHttpClient client;
    private final EventPublisher events;
    private final ExecutorService laneThreads;
    private final ApiFailures failures;
    private final Clock clock;
    private final CallRecorder meters;
    private final ContainerInventory containerMeters;
    private final Set<Listing> underWay = ConcurrentHashMap.newKeySet();
    private CamelContext camelContext;
    private ProducerTemplate template;

    /**
     * Opens listings.
     *
     * @param requests        reads and checks requests
     * @param settings        the API's settings
     * @param client          its calls in flight are broken off when Camel stops
     * @param events          where progress goes
     * @param laneThreads     run the lanes that stand in for others
     * @param failures        says why a call failed
     * @param clock           gives start and end times
     * @param meters          hear of each listing's end
     * @param containerMeters get what each listing reads
     */
    public ListingLifecycle(RequestReader requests, ApiSettings settings, ApiHttpClient client, EventPublisher events,
            ExecutorService laneThreads, ApiFailures failures, Clock clock, CallRecorder meters,
            ContainerInventory containerMeters) {
        this.requests = requests;
        this.settings = settings;
        this.client = client;
        this.events = events;
        this.laneThreads = laneThreads;
        this.failures = failures;
        this.clock = clock;
        this.meters = meters;
        this.containerMeters = containerMeters;
    }

    /** Listings under way. */
    public int active() {
        return underWay.size();
    }

    /**
     * Checks a request and begins its listing.
     *
     * @param exchange body: the request, see {@link RequestReader#read}; property {@link Stopping#PROPERTY}: how the
     *                 caller stops it, may be absent; header {@code traceparent} of W3C Trace Context, may be absent. Its variable {@code cplnListing} becomes the listing, before its first
     *                 API call
     * @throws InvalidRequestException where the request is not allowed
     * @throws ListingFailedException  where the organization or the token is not set
     */
    public void open(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        ResolvedRequest options = requests.read(body);
        settings.requireComplete();
        Stopping given = exchange.getProperty(Stopping.PROPERTY, Stopping.class);
        exchange.setVariable(LISTING, begin(options, TraceParent.of(exchange.getMessage()), given == null ? new Stopping() : given,
                () -> exchange.getException() != null, new PublishedEvents(
                        body instanceof ListingRequest request ? request.progressListener() : null)));
    }

    // The scope of the log's mark is there to be closed.
    @SuppressWarnings("try")
    private Listing begin(ResolvedRequest options, String traceParent, Stopping stopping, BooleanSupplier isCallerGone,
            Listing.ListingEvents listingEvents) {
        String id = UUID.randomUUID().toString();
        try (ListingLog log = ListingLog.of(id)) {
            Listing listing = new Listing(id, options, traceParent, new ApiUris(settings), stopping, isCallerGone, clock,
                    new RoutedLanes(), listingEvents);
            underWay.add(listing);
            if (isStopping()) {
                stopping.stop();
            }
            return listing;
        }
    }

    /**
     * A lane begins: what its thread logs is the listing's.
     *
     * @param exchange exchange of the lane; gets the variable {@code cplnLaneLog}, for {@link #leaveLane}
     * @param listing  the listing
     */
    public void enterLane(Exchange exchange, @Variable(LISTING) Listing listing) {
        exchange.setVariable("cplnLaneLog", ListingLog.of(listing.getId()));
    }

    /**
     * A lane ends, on the thread that it began on.
     *
     * @param log what {@link #enterLane} left
     */
    public void leaveLane(@Variable("cplnLaneLog") ListingLog log) {
        log.close();
    }

    /**
     * Reads the organization's GVC list, with the retries that a listing's calls have; never out of the cache.
     *
     * @param options of the listings that the list is read for; of the whole organization, not parallel: one page is read
     *                after another, and no lane stands in
     * @return names of all GVCs, in the API's order
     * @throws ListingFailedException where it cannot be read to its end
     */
    public List<String> gvcs(ResolvedRequest options) {
        settings.requireComplete();
        // It lends the calls its options, its place at the gate and its end when Camel stops; its own work is not begun.
        Listing listing = begin(options, null, new Stopping(), () -> false, new NoEvents());
        GvcList list = new GvcList(new ApiUris(settings));
        try {
            while (list.next() != null) {
                list.read(answer(listing, list.next()));
            }
            return list.names();
        } catch (ApiException e) {
            throw listing.stopping().isStopped() || e.kind() == ApiException.Kind.CANCELLED
                    ? ListingFailedException.stopped("Listing stopped", "The GVC list was not read to its end.")
                    : ListingFailures.of(e, options);
        } finally {
            underWay.remove(listing);
        }
    }

    private JsonNode answer(Listing listing, Work work) throws ApiException {
        Exchange done = template.send("direct:cpln-api-get", exchange -> {
            exchange.setVariable(LISTING, listing);
            exchange.setVariable("cplnWork", work);
        });
        if (done.getException() == null) {
            return done.getMessage().getBody(JsonNode.class);
        }
        // It may have been about to wait for another try, which did not come.
        listing.waits().end();
        ApiCall call = done.getVariable("cplnCall", ApiCall.class);
        if (call != null) {
            call.abandonRetry();
        }
        throw failures.explain(done.getException());
    }

    /**
     * Ends a listing whose lanes are through, and publishes its statistics.
     *
     * @param listing the listing
     */
    @SuppressWarnings("try")
    public void close(@Variable(LISTING) Listing listing) {
        // Not necessarily on the thread that opened it: the last lane's goes on where the caller's waits.
        try (ListingLog log = ListingLog.of(listing.getId())) {
            listing.close();
            underWay.remove(listing);
            listing.events().awaitListener();
            ListingStatistics statistics = listing.getStatistics();
            meters.listing(listing.hasFailed() ? "failed" : statistics.errors() > 0 ? "partial" : "complete",
                    Duration.between(statistics.startTime(), statistics.endTime()));
            events.statistics(listing.options().gvc(), statistics);
        }
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

    /** A list that is read for others has nothing to tell. */
    private final class NoEvents implements Listing.ListingEvents {

        @Override
        public ListingProgress progress(String listingId, String gvc) {
            return new ListingProgress(listingId, gvc, events.interval(), clock, event -> { });
        }

        @Override
        public ContainerInventory.Reading reading(ResolvedRequest options, Instant startTime) {
            return ContainerInventory.NOBODY;
        }

        @Override
        public void containers(String listingId, List<Container> containers) {
            // There are none.
        }

        @Override
        public void awaitListener() {
            // There is none.
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
        public ContainerInventory.Reading reading(ResolvedRequest options, Instant startTime) {
            return containerMeters.begin(options, startTime);
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
