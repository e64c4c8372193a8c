package dev.cplnroutes.mapping;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.mapping.DeploymentList.Run;
import dev.cplnroutes.request.ContainerPlace;

/**
 * Maps the API's answers about a workload to the workload's containers. Stateless: one instance may serve any number
 * of threads.
 *
 * <p>Every field of the API but {@code items} may be missing. A field that is null or a blank text counts as missing.
 * What depends on a missing field is absent from the result. Unknown fields are ignored.
 *
 * <p>A cron workload has the containers of the newest job execution in each location. Where the spec has no type, a
 * location with job executions and without versions is read as that of a cron workload. Any other workload has the
 * containers of its versions. A container with 0 replicas is left out where its version is known not to be the expected
 * one: it is on its way out. A location that comes twice has the containers of its later deployment alone: a list that
 * changes while its pages are read may show it on two of them.
 *
 * <p>A container's {@code status} is
 * <ul>
 * <li>for a cron workload the job execution's status as the API gives it, absent where it gives none;
 * <li>{@code suspended} where the options that hold for the location say so;
 * <li>absent where the location's status is stale, since the state of its containers is not known;
 * <li>{@code running} where the container's own {@code ready} and its replicas say that it is ready, even if the
 * deployment's sync failed;
 * <li>{@code deploying} where they do not say so, the deployment is {@code deploying} and the container's version is
 * the expected one;
 * <li>{@code notReady} where they say that it is not ready;
 * <li>absent where they say nothing.
 * </ul>
 *
 * <p>A container's {@code message} says in a stale location that is not suspended that the status is stale. Elsewhere
 * it is the first of these that exists: the container's own; its version's, or that of a condition of a failed job
 * execution; the deployment's, where the location is suspended or its sync failed.
 */
public final class ContainerMapper {

    private static final String CRON = "cron";

    /** Containers that are equal by it stay in the order of the answer. */
    private static final Comparator<Container> ORDER = Comparator
            .comparing(ContainerPlace::of, ContainerPlace.ORDER)
            .thenComparing(Container::createdAt, Comparator.nullsLast(Comparator.naturalOrder()));

    /** Makes a mapper. */
    public ContainerMapper() {
    }

    /**
     * Maps one workload's deployments to its containers.
     *
     * @param gvcName                 name of the workload's GVC for the result; may be null
     * @param workload                the workload
     * @param deploymentList          the API's list of the workload's deployments; remembers its containers, so that
     *                                who reads the same answer again maps nothing
     * @param locations               names of the locations to map; empty for all locations
     * @param includeSystemContainers whether the result has the platform's own containers
     * @return immutable list in the order of location, workload version, container name and version name, those without
     *         such a name or version last; empty where there is no deployment, status, version or job execution
     * @throws UnreadableAnswerException if the workload is no object, an item of the list is null or no object, or a
     *                                   field that is read has the wrong type. Of the workload's spec the fields for
     *                                   all locations are read, of the deployments only those of locations asked for
     */
    public List<Container> map(
            String gvcName,
            WorkloadItem workload,
            DeploymentList deploymentList,
            List<String> locations,
            boolean includeSystemContainers) {
        List<Container> all = deploymentList.mappedBefore(gvcName, workload, includeSystemContainers);
        if (all == null && mapAll(gvcName, workload, deploymentList)) {
            all = deploymentList.mappedBefore(gvcName, workload, includeSystemContainers);
        }
        if (all == null) {
            return mapped(gvcName, workload, deploymentList, locations, includeSystemContainers);
        }
        return locations.isEmpty() ? all
                : all.stream().filter(container -> isAmong(locations, container.location())).toList();
    }

    /** Maps all containers of all locations; false where one cannot be read, which not everyone needs. */
    private static boolean mapAll(String gvcName, WorkloadItem workload, DeploymentList deploymentList) {
        try {
            deploymentList.mapped(gvcName, workload, mapped(gvcName, workload, deploymentList, List.of(), true));
            return true;
        } catch (UnreadableAnswerException e) {
            return false;
        }
    }

    private static List<Container> mapped(String gvcName, WorkloadItem workload, DeploymentList deploymentList,
            List<String> locations, boolean includeSystemContainers) {
        Scope scope = new Scope(gvcName, workload.requiredName(), workload.specification(), includeSystemContainers);
        List<Container> containers = new ArrayList<>();
        deployments(deploymentList, locations).values().forEach(deployments -> deployments.forEach(
                deployment -> addDeployment(Place.of(deployment, scope.specification), scope, containers)));
        containers.sort(ORDER);
        return List.copyOf(containers);
    }

    private static boolean isAmong(List<String> locations, String location) {
        return location != null && locations.contains(location);
    }

