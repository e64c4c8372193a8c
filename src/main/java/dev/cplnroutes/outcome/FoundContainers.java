package dev.cplnroutes.outcome;

import java.util.List;
import java.util.function.Predicate;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;

/**
 * The containers of one workload, and how many there were of each health before the health filter.
 *
 * @param containers those that passed the filter, in order
 * @param healthy    healthy containers
 * @param unhealthy  unhealthy containers
 * @param unknown    containers whose health is unknown
 * @param suspended  suspended containers
 */
public record FoundContainers(List<Container> containers, int healthy, int unhealthy, int unknown, int suspended) {

    /** No containers. */
    public static final FoundContainers NONE = new FoundContainers(List.of(), 0, 0, 0, 0);

    /** Keeps an immutable list. */
    public FoundContainers {
        containers = List.copyOf(containers);
    }

    /**
     * Counts containers before the health filter.
     *
     * @param containers all that were found, in order
     * @return the same containers with their counts
     */
    public static FoundContainers count(List<Container> containers) {
        int healthy = 0;
        int unhealthy = 0;
        int unknown = 0;
        int suspended = 0;
        for (Container container : containers) {
            switch (container.healthStatus()) {
                case HEALTHY -> healthy++;
                case UNHEALTHY -> unhealthy++;
                case UNKNOWN -> unknown++;
                case SUSPENDED -> suspended++;
            }
        }
        return new FoundContainers(containers, healthy, unhealthy, unknown, suspended);
    }

    /** The counts alone: of a stream, whose containers go to its reader and nowhere else. */
    FoundContainers counts() {
        return new FoundContainers(List.of(), healthy, unhealthy, unknown, suspended);
    }

    /**
     * The health filter: leaves out unhealthy containers and those whose health is unknown. The counts stay.
     *
     * @return the healthy and suspended containers
     */
    public FoundContainers withoutUnhealthy() {
        return unhealthy + unknown == 0 ? this : new FoundContainers(containers.stream()
                .filter(container -> container.healthStatus() == HealthStatus.HEALTHY
                        || container.healthStatus() == HealthStatus.SUSPENDED)
                .toList(), healthy, unhealthy, unknown, suspended);
    }

    /**
     * Leaves out containers for which a condition does not hold. The counts stay.
     *
     * @param condition the condition
     * @return the other containers
     */
    public FoundContainers only(Predicate<Container> condition) {
        return new FoundContainers(containers.stream().filter(condition).toList(), healthy, unhealthy, unknown,
                suspended);
    }
}
