package dev.cplnroutes.trigger.http;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.support.SettingValue;
import dev.cplnroutes.trigger.ListingTimeLimits;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Limits the listings of HTTP callers: how many run at a time, and how long each may take. A listing beyond the
 * number is refused, a listing beyond the time is stopped. Waits have places of their own, a quarter as many: they take
 * long, and must not shut out listings. The time of a wait is its option {@code timeout}.
 */
public final class ListingAdmission {

    /** Variable of the exchange that holds the {@link ListingTimeLimits.Limit} of the listing. */
    static final String TIME_LIMIT = "cplnHttpTimeLimit";

    private static final long RETRY_AFTER_SECONDS = 2;
    private static final Duration LONGEST = Duration.ofHours(24);

    private int most = 64;
    private Semaphore places = new Semaphore(most);
    private Semaphore waitPlaces = new Semaphore(mostWaits(most));
    private ListingTimeLimits limits;

    /** Creates an admission for 64 listings at a time; the time limit has to be set. */
    public ListingAdmission() {
    }

    /**
     * Reads the setting {@code cpln.http.max-concurrent-listings}.
     *
     * @param text 1 to 10000
     * @return the number of listings
     * @throws IllegalArgumentException if it is not a number or out of range
     */
    static int mostListings(String text) {
        return (int) SettingValue.number("cpln.http.max-concurrent-listings", text, 1, 10_000);
    }

    /**
     * Sets how many listings may run at a time. Takes effect before the first listing only.
     *
     * @param mostListings 1 to 10000
     * @throws IllegalArgumentException if it is not a number or out of range
     */
    public void setMostListings(String mostListings) {
        this.most = mostListings(mostListings);
        this.places = new Semaphore(most);
        this.waitPlaces = new Semaphore(mostWaits(most));
    }

    /** Waits at a time beside so many listings. */
    static int mostWaits(int mostListings) {
        return Math.max(1, mostListings / 4);
    }

    /**
     * Sets how long a listing may take. Takes effect before the first listing only.
     *
     * @param timeout in Camel's notation, 1 millisecond to 24 hours
     * @throws IllegalArgumentException if it is not a time or out of range
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
     * Takes a place for a listing and starts its time.
     *
     * @param exchange the request; gets a {@link Stopping} if it has none
     * @throws ListingFailedException with status 503 if no place is free
     */
    public void enter(Exchange exchange) {
        Stopping stopping = exchange.getProperty(Stopping.PROPERTY, new Stopping(), Stopping.class);
        exchange.setVariable(TIME_LIMIT, admit(stopping));
        exchange.setProperty(Stopping.PROPERTY, stopping);
    }

    /**
     * Takes a place for a stream, which keeps it as long as it is read: until the end of the exchange.
     *
     * @param exchange the request; gets a {@link Stopping} if it has none
     * @throws ListingFailedException with status 503 if no place is free
     */
    public void enterStream(Exchange exchange) {
        enter(exchange);
        ListingTimeLimits.Limit limit = exchange.getVariable(TIME_LIMIT, ListingTimeLimits.Limit.class);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                leave(limit);
            }
        });
    }

    /**
     * Takes a place for a wait.
     *
     * @throws ListingFailedException with status 503 if no place is free
     */
    public void enterWait() {
        if (!waitPlaces.tryAcquire()) {
            throw new ListingFailedException(503, "Too many waits",
                    "The wait was not started: " + mostWaits(most) + " are running, a quarter of "
                            + "cpln.http.max-concurrent-listings; try again in a moment.",
                    OptionalLong.of(RETRY_AFTER_SECONDS));
        }
    }

    /** Gives the place of a wait back. */
    public void leaveWait() {
        waitPlaces.release();
    }

    /** Takes a place and starts the time of the listing that {@code stopping} stops. */
    ListingTimeLimits.Limit admit(Stopping stopping) {
        if (!places.tryAcquire()) {
            throw new ListingFailedException(503, "Too many listings",
                    "The listing was not started: " + most + " are running, the limit of "
                            + "cpln.http.max-concurrent-listings; try again in a moment.",
                    OptionalLong.of(RETRY_AFTER_SECONDS));
        }
        return limits.start(stopping);
    }

    /**
     * Gives the place back and cancels the time limit.
     *
     * @param limit time limit of the listing
     */
    public void leave(@Variable(TIME_LIMIT) ListingTimeLimits.Limit limit) {
        places.release();
        limit.end();
    }
}
