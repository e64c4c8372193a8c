package dev.cplnroutes.listing;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.events.Event;
import dev.cplnroutes.outcome.FailureLog;
import dev.cplnroutes.recording.CallRecorder;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * The last steps of a listing, once its lanes have ended: its end, the limit, the statistics and the result.
 */
public final class ListingClosing {

    private static final String LISTING = "cplnListing";

    private final ApiSettings settings;
    private final RunningListings running;
    private final CallRecorder recorder;
    private final Clock clock;

    /**
     * Makes the bean.
     *
     * @param settings name the organization
     * @param running  the listings under way
     * @param recorder records each listing's end
     * @param clock    tells the end
     */
    public ListingClosing(ApiSettings settings, RunningListings running, CallRecorder recorder, Clock clock) {
        this.settings = settings;
        this.running = running;
        this.recorder = recorder;
        this.clock = clock;
    }

    /**
     * Ends a listing: substitute lanes end, and it is settled whether the listing failed.
     *
     * @param listing the listing
     */
    public void end(@Variable(LISTING) Listing listing) {
        try {
            listing.end();
        } finally {
            running.end(listing.stopping());
        }
    }

    /**
     * Cuts the containers found at the limit of the request, in list order.
     *
     * @param listing a listing that has ended
     */
    public void limit(@Variable(LISTING) Listing listing) {
        listing.limit();
    }

    /**
     * Makes the statistics, and reports the listing's end as progress, to the meters, and to the log
     * where it failed or lacks something. A request that turned out to be wrong is its caller's affair, and not logged.
     *
     * @param listing a listing whose containers are cut
     */
    public void summarize(@Variable(LISTING) Listing listing) {
        listing.summarize(clock.instant());
        listing.events().awaitListener();
        listing.events().follower().took(listing.getStatistics().apiCallsMade());
        if (listing.events().follower().isSilent()) {
            return;
        }
        ListingStatistics statistics = listing.getStatistics();
        recorder.listing(listing.failure() != null ? "failed" : !statistics.errors().isEmpty() ? "partial" : "complete",
                Duration.between(statistics.startTime(), statistics.endTime()));
        if (listing.failure() == null) {
            FailureLog.partial(listing.getResult().errors());
        } else if (listing.failure() instanceof ListingFailedException failed) {
            FailureLog.failed(failed, listing.options().gvc());
        }
    }

    /**
     * The event that publishes the statistics.
     *
     * @param listing a listing with its statistics, failed or not
     * @return the event; none of a listing whose follower is silent
     */
    public List<Event> event(@Variable(LISTING) Listing listing) {
        return listing.events().follower().isSilent() ? List.of()
                : List.of(Event.of(settings.getOrg(), listing.options().gvc(), listing.getStatistics()));
    }

    /**
     * The result that the caller gets.
     *
     * @param listing a listing with its statistics
     * @return the answer
     * @throws ListingFailedException  where the listing failed as a whole
     * @throws InvalidRequestException where its cursor turned out to be of no use
     */
    public ListingResult result(@Body Listing listing) {
        return listing.getResult();
    }
}
