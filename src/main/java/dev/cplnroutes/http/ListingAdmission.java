package dev.cplnroutes.http;

import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

import dev.cplnroutes.ListingFailedException;

/**
 * Lets so many listings run at a time for HTTP callers; one more is told to come back.
 */
public final class ListingAdmission {

    private static final long RETRY_AFTER_SECONDS = 2;

    private int most = 64;
    private Semaphore places = new Semaphore(most);

    /** Makes an admission of 64 listings at a time. */
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
     * Takes a place.
     *
     * @throws ListingFailedException where none is free
     */
    public void enter() {
        if (!places.tryAcquire()) {
            throw new ListingFailedException(503, "Too many listings",
                    "There are " + most + " listings under way already, as many as may be.",
                    OptionalLong.of(RETRY_AFTER_SECONDS));
        }
    }

    /** Gives the place back. */
    public void leave() {
        places.release();
    }
}
