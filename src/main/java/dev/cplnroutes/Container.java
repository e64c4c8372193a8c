package dev.cplnroutes;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One container of one workload version in one location, as Control Plane reports it.
 *
 * <p>Control Plane has no type of this name: the fields come from a deployment ({@code DeploymentVersion},
 * {@code ContainerStatus}, {@code JobExecutionStatus} in its published types) and from the workload's own spec. Every
 * component but {@code healthStatus} may be null; null means that the API did not say, and is absent from JSON.
 *
 * @param name                 container name
 * @param image                image reference as the API reports it
 * @param workloadName         workload that the container belongs to
 * @param gvcName              GVC of the workload
 * @param location             location of the deployment, such as {@code aws-us-west-2}
 * @param status               the job execution's status, else {@code running}, {@code notReady}, {@code deploying} or
 *                             {@code suspended}
 * @param healthStatus         an enum, so that it equals no text; see {@link HealthStatus} and {@link #isUnhealthy()}
 * @param message              why the container is in this state
 * @param readyReplicas        replicas that are ready
 * @param totalReplicas        replicas there are
 * @param cpuUsage             CPU in use, millicores
 * @param memoryUsage          memory in use, MiB
 * @param restartCount         restarts so far
 * @param restartReason        reason of the last restart, such as {@code OOMKilled}
 * @param lastExitCode         exit code of the last restart
 * @param lastRestartTime      time of the last restart, ISO 8601 as the API gave it
 * @param version              the version's name, else {@code version-} and the workload version
 * @param workloadVersion      workload version that this container runs
 * @param latest               whether its workload version is the one that the deployment is expected to run
 * @param zone                 zone within the location
 * @param createdAt            creation of the version, ISO 8601 as the API gave it
 * @param updatedAt            last modification of the deployment, ISO 8601 as the API gave it
 * @param jobExecution         name of the job execution, cron workloads only
 * @param resourceLimits       limits from the workload's spec
 * @param ports                ports from the workload's spec
 * @param environmentVariables environment variables from the workload's spec
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Container(
        String name,
        String image,
        String workloadName,
        String gvcName,
        String location,
        String status,
        HealthStatus healthStatus,
        String message,
        Integer readyReplicas,
        Integer totalReplicas,
        Number cpuUsage,
        Number memoryUsage,
        Integer restartCount,
        String restartReason,
        Integer lastExitCode,
        String lastRestartTime,
        String version,
        Long workloadVersion,
        Boolean latest,
        String zone,
        String createdAt,
        String updatedAt,
        String jobExecution,
        ResourceLimits resourceLimits,
        List<Port> ports,
        List<EnvironmentVariable> environmentVariables) {

    /**
     * Makes the lists immutable; null stays null.
     */
    public Container {
        ports = ports == null ? null : List.copyOf(ports);
        environmentVariables = environmentVariables == null ? null : List.copyOf(environmentVariables);
    }

    /**
     * Whether the container is unhealthy; one whose health is unknown is not. JSON has this as {@code healthStatus}.
     *
     * @return true for {@link HealthStatus#UNHEALTHY}
     */
    @JsonIgnore
    public boolean isUnhealthy() {
        return healthStatus == HealthStatus.UNHEALTHY;
    }

    /**
     * Limits that the workload's spec sets for one container.
     *
     * @param cpu    CPU limit as written in the spec, such as {@code 250m}; may be null
     * @param memory memory limit as written in the spec, such as {@code 512Mi}; may be null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ResourceLimits(String cpu, String memory) {
    }

    /**
     * A port that the container listens on.
     *
     * @param number   port number; may be null
     * @param protocol such as {@code http}, {@code grpc} or {@code tcp}; may be null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Port(Integer number, String protocol) {
    }

    /**
     * An environment variable of the container.
     *
     * @param name  name of the variable; may be null
     * @param value only a reference that starts with {@code cpln://}; null for anything else, since a literal value may
     *              be a secret
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EnvironmentVariable(String name, String value) {
    }
}
