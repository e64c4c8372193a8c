package dev.cplnroutes.outcome;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;

/**
 * Containers counted by the values of some of their fields.
 */
final class ContainerGroups {

    private static final Comparator<String> TEXT = Comparator.nullsLast(Comparator.naturalOrder());

    private ContainerGroups() {
    }

    /** The containers that have the same values: how many of each health. */
    private record Group(List<String> values, int[] byHealth) {

        int count() {
            int count = 0;
            for (int of : byHealth) {
                count += of;
            }
            return count;
        }

        int of(HealthStatus health) {
            return byHealth[health.ordinal()];
        }
    }

    /**
     * Counts containers.
     *
     * @param containers the containers
     * @param fields     names of fields that are texts, or {@code healthStatus}
     * @return a group for each combination of values that occurs, the largest first, then by the values
     */
    static List<Map<String, Object>> of(List<Container> containers, List<String> fields) {
        Map<List<String>, Group> groups = new LinkedHashMap<>();
        for (Container container : containers) {
            Map<String, Object> given = container.values(fields);
            List<String> values = new ArrayList<>(fields.size());
            fields.forEach(field -> values.add(text(given.get(field))));
            groups.computeIfAbsent(values, same -> new Group(same, new int[HealthStatus.values().length]))
                    .byHealth[container.healthStatus().ordinal()]++;
        }
        Comparator<Group> order = Comparator.comparingInt(Group::count).reversed();
        for (int i = 0; i < fields.size(); i++) {
            int field = i;
            order = order.thenComparing(group -> group.values().get(field), TEXT);
        }
        return groups.values().stream().sorted(order).map(group -> document(group, fields)).toList();
    }

    private static String text(Object value) {
        return value instanceof HealthStatus health ? health.text() : (String) value;
    }

    private static Map<String, Object> document(Group group, List<String> fields) {
        Map<String, Object> document = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            if (group.values().get(i) != null) {
                document.put(fields.get(i), group.values().get(i));
            }
        }
        document.put("count", group.count());
        document.put("healthy", group.of(HealthStatus.HEALTHY));
        document.put("unhealthy", group.of(HealthStatus.UNHEALTHY));
        document.put("suspended", group.of(HealthStatus.SUSPENDED));
        document.put("unknown", group.of(HealthStatus.UNKNOWN));
        return Collections.unmodifiableMap(document);
    }
}
