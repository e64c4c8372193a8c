package dev.cplnroutes;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the lanes of one listing found, put back into the order of the workload list.
 */
final class ListingResults {

    private record Outcome(URI page, List<Container> containers, WorkloadError error) {
    }

    /**
     * What the answer shows: containers up to the limit.
     *
     * @param containers in order
     * @param errors     what could not be read, in order, then pages
     * @param hasMore    whether more containers were found than fit
     * @param lastPage   page of the workload list that the last container's workload stands on; null without any
     */
    record Cut(List<Container> containers, List<WorkloadError> errors, boolean hasMore, URI lastPage) {
    }

    private final boolean filterUnhealthy;
    private final Map<Integer, Outcome> outcomes = new TreeMap<>();
    private final List<WorkloadError> pageErrors = new ArrayList<>();
    private int matching;
    private int succeeded;
    private int failed;
    private int healthy;
    private int unhealthy;
    private int suspended;

    ListingResults(boolean filterUnhealthy) {
        this.filterUnhealthy = filterUnhealthy;
    }

    /** A workload was read. */
    synchronized void read(Work.WorkloadDeployments workload, List<Container> containers) {
        succeeded++;
        List<Container> kept = new ArrayList<>(containers.size());
        for (Container container : containers) {
            switch (container.healthStatus()) {
                case HEALTHY -> healthy++;
                case SUSPENDED -> suspended++;
                case UNHEALTHY, UNKNOWN -> unhealthy++;
            }
            if (!filterUnhealthy || container.healthStatus() == HealthStatus.HEALTHY
                    || container.healthStatus() == HealthStatus.SUSPENDED) {
                kept.add(container);
            }
        }
        matching += kept.size();
        outcomes.put(workload.index(), new Outcome(workload.page(), kept, null));
    }

    /** A workload could not be read. */
    synchronized void failed(int index, URI page, WorkloadError error) {
        failed++;
        outcomes.put(index, new Outcome(page, List.of(), error));
    }

    /** A page of the workload list after the first could not be read. */
    synchronized void pageFailed(WorkloadError error) {
        pageErrors.add(error);
    }

    /** Containers found that pass the health filter. */
    synchronized int matching() {
        return matching;
    }

    /** Containers found in the workloads before one that pass the health filter. */
    synchronized int matchingBefore(int index) {
        return outcomes.entrySet().stream()
                .filter(outcome -> outcome.getKey() < index)
                .mapToInt(outcome -> outcome.getValue().containers().size())
                .sum();
    }

    /**
     * The error that all workloads share.
     *
     * @return null where one succeeded, none was processed or they failed with different statuses
     */
    synchronized WorkloadError commonError() {
        if (succeeded > 0 || failed == 0 || outcomes.values().stream()
                .map(outcome -> outcome.error().status()).distinct().count() != 1) {
            return null;
        }
        return outcomes.values().iterator().next().error();
    }

    /**
     * Cuts the containers at a limit.
     *
     * @param limit  containers at most
     * @param isPage whether a next page of results follows: errors behind the cut are left to it
     */
    synchronized Cut cut(int limit, boolean isPage) {
        List<Container> containers = new ArrayList<>(Math.min(limit, matching));
        List<WorkloadError> errors = new ArrayList<>();
        List<WorkloadError> errorsSinceLastContainer = new ArrayList<>();
        URI lastPage = null;
        for (Outcome outcome : outcomes.values()) {
            if (outcome.error() != null) {
                errorsSinceLastContainer.add(outcome.error());
            }
            List<Container> found = outcome.containers();
            int room = limit - containers.size();
            if (!found.isEmpty() && room > 0) {
                containers.addAll(found.subList(0, Math.min(room, found.size())));
                lastPage = outcome.page();
                errors.addAll(errorsSinceLastContainer);
                errorsSinceLastContainer.clear();
            }
        }
        boolean hasMore = matching > limit;
        if (!isPage || !hasMore) {
            errors.addAll(errorsSinceLastContainer);
            errors.addAll(pageErrors);
        }
        return new Cut(containers, errors, hasMore, lastPage);
    }

    synchronized int succeeded() {
        return succeeded;
    }

    synchronized int failedWorkloads() {
        return failed;
    }

    synchronized int healthy() {
        return healthy;
    }

    synchronized int unhealthy() {
        return unhealthy;
    }

    synchronized int suspended() {
        return suspended;
    }
}
