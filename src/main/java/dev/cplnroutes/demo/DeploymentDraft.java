package dev.cplnroutes.demo;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A builder of the document of one workload's deployment in one location. It starts healthy. */
final class DeploymentDraft {

    static final String DEACTIVATED = "This workload location is deactivated because suspend is set to true";

    private final WorkloadIdentity workload;
    private final String location;
    private final ArrayNode containers;
    private final List<String> systemContainers;
    private final ObjectNode document;

    /**
     * Makes a healthy deployment.
     *
     * @param isCron           whether the workload is a cron workload, which has executions in place of versions
     * @param containers       the containers of the workload's specification
     * @param systemContainers the names of the platform's own containers
     */
    DeploymentDraft(WorkloadIdentity workload, String location, boolean isCron, ArrayNode containers,
            List<String> systemContainers) {
        this.workload = workload;
        this.location = location;
        this.containers = containers;
        this.systemContainers = systemContainers;
        document = ApiJson.object()
                .put("name", location)
                .put("kind", "deployment")
                .put("lastModified", workload.ago(Duration.ofMinutes(1 + workload.seed() % 30)));
        ObjectNode status = document.putObject("status");
        if (!isCron) {
            status.put("endpoint", "https://" + workload.host() + "." + location + ".cpln.app");
        }
        status.put("remote", remote())
                .put("lastProcessedVersion", workload.version())
                .put("expectedDeploymentVersion", workload.version());
        status.putObject("internal").put("syncFailed", false);
        status.put("ready", true).put("deploying", false).put("message", "");
        ArrayNode versions = status.putArray("versions");
        if (!isCron) {
            versions.add(version(workload.version(), 2 + (workload.seed() + location.length()) % 3));
        }
    }

    /** The deployment's document. */
    ObjectNode document() {
        return document;
    }

    /** Two versions at once: the old one still has a replica, and the new one is not complete. */
    DeploymentDraft rollingOut(Duration sinceStart) {
        ObjectNode old = olderVersion(1);
        newestVersion().put("created", workload.ago(sinceStart))
                .put("ready", false).put("message", "Waiting for readiness");
        eachContainer(container -> resources(container).put("replicasReady", 1));
        versions().insert(0, old);
        status().put("deploying", true).put("lastProcessedVersion", workload.version());
        return this;
    }

    /** The rollout is over, and the older version is still listed without replicas. */
    DeploymentDraft oldVersionRemains() {
        versions().insert(0, olderVersion(0).put("ready", false));
        return this;
    }

    /** The container runs out of memory again and again. */
    DeploymentDraft crashLoop(String container) {
        notReady(container, "Waiting for readiness");
        ObjectNode crashing = container(container).put("ready", false).put("message", "CrashLoopBackOff");
        resources(crashing).put("replicasReady", 0);
        crashing.putObject("restarts").put("count", 17).put("reason", "OOMKilled").put("exitCode", 137)
                .put("lastRestartTime", workload.ago(Duration.ofMinutes(4)));
        return this;
    }

    /** The container ran out of memory once and has been healthy since. */
    DeploymentDraft restarted(String container) {
        container(container).putObject("restarts").put("count", 1).put("reason", "OOMKilled")
                .put("exitCode", 137).put("lastRestartTime", workload.ago(Duration.ofHours(31)));
        return this;
    }

    /** The container does not start because its image cannot be pulled. */
    DeploymentDraft cannotPullImage(String container) {
        notReady(container, "ImagePullBackOff");
        resources(container(container).put("ready", false).put("message", "ImagePullBackOff"))
                .put("replicasReady", 0);
        return this;
    }

    /** The nodes have no memory left: only one replica of each container is ready. */
    DeploymentDraft fewReplicas() {
        newestVersion().put("message", "0/6 nodes are available: insufficient memory");
        eachContainer(container -> resources(container.put("ready", false)).put("replicasReady", 1));
        return this;
    }

