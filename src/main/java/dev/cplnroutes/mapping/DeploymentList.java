package dev.cplnroutes.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.Container;

/**
 * A page of a workload's deployments, or all pages in one: what the API says of each location. Immutable, but for the
 * containers that were mapped from it, which it remembers.
 */
public final class DeploymentList implements ApiAnswer {

    /** What the API says where a location has not reported for 45 minutes. */
    static final String STALE = "Status details are stale";

    private final List<Readable<Deployment>> deployments;
    private final String next;
    private volatile Mapped mapped;

    /** The containers of all locations, as they were mapped for a workload. */
    private record Mapped(String gvcName, WorkloadItem workload, List<Container> all, List<Container> ofUsers) {
    }

    private DeploymentList(List<Readable<Deployment>> deployments, String next) {
        this.deployments = List.copyOf(deployments);
        this.next = next;
    }

    /**
     * Reads a page.
     *
     * @param json a list with {@code items}
     * @return its deployments; a part of the wrong type fails those who need it
     * @throws UnreadableAnswerException where it is no object, or has no {@code items}
     */
    public static DeploymentList read(JsonNode json) {
        SharedParts parts = new SharedParts();
        List<Readable<Deployment>> deployments = new ArrayList<>();
        for (JsonField item : JsonField.root("", json).member("items").requiredElements()) {
            deployments.add(Readable.of(() -> Deployment.read(item, parts)));
        }
        return new DeploymentList(deployments, ApiAnswer.nextLink(json));
    }

    /**
     * Puts the pages of a list together.
     *
     * @param pages all pages, in order, at least one
     * @return a list with the deployments of all; the page itself where there is one
     */
    public static DeploymentList joined(List<DeploymentList> pages) {
        if (pages.size() == 1) {
            return pages.get(0);
        }
        List<Readable<Deployment>> all = new ArrayList<>();
        pages.forEach(page -> all.addAll(page.deployments));
        return new DeploymentList(all, null);
    }

    @Override
    public String next() {
        return next;
    }

    /** Whether the workload is not deployed anywhere. */
    public boolean isEmpty() {
        return deployments.isEmpty();
    }

    List<Readable<Deployment>> deployments() {
        return deployments;
    }

    /**
     * The locations whose status is stale, but for those where the workload is switched off and nothing is expected.
     *
     * @param workload the workload
     * @return their names; empty where each location tells what is so now
     */
    public Set<String> staleLocations(WorkloadItem workload) {
        Set<String> stale = new TreeSet<>();
        for (Readable<Deployment> item : deployments) {
            Deployment deployment = item.orNull();
            Status status = deployment == null ? null : deployment.status().orNull();
            if (status != null && deployment.location() != null) {
                // Of a location that comes twice the later one counts.
                stale.remove(deployment.location());
                if (status.stale() && !workload.specification().isSuspendedIn(deployment.location())) {
                    stale.add(deployment.location());
                }
            }
        }
        return stale;
    }

    /** The containers that were mapped for an equal workload before; null where there are none. */
    List<Container> mappedBefore(String gvcName, WorkloadItem workload, boolean includeSystemContainers) {
        Mapped before = mapped;
        boolean isSame = before != null && before.workload.equals(workload)
                && (gvcName == null ? before.gvcName == null : gvcName.equals(before.gvcName));
        return !isSame ? null : includeSystemContainers ? before.all : before.ofUsers;
    }

    /** Remembers the containers of all locations, the platform's own included, for the readers that follow. */
    void mapped(String gvcName, WorkloadItem workload, List<Container> all) {
        List<Container> ofUsers = all.stream()
                .filter(container -> !SystemContainers.contains(container.name())).toList();
        mapped = new Mapped(gvcName, workload, all, ofUsers.size() == all.size() ? all : ofUsers);
    }

    /**
     * What all containers in a location have in common.
     *
     * @param location name of the location; null where there is none
     * @param status   the rest, which only those need who want this location
     */
    record Deployment(String location, Readable<Status> status) {

        static Deployment read(JsonField item, SharedParts parts) {
            item.requireObject();
            return new Deployment(parts.of(item.member("name").text()), Readable.of(() -> Status.read(item, parts)));
        }
    }

