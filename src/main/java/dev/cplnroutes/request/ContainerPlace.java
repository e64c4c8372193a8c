package dev.cplnroutes.request;

import java.util.Comparator;
import java.util.List;

import dev.cplnroutes.Container;

/**
 * A place among the containers of one workload, named by the container that stands there. It outlives the container:
 * where that is gone, the place is told by {@link #ORDER}.
 *
 * @param location  location of the container
 * @param number    number of the workload version that it runs; null where it has none
 * @param version   name of its version
 * @param zone      its zone within the location; null where it has none
 * @param execution its job execution; null where it has none
 * @param container its name
 */
public record ContainerPlace(String location, Long number, String version, String zone, String execution,
        String container) {

    private static final Comparator<String> TEXT = Comparator.nullsLast(Comparator.naturalOrder());

    /**
     * The order of a workload's containers: location, workload version by its number, container name, name of the
     * version and zone, what is absent last.
     */
    public static final Comparator<ContainerPlace> ORDER = Comparator
            .comparing(ContainerPlace::location, TEXT)
            .thenComparing(ContainerPlace::number, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(ContainerPlace::container, TEXT)
            .thenComparing(ContainerPlace::version, TEXT)
            .thenComparing(ContainerPlace::zone, TEXT);

    /** The place of a container. */
    public static ContainerPlace of(Container container) {
        return new ContainerPlace(container.location(), container.workloadVersion(), container.version(),
                container.zone(), container.jobExecution(), container.name());
    }

    /**
     * The containers that come after this place.
     *
     * @param containers all containers of the workload, in order
     */
    List<Container> behind(List<Container> containers) {
        // Two containers may have the same names: going on behind the last of them repeats none.
        for (int i = containers.size() - 1; i >= 0; i--) {
            if (equals(of(containers.get(i)))) {
                return containers.subList(i + 1, containers.size());
            }
        }
        return containers.stream().filter(candidate -> ORDER.compare(this, of(candidate)) < 0).toList();
    }
}
