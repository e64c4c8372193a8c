package dev.cplnroutes.outcome;

import java.net.URI;
import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.WorkloadError;

/**
 * What one workload of a listing came to: its containers, or the error that took their place.
 *
 * @param page  page of the workload list that the workload stands on
 * @param found its containers; none where it could not be read
 * @param error why the workload could not be read; null where it was read
 */
record WorkloadOutcome(URI page, FoundContainers found, WorkloadError error) {

    /** The outcome of a workload that was read. */
    static WorkloadOutcome read(URI page, FoundContainers found) {
        return new WorkloadOutcome(page, found, null);
    }

    /** The outcome of a workload that could not be read. */
    static WorkloadOutcome failed(URI page, WorkloadError error) {
        return new WorkloadOutcome(page, FoundContainers.NONE, error);
    }

    /** The containers that passed the health filter, in order. */
    List<Container> containers() {
        return found.containers();
    }

    boolean hasFailed() {
        return error != null;
    }

    /** The same outcome of a workload that stands on another page of the list. */
    WorkloadOutcome onPage(URI otherPage) {
        return new WorkloadOutcome(otherPage, found, error);
    }
}
