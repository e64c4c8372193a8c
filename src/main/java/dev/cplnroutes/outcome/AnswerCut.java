package dev.cplnroutes.outcome;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.WorkloadError;

/**
 * The part of a listing's finds that its answer shows: containers up to a limit, and the errors that belong to them.
 *
 * @param containers in the order of the list
 * @param errors     what could not be read: workloads in the order of the list, then pages of the list
 * @param hasMore    whether more containers were found than fit
 * @param lastPage   page of the workload list that the last container's workload stands on; null without a container
 * @param returned   how many containers the answer has, those that were handed to the reader of a stream included
 */
public record AnswerCut(List<Container> containers, List<WorkloadError> errors, boolean hasMore, URI lastPage,
        int returned) {

    /** A cut that holds all containers of the answer. */
    AnswerCut(List<Container> containers, List<WorkloadError> errors, boolean hasMore, URI lastPage) {
        this(containers, errors, hasMore, lastPage, containers.size());
    }

    /** The same cut of a stream, which has handed its containers over already. */
    public AnswerCut streamed(HandOver stream) {
        return new AnswerCut(List.of(), errors, stream.isCut(), null, stream.handedOver());
    }

    /** Whether the containers went to a reader and are not in here. */
    boolean isStreamed() {
        return returned > containers.size();
    }

    /**
     * Cuts the finds at a limit.
     *
     * @param outcomes   of the workloads, in the order of the list
     * @param pageErrors pages of the list that could not be read
     * @param limit      containers at most, from 1
     * @param isPage     whether a next page of results follows: errors after the cut are left to it
     */
    static AnswerCut of(List<WorkloadOutcome> outcomes, List<WorkloadError> pageErrors, int limit, boolean isPage) {
        List<Container> containers = new ArrayList<>();
        List<WorkloadError> errors = new ArrayList<>();
        List<WorkloadError> errorsSinceLastContainer = new ArrayList<>();
        boolean hasMore = false;
        URI lastPage = null;
        for (WorkloadOutcome outcome : outcomes) {
            if (outcome.hasFailed()) {
                errorsSinceLastContainer.add(outcome.error());
            }
            List<Container> found = outcome.containers();
            int taken = Math.min(limit - containers.size(), found.size());
            if (taken > 0) {
                containers.addAll(found.subList(0, taken));
                lastPage = outcome.page();
                errors.addAll(errorsSinceLastContainer);
                errorsSinceLastContainer.clear();
            }
            hasMore |= taken < found.size();
        }
        if (!isPage || !hasMore) {
            errors.addAll(errorsSinceLastContainer);
            errors.addAll(pageErrors);
        }
        return new AnswerCut(containers, errors, hasMore, lastPage);
    }
}
