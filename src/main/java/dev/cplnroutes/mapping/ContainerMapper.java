package dev.cplnroutes.mapping;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;

/**
 * Finds the containers of a workload in what Control Plane answered about it. Stateless: one instance may serve any
 * number of threads.
 *
 * <p>Every field of the API but {@code items} may be missing or null, which is the same; what cannot be told without it
 * is absent from the result. Unknown fields are ignored. A blank text counts as missing.
 *
 * <p>The containers of a cron workload are those of the newest job execution in each location. Where a spec does not
 * say of what type the workload is, a location that has job executions and no versions is read as a cron workload's.
 * The containers of any other workload are those of its versions. A container with 0 replicas in a version that is
 * known not to be the expected one is on its way out, and left out.
 *
 * <p>A container's {@code status} is
 * <ul>
 * <li>for a cron workload the job execution's status as given, absent where there is none;
 * <li>{@code suspended} where the options that hold for the location say so;
 * <li>absent where the location's status is stale, since nobody knows what its containers do now;
 * <li>{@code running} where the container's own {@code ready} and its replicas say that it is ready, whether or not the
 * deployment's sync failed;
 * <li>{@code deploying} where they do not, the deployment is {@code deploying} and the container's version is the
 * expected one;
 * <li>{@code notReady} where they say that it is not ready;
 * <li>absent where they say nothing.
 * </ul>
 *
 * <p>A container's {@code message} is, in a stale location that is not suspended, that the status is stale. Elsewhere
 * it is the first of these that there is: the container's own; the version's, or for a failed job execution that of
 * its condition; where the location is suspended or its sync failed, the deployment's.
 */
public final class ContainerMapper {

    private static final String STALE = "Status details are stale";
    private static final String CRON = "cron";

    private static final Comparator<String> TEXT = Comparator.nullsLast(Comparator.naturalOrder());
    private static final Comparator<Long> VERSION = Comparator.nullsLast(Comparator.naturalOrder());

    /** What is still equal then stays in the order of the answer. */
    private static final Comparator<Container> ORDER = Comparator
            .comparing(Container::location, TEXT)
            .thenComparing(Container::workloadVersion, VERSION)
            .thenComparing(Container::name, TEXT)
            .thenComparing(Container::version, TEXT)
            .thenComparing(Container::zone, TEXT)
            .thenComparing(Container::createdAt, TEXT);

    /** The organization's name is skipped by its place, since it may be {@code gvc} itself. */
    private static final Pattern GVC_IN_LINK = Pattern.compile("(?:(?:^|/)org/[^/]+|^/)/gvc/([^/?#]+)");

    /**
     * Maps one workload's deployments to its containers.
     *
     * @param gvcName                 GVC of the workload, as it shall stand in the result; may be null
     * @param workload                the workload: an object, as a workload list's item or by itself
     * @param deploymentList          the API's answer to a listing of the workload's deployments
     * @param location                name of the one location to map; null for all of them
     * @param includeSystemContainers whether to list the containers that the platform adds itself
     * @return immutable list in the order of location, workload version, container name, then version name; what has no
     *         such name or version comes last. Empty where there is no deployment, status, version or job execution
     * @throws UnreadableAnswerException if the workload is no object, {@code deploymentList} has no {@code items}
     *                                   array, an item of it is no object (null is none either), or a field that must
     *                                   be read has the wrong type: in the workload's spec any that can matter in some
     *                                   location, in the deployments only those of the locations asked for
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
        for (JsonField item : JsonField.root("", deploymentList).member("items").requiredObjects()) {
            String itemLocation = item.member("name").text();
            if (location == null || location.equals(itemLocation)) {
                addDeployment(Deployment.read(item, itemLocation, scope.specification), scope, containers);
            }
        }
        containers.sort(ORDER);
        return List.copyOf(containers);
    }

    /**
     * The GVC that a workload belongs to, from its links: that with {@code rel} = {@code gvc}, else {@code self}. An
     * {@code href} may be a path such as {@code /org/ORG/gvc/GVC/workload/NAME}, an absolute address that ends in one,
     * or the short form {@code //gvc/GVC}.
     *
     * @param workload a workload: an object
     * @return name of the GVC; null where neither link says
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
            // A system container that is not listed need not be readable either.
            if (scope.includeSystemContainers || !SystemContainers.contains(field.name())) {
                String innerName = field.member("name").text();
                String name = field.name().isBlank() ? innerName : field.name();
                if (scope.includeSystemContainers || !SystemContainers.contains(name)) {
                    Container container = container(name, field, run, deployment, scope);
                    // What a job execution leaves behind stays listed: it is no version that another one replaces.
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

    /** What holds for all containers of a workload. */
    private record Scope(
            String gvcName,
            String workloadName,
            WorkloadSpecification specification,
            boolean includeSystemContainers) {
    }

    /** What holds for all containers in a location. */
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

    /** What holds for all containers of a version or of a job execution. */
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

        /** What the official clients call a version that has no name. */
        private static String defaultName(Long workloadVersion) {
            return workloadVersion == null ? null : "version-" + workloadVersion;
        }
    }
}