    /** The location is suspended by a local option. The document has few fields then. */
    DeploymentDraft suspendedHere() {
        String container = containers.get(0).get("name").textValue();
        ObjectNode status = document.putObject("status");
        status.put("remote", remote());
        status.put("ready", false).put("message", DEACTIVATED);
        status.putArray("versions").addObject().put("workload", workload.version()).put("ready", false)
                .putObject("containers").putObject(container).put("name", container)
                .put("image", containers.get(0).get("image").textValue());
        return this;
    }

    /** No container has a replica. */
    DeploymentDraft withoutReplicas(String message) {
        newestVersion().put("ready", false);
        eachContainer(container -> {
            container.put("ready", false);
            container.putObject("resources").put("replicas", 0);
        });
        status().put("ready", false).put("message", message);
        return this;
    }

    /** The location has not reported for a long time. */
    DeploymentDraft stale() {
        status().put("message", "Status details are stale");
        document.put("lastModified", workload.ago(Duration.ofMinutes(95)));
        return this;
    }

    /** The newest version of the workload could not be applied. */
    DeploymentDraft syncFailed() {
        status().put("message", "Failed to apply the workload: the volume set is in use by another workload")
                .putObject("internal").put("syncFailed", true);
        status().put("lastProcessedVersion", workload.version() - 1);
        return this;
    }

    /** The location has not taken the workload up yet. */
    DeploymentDraft withoutStatus() {
        document.remove("status");
        return this;
    }

    /** Adds an execution of a cron workload. The newest must be added first, as the API lists them. */
    DeploymentDraft execution(String state, Duration startedAgo, Duration duration) {
        status().withArray("jobExecutions")
                .add(new JobExecution(workload, location, state, startedAgo, duration).document(containers));
        return this;
    }

    private ObjectNode version(int number, int replicas) {
        Duration age = workload.sinceChange().plusDays(3L * (workload.version() - number));
        ObjectNode made = ApiJson.object()
                .put("name", String.format(Locale.ROOT, "%s-%05d", workload.name(), number))
                .put("created", workload.ago(age))
                .put("workload", number)
                .put("gvc", 3)
                .put("ready", true)
                .put("zone", location.substring(location.indexOf('-') + 1) + "a");
        ObjectNode byName = made.putObject("containers");
        for (var container : containers) {
            String name = container.get("name").textValue();
            byName.set(name, containerStatus(name, container.get("image").textValue(), replicas,
                    number(container, "cpu"), number(container, "memory")));
        }
        for (String system : systemContainers) {
            byName.set(system, containerStatus(system, "controlplanecorp/" + system + ":1.8", replicas, 40, 96));
        }
        return made;
    }

    private ObjectNode olderVersion(int replicas) {
        ObjectNode older = version(workload.version() - 1, replicas);
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
        // The usage is 10 to 70 percent of the limit.
        int percent = 10 + Math.floorMod((workload.seed() + container).hashCode(), 61);
        ObjectNode made = ApiJson.object().put("name", container).put("image", image).put("ready", replicas > 0);
        made.putObject("resources").put("replicas", replicas).put("replicasReady", replicas)
                .put("cpu", replicas * milliCpu * percent / 100).put("memory", replicas * mebibytes * percent / 100);
        return made;
    }

    /** The number in a limit such as "250m" or "512Mi". */
    private static int number(JsonNode container, String limit) {
        return Integer.parseInt(container.get(limit).textValue().replaceAll("\\D", ""));
    }

    private void notReady(String container, String versionMessage) {
        status().put("ready", false).put("message", "Container " + container + " is not ready");
        newestVersion().put("ready", false).put("message", versionMessage);
    }

    private void eachContainer(Consumer<ObjectNode> change) {
        newestVersion().get("containers").forEach(container -> change.accept((ObjectNode) container));
    }

    private String remote() {
        return "https://" + location + ".controlplane.us";
    }

    private ObjectNode status() {
        return (ObjectNode) document.get("status");
    }

    private ArrayNode versions() {
        return (ArrayNode) status().get("versions");
    }

    private ObjectNode newestVersion() {
        return (ObjectNode) versions().get(versions().size() - 1);
    }

    private ObjectNode container(String name) {
        return (ObjectNode) newestVersion().get("containers").get(name);
    }

    private static ObjectNode resources(ObjectNode container) {
        return (ObjectNode) container.get("resources");
    }
}
