package dev.cplnroutes.listing;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.WorkloadError;

/**
 * What the lanes of one listing found, put back into the order of the workload list.
 */
final class ListingOutcome {

    /** What came of one workload; how many of its containers are what, before the health filter. */
    private record Outcome(URI page, List<Container> containers, WorkloadError error, int healthy, int unhealthy,
            int suspended) {

        static Outcome none(URI page) {
            return new Outcome(page, List.of(), null, 0, 0, 0);
        }

        Outcome on(Place place) {
            return place == null || place.page() == null ? this
                    : new Outcome(place.page(), containers, error, healthy, unhealthy, suspended);
        }
    }

    /** Place of those that were not seen again, which come after all others. */
    private static final int BEHIND_ALL = 1 << 30;

    /** Where a workload is in the list; page null: where it was. */
    private record Place(int number, URI page) {
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
    private final Map<Integer, Outcome> outcomes = new HashMap<>();
    private final Map<Integer, Place> moved = new HashMap<>();
    private final Set<Integer> toSeeAgain = new HashSet<>();
    private final Set<Integer> unlisted = new HashSet<>();
    private final List<WorkloadError> pageErrors = new ArrayList<>();
    private int matching;
    private int succeeded;
    private int failed;

    ListingOutcome(boolean filterUnhealthy) {
        this.filterUnhealthy = filterUnhealthy;
    }

    /**
     * A workload was read.
     *
     * @return its containers that pass the health filter
     */
    synchronized List<Container> read(Work.WorkloadDeployments workload, List<Container> containers) {
        succeeded++;
        if (unlisted.contains(workload.index())) {
            outcomes.put(workload.index(), Outcome.none(workload.page()));
            return List.of();
        }
        List<Container> kept = new ArrayList<>(containers.size());
        int[] found = new int[HealthStatus.values().length];
        for (Container container : containers) {
            found[container.healthStatus().ordinal()]++;
            if (!filterUnhealthy || container.healthStatus() == HealthStatus.HEALTHY
                    || container.healthStatus() == HealthStatus.SUSPENDED) {
                kept.add(container);
            }
        }
        matching += toSeeAgain.contains(workload.index()) ? 0 : kept.size();
        outcomes.put(workload.index(), new Outcome(workload.page(), kept, null, found[HealthStatus.HEALTHY.ordinal()],
                found[HealthStatus.UNHEALTHY.ordinal()] + found[HealthStatus.UNKNOWN.ordinal()],
                found[HealthStatus.SUSPENDED.ordinal()]));
        return kept;
    }

    /** A workload could not be read. */
    synchronized void failed(int index, URI page, WorkloadError error) {
        if (unlisted.contains(index)) {
            succeeded++;
            outcomes.put(index, Outcome.none(page));
            return;
        }
        failed++;
        outcomes.put(index, new Outcome(page, List.of(), error, 0, 0, 0));
    }

    /** The workload list is read anew: until these are seen again, nobody knows whether and where they are on it. */
    synchronized void readAnew(Collection<Integer> indexes) {
        toSeeAgain.addAll(indexes);
        indexes.forEach(index -> matching -= containersOf(index));
    }

    /** A workload was seen again, at this place in the list. */
    synchronized void seenAgain(int index, int place, URI page) {
        toSeeAgain.remove(index);
        moved.put(index, new Place(place, page));
        matching += containersOf(index);
    }

    /** The list was read to its end: what was not seen again is gone, and like any that are gone it has no containers. */
    synchronized void dropUnlisted() {
        unlisted.addAll(toSeeAgain);
        toSeeAgain.clear();
        for (int index : unlisted) {
            Outcome outcome = outcomes.get(index);
            if (outcome != null) {
                failed -= outcome.error() != null ? 1 : 0;
                succeeded += outcome.error() != null ? 1 : 0;
                outcomes.put(index, Outcome.none(outcome.page()));
            }
        }
    }

    /** The list was not read to its end: what was not seen again comes last, as it was on the page that was cached. */
    synchronized void keepUnlisted() {
        toSeeAgain.forEach(index -> {
            moved.put(index, new Place(BEHIND_ALL + index, null));
            matching += containersOf(index);
        });
        toSeeAgain.clear();
    }

    private int containersOf(int index) {
        Outcome outcome = outcomes.get(index);
        return outcome == null ? 0 : outcome.containers().size();
    }

    private int place(int index) {
        Place place = moved.get(index);
        return place != null ? place.number() : toSeeAgain.contains(index) ? BEHIND_ALL + index : index;
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
                .filter(outcome -> !toSeeAgain.contains(outcome.getKey()) && place(outcome.getKey()) < place(index))
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
        return inOrder().get(0).error();
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
        for (Outcome outcome : inOrder()) {
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

    /** All containers, but for those of some workloads. */
    synchronized List<Container> containersWithout(Set<Integer> indexes) {
        return outcomes.entrySet().stream().filter(outcome -> !indexes.contains(outcome.getKey()))
                .flatMap(outcome -> outcome.getValue().containers().stream()).toList();
    }

    /** Workloads that were read and are not on the list any more. */
    synchronized Set<Integer> unlisted() {
        return Set.copyOf(unlisted);
    }

    synchronized int succeeded() {
        return succeeded;
    }

    synchronized int failedWorkloads() {
        return failed;
    }

    synchronized int healthy() {
        return outcomes.values().stream().mapToInt(Outcome::healthy).sum();
    }

    synchronized int unhealthy() {
        return outcomes.values().stream().mapToInt(Outcome::unhealthy).sum();
    }

    synchronized int suspended() {
        return outcomes.values().stream().mapToInt(Outcome::suspended).sum();
    }

    private List<Outcome> inOrder() {
        return outcomes.entrySet().stream()
                .sorted(Comparator.comparingInt(outcome -> place(outcome.getKey())))
                .map(outcome -> outcome.getValue().on(moved.get(outcome.getKey())))
                .toList();
    }
}
