package dev.cplnroutes.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A builder of one workload's documents. The containers come first, then {@link #deployTo} makes healthy deployments,
 * then the states that differ are applied.
 */
final class WorkloadDraft {

    private final WorkloadIdentity identity;
    private final ObjectNode document;
    private final ObjectNode spec;
    private final ArrayNode containers;
    private final List<String> systemContainers = new ArrayList<>();
    private final Map<String, DeploymentDraft> deployments = new LinkedHashMap<>();

    WorkloadDraft(String organization, String gvc, String name, String type, Instant now) {
        identity = new WorkloadIdentity(gvc, name, now);
        document = ApiJson.object()
                .put("id", ApiJson.identifier("workload", organization + "/" + gvc + "/" + name))
                .put("name", name)
                .put("kind", "workload")
                .put("version", identity.version())
                .put("description", name);
        document.putObject("tags");
        document.put("created", identity.ago(Duration.ofDays(40 + identity.seed() % 300)));
        document.put("lastModified", identity.ago(identity.sinceChange()));
        spec = document.putObject("spec").put("type", type);
        containers = spec.putArray("containers");
        spec.putObject("defaultOptions").put("suspend", false)
                .putObject("autoscaling").put("metric", "cpu").put("minScale", 2).put("maxScale", 6);
        document.putObject("status")
                .put("endpoint", "https://" + identity.host() + ".cpln.app")
                .put("canonicalEndpoint", "https://" + identity.host() + ".cpln.app")
                .put("internalName", name + "." + gvc + ".cpln.local");
    }

    /** Tags the workload with a team and a tier. */
    WorkloadDraft team(String team) {
        document.withObject("/tags").put("team", team).put("tier", Integer.toString(1 + identity.seed() % 3));
        return this;
    }

    /** Gives a cron workload its schedule. */
    WorkloadDraft cron(String schedule) {
        spec.putObject("job").put("schedule", schedule).put("concurrencyPolicy", "Forbid");
        spec.putObject("defaultOptions").put("suspend", false);
        document.remove("status");
        return this;
    }

    /** Adds a container with its limits. */
    WorkloadDraft container(String container, String image, int milliCpu, int mebibytes) {
        containers.addObject().put("name", container).put("image", image)
                .put("cpu", milliCpu + "m").put("memory", mebibytes + "Mi");
        return this;
    }

    /** Adds a port to the last container, in the form that lists ports. */
    WorkloadDraft port(int number, String protocol) {
        lastContainer().withArray("ports").addObject().put("number", number).put("protocol", protocol);
        return this;
    }

    /** Gives the last container its only port, in the older form. */
    WorkloadDraft lonePort(int number) {
        lastContainer().put("port", number);
        return this;
    }

    /** Adds an environment variable to the last container. */
    WorkloadDraft env(String variable, String value) {
        lastContainer().withArray("env").addObject().put("name", variable).put("value", value);
        return this;
    }

    /** Adds a container of the platform: it is in the deployments and not in the specification. */
    WorkloadDraft system(String container) {
        systemContainers.add(container);
        return this;
    }

    /** Makes a healthy deployment in each location. */
    WorkloadDraft deployTo(List<String> locations) {
        boolean isCron = spec.path("type").asText().equals("cron");
        for (String location : locations) {
            deployments.put(location,
                    new DeploymentDraft(identity, location, isCron, containers, List.copyOf(systemContainers)));
        }
        return this;
    }

    /** Changes the deployment in a location. */
    WorkloadDraft in(String location, Consumer<DeploymentDraft> change) {
        change.accept(deployments.get(location));
        return this;
    }

    /** Starts a rollout of the newest version in a location, six minutes ago. */
    WorkloadDraft rollingOut(String location) {
        Duration sinceStart = Duration.ofMinutes(6);
        document.put("lastModified", identity.ago(sinceStart));
        return in(location, deployment -> deployment.rollingOut(sinceStart));
    }

    /** Suspends the workload in one location by a local option. */
    WorkloadDraft suspendedIn(String location) {
        ObjectNode options = spec.withArray("localOptions").addObject();
        options.put("location", "//location/" + location).put("suspend", true);
        return in(location, DeploymentDraft::suspendedHere);
    }

    /** Suspends the workload in all locations by the default options. */
    WorkloadDraft suspended() {
        spec.withObject("/defaultOptions").put("suspend", true);
        deployments.values().forEach(deployment -> deployment.withoutReplicas(DeploymentDraft.DEACTIVATED));
        return this;
    }

    /** Scales the workload to zero in all locations by the default options. */
    WorkloadDraft scaledToZero() {
        spec.withObject("/defaultOptions/autoscaling").put("minScale", 0).put("maxScale", 0);
        deployments.values().forEach(deployment -> deployment.withoutReplicas("Scaled to zero"));
        return this;
    }

    /** Removes the status of the workload and its deployments, as before the first deployment. */
    WorkloadDraft neverDeployed() {
        document.remove("status");
        deployments.values().forEach(DeploymentDraft::withoutStatus);
        return this;
    }

    /** The finished workload. */
    DemoWorkload build() {
        return new DemoWorkload(identity.gvc(), document,
                deployments.values().stream().map(DeploymentDraft::document).toList());
    }

    private ObjectNode lastContainer() {
        return (ObjectNode) containers.get(containers.size() - 1);
    }
}
