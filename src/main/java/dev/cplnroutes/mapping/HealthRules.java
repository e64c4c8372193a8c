package dev.cplnroutes.mapping;

import java.util.Set;

import dev.cplnroutes.HealthStatus;

/**
 * Decides whether a container does what is expected of it. The first rule that applies decides:
 *
 * <ol>
 * <li>suspended location, or one scaled to nothing: {@code suspended};
 * <li>the location has not reported for long: {@code unknown};
 * <li>the deployment's sync failed: {@code unhealthy};
 * <li>a cron workload: by the status of its newest job execution;
 * <li>otherwise by the container's own readiness and its replicas.
 * </ol>
 *
 * <p>Rules 1 and 3 are those of Control Plane's official command line client, rule 4 is that of its official Kubernetes
 * operator.
 */
final class HealthRules {

    private static final Set<String> FAILED_EXECUTION = Set.of("failed", "invalid", "removed");

    private HealthRules() {
    }

    /**
     * Health of a container that runs as part of a workload version.
     *
     * @param readiness what {@link #readiness} says; may be null
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
     * Health of a container that ran, runs or will run as part of a job execution. Its readiness does not matter: a
     * container that has done its work is not ready.
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
     * @param executionStatus may be null: not known to have failed
     */
    static boolean hasFailed(String executionStatus) {
        return executionStatus != null && FAILED_EXECUTION.contains(executionStatus);
    }

    /**
     * Whether a container is ready: any sign that it is not wins over any sign that it is. The replicas are a sign
     * where both numbers are there and there is at least one replica.
     *
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
