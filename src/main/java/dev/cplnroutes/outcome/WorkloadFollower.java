package dev.cplnroutes.outcome;

import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.mapping.DeploymentList;
import dev.cplnroutes.mapping.WorkloadItem;

/**
 * A follower of a listing, for what reads the same workloads again and again. It chooses the workloads that are read,
 * and learns what each came to.
 *
 * <p>Several lanes call at once, some while they hold a lock of the listing: methods must be quick, and never wait.
 */
public interface WorkloadFollower {

    /** The follower of a usual listing: it reads all workloads, and learns nothing. */
    WorkloadFollower NONE = new WorkloadFollower() {
    };

    /**
     * The workloads to read instead of the workload list, as a list told them before.
     *
     * @return in the order in which they are read; null where the list is read
     */
    default List<WorkloadItem> workloads() {
        return null;
    }

    /** The workload list is read from its start: once, or again where it could not be read to its end. */
    default void listBegins() {
        // Nobody compares.
    }

    /**
     * A workload is on the list, and the request asks for it.
     *
     * @param gvc      its GVC; null where the list does not tell
     * @param name     its name; null where the list does not tell
     * @param workload what the list says of it
     * @return whether its deployments are read now; one that is not read is not counted either
     */
    default boolean isDue(String gvc, String name, WorkloadItem workload) {
        return true;
    }

    /** The workload list was read to its end. Without this, workloads may be missing. */
    default void listEnds() {
        // Nobody compares.
    }

    /**
     * A workload's deployments were read.
     *
     * @param gvc         its GVC
     * @param workload    what the list says of it
     * @param deployments what the API says of its locations
     * @param containers  its containers that the request asks for, whatever their health
     */
    default void read(String gvc, WorkloadItem workload, DeploymentList deployments, List<Container> containers) {
        // The answer has them.
    }

    /**
     * A workload's deployments could not be read.
     *
     * @param error what happened; with status 404 the workload may be deleted
     */
    default void failed(WorkloadError error) {
        // The answer tells it.
    }

    /**
     * The listing has ended, whatever it came to.
     *
     * @param calls HTTP requests that it sent, retries and pages included
     */
    default void took(int calls) {
        // Nobody counts.
    }

    /**
     * Whether nobody waits for the answer: then the calls keep to their share and let all others pass.
     *
     * @return false for a usual listing
     */
    default boolean isBackground() {
        return false;
    }

    /**
     * Whether the listing is one step of something larger: then it publishes no progress, statistics or containers.
     *
     * @return false for a usual listing
     */
    default boolean isSilent() {
        return false;
    }
}