    /**
     * The status of a location.
     *
     * @param updated         when the deployment was changed last
     * @param processedVersion newest workload version that the location has taken up; null where the API does not say
     * @param expectedVersion workload version that is to run; null where the API does not say
     * @param ready           whether the location is ready as a whole; null where the API does not say
     * @param deploying       whether a version is being rolled out
     * @param message         what the API says of it; may be null
     * @param stale           whether the location has not reported for long
     * @param syncFailed      whether the platform could not bring the location up to date
     * @param versions        workload versions that run; empty where there are none
     * @param hasJobs         whether there is a job execution
     * @param newestJob       the newest job execution; null where there is none
     */
    record Status(
            String updated,
            Readable<Long> processedVersion,
            Long expectedVersion,
            Readable<Boolean> ready,
            boolean deploying,
            String message,
            boolean stale,
            boolean syncFailed,
            Readable<List<Readable<Run>>> versions,
            Readable<Boolean> hasJobs,
            Readable<Run> newestJob) {

        static Status read(JsonField item, SharedParts parts) {
            JsonField status = item.member("status");
            String message = status.member("message").text();
            JsonField versions = status.member("versions");
            JsonField jobs = status.member("jobExecutions");
            return new Status(
                    parts.of(item.member("lastModified").text()),
                    parts.of(Readable.of(status.member("lastProcessedVersion")::longInteger)),
                    status.member("expectedDeploymentVersion").longInteger(),
                    parts.of(Readable.of(status.member("ready")::truth)),
                    status.member("deploying").isTrue(),
                    parts.of(message),
                    message != null && STALE.equals(message.strip()),
                    status.member("internal").member("syncFailed").isTrue(),
                    Readable.of(() -> versions.objects().stream()
                            .map(version -> Readable.of(() -> Run.of(version, parts))).toList()),
                    Readable.of(() -> !jobs.objects().isEmpty()),
                    Readable.of(() -> Run.of(JobExecution.newest(jobs), parts)));
        }
    }

    /**
     * What all containers of a version or of a job execution have in common.
     *
     * @param isJob           whether it is a job execution
     * @param jobName         name of the job execution; null for a version
     * @param jobStatus       its status; null for a version, or where the API gives none
     * @param versionName     name of the version
     * @param workloadVersion workload version; null where the API does not say
     * @param zone            its zone; may be null
     * @param created         when it was created; may be null
     * @param message         what the API says of it; may be null
     * @param containers      its containers by name
     */
    record Run(
            boolean isJob,
            String jobName,
            String jobStatus,
            String versionName,
            Long workloadVersion,
            String zone,
            String created,
            String message,
            Readable<List<RunContainer>> containers) {

        static Run of(JsonField version, SharedParts parts) {
            Long workloadVersion = version.member("workload").longInteger();
            String name = version.member("name").text();
            return new Run(
                    false,
                    null,
                    null,
                    parts.of(name != null ? name : defaultName(workloadVersion)),
                    workloadVersion,
                    parts.of(version.member("zone").text()),
                    parts.of(version.member("created").text()),
                    parts.of(version.member("message").text()),
                    containers(version.member("containers"), parts));
        }

        static Run of(JobExecution execution, SharedParts parts) {
            if (execution == null) {
                return null;
            }
            Long workloadVersion = execution.workloadVersion();
            return new Run(
                    true,
                    execution.name(),
                    parts.of(execution.status()),
                    parts.of(defaultName(workloadVersion)),
                    workloadVersion,
                    null,
                    null,
                    HealthRules.hasFailed(execution.status()) ? execution.conditionMessage() : null,
                    containers(execution.field().member("containers"), parts));
        }

        private static Readable<List<RunContainer>> containers(JsonField field, SharedParts parts) {
            return Readable.of(() -> field.members().stream()
                    .map(member -> RunContainer.read(member, parts)).toList());
        }

        /** The official clients' name for a version without a name. */
        private static String defaultName(Long workloadVersion) {
            return workloadVersion == null ? null : "version-" + workloadVersion;
        }
    }

    /**
     * A container of a version or of a job execution.
     *
     * @param key   its name in the API's map of containers
     * @param name  its name: the key, or where that is blank what the container says
     * @param state what the API says of it, which only those need who want this container
     */
    record RunContainer(String key, Readable<String> name, Readable<ContainerState> state) {

        static RunContainer read(JsonField field, SharedParts parts) {
            return new RunContainer(parts.of(field.name()),
                    Readable.of(() -> {
                        String innerName = field.member("name").text();
                        return parts.of(field.name().isBlank() ? innerName : field.name());
                    }),
                    Readable.of(() -> parts.of(ContainerState.read(field, parts))));
        }
    }

    /** The state of a container; each component is null where the API does not give it. */
    record ContainerState(
            String image,
            Boolean ready,
            String message,
            Integer readyReplicas,
            Integer totalReplicas,
            Number cpu,
            Number memory,
            Integer restartCount,
            String restartReason,
            Integer lastExitCode,
            String lastRestartTime) {

        static ContainerState read(JsonField field, SharedParts parts) {
            JsonField resources = field.member("resources");
            JsonField restarts = field.member("restarts");
            Integer readyReplicas = resources.member("replicasReady").integer();
            Integer totalReplicas = resources.member("replicas").integer();
            Boolean ready = field.member("ready").truth();
            return new ContainerState(
                    parts.of(field.member("image").text()),
                    ready,
                    parts.of(field.member("message").text()),
                    readyReplicas,
                    totalReplicas,
                    parts.of(resources.member("cpu").number()),
                    parts.of(resources.member("memory").number()),
                    restarts.member("count").integer(),
                    parts.of(restarts.member("reason").text()),
                    restarts.member("exitCode").integer(),
                    parts.of(restarts.member("lastRestartTime").text()));
        }
    }
}
