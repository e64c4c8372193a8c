package dev.cplnroutes.listing;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.WorkloadError;

/**
 * What one workload of a listing came to: its containers, or the error that took their place.
 *
 * @param page       page of the workload list that the workload stands on
 * @param containers containers that pass the health filter, in order
 * @param error      why the workload could not be read; null where it was read
 * @param healthy    healthy containers, before the health filter
 * @param unhealthy  unhealthy containers and those whose health is unknown, before the health filter
 * @param suspended  suspended containers, before the health filter
 */
record WorkloadOutcome(URI page, List<Container> containers, WorkloadError error, int healthy, int unhealthy,
        int suspended) {

    /**
     * The outcome of a workload that was read.
     *
     * @param page            page of the workload list that it stands on
     * @param found           all its containers, in order
     * @param filterUnhealthy whether unhealthy and unknown containers are left out
     */
    static WorkloadOutcome read(URI page, List<Container> found, boolean filterUnhealthy) {
        List<Container> kept = new ArrayList<>(found.size());
        int healthy = 0;
        int suspended = 0;
        for (Container container : found) {
            boolean isHealthy = container.healthStatus() == HealthStatus.HEALTHY;
            boolean isSuspended = container.healthStatus() == HealthStatus.SUSPENDED;
            healthy += isHealthy ? 1 : 0;
            suspended += isSuspended ? 1 : 0;
            if (!filterUnhealthy || isHealthy || isSuspended) {
                kept.add(container);
            }
        }
        return new WorkloadOutcome(page, kept, null, healthy, found.size() - healthy - suspended, suspended);
    }

    /** The outcome of a workload that could not be read. */
    static WorkloadOutcome failed(URI page, WorkloadError error) {
        return new WorkloadOutcome(page, List.of(), error, 0, 0, 0);
    }

    boolean hasFailed() {
        return error != null;
    }

    /** The same outcome of a workload that stands on another page of the list. */
    WorkloadOutcome onPage(URI otherPage) {
        return new WorkloadOutcome(otherPage, containers, error, healthy, unhealthy, suspended);
    }
}
