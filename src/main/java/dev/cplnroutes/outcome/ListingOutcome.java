package dev.cplnroutes.outcome;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.cplnroutes.Container;
import dev.cplnroutes.WorkloadError;

/**
 * The finds of one listing: what each workload on the list came to, whatever lane read it and when.
 *
 * <p>Containers match where they pass the health filter and their workload is known to be on the list. While the list
 * is read again ({@link #listReadAgain}), those of a workload count only once it was seen again. Thread-safe.
 */
public final class ListingOutcome {

    /** Missing workloads that a listing may have without an error, whatever its size. */
    private static final int FEW_MISSING = 2;

    private final Map<Integer, WorkloadOutcome> outcomes = new HashMap<>();
    private final ListPlaces places = new ListPlaces();
    private final List<WorkloadError> pageErrors = new ArrayList<>();
    private int matching;
    private int succeeded;
    private int failed;
    private final boolean isStreamed;

    /** Starts without any find. */
    public ListingOutcome() {
        this(false);
    }

    /**
     * Starts without any find.
     *
     * @param isStreamed whether the containers go to a reader as soon as they are read: then none are kept, and none
     *                   can be taken back where the list is read again
     */
    public ListingOutcome(boolean isStreamed) {
        this.isStreamed = isStreamed;
    }

    /**
     * Records a workload that was read.
     *
     * @param index its index
     * @param page  page of the workload list that it stands on
     * @param found its containers, those that pass the health filter with the counts before it
     * @return the containers that the listing keeps; none where the workload is not on the list any more
     */
    public synchronized List<Container> read(int index, URI page, FoundContainers found) {
        succeeded++;
        if (places.isUnlisted(index)) {
            return List.of();
        }
        outcomes.put(index, WorkloadOutcome.read(page, isStreamed ? found.counts() : found));
        matching += places.isAwaited(index) && !isStreamed ? 0 : found.containers().size();
        return found.containers();
    }

    /**
     * Records a workload that could not be read; one that is not on the list any more counts as read all the same.
     *
     * @param index its index
     * @param page  page of the workload list that it stands on
     * @param error what happened
     */
    public synchronized void failed(int index, URI page, WorkloadError error) {
        if (places.isUnlisted(index)) {
            succeeded++;
        } else {
            failed++;
            outcomes.put(index, WorkloadOutcome.failed(page, error));
        }
    }

    /**
     * Records a workload whose own call was answered with 404. It counts as deleted meanwhile, which is a success,
     * until {@link #settleMissing()}.
     *
     * @param index its index
     * @param page  page of the workload list that it stands on
     * @param error what the API answered
     */
    public synchronized void missing(int index, URI page, WorkloadError error) {
        succeeded++;
        if (!places.isUnlisted(index)) {
            outcomes.put(index, WorkloadOutcome.missing(page, error));
        }
    }

    /**
     * Settles the missing workloads, once all work is done. A few were deleted while the listing ran. Where they are
     * more than two and over a tenth of the workloads read, nobody deleted so many: each has failed.
     *
     * @return those that were deleted, by their index, each with the API's answer; empty where they have failed
     */
    public synchronized Map<Integer, WorkloadError> settleMissing() {
        Map<Integer, WorkloadError> missing = new HashMap<>();
        outcomes.forEach((index, outcome) -> {
            if (outcome.isMissing()) {
                missing.put(index, outcome.error());
            }
        });
        if (missing.size() <= FEW_MISSING || missing.size() * 10L <= outcomes.size()) {
            return missing;
        }
        missing.forEach((index, error) ->
                outcomes.compute(index, (same, outcome) -> WorkloadOutcome.failed(outcome.page(), error)));
        succeeded -= missing.size();
        failed += missing.size();
        return Map.of();
    }

    /** Records that the list is read again: until these are seen again, nobody knows whether they are on it. */
    public synchronized void listReadAgain(Collection<Integer> indexes) {
        places.await(indexes);
        indexes.forEach(index -> matching -= containersOf(index));
    }

