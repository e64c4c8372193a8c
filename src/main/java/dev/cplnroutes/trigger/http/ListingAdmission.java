package dev.cplnroutes.trigger.http;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.trigger.ListingTimeLimits;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * Lets so many listings run at a time for HTTP callers, each for so long; one more is told to come back, and what takes too
 * long is stopped.
 */
public final class ListingAdmission {

    /** Variable of the exchange with the listing's {@link ListingTimeLimits.Limit}. */
    static final String TIME_LIMIT = "cplnHttpTimeLimit";

    private static final long RETRY_AFTER_SECONDS = 2;
    private static final Duration LONGEST = Duration.ofHours(24);

    private int most = 64;
    private Semaphore places = new Semaphore(most);
    private ListingTimeLimits limits;

    /** Makes an admission of 64 listings at a time; the time-out has to be set. */
    public ListingAdmission() {
    }

    /**
     * Sets how many listings may run at a time, before the first one.
     *
     * @param mostListings 1 to 10000
     * @throws IllegalArgumentException where it is something else
     */
    public void setMostListings(String mostListings) {
        this.most = ListingHttpEngine.checked(mostListings);
        this.places = new Semaphore(most);
    }

    /**
     * Sets how long a listing may take, before the first one.
     *
     * @param timeout in Camel's notation, 1 millisecond to 24 hours
     * @throws IllegalArgumentException where it is something else
     */
    public void setListingTimeout(String timeout) {
        this.limits = new ListingTimeLimits("cpln.http.listing-timeout", timeout, LONGEST);
    }

    /** Ends the bean. */
    public void close() {
        if (limits != null) {
            limits.close();
        }
    }

    /**
     * Takes a place and starts the listing's time.
     *
     * @param exchange the request; its {@link Stopping}, where it has none, is added
     * @throws ListingFailedException where no place is free
     */
    public void enter(Exchange exchange) {
        if (!places.tryAcquire()) {
            throw new ListingFailedException(503, "Too many listings",
                    "There are " + most + " listings under way already, as many as may be.",
                    OptionalLong.of(RETRY_AFTER_SECONDS));
        }
        Stopping stopping = exchange.getProperty(Stopping.PROPERTY, new Stopping(), Stopping.class);
        exchange.setProperty(Stopping.PROPERTY, stopping);
        exchange.setVariable(TIME_LIMIT, limits.start(stopping));
    }

    /**
     * Gives the place back and ends the time.
     *
     * @param limit of the listing
     */
    public void leave(@Variable(TIME_LIMIT) ListingTimeLimits.Limit limit) {
        places.release();
        limit.end();
    }
}
