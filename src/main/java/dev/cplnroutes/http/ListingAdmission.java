package dev.cplnroutes.http;

import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

import dev.cplnroutes.ListingFailedException;

/**
 * Lets so many listings run at a time for HTTP callers; one more is told to come back.
 */
public final class ListingAdmission {

    private static final long RETRY_AFTER_SECONDS = 2;

    private final int most;
    private final Semaphore places;

    /**
     * Opens the places.
     *
     * @param most listings at a time, at least 1
     * @throws IllegalArgumentException where it is less
     */
    public ListingAdmission(int most) {
        this.most = ListingHttpEngine.checked(most);
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
