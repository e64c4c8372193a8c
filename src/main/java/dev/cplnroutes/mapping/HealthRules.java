package dev.cplnroutes.mapping;

import java.util.Set;

import dev.cplnroutes.HealthStatus;

/**
 * The rules for a container's health. The first one that applies decides:
 *
 * <ol>
 * <li>suspended location, or one scaled to nothing: {@code suspended};
 * <li>stale status of the location: {@code unknown};
 * <li>failed sync of the deployment: {@code unhealthy};
 * <li>a cron workload: the status of its newest job execution decides;
 * <li>any other workload: the container's own readiness and its replicas decide.
 * </ol>
 *
 * <p>Rules 1 and 3 come from Control Plane's official command line client, rule 4 from its official Kubernetes
 * operator.
 */
final class HealthRules {

    private static final Set<String> FAILED_EXECUTION = Set.of("failed", "invalid", "removed");

    private HealthRules() {
    }

    /**
     * Health of a container of a workload version.
     *
     * @param readiness as from {@link #readiness}; may be null
     */
    static HealthStatus ofVersion(boolean suspended, boolean stale, boolean syncFailed, Boolean readiness) {
        HealthStatus ofLocation = ofLocation(suspended, stale, syncFailed);
        if (ofLocation != null) {
            return ofLocation;
        }
        if (readiness == null) {
            return HealthStatus.UNKNOWN;
        }
        return readiness ? HealthStatus.HEALTHY : HealthStatus.UNHEALTHY;
    }

    /**
     * Health of a container of a job execution. Its readiness does not matter: a container that has done its work is
     * not ready.
     *
     * @param executionStatus status of the execution; null where the API gave none
     */
    static HealthStatus ofJobExecution(boolean suspended, boolean stale, boolean syncFailed, String executionStatus) {
        HealthStatus ofLocation = ofLocation(suspended, stale, syncFailed);
        if (ofLocation != null) {
            return ofLocation;
        }
        if (executionStatus == null) {
            return HealthStatus.UNKNOWN;
        }
        return hasFailed(executionStatus) ? HealthStatus.UNHEALTHY : HealthStatus.HEALTHY;
    }

    /**
     * Whether a job execution with this status failed, was never valid, or was removed before it finished.
     *
     * @param executionStatus status of the execution; null, which is no failure, where the API gave none
     */
    static boolean hasFailed(String executionStatus) {
        return executionStatus != null && FAILED_EXECUTION.contains(executionStatus);
    }

    /**
     * Whether a container is ready. A sign that it is not ready outweighs a sign that it is. The replicas are a sign
     * where both numbers are known and there is at least one replica.
     *
     * @param ready         the container's own word; may be null
     * @param readyReplicas how many replicas are ready; may be null
     * @param totalReplicas how many replicas there are; may be null
     * @return null where there is no sign at all
     */
    static Boolean readiness(Boolean ready, Integer readyReplicas, Integer totalReplicas) {
        Boolean replicas = readyReplicas != null && totalReplicas != null && totalReplicas > 0
                ? Boolean.valueOf(readyReplicas >= totalReplicas)
                : null;
        if (Boolean.FALSE.equals(ready) || Boolean.FALSE.equals(replicas)) {
            return false;
        }
        return ready != null ? ready : replicas;
    }

    private static HealthStatus ofLocation(boolean suspended, boolean stale, boolean syncFailed) {
        if (suspended) {
            return HealthStatus.SUSPENDED;
        }
        if (stale) {
            return HealthStatus.UNKNOWN;
        }
        return syncFailed ? HealthStatus.UNHEALTHY : null;
    }
}
