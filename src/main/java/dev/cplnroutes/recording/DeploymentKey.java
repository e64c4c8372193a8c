package dev.cplnroutes.recording;

import java.util.Comparator;

/**
 * The names of a deployment: a workload in a location.
 *
 * @param gvc      name of the GVC
 * @param workload name of the workload
 * @param location name of the location; empty where the API does not say
 */
public record DeploymentKey(String gvc, String workload, String location) {

    static final Comparator<DeploymentKey> ORDER = Comparator.comparing(DeploymentKey::gvc)
            .thenComparing(DeploymentKey::workload).thenComparing(DeploymentKey::location);
}
