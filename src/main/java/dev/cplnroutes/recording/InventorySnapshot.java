package dev.cplnroutes.recording;

import java.util.List;

/**
 * The containers that the inventory holds at one moment.
 *
 * @param deployments those with at least one container, in the order of GVC, workload and location
 * @param leftOut     how many containers did not fit the maximum
 */
public record InventorySnapshot(List<ListedDeployment> deployments, int leftOut) {

    /** Makes the list immutable. */
    public InventorySnapshot {
        deployments = List.copyOf(deployments);
    }
}
