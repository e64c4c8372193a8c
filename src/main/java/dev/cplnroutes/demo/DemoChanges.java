package dev.cplnroutes.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Keeps the organization of a server changing, so that there is something to watch: again and again one workload rolls
 * out a new version, then a container of another one crashes and recovers. The same steps in the same order each time.
 */
public final class DemoChanges {

    private static final List<String> ROLLED_OUT = List.of("pricing", "catalog", "login", "inventory");
    private static final List<String> CRASHING = List.of("notifications", "email-sender", "tax-calculator");
    private static final String GVC = "prod";
    private static final int STEPS = 5;

    private DemoOrganization organization;
    private int step;

    /** Begins before the first step. */
    DemoChanges(DemoOrganization organization) {
        this.organization = organization;
    }

    /**
     * Begins to change the organization of a server, for as long as the process runs.
     *
     * @param server       the server
     * @param organization what it responds for, as {@link DemoOrganization#realistic} makes it
     * @param seconds      time from one change to the next, from 1
     */
    public static void begin(DemoServer server, DemoOrganization organization, int seconds) {
        DemoChanges changes = new DemoChanges(organization);
        new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "cpln-demo-changes");
            thread.setDaemon(true);
            return thread;
        }).scheduleWithFixedDelay(() -> server.replace(changes.next()), seconds, seconds, TimeUnit.SECONDS);
    }

    /** The organization after the next step. */
    DemoOrganization next() {
        int round = step / STEPS;
        String rolledOut = ROLLED_OUT.get(round % ROLLED_OUT.size());
        String crashing = CRASHING.get(round % CRASHING.size());
        switch (step++ % STEPS) {
            case 0 -> change(rolledOut, DemoChanges::beginRollout);
            case 1 -> change(rolledOut, DemoChanges::newVersionIsReady);
            case 2 -> change(rolledOut, DemoChanges::endRollout);
            case 3 -> change(crashing, (workload, deployment) -> crash(deployment));
            default -> change(crashing, (workload, deployment) -> recover(deployment));
        }
        return organization;
    }

    /** One step of one workload in one location. */
    private interface Step {

        void take(ObjectNode workload, ObjectNode deployment);
    }

    private void change(String name, Step change) {
        List<DemoWorkload> workloads = new ArrayList<>();
        for (DemoWorkload workload : organization.workloads()) {
            if (workload.gvc().equals(GVC) && workload.name().equals(name)) {
                ObjectNode document = workload.document().deepCopy();
                List<ObjectNode> deployments = workload.deployments().stream().map(ObjectNode::deepCopy).toList();
                change.take(document, deployments.get(0));
                workloads.add(new DemoWorkload(GVC, document, deployments));
            } else {
                workloads.add(workload);
            }
        }
        organization = new DemoOrganization(organization.name(), organization.gvcs(), workloads);
    }

    private static void beginRollout(ObjectNode workload, ObjectNode deployment) {
        ArrayNode versions = versions(deployment);
        ObjectNode old = (ObjectNode) versions.get(versions.size() - 1);
        ObjectNode version = old.deepCopy();
        int number = old.path("workload").asInt() + 1;
        version.put("workload", number).put("name", old.path("name").asText().replaceFirst("\\d+$", "")
                + String.format(Locale.ROOT, "%05d", number)).put("ready", false);
        containers(version).forEach(container -> ready(container, false, "Waiting for readiness"));
        versions.add(version);
        workload.put("version", workload.path("version").asInt() + 1);
        status(deployment).put("expectedDeploymentVersion", number).put("lastProcessedVersion", number)
                .put("deploying", true);
    }

    private static void newVersionIsReady(ObjectNode workload, ObjectNode deployment) {
        ObjectNode version = (ObjectNode) versions(deployment).get(versions(deployment).size() - 1);
        version.put("ready", true);
        containers(version).forEach(container -> ready(container, true, ""));
    }

    private static void endRollout(ObjectNode workload, ObjectNode deployment) {
        versions(deployment).remove(0);
        status(deployment).put("deploying", false);
    }

    private static void crash(ObjectNode deployment) {
        ObjectNode container = first(deployment);
        ready(container, false, "CrashLoopBackOff");
        ObjectNode restarts = container.withObject("/restarts");
        restarts.put("count", restarts.path("count").asInt() + 1).put("reason", "OOMKilled").put("exitCode", 137);
    }

    private static void recover(ObjectNode deployment) {
        ready(first(deployment), true, "");
    }

    private static ObjectNode first(ObjectNode deployment) {
        return (ObjectNode) containers((ObjectNode) versions(deployment).get(0)).iterator().next();
    }

    private static void ready(JsonNode container, boolean isReady, String message) {
        ObjectNode changed = (ObjectNode) container;
        changed.put("ready", isReady).put("message", message);
        ObjectNode resources = changed.withObject("/resources");
        resources.put("replicasReady", isReady ? resources.path("replicas").asInt() : 0);
    }

    private static JsonNode containers(ObjectNode version) {
        return version.get("containers");
    }

    private static ArrayNode versions(ObjectNode deployment) {
        return (ArrayNode) status(deployment).get("versions");
    }

    private static ObjectNode status(ObjectNode deployment) {
        return (ObjectNode) deployment.get("status");
    }
}