    /** Records that a workload was seen again, at this place of the list and on this page. */
    public synchronized void seenAgain(int index, int place, URI page) {
        places.seenAgain(index, place, page);
        matching += containersOf(index);
    }

    /** Records that the list was read to its end: what was not seen again is gone, and its error with it. */
    public synchronized void dropUnlisted() {
        for (int index : places.dropAwaited()) {
            if (isStreamed && outcomes.containsKey(index) && !outcomes.get(index).hasFailed()) {
                continue;
            }
            WorkloadOutcome outcome = outcomes.remove(index);
            if (outcome != null && outcome.hasFailed()) {
                failed--;
                succeeded++;
            }
        }
    }

    /** Records that the list was not read to its end: what was not seen again stays, after all others. */
    public synchronized void keepUnlisted() {
        places.keepAwaited().forEach(index -> matching += containersOf(index));
    }

    private int containersOf(int index) {
        WorkloadOutcome outcome = outcomes.get(index);
        return outcome == null ? 0 : outcome.containers().size();
    }

    /** Records a page of the workload list that could not be read while the listing goes on. */
    public synchronized void pageFailed(WorkloadError error) {
        pageErrors.add(error);
    }

    /** Matching containers. */
    public synchronized int matching() {
        return matching;
    }

    /** Matching containers of the workloads that come before this one in the list. */
    public synchronized int matchingBefore(int index) {
        int place = places.of(index);
        return outcomes.entrySet().stream()
                .filter(outcome -> !places.isAwaited(outcome.getKey()) && places.of(outcome.getKey()) < place)
                .mapToInt(outcome -> outcome.getValue().containers().size())
                .sum();
    }

    /**
     * The error that stands for all workloads.
     *
     * @return the first in the list's order; null where a workload was read, none was processed or the statuses differ
     */
    public synchronized WorkloadError commonError() {
        if (succeeded > 0 || failed == 0
                || outcomes.values().stream().map(outcome -> outcome.error().status()).distinct().count() != 1) {
            return null;
        }
        return inOrder().get(0).error();
    }

    /**
     * The finds that the answer shows, once all work is done.
     *
     * @param limit  containers at most, from 1
     * @param isPage whether the limit is that of a page of results: errors after the cut are left to the next page
     */
    public synchronized AnswerCut cut(int limit, boolean isPage) {
        return AnswerCut.of(inOrder(), pageErrors, limit, isPage);
    }

    /** The containers that pass the health filter of all workloads but these; in no order. */
    public synchronized List<Container> containersWithout(Set<Integer> indexes) {
        return outcomes.entrySet().stream().filter(outcome -> !indexes.contains(outcome.getKey()))
                .flatMap(outcome -> outcome.getValue().containers().stream()).toList();
    }

    /** Workloads that were met and are not on the list any more. */
    public synchronized Set<Integer> unlisted() {
        return places.unlisted();
    }

    /** Workloads that were read. */
    public synchronized int succeeded() {
        return succeeded;
    }

    /** Workloads that could not be read. */
    public synchronized int failedWorkloads() {
        return failed;
    }

    /** Healthy containers, before the health filter. */
    synchronized int healthy() {
        return outcomes.values().stream().mapToInt(outcome -> outcome.found().healthy()).sum();
    }

    /** Containers whose health is unknown, before the health filter. */
    synchronized int unknown() {
        return outcomes.values().stream().mapToInt(outcome -> outcome.found().unknown()).sum();
    }

    /** Unhealthy containers, before the health filter. */
    synchronized int unhealthy() {
        return outcomes.values().stream().mapToInt(outcome -> outcome.found().unhealthy()).sum();
    }

    /** Suspended containers, before the health filter. */
    synchronized int suspended() {
        return outcomes.values().stream().mapToInt(outcome -> outcome.found().suspended()).sum();
    }

    private List<WorkloadOutcome> inOrder() {
        return outcomes.entrySet().stream()
                .sorted(Comparator.comparingInt(outcome -> places.of(outcome.getKey())))
                .map(outcome -> outcome.getValue().onPage(places.page(outcome.getKey(), outcome.getValue().page())))
                .toList();
    }
}
