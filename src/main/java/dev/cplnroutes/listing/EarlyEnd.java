package dev.cplnroutes.listing;

import java.util.function.BooleanSupplier;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.support.FailureWords;

/**
 * The reasons for which a listing ends before its work is done: it failed, it was stopped, its caller has gone, or
 * enough was found. The first failure counts. Thread-safe.
 */
final class EarlyEnd {

    private final Stopping stopping;
    private final BooleanSupplier isCallerGone;
    private RuntimeException failure;
    private boolean isCutShort;
    private volatile boolean hasFailed;
    private volatile boolean wasLeft;

    /**
     * Makes the end of a listing that goes on.
     *
     * @param stopping     stops it from outside
     * @param isCallerGone whether the thread that waits for the lanes was interrupted
     */
    EarlyEnd(Stopping stopping, BooleanSupplier isCallerGone) {
        this.stopping = stopping;
        this.isCallerGone = isCallerGone;
    }

    /** The listing was stopped from outside. */
    static ListingFailedException stopped() {
        return ListingFailedException.stopped("Listing stopped", "The listing was stopped before it was done.");
    }

    /** A thread of the listing was interrupted from outside: its work is missing. */
    static ListingFailedException interrupted() {
        return ListingFailedException.stopped("Listing interrupted", "The listing was interrupted before it was done.");
    }

    /** A lane ended unexpectedly. */
    static ListingFailedException brokeOff(Exception unexpected) {
        return new ListingFailedException(500, "Listing failed",
                "The listing broke off: " + FailureWords.of(unexpected) + ".");
    }

    /** Whether no further work is wanted. */
    boolean isOver() {
        return stopping.isStopped() || hasFailed || hasCallerGone();
    }

    /** Asks each time until it is true: Camel tells it on the exchange alone, and calls nobody. */
    private boolean hasCallerGone() {
        if (!wasLeft && isCallerGone.getAsBoolean()) {
            wasLeft = true;
        }
        return wasLeft;
    }

    /** Whether the caller was seen to have gone; does not ask again. */
    boolean wasLeft() {
        return wasLeft;
    }

    synchronized void fail(RuntimeException reason) {
        if (failure == null) {
            failure = reason;
        }
        hasFailed = true;
    }

    /** Settles the failure once all work has ended: a listing that was stopped has failed. */
    synchronized void settle() {
        if (failure == null && stopping.isStopped()) {
            failure = stopped();
        }
    }

    /** Records that work was left undone which may have led to more containers. */
    synchronized void cutShort() {
        isCutShort = true;
    }

    synchronized boolean isCutShort() {
        return isCutShort;
    }

    /** Why the listing failed; null where it has not. */
    synchronized RuntimeException failure() {
        return failure;
    }
}
