package dev.cplnroutes.outcome;

import java.net.URI;
import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.WorkloadError;

/**
 * What one workload of a listing came to: its containers, or the error that took their place.
 *
 * <p>A missing workload was on the list, and its own call was answered with 404. It counts as deleted meanwhile, and so
 * as read, until the end of the listing tells how many of them there are.
 *
 * @param page      page of the workload list that the workload stands on
 * @param found     its containers; none where it could not be read
 * @param error     why the workload could not be read; null where it was read
 * @param isMissing whether the error is a 404 that counts as read
 */
record WorkloadOutcome(URI page, FoundContainers found, WorkloadError error, boolean isMissing) {

    /** The outcome of a workload that was read. */
    static WorkloadOutcome read(URI page, FoundContainers found) {
        return new WorkloadOutcome(page, found, null, false);
    }

    /** The outcome of a workload that could not be read. */
    static WorkloadOutcome failed(URI page, WorkloadError error) {
        return new WorkloadOutcome(page, FoundContainers.NONE, error, false);
    }

    /** The outcome of a workload that answered 404: what it comes to is known at the end of the listing. */
    static WorkloadOutcome missing(URI page, WorkloadError error) {
        return new WorkloadOutcome(page, FoundContainers.NONE, error, true);
    }

    /** The containers that passed the health filter, in order. */
    List<Container> containers() {
        return found.containers();
    }

    boolean hasFailed() {
        return error != null && !isMissing;
    }

    /** The same outcome of a workload that stands on another page of the list. */
    WorkloadOutcome onPage(URI otherPage) {
        return new WorkloadOutcome(otherPage, found, error, isMissing);
    }
}