    /** Each location's deployment, the later one where it comes twice; all of those that name no location. */
    private static Map<String, List<DeploymentList.Deployment>> deployments(DeploymentList list,
            List<String> locations) {
        Map<String, List<DeploymentList.Deployment>> byLocation = new LinkedHashMap<>();
        for (Readable<DeploymentList.Deployment> item : list.deployments()) {
            // An item that is no object fails the workload, whatever location is asked for.
            DeploymentList.Deployment deployment = item.get();
            if (locations.isEmpty() || isAmong(locations, deployment.location())) {
                List<DeploymentList.Deployment> same = byLocation.computeIfAbsent(deployment.location(),
                        first -> new ArrayList<>(1));
                if (deployment.location() != null) {
                    same.clear();
                }
                same.add(deployment);
            }
        }
        return byLocation;
    }

    private static void addDeployment(Place place, Scope scope, List<Container> containers) {
        DeploymentList.Status status = place.status;
        String type = scope.specification.type();
        boolean cron = type == null
                ? status.versions().get().isEmpty() && status.hasJobs().get()
                : CRON.equals(type);
        if (cron) {
            Run newest = status.newestJob().get();
            if (newest != null) {
                addRun(newest, place, scope, containers);
            }
        } else {
            for (Readable<Run> version : status.versions().get()) {
                addRun(version.get(), place, scope, containers);
            }
        }
    }

    private static void addRun(Run run, Place place, Scope scope, List<Container> containers) {
        for (DeploymentList.RunContainer field : run.containers().get()) {
            // A system container that is left out anyway must not fail the workload.
            if (scope.includeSystemContainers || !SystemContainers.contains(field.key())) {
                String name = field.name().get();
                if (scope.includeSystemContainers || !SystemContainers.contains(name)) {
                    Container container = container(name, field.state().get(), run, place, scope);
                    // A job execution is not replaced by another version: its containers stay listed.
                    if (run.isJob() || !isOnItsWayOut(container)) {
                        containers.add(container);
                    }
                }
            }
        }
    }

    private static boolean isOnItsWayOut(Container container) {
        return Boolean.FALSE.equals(container.latest())
                && container.totalReplicas() != null
                && container.totalReplicas() == 0;
    }

    private static Container container(String name, DeploymentList.ContainerState state, Run run, Place place,
            Scope scope) {
        Boolean readiness = HealthRules.readiness(state.ready(), state.readyReplicas(), state.totalReplicas());
        Long expectedVersion = place.status.expectedVersion();
        Boolean latest = run.workloadVersion() == null || expectedVersion == null
                ? null
                : Boolean.valueOf(run.workloadVersion().equals(expectedVersion));
        WorkloadSpecification.SpecifiedContainer specified = scope.specification.container(name);
        return new Container(
                name,
                state.image(),
                scope.workloadName,
                scope.gvcName,
                place.location,
                status(run, place, readiness, latest),
                health(run, place, readiness),
                message(state.message(), run, place),
                state.readyReplicas(),
                state.totalReplicas(),
                state.cpu(),
                state.memory(),
                state.restartCount(),
                state.restartReason(),
                state.lastExitCode(),
                state.lastRestartTime(),
                run.versionName(),
                run.workloadVersion(),
                latest,
                run.zone(),
                run.created(),
                place.status.updated(),
                run.jobName(),
                specified.resourceLimits(),
                specified.ports(),
                specified.environmentVariables());
    }

    private static String status(Run run, Place place, Boolean readiness, Boolean latest) {
        if (run.isJob()) {
            return run.jobStatus();
        }
        if (place.suspended) {
            return "suspended";
        }
        if (place.status.stale()) {
            return null;
        }
        if (Boolean.TRUE.equals(readiness)) {
            return "running";
        }
        if (place.status.deploying() && Boolean.TRUE.equals(latest)) {
            return "deploying";
        }
        return readiness == null ? null : "notReady";
    }

    private static HealthStatus health(Run run, Place place, Boolean readiness) {
        boolean stale = place.status.stale();
        boolean syncFailed = place.status.syncFailed();
        return run.isJob()
                ? HealthRules.ofJobExecution(place.suspended, stale, syncFailed, run.jobStatus())
                : HealthRules.ofVersion(place.suspended, stale, syncFailed, readiness);
    }

    private static String message(String own, Run run, Place place) {
        if (place.status.stale() && !place.suspended) {
            return DeploymentList.STALE;
        }
        if (own != null) {
            return own;
        }
        if (run.message() != null) {
            return run.message();
        }
        return place.suspended || place.status.syncFailed() ? place.status.message() : null;
    }

    /** What all containers of a workload have in common. */
    private record Scope(
            String gvcName,
            String workloadName,
            WorkloadSpecification specification,
            boolean includeSystemContainers) {
    }

    /** What all containers in a location have in common. */
    private record Place(String location, DeploymentList.Status status, boolean suspended) {

        static Place of(DeploymentList.Deployment deployment, WorkloadSpecification specification) {
            return new Place(deployment.location(), deployment.status().get(),
                    specification.isSuspendedIn(deployment.location()));
        }
    }
}
