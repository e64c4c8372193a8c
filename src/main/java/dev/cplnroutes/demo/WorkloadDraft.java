package dev.cplnroutes.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Builds the documents of one workload: first its containers, then {@link #deployTo} makes healthy deployments, then
 * troubles are put on them.
 */
final class WorkloadDraft {

    private final String gvc;
    private final String name;
    private final Instant now;
    private final int seed;
    private final int version;
    private final ObjectNode document;
    private final ObjectNode spec;
    private final ArrayNode containers;
    private final List<String> systemContainers = new ArrayList<>();
    private final Map<String, ObjectNode> deployments = new LinkedHashMap<>();

    WorkloadDraft(String organization, String gvc, String name, String type, Instant now) {
        this.gvc = gvc;
        this.name = name;
        this.now = now;
        // String.hashCode is specified: the figures derived from it are the same in every process.
        this.seed = Math.floorMod((gvc + "/" + name).hashCode(), 100_000);
        this.version = 2 + seed % 9;
        document = DemoJson.object()
                .put("id", DemoJson.identifier("workload", organization + "/" + gvc + "/" + name))
                .put("name", name)
                .put("kind", "workload")
                .put("version", version)
                .put("description", name);
        document.putObject("tags");
        document.put("created", ago(Duration.ofDays(40 + seed % 300)));
        document.put("lastModified", ago(changed()));
        spec = document.putObject("spec").put("type", type);
        containers = spec.putArray("containers");
        spec.putObject("defaultOptions").put("suspend", false)
                .putObject("autoscaling").put("metric", "cpu").put("minScale", 2).put("maxScale", 6);
        document.putObject("status")
                .put("endpoint", "https://" + host() + ".cpln.app")
                .put("canonicalEndpoint", "https://" + host() + ".cpln.app")
                .put("internalName", name + "." + gvc + ".cpln.local");
    }

    WorkloadDraft team(String team) {
        document.withObject("/tags").put("team", team).put("tier", Integer.toString(1 + seed % 3));
        return this;
    }

    WorkloadDraft cron(String schedule) {
        spec.putObject("job").put("schedule", schedule).put("concurrencyPolicy", "Forbid");
        spec.putObject("defaultOptions").put("suspend", false);
        document.remove("status");
        return this;
    }

    WorkloadDraft container(String container, String image, int milliCpu, int mebibytes) {
        containers.addObject().put("name", container).put("image", image)
                .put("cpu", milliCpu + "m").put("memory", mebibytes + "Mi");
        return this;
    }

    /** Of the container that was added last, in the form that lists ports. */
    WorkloadDraft port(int number, String protocol) {
        last().withArray("ports").addObject().put("number", number).put("protocol", protocol);
        return this;
    }

    /** Of the container that was added last, in the older form. */
    WorkloadDraft lonePort(int number) {
        last().put("port", number);
        return this;
    }

    /** Of the container that was added last. */
    WorkloadDraft env(String variable, String value) {
        last().withArray("env").addObject().put("name", variable).put("value", value);
        return this;
    }

    /** One that the platform adds itself: in the deployments, not in the specification. */
    WorkloadDraft system(String container) {
        systemContainers.add(container);
        return this;
    }

    WorkloadDraft deployTo(List<String> locations) {
        for (String location : locations) {
            deployments.put(location, deployment(location));
        }
        return this;
    }

    /** Two versions at once: the old one still has a replica, the new one is not complete. */
    WorkloadDraft rollingOut(String location) {
        ObjectNode status = status(location).put("deploying", true);
        ArrayNode versions = versions(location);
        ObjectNode old = olderVersion(location, 1);
        String begun = ago(Duration.ofMinutes(6));
        document.put("lastModified", begun);
        newestVersion(location).put("created", begun);
        newestVersion(location).put("ready", false).put("message", "Waiting for readiness");
        eachContainer(location, container -> resources(container).put("replicasReady", 1));
        versions.insert(0, old);
        return lastProcessed(status, version);
    }

    /** The rollout is over, but the version before is still listed, without any replica. */
    WorkloadDraft oldVersionRemains(String location) {
        versions(location).insert(0, olderVersion(location, 0).put("ready", false));
        return this;
    }

    WorkloadDraft crashLoop(String location, String container) {
        status(location).put("ready", false).put("message", "Container " + container + " is not ready");
        newestVersion(location).put("ready", false).put("message", "Waiting for readiness");
        ObjectNode crashing = container(location, container).put("ready", false).put("message", "CrashLoopBackOff");
        resources(crashing).put("replicasReady", 0);
        crashing.putObject("restarts").put("count", 17).put("reason", "OOMKilled").put("exitCode", 137)
                .put("lastRestartTime", ago(Duration.ofMinutes(4)));
        return this;
    }

    /** It ran out of memory once and has been well since. */
    WorkloadDraft restarted(String location, String container) {
        container(location, container).putObject("restarts").put("count", 1).put("reason", "OOMKilled")
                .put("exitCode", 137).put("lastRestartTime", ago(Duration.ofHours(31)));
        return this;
    }

    WorkloadDraft cannotPullImage(String location, String container) {
        status(location).put("ready", false).put("message", "Container " + container + " is not ready");
        newestVersion(location).put("ready", false).put("message", "ImagePullBackOff");
        resources(container(location, container).put("ready", false).put("message", "ImagePullBackOff"))
                .put("replicasReady", 0);
        return this;
    }

    /** Too few machines: the container counts as ready in some replicas only. */
    WorkloadDraft fewReplicas(String location) {
        newestVersion(location).put("message", "0/6 nodes are available: insufficient memory");
        eachContainer(location, container -> resources(container.put("ready", false)).put("replicasReady", 1));
        return this;
    }

    /** Switched off by a local option; the deployment has hardly any field left. */
    WorkloadDraft suspendedIn(String location) {
        ObjectNode options = spec.withArray("localOptions").addObject();
        options.put("location", "//location/" + location).put("suspend", true);
        ObjectNode status = deployments.get(location).putObject("status");
        status.put("remote", "https://" + location + ".controlplane.us");
        status.put("ready", false)
                .put("message", "This workload location is deactivated because suspend is set to true");
        status.putArray("versions").addObject().put("workload", version).put("ready", false)
                .putObject("containers").putObject(firstContainer()).put("name", firstContainer())
                .put("image", containers.get(0).get("image").textValue());
        return this;
    }

    /** Switched off everywhere. */
    WorkloadDraft suspended() {
        spec.withObject("/defaultOptions").put("suspend", true);
        for (String location : deployments.keySet()) {
            noReplicas(location);
            status(location).put("ready", false)
                    .put("message", "This workload location is deactivated because suspend is set to true");
        }
        return this;
    }

    WorkloadDraft scaledToZero() {
        spec.withObject("/defaultOptions/autoscaling").put("minScale", 0).put("maxScale", 0);
        for (String location : deployments.keySet()) {
            noReplicas(location);
            status(location).put("ready", false).put("message", "Scaled to zero");
        }
        return this;
    }

    WorkloadDraft stale(String location) {
        status(location).put("message", "Status details are stale");
        deployments.get(location).put("lastModified", ago(Duration.ofMinutes(95)));
        return this;
    }

    WorkloadDraft syncFailed(String location) {
        status(location).put("message", "Failed to apply the workload: the volume set is in use by another workload")
                .putObject("internal").put("syncFailed", true);
        return lastProcessed(status(location), version - 1);
    }

    /** Made, but no location has taken it up: neither the workload nor its deployments have a status. */
    WorkloadDraft neverDeployed() {
        document.remove("status");
        deployments.values().forEach(deployment -> deployment.remove("status"));
        return this;
    }

    /** Adds an execution of a cron workload; the newest has to come first, as the API lists them. */
    WorkloadDraft execution(String location, String state, Duration startedAgo, Duration duration) {
        String execution = name + "-" + (now.minus(startedAgo).getEpochSecond() / 60);
        ObjectNode job = status(location).withArray("jobExecutions").addObject()
                .put("name", execution)
                .put("workloadVersion", version)
                .put("replica", execution + "-" + DemoJson.identifier(location, execution).substring(0, 5))
                .put("status", state);
        if (!state.equals("pending")) {
            job.put("startTime", ago(startedAgo));
        }
        boolean over = state.equals("successful") || state.equals("failed");
        ArrayNode conditions = job.putArray("conditions");
        if (over) {
            job.put("completionTime", ago(startedAgo.minus(duration)));
            ObjectNode condition = conditions.addObject().put("status", "True")
                    .put("type", state.equals("failed") ? "Failed" : "Complete");
            if (state.equals("failed")) {
                condition.put("reason", "BackoffLimitExceeded")
                        .put("message", "Job has reached the specified backoff limit");
            }
        }
        ObjectNode byName = job.putObject("containers");
        for (var container : containers) {
            executionContainer(byName, (ObjectNode) container, state);
        }
        return this;
    }

    DemoWorkload build() {
        return new DemoWorkload(gvc, document, List.copyOf(deployments.values()));
    }

    private void executionContainer(ObjectNode byName, ObjectNode container, String state) {
        String containerName = container.get("name").textValue();
        ObjectNode job = byName.putObject(containerName).put("name", containerName)
                .put("image", container.get("image").textValue());
        switch (state) {
            case "successful" -> job.put("ready", false).put("message", "Completed");
            case "failed" -> job.put("ready", false).put("message", "Error")
                    .putObject("restarts").put("count", 3).put("exitCode", 1).put("reason", "Error");
            case "active" -> job.put("ready", true).putObject("resources").put("replicas", 1)
                    .put("replicasReady", 1).put("cpu", 380 + seed % 90).put("memory", 410 + seed % 70);
            default -> job.put("ready", false);
        }
    }

    private ObjectNode deployment(String location) {
        boolean isCron = spec.path("type").asText().equals("cron");
        ObjectNode deployment = DemoJson.object()
                .put("name", location)
                .put("kind", "deployment")
                .put("lastModified", ago(Duration.ofMinutes(1 + seed % 30)));
        ObjectNode status = deployment.putObject("status");
        if (!isCron) {
            status.put("endpoint", "https://" + host() + "." + location + ".cpln.app");
        }
        status.put("remote", "https://" + location + ".controlplane.us")
                .put("lastProcessedVersion", version)
                .put("expectedDeploymentVersion", version);
        status.putObject("internal").put("syncFailed", false);
        status.put("ready", true).put("deploying", false).put("message", "");
        ArrayNode versions = status.putArray("versions");
        if (!isCron) {
            versions.add(version(location, version, 2 + (seed + location.length()) % 3));
        }
        return deployment;
    }

    private ObjectNode version(String location, int number, int replicas) {
        ObjectNode made = DemoJson.object()
                .put("name", String.format(Locale.ROOT, "%s-%05d", name, number))
                .put("created", ago(changed().plusDays(3L * (version - number))))
                .put("workload", number)
                .put("gvc", 3)
                .put("ready", true)
                .put("zone", location.substring(location.indexOf('-') + 1) + "a");
        ObjectNode byName = made.putObject("containers");
        for (var container : containers) {
            String containerName = container.get("name").textValue();
            byName.set(containerName, containerStatus(containerName, container.get("image").textValue(), replicas,
                    figure(container, "cpu"), figure(container, "memory")));
        }
        for (String system : systemContainers) {
            byName.set(system, containerStatus(system, "controlplanecorp/" + system + ":1.8", replicas, 40, 96));
        }
        return made;
    }

    private ObjectNode olderVersion(String location, int replicas) {
        ObjectNode older = version(location, version - 1, replicas);
        for (var container : containers) {
            String image = container.get("image").textValue();
            int lastDot = image.lastIndexOf('.');
            int patch = Integer.parseInt(image.substring(lastDot + 1));
            ((ObjectNode) older.get("containers").get(container.get("name").textValue()))
                    .put("image", image.substring(0, lastDot + 1) + Math.max(0, patch - 1));
        }
        return older;
    }

    private ObjectNode containerStatus(String container, String image, int replicas, int milliCpu, int mebibytes) {
        // Between a tenth and seven tenths of what is allowed.
        int percent = 10 + Math.floorMod((seed + container).hashCode(), 61);
        ObjectNode made = DemoJson.object().put("name", container).put("image", image).put("ready", replicas > 0);
        made.putObject("resources").put("replicas", replicas).put("replicasReady", replicas)
                .put("cpu", replicas * milliCpu * percent / 100).put("memory", replicas * mebibytes * percent / 100);
        return made;
    }

    /** The number in a limit such as "250m" or "512Mi". */
    private static int figure(JsonNode container, String limit) {
        return Integer.parseInt(container.get(limit).textValue().replaceAll("\\D", ""));
    }

    private void noReplicas(String location) {
        newestVersion(location).put("ready", false);
        eachContainer(location, container -> {
            container.put("ready", false);
            container.putObject("resources").put("replicas", 0);
        });
    }

    private void eachContainer(String location, Consumer<ObjectNode> change) {
        newestVersion(location).get("containers").forEach(container -> change.accept((ObjectNode) container));
    }

    private WorkloadDraft lastProcessed(ObjectNode status, int number) {
        status.put("lastProcessedVersion", number);
        return this;
    }

    private ObjectNode status(String location) {
        return (ObjectNode) deployments.get(location).get("status");
    }

    private ArrayNode versions(String location) {
        return (ArrayNode) status(location).get("versions");
    }

    private ObjectNode newestVersion(String location) {
        ArrayNode versions = versions(location);
        return (ObjectNode) versions.get(versions.size() - 1);
    }

    private ObjectNode container(String location, String container) {
        return (ObjectNode) newestVersion(location).get("containers").get(container);
    }

    private static ObjectNode resources(ObjectNode container) {
        return (ObjectNode) container.get("resources");
    }

    private ObjectNode last() {
        return (ObjectNode) containers.get(containers.size() - 1);
    }

    private String firstContainer() {
        return containers.get(0).get("name").textValue();
    }

    private String host() {
        return name + "-" + DemoJson.identifier("host", gvc + "/" + name).substring(0, 8);
    }

    private Duration changed() {
        return Duration.ofHours(2 + seed % 700);
    }

    private String ago(Duration duration) {
        return DemoJson.time(now.minus(duration));
    }
}
