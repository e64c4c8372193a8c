package dev.cplnroutes.demo;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One execution of a simulated cron workload.
 *
 * @param workload   the workload
 * @param location   where it was executed
 * @param state      {@code pending}, {@code active}, {@code successful}, {@code failed} or {@code removed}
 * @param startedAgo how long ago it started, or was to start while it is pending
 * @param duration   how long it took, of a successful or failed execution
 */
record JobExecution(WorkloadIdentity workload, String location, String state, Duration startedAgo, Duration duration) {

    /**
     * The execution as the deployment lists it.
     *
     * @param containers the containers of the workload's specification
     */
    ObjectNode document(Iterable<JsonNode> containers) {
        String name = workload.name() + "-" + (workload.now().minus(startedAgo).getEpochSecond() / 60);
        ObjectNode document = ApiJson.object()
                .put("name", name)
                .put("workloadVersion", workload.version())
                .put("replica", name + "-" + ApiJson.identifier(location, name).substring(0, 5))
                .put("status", state);
        if (!state.equals("pending")) {
            document.put("startTime", workload.ago(startedAgo));
        }
        ArrayNode conditions = document.putArray("conditions");
        if (state.equals("successful") || state.equals("failed")) {
            document.put("completionTime", workload.ago(startedAgo.minus(duration)));
            conditions.add(condition());
        }
        ObjectNode byName = document.putObject("containers");
        containers.forEach(container -> addContainer(byName, container));
        return document;
    }

    private ObjectNode condition() {
        ObjectNode condition = ApiJson.object().put("status", "True");
        if (state.equals("failed")) {
            return condition.put("type", "Failed").put("reason", "BackoffLimitExceeded")
                    .put("message", "Job has reached the specified backoff limit");
        }
        return condition.put("type", "Complete");
    }

    private void addContainer(ObjectNode byName, JsonNode container) {
        String name = container.get("name").textValue();
        ObjectNode status = byName.putObject(name).put("name", name).put("image", container.get("image").textValue());
        switch (state) {
            case "successful" -> status.put("ready", false).put("message", "Completed");
            case "failed" -> status.put("ready", false).put("message", "Error")
                    .putObject("restarts").put("count", 3).put("exitCode", 1).put("reason", "Error");
            case "active" -> status.put("ready", true).putObject("resources")
                    .put("replicas", 1).put("replicasReady", 1)
                    .put("cpu", 380 + workload.seed() % 90).put("memory", 410 + workload.seed() % 70);
            default -> status.put("ready", false);
        }
    }
}
