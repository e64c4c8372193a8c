package dev.cplnroutes.request;

import java.util.List;
import java.util.Objects;

import dev.cplnroutes.Container;

/**
 * A place among the containers of one workload, named by the container that stands there. It outlives the container:
 * where that is gone, the place is told by the order of location, version and name.
 *
 * @param location  location of the container
 * @param version   its version
 * @param execution its job execution; null where it has none
 * @param container its name
 */
record ContainerPlace(String location, String version, String execution, String container) {

    /**
     * The containers that come after this place.
     *
     * @param containers all containers of the workload, in order
     */
    List<Container> behind(List<Container> containers) {
        // Two containers may have the same names: going on behind the last of them repeats none.
        for (int i = containers.size() - 1; i >= 0; i--) {
            if (isAt(containers.get(i))) {
                return containers.subList(i + 1, containers.size());
            }
        }
        return containers.stream().filter(this::isBefore).toList();
    }

    private boolean isAt(Container candidate) {
        return Objects.equals(location, candidate.location()) && Objects.equals(version, candidate.version())
                && Objects.equals(execution, candidate.jobExecution())
                && Objects.equals(container, candidate.name());
    }

    private boolean isBefore(Container candidate) {
        int byLocation = compare(location, candidate.location());
        int byVersion = compare(version, candidate.version());
        return byLocation < 0 || byLocation == 0 && (byVersion < 0
                || byVersion == 0 && compare(container, candidate.name()) < 0);
    }

    private static int compare(String one, String other) {
        return String.valueOf(one).compareTo(String.valueOf(other));
    }
}
