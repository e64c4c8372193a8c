package dev.cplnroutes.listing;

import java.time.Instant;
import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.outcome.WorkloadFollower;
import dev.cplnroutes.recording.ContainerInventory;
import dev.cplnroutes.recording.ListingProgress;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * The receiver of what a listing reports while it runs. A listing need not know where it goes.
 */
interface ListingEvents {

    /** Who follows the listing, workload by workload. */
    WorkloadFollower follower();

    /** Makes the progress of a listing. */
    ListingProgress progress(String listingId, String gvc);

    /** Takes what the listing reads, whatever its answer will have of it. */
    ContainerInventory.Reading reading(ResolvedRequest options, Instant startTime);

    /** Takes containers that the listing's answer will have. */
    void containers(String listingId, List<Container> containers);

    /** Waits a short time until the caller's listener has heard the end. */
    void awaitListener();
}
