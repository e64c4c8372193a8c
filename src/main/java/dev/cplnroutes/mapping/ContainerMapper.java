package dev.cplnroutes.mapping;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
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

    private static final String STALE = "Status details are stale";
    private static final String CRON = "cron";

    /** Containers that are equal by it stay in the order of the answer. */
    private static final Comparator<Container> ORDER = Comparator
            .comparing(ContainerPlace::of, ContainerPlace.ORDER)
            .thenComparing(Container::createdAt, Comparator.nullsLast(Comparator.naturalOrder()));

    /** It skips the organization's name by its place, since an organization may be called {@code gvc}. */
    private static final Pattern GVC_IN_LINK = Pattern.compile("(?:(?:^|/)org/[^/]+|^/)/gvc/([^/?#]+)");

    /** Makes a mapper. */
    public ContainerMapper() {
    }

    /**
     * Maps one workload's deployments to its containers.
     *
     * @param gvcName                 name of the workload's GVC for the result; may be null
     * @param workload                the workload: an object, an item of a workload list or an answer by itself
     * @param deploymentList          the API's list of the workload's deployments
     * @param location                name of the only location to map; null for all locations
     * @param includeSystemContainers whether the result has the platform's own containers
     * @return immutable list in the order of location, workload version, container name and version name, those without
     *         such a name or version last; empty where there is no deployment, status, version or job execution
     * @throws UnreadableAnswerException if the workload is no object, {@code deploymentList} has no {@code items}
     *                                   array, an item of it is null or no object, or a field that is read has the
     *                                   wrong type. Of the workload's spec the fields for all locations are read, of
     *                                   the deployments only those of the location asked for
     */
    public List<Container> map(
            String gvcName,
            JsonNode workload,
            JsonNode deploymentList,
            String location,
            boolean includeSystemContainers) {
        JsonField workloadField = JsonField.root("workload", workload);
        Scope scope = new Scope(
                gvcName,
                workloadField.member("name").text(),
                WorkloadSpecification.read(workloadField.member("spec")),
                includeSystemContainers);
        List<Container> containers = new ArrayList<>();
        deployments(deploymentList, location).forEach((itemLocation, items) -> items.forEach(
                item -> addDeployment(Deployment.read(item, itemLocation, scope.specification), scope, containers)));
        containers.sort(ORDER);
        return List.copyOf(containers);
    }

    /** Each location's deployment, the later one where it comes twice; all of those that name no location. */
    private static Map<String, List<JsonField>> deployments(JsonNode deploymentList, String location) {
        Map<String, List<JsonField>> deployments = new LinkedHashMap<>();
        for (JsonField item : JsonField.root("", deploymentList).member("items").requiredObjects()) {
            String itemLocation = item.member("name").text();
            if (location == null || location.equals(itemLocation)) {
                List<JsonField> items = deployments.computeIfAbsent(itemLocation, first -> new ArrayList<>(1));
                if (itemLocation != null) {
                    items.clear();
                }
                items.add(item);
            }
        }
        return deployments;
    }

    /**
     * The GVC of a workload, from its link {@code gvc}, else from its link {@code self}. A link's {@code href} may be a
     * path such as {@code /org/ORG/gvc/GVC/workload/NAME}, an absolute address that ends in one, or the short form
     * {@code //gvc/GVC}.
     *
     * @param workload the workload: an object
     * @return name of the GVC; null where neither link has one
     * @throws UnreadableAnswerException if the workload is no object, or a link's field has the wrong type
     */
    public static String gvcOf(JsonNode workload) {
        List<JsonField> links = JsonField.root("workload", workload).member("links").objects();
        String gvc = gvcInLink(links, "gvc");
        return gvc != null ? gvc : gvcInLink(links, "self");
    }

    private static String gvcInLink(List<JsonField> links, String relation) {
        for (JsonField link : links) {
            if (relation.equals(link.member("rel").text())) {
                String address = link.member("href").text();
                Matcher matcher = GVC_IN_LINK.matcher(address == null ? "" : address);
                if (matcher.find()) {
                    return matcher.group(1);
                }
            }
        }
        return null;
    }

    private static void addDeployment(Deployment deployment, Scope scope, List<Container> containers) {
        JsonField versions = deployment.status.member("versions");
        JsonField jobExecutions = deployment.status.member("jobExecutions");
        String type = scope.specification.type();
        boolean cron = type == null
                ? versions.objects().isEmpty() && !jobExecutions.objects().isEmpty()
                : CRON.equals(type);
        if (cron) {
            JobExecution newest = JobExecution.newest(jobExecutions);
            if (newest != null) {
                addRun(Run.of(newest), deployment, scope, containers);
            }
        } else {
            for (JsonField version : versions.objects()) {
                addRun(Run.of(version), deployment, scope, containers);
            }
        }
    }

    private static void addRun(Run run, Deployment deployment, Scope scope, List<Container> containers) {
        for (JsonField field : run.containers.members()) {
            // A system container that is left out anyway must not fail the workload.
            if (scope.includeSystemContainers || !SystemContainers.contains(field.name())) {
                String innerName = field.member("name").text();
                String name = field.name().isBlank() ? innerName : field.name();
                if (scope.includeSystemContainers || !SystemContainers.contains(name)) {
                    Container container = container(name, field, run, deployment, scope);
                    // A job execution is not replaced by another version: its containers stay listed.
                    if (run.isJob || !isOnItsWayOut(container)) {
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

    private static Container container(String name, JsonField field, Run run, Deployment deployment, Scope scope) {
        JsonField resources = field.member("resources");
        JsonField restarts = field.member("restarts");
        Integer readyReplicas = resources.member("replicasReady").integer();
        Integer totalReplicas = resources.member("replicas").integer();
        Boolean readiness = HealthRules.readiness(field.member("ready").truth(), readyReplicas, totalReplicas);
        Boolean latest = run.workloadVersion == null || deployment.expectedVersion == null
                ? null
                : Boolean.valueOf(run.workloadVersion.equals(deployment.expectedVersion));
        WorkloadSpecification.SpecifiedContainer specified = scope.specification.container(name);
        return new Container(
                name,
                field.member("image").text(),
                scope.workloadName,
                scope.gvcName,
                deployment.location,
                status(run, deployment, readiness, latest),
                health(run, deployment, readiness),
                message(field.member("message").text(), run, deployment),
                readyReplicas,
                totalReplicas,
                resources.member("cpu").number(),
                resources.member("memory").number(),
                restarts.member("count").integer(),
                restarts.member("reason").text(),
                restarts.member("exitCode").integer(),
                restarts.member("lastRestartTime").text(),
                run.versionName,
                run.workloadVersion,
                latest,
                run.zone,
                run.created,
                deployment.updated,
                run.jobName,
                specified.resourceLimits(),
                specified.ports(),
                specified.environmentVariables());
    }

    private static String status(Run run, Deployment deployment, Boolean readiness, Boolean latest) {
        if (run.isJob) {
            return run.jobStatus;
        }
        if (deployment.suspended) {
            return "suspended";
        }
        if (deployment.stale) {
            return null;
        }
        if (Boolean.TRUE.equals(readiness)) {
            return "running";
        }
        if (deployment.deploying && Boolean.TRUE.equals(latest)) {
            return "deploying";
        }
        return readiness == null ? null : "notReady";
    }

    private static HealthStatus health(Run run, Deployment deployment, Boolean readiness) {
        return run.isJob
                ? HealthRules.ofJobExecution(
                        deployment.suspended, deployment.stale, deployment.syncFailed, run.jobStatus)
                : HealthRules.ofVersion(deployment.suspended, deployment.stale, deployment.syncFailed, readiness);
    }

    private static String message(String own, Run run, Deployment deployment) {
        if (deployment.stale && !deployment.suspended) {
            return STALE;
        }
        if (own != null) {
            return own;
        }
        if (run.message != null) {
            return run.message;
        }
        return deployment.suspended || deployment.syncFailed ? deployment.message : null;
    }

    /** What all containers of a workload have in common. */
    private record Scope(
            String gvcName,
            String workloadName,
            WorkloadSpecification specification,
            boolean includeSystemContainers) {
    }

    /** What all containers in a location have in common. */
    private record Deployment(
            String location,
            String updated,
            JsonField status,
            Long expectedVersion,
            boolean deploying,
            String message,
            boolean suspended,
            boolean stale,
            boolean syncFailed) {

        static Deployment read(JsonField item, String location, WorkloadSpecification specification) {
            JsonField status = item.member("status");
            String message = status.member("message").text();
            return new Deployment(
                    location,
                    item.member("lastModified").text(),
                    status,
                    status.member("expectedDeploymentVersion").longInteger(),
                    status.member("deploying").isTrue(),
                    message,
                    specification.isSuspendedIn(location),
                    message != null && STALE.equals(message.strip()),
                    status.member("internal").member("syncFailed").isTrue());
        }
    }

    /** What all containers of a version or of a job execution have in common. */
    private record Run(
            boolean isJob,
            String jobName,
            String jobStatus,
            String versionName,
            Long workloadVersion,
            String zone,
            String created,
            String message,
            JsonField containers) {

        static Run of(JsonField version) {
            Long workloadVersion = version.member("workload").longInteger();
            String name = version.member("name").text();
            return new Run(
                    false,
                    null,
                    null,
                    name != null ? name : defaultName(workloadVersion),
                    workloadVersion,
                    version.member("zone").text(),
                    version.member("created").text(),
                    version.member("message").text(),
                    version.member("containers"));
        }

        static Run of(JobExecution execution) {
            Long workloadVersion = execution.workloadVersion();
            return new Run(
                    true,
                    execution.name(),
                    execution.status(),
                    defaultName(workloadVersion),
                    workloadVersion,
                    null,
                    null,
                    HealthRules.hasFailed(execution.status()) ? execution.conditionMessage() : null,
                    execution.field().member("containers"));
        }

        /** The official clients' name for a version without a name. */
        private static String defaultName(Long workloadVersion) {
            return workloadVersion == null ? null : "version-" + workloadVersion;
        }
    }
}
