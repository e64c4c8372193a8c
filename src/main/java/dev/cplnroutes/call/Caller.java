package dev.cplnroutes.call;

import java.time.Duration;
import java.util.function.Consumer;

import dev.cplnroutes.recording.ListingCounters;
import dev.cplnroutes.recording.ListingStopwatch;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * The caller of one API call: what a call needs of the listing that wants its answer, and nothing more. One
 * without lanes makes one call at a time: it has none of the methods with a default.
 */
public interface Caller {

    /**
     * The options that the call obeys: cache, retries, back-off.
     *
     * @return the checked request
     */
    ResolvedRequest options();

    /**
     * The trace that the call belongs to.
     *
     * @return a valid {@code traceparent} of W3C Trace Context; null without one
     */
    default String traceParent() {
        return null;
    }

    /**
     * Whether the answer still matters.
     *
     * @return false once enough is found, or the listing has failed or was stopped
     */
    boolean isWanted();

    /**
     * Waits until one more call of the listing may be in flight.
     *
     * @throws InterruptedException where the answer is not wanted any more
     */
    default void takePlace() throws InterruptedException {
        // One call at a time: the gate's own bound is enough.
    }

    /** A call of the listing is not in flight any more. */
    default void leavePlace() {
        // No place was taken.
    }

    /**
     * The present thread is about to wait. It is interrupted when the answer is not wanted any more, until
     * {@link #goesOn()}.
     *
     * @param phase what it waits for
     */
    void waits(ListingStopwatch.Phase phase);

    /** The wait of the present thread has ended. An interrupt that came too late is taken back. */
    void goesOn();

    /**
     * The present thread is about to back off: a substitute lane may make calls meanwhile.
     *
     * @param delay until the next try
     */
    default void backsOff(Duration delay) {
        // There are no lanes.
    }

    /**
     * Whether nobody waits for the answer: such a call keeps to its share and lets all others pass.
     *
     * @return false for a listing
     */
    default boolean isBackground() {
        return false;
    }

    /**
     * Takes the storing of an answer. It must be settled once, with whether the answer is to be stored.
     *
     * @param storing stores the answer, or drops it
     */
    default void answerRead(Consumer<Boolean> storing) {
        storing.accept(true);
    }

    /**
     * Counts the calls and cache lookups of the listing.
     *
     * @return the counters
     */
    ListingCounters counters();

    /**
     * Measures the phases of the listing's calls.
     *
     * @return the stopwatch
     */
    ListingStopwatch stopwatch();
}
