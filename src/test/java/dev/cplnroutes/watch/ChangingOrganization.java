package dev.cplnroutes.watch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.mapping.ContainerMapper;
import dev.cplnroutes.mapping.DeploymentList;
import dev.cplnroutes.mapping.WorkloadItem;

/**
 * An organization of one GVC that changes at random: workloads and containers come, go, roll out and get sick, and the
 * list is reordered. It knows what is true, and how often each container has gone. Not thread-safe, but for
 * {@link #gone}.
 */
final class ChangingOrganization {

    private static final List<String> LOCATIONS = List.of("aws-us-west-2", "gcp-europe-west4", "azure-eastus2");
    private static final List<String> CONTAINERS = List.of("main", "proxy", "worker");

    private final Random random;
    private final String gvc;
    private final List<DemoWorkload> workloads = new ArrayList<>();
    private final Map<String, Integer> gone = new HashMap<>();
    private int versions;

    ChangingOrganization(Random random, String gvc, int size) {
        this.random = random;
        this.gvc = gvc;
        for (int i = 0; i < size; i++) {
            workloads.add(made("w" + i));
        }
    }

    private DemoWorkload made(String name) {
        List<String> locations = new ArrayList<>(LOCATIONS);
        Collections.shuffle(locations, random);
        List<String> containers = CONTAINERS.subList(0, 1 + random.nextInt(2));
        DemoWorkload made = DemoWorkload.healthy(gvc, name, locations.subList(0, 1 + random.nextInt(2)), containers);
        made.document().putObject("tags").put("team", random.nextBoolean() ? "red" : "blue");
        return made;
    }

    DemoOrganization current() {
        return DemoOrganization.of("acme", workloads);
    }

    /** What a listing would find, by keys. */
    Map<String, Container> truth() {
        Map<String, Container> truth = new LinkedHashMap<>();
        for (DemoWorkload workload : workloads) {
            ArrayNode items = JsonNodeFactory.instance.arrayNode().addAll(workload.deployments());
            ObjectNode list = JsonNodeFactory.instance.objectNode().set("items", items);
            new ContainerMapper().map(gvc, WorkloadItem.read(workload.document()), DeploymentList.read(list), List.of(),
                    false).forEach(container -> truth.put(Reader.key(container), container));
        }
        return truth;
    }

    /** How often a container has gone. */
    synchronized int gone(String key) {
        return gone.getOrDefault(key, 0);
    }

    /** Changes something. */
    DemoOrganization change() {
        Set<String> before = new TreeSet<>(truth().keySet());
        int kind = random.nextInt(10);
        if (kind == 0 && workloads.size() > 5) {
            workloads.remove(random.nextInt(workloads.size()));
        } else if (kind == 1 && workloads.size() < 60) {
            String name = "w" + random.nextInt(60);
            if (workloads.stream().noneMatch(workload -> workload.name().equals(name))) {
                workloads.add(random.nextInt(workloads.size() + 1), made(name));
            }
        } else if (kind == 2) {
            Collections.shuffle(workloads, random);
        } else {
            int index = random.nextInt(workloads.size());
            workloads.set(index, changed(workloads.get(index)));
        }
        before.removeAll(truth().keySet());
        synchronized (this) {
            before.forEach(key -> gone.merge(key, 1, Integer::sum));
        }
        return current();
    }

    private DemoWorkload changed(DemoWorkload workload) {
        ObjectNode document = workload.document().deepCopy();
        List<ObjectNode> deployments = new ArrayList<>(workload.deployments().stream().map(ObjectNode::deepCopy)
                .toList());
        ObjectNode deployment = deployments.isEmpty() ? null : deployments.get(random.nextInt(deployments.size()));
        ArrayNode running = deployment == null ? null : (ArrayNode) deployment.at("/status/versions");
        int kind = random.nextInt(9);
        if (deployment == null || kind == 0) {
            String location = LOCATIONS.get(random.nextInt(LOCATIONS.size()));
            boolean wasThere = deployments.removeIf(other -> location.equals(other.path("name").asText()));
            if (!wasThere) {
                deployments.add(DemoWorkload.healthy(gvc, workload.name(), List.of(location), List.of("main"))
                        .deployments().get(0).deepCopy());
            }
        } else if (kind == 1) {
            document.withObject("/tags").put("team", random.nextBoolean() ? "red" : "blue");
        } else if (kind == 2) {
            document.put("version", document.path("version").asInt() + 1);
            ((ArrayNode) document.at("/spec/containers")).forEach(container ->
                    ((ObjectNode) container).put("memory", 100 + random.nextInt(900) + "Mi"));
        } else if (kind == 3 && running.size() == 1) {
            ObjectNode version = running.get(0).deepCopy();
            running.add(version.put("name", workload.name() + "-r" + ++versions).put("workload",
                    version.path("workload").asInt() + 1));
            ((ObjectNode) deployment.get("status")).put("deploying", true)
                    .put("expectedDeploymentVersion", version.path("workload").asInt());
        } else if (kind <= 5 && running.size() > 1) {
            running.remove(0);
            ((ObjectNode) deployment.get("status")).put("deploying", false);
        } else if (kind == 6) {
            ObjectNode containers = (ObjectNode) running.get(0).get("containers");
            String name = CONTAINERS.get(random.nextInt(CONTAINERS.size()));
            if (containers.remove(name) == null) {
                containers.putObject(name).put("name", name).put("ready", true).put("image", "side:1");
            }
        } else {
            running.get(0).get("containers").forEach(container -> ((ObjectNode) container)
                    .put("ready", random.nextInt(3) > 0).put("image", "app:" + random.nextInt(5)).putObject("restarts")
                    .put("count", random.nextInt(9)));
        }
        return new DemoWorkload(gvc, document, deployments);
    }
}
