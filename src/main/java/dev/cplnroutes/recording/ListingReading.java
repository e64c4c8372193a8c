package dev.cplnroutes.recording;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import dev.cplnroutes.Container;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.mapping.SystemContainers;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * The workloads that one listing has read so far, with their deployments. Any thread may add to it.
 */
final class ListingReading {

    /**
     * A workload that was read.
     *
     * @param scopes      the workload in the locations that the listing asks for, one for each
     * @param deployments those that have containers
     */
    record ReadWorkload(List<InventoryScope> scopes, Map<DeploymentKey, ListedDeployment> deployments) {
    }

    private final ResolvedRequest options;
    private final Instant startTime;
    private final Map<Integer, ReadWorkload> workloads = new ConcurrentHashMap<>();

    ListingReading(ResolvedRequest options, Instant startTime) {
        this.options = options;
        this.startTime = startTime;
    }

    /** Adds a workload; the platform's own containers do not count. */
    void add(int index, String gvc, String workload, List<Container> containers) {
        Map<DeploymentKey, List<Container>> byDeployment = new HashMap<>();
        for (Container container : containers) {
            if (!SystemContainers.contains(container.name())) {
                String location = ContainerSample.label(container.location());
                byDeployment.computeIfAbsent(new DeploymentKey(gvc, workload, location), key -> new ArrayList<>())
                        .add(container);
            }
        }
        Map<DeploymentKey, ListedDeployment> deployments = new HashMap<>();
        byDeployment.forEach((key, of) ->
                deployments.put(key, new ListedDeployment(key, startTime, ContainerSample.of(of))));
        List<String> locations = options.selection().locations();
        List<InventoryScope> scopes = locations.isEmpty() ? List.of(InventoryScope.ofWorkload(gvc, workload))
                : locations.stream().map(location -> new InventoryScope(gvc, workload, location)).toList();
        workloads.put(index, new ReadWorkload(scopes, deployments));
    }

    /** Takes back workloads that have turned out not to be on the list. */
    void removeAll(Set<Integer> indexes) {
        workloads.keySet().removeAll(indexes);
    }

    Collection<ReadWorkload> workloads() {
        return workloads.values();
    }

    /**
     * The part of the organization of which the listing knows every workload.
     *
     * @param errors what is missing from the listing; null where it failed as a whole
     * @return null where it has not read its list to the end, or does not know an item of it
     */
    InventoryScope completeScope(List<WorkloadError> errors) {
        boolean isComplete = errors != null && options.selection().locations().isEmpty()
                && !options.selection().picksWorkloads() && (options.allGvcs() || options.onlyGvc() != null)
                && options.maxResults() == null && options.pageSize() == null && options.cursor() == null
                && errors.stream().allMatch(error -> error.workloadName() != null && error.gvcName() != null);
        return !isComplete ? null
                : options.allGvcs() ? InventoryScope.ORGANIZATION : InventoryScope.ofGvc(options.gvc());
    }

    /** The workloads on the list of a complete listing: those that were read and those that could not be. */
    Set<InventoryScope> listedWorkloads(List<WorkloadError> errors) {
        Set<InventoryScope> listed = workloads.values().stream()
                .map(read -> InventoryScope.ofWorkload(read.scopes().get(0).gvc(), read.scopes().get(0).workload()))
                .collect(Collectors.toSet());
        errors.forEach(error -> listed.add(InventoryScope.ofWorkload(error.gvcName(), error.workloadName())));
        return listed;
    }
}
