package dev.cplnroutes.listing;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ExecutorService;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ProgressListener;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.events.EventPublisher;
import dev.cplnroutes.outcome.FailureLog;
import dev.cplnroutes.outcome.HandOver;
import dev.cplnroutes.outcome.WorkloadFollower;
import dev.cplnroutes.recording.ContainerInventory;
import dev.cplnroutes.request.RequestBody;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.CallerTrace;
import dev.cplnroutes.support.ListingLog;
import org.apache.camel.Exchange;

/**
 * The first step of a listing: it checks the request and begins the listing.
 */
public final class ListingOpening {

    /** Exchange property with the hand-over of a listing whose containers are read while it runs; else absent. */
    public static final String STREAM = "cplnStream";

    /** Exchange property with a {@link WorkloadFollower}, for what reads the same workloads again; else absent. */
    public static final String FOLLOWER = "cplnFollower";

    /**
     * Exchange property with a {@link ProgressListener} of a request that has none itself, as a map of options; may be
     * absent.
     */
    public static final String LISTENER = "cplnProgressListener";

    private final RequestReader requests;
    private final ApiSettings settings;
    private final RunningListings running;
    private final LaneRunner lanes;
    private final EventPublisher publisher;
    private final ContainerInventory inventory;
    private final ExecutorService laneThreads;
    private final Clock clock;

    /**
     * Makes the bean.
     *
     * @param requests    reads and checks requests
     * @param settings    the API's settings
     * @param running     the listings under way
     * @param lanes       runs substitute lanes
     * @param publisher   where progress and containers go
     * @param inventory   gets what each listing reads
     * @param laneThreads call progress listeners
     * @param clock       tells start and end
     */
    public ListingOpening(RequestReader requests, ApiSettings settings, RunningListings running, LaneRunner lanes,
            EventPublisher publisher, ContainerInventory inventory, ExecutorService laneThreads, Clock clock) {
        this.requests = requests;
        this.settings = settings;
        this.running = running;
        this.lanes = lanes;
        this.publisher = publisher;
        this.inventory = inventory;
        this.laneThreads = laneThreads;
        this.clock = clock;
    }

    /**
     * Checks a request and begins its listing, before its first API call.
     *
     * @param exchange body: the request, see {@link RequestBody#of} and {@link RequestReader#read};
     *                 property {@link Stopping#PROPERTY}: how the
     *                 caller stops it, may be absent; header {@code traceparent} of W3C Trace Context, may be absent.
     *                 Its variable {@code cplnListing} becomes the listing
     * @throws InvalidRequestException where the request is not allowed
     * @throws ListingFailedException  where the organization or the token is not set
     */
    // The scope of the log's mark exists to be closed.
    @SuppressWarnings("try")
    public void open(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        HandOver stream = exchange.getProperty(STREAM, HandOver.class);
        Object request = RequestBody.of(exchange);
        ResolvedRequest options = stream == null ? requests.read(request)
                : requests.readStream(request, stream::inListOrder);
        try {
            settings.requireComplete();
        } catch (ListingFailedException e) {
            FailureLog.failed(e, options.gvc());
            throw e;
        }
        Stopping given = exchange.getProperty(Stopping.PROPERTY, Stopping.class);
        Stopping stopping = given == null ? new Stopping() : given;
        ProgressListener asked = RequestBody.progressListener(body);
        ProgressListener listener = asked != null ? asked : exchange.getProperty(LISTENER, ProgressListener.class);
        WorkloadFollower follower = exchange.getProperty(FOLLOWER, WorkloadFollower.NONE, WorkloadFollower.class);
        String id = UUID.randomUUID().toString();
        try (ListingLog log = ListingLog.of(id)) {
            Listing listing = new Listing(id, options, CallerTrace.of(exchange), new ApiUris(settings),
                    stopping, () -> exchange.getException() != null, clock, lanes,
                    new PublishedEvents(publisher, inventory, clock, listener, laneThreads, follower), stream);
            if (stream != null || follower != WorkloadFollower.NONE) {
                // A reader that goes away need not wait for answers that nobody reads.
                stopping.onStop(() -> running.breakOff(listing.lanes()));
            }
            running.begin(stopping);
            exchange.setVariable("cplnListing", listing);
        }
    }
}
