package dev.cplnroutes.recording;

import java.util.List;

/**
 * A part of the organization: all of it, a GVC, a workload or a deployment. A name that is null stands for all names.
 *
 * @param gvc      name of the GVC; null for the whole organization
 * @param workload name of the workload; null for a whole GVC
 * @param location name of the location; null for all locations
 */
record InventoryScope(String gvc, String workload, String location) {

    static final InventoryScope ORGANIZATION = new InventoryScope(null, null, null);

    static InventoryScope ofGvc(String gvc) {
        return new InventoryScope(gvc, null, null);
    }

    static InventoryScope ofWorkload(String gvc, String workload) {
        return new InventoryScope(gvc, workload, null);
    }

    /** All scopes that cover a deployment. */
    static List<InventoryScope> covering(DeploymentKey key) {
        return List.of(ORGANIZATION, ofGvc(key.gvc()), ofWorkload(key.gvc(), key.workload()),
                new InventoryScope(key.gvc(), key.workload(), key.location()));
    }

    boolean covers(DeploymentKey key) {
        return isAllOr(gvc, key.gvc()) && isAllOr(workload, key.workload()) && isAllOr(location, key.location());
    }

    private static boolean isAllOr(String name, String other) {
        return name == null || name.equals(other);
    }
}
