package dev.cplnroutes.watch;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.mapping.SystemContainers;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.request.Selection;
import dev.cplnroutes.request.WorkloadTraits;

/**
 * What one subscriber sees of a picture: the containers that its selection holds for, with the fields that it asks for.
 * Immutable.
 *
 * @param selection               its selection
 * @param filterUnhealthy         whether unhealthy containers are left out
 * @param includeSystemContainers whether it sees the platform's own containers
 * @param fields                  fields of each container; empty for all
 */
record View(Selection selection, boolean filterUnhealthy, boolean includeSystemContainers, List<String> fields) {

    static View of(ResolvedRequest request) {
        return new View(request.selection(), request.filterUnhealthy(), request.includeSystemContainers(),
                request.fields());
    }

    /** Everything, the platform's own containers included. */
    static View all() {
        return new View(Selection.ALL, false, true, List.of());
    }

    boolean hasWorkload(WorkloadTraits traits) {
        return selection.hasWorkload(traits, false);
    }

    /**
     * Whether it sees a container.
     *
     * @param traits  what the list tells of its workload
     * @param counted the time from which restarts are counted back
     */
    boolean has(WorkloadTraits traits, Container container, Instant counted) {
        return (includeSystemContainers || !SystemContainers.contains(container.name()))
                && selection.hasWorkload(traits, false)
                && selection.hasContainer(container, counted)
                && selection.hasHealth(container)
                && !(filterUnhealthy && (container.healthStatus() == HealthStatus.UNHEALTHY
                || container.healthStatus() == HealthStatus.UNKNOWN));
    }

    /** Whether one of these fields is among those that it asks for. */
    boolean shows(Collection<String> changed) {
        return fields.isEmpty() || changed.stream().anyMatch(fields::contains);
    }

    /** The event with the fields that it asks for; the same event for all who ask for all fields. */
    WatchEvent.Data narrowed(WatchEvent.Data data) {
        if (fields.isEmpty()) {
            return data;
        }
        ContainerChange change = data.change();
        List<String> shown = change.changed() == null ? null
                : change.changed().stream().filter(fields::contains).toList();
        return new WatchEvent.Data(ContainerChange.of(change.type(), change.time(), change.key(), shown,
                change.container()), fields);
    }

    /** A text that is the same for equal views of the same containers. */
    String fingerprint() {
        return Integer.toHexString(Map.of("selection", selection, "filterUnhealthy", filterUnhealthy,
                "system", includeSystemContainers, "fields", fields).hashCode());
    }
}
