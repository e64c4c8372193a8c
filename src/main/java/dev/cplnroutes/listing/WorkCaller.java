package dev.cplnroutes.listing;

import java.time.Duration;

import dev.cplnroutes.call.Caller;
import dev.cplnroutes.recording.ListingCounters;
import dev.cplnroutes.recording.ListingStopwatch;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * A listing as the caller of the API for one piece of its work.
 *
 * @param listing the listing
 * @param work    the piece of work
 */
record WorkCaller(Listing listing, Work work) implements Caller {

    @Override
    public ResolvedRequest options() {
        return listing.options();
    }

    @Override
    public String traceParent() {
        return listing.trace().traceParent();
    }

    @Override
    public boolean isWanted() {
        return listing.isWanted(work);
    }

    @Override
    public void takePlace() throws InterruptedException {
        listing.lanes().takePlace();
    }

    @Override
    public void leavePlace() {
        listing.lanes().leavePlace();
    }

    @Override
    public void waits(ListingStopwatch.Phase phase) {
        listing.waits().begin(work, phase);
    }

    @Override
    public void goesOn() {
        listing.waits().end();
    }

    @Override
    public void backsOff(Duration delay) {
        listing.lanes().backsOff(delay);
    }

    @Override
    public boolean isBackground() {
        return listing.events().follower().isBackground();
    }

    @Override
    public ListingCounters counters() {
        return listing.counters();
    }

    @Override
    public ListingStopwatch stopwatch() {
        return listing.stopwatch();
    }
}
