package dev.cplnroutes.watch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.cplnroutes.Container;

/**
 * What is different about one container between two states of its workload.
 *
 * @param key     gvc/workload/location/version/container
 * @param before  the container as it was; null where it is new
 * @param after   the container as it is; null where it is gone
 * @param changed names of the fields that differ; empty where it is new or gone
 */
record ContainerDifference(String key, Container before, Container after, List<String> changed) {

    private static final List<String> FIELDS = Container.fieldNames();
    private static final List<String> USAGE = List.of("cpuUsage", "memoryUsage");

    /** Keeps an immutable list. */
    ContainerDifference {
        changed = List.copyOf(changed);
    }

    /**
     * Compares two states of a workload.
     *
     * @param before    containers by their keys
     * @param after     the same, later
     * @param withUsage whether another usage of CPU or memory alone is a difference
     * @return what is gone first, then what is new or has changed, each in the order of its state
     */
    static List<ContainerDifference> between(Map<String, Container> before, Map<String, Container> after,
            boolean withUsage) {
        List<ContainerDifference> differences = new ArrayList<>();
        before.forEach((key, container) -> {
            if (!after.containsKey(key)) {
                differences.add(new ContainerDifference(key, container, null, List.of()));
            }
        });
        after.forEach((key, container) -> {
            Container earlier = before.get(key);
            if (earlier == null) {
                differences.add(new ContainerDifference(key, null, container, List.of()));
            } else if (!earlier.equals(container)) {
                List<String> changed = changed(earlier, container);
                if (withUsage || !USAGE.containsAll(changed)) {
                    differences.add(new ContainerDifference(key, earlier, container, changed));
                }
            }
        });
        return differences;
    }

    /** The fields whose values differ, in their order. */
    private static List<String> changed(Container before, Container after) {
        Map<String, Object> earlier = new LinkedHashMap<>(before.values(FIELDS));
        Map<String, Object> later = after.values(FIELDS);
        return FIELDS.stream().filter(field -> !Objects.equals(earlier.get(field), later.get(field))).toList();
    }
}
