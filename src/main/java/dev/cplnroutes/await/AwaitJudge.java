package dev.cplnroutes.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.cplnroutes.AwaitResult.WithoutContainers;
import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.mapping.ContainerMapper;
import dev.cplnroutes.mapping.DeploymentList;
import dev.cplnroutes.mapping.UnreadableAnswerException;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.mapping.WorkloadPlace;
import dev.cplnroutes.request.AwaitRequest;
import dev.cplnroutes.request.Selection;

/**
 * The rules that say what of a workload is not as a wait asks for. Knows neither time nor other workloads.
 *
 * <ul>
 * <li>A suspended container is done.
 * <li>For {@code healthy} a container has to be healthy: neither unhealthy nor unknown.
 * <li>For {@code latest} it has to run the expected version, and its location has to have taken up the workload's
 * newest version. What is not known to run the expected version does not. A container of another version without
 * replicas is gone. That of a cron workload need not: its next execution will.
 * <li>A place where the workload should run needs a container, if the selection could ask for one that is not there
 * yet.
 * </ul>
 */
final class AwaitJudge {

    private static final String CRON = "cron";

    private final AwaitRequest request;
    private final Selection selection;
    private final ContainerMapper mapper = new ContainerMapper();

    AwaitJudge(AwaitRequest request) {
        this.request = request;
        this.selection = request.options().selection();
    }

    /**
     * What was read of a workload.
     *
     * @param remaining  containers that are not as asked, in order
     * @param without    the workload, where it should run and has no container; else null
     * @param locations  locations where it is deployed, or should be without any container
     * @param containers names of containers that it has or is to have
     */
    record Verdict(List<Container> remaining, WithoutContainers without, Set<String> locations,
            Set<String> containers) {

        boolean isDone() {
            return remaining.isEmpty() && without == null;
        }
    }

    /**
     * Judges a workload.
     *
     * @param gvc         its GVC
     * @param workload    what the list says of it
     * @param deployments what the API says of its locations
     * @param selected    its containers that the selection asks for, whatever their health
     * @throws UnreadableAnswerException where what is read has the wrong type
     */
    Verdict judge(String gvc, WorkloadItem workload, DeploymentList deployments, List<Container> selected) {
        List<String> locations = selection.locations();
        List<WorkloadPlace> places = WorkloadPlace.of(workload, deployments, locations);
        Set<String> behind = places.stream().filter(WorkloadPlace::isBehind).map(WorkloadPlace::location)
                .collect(Collectors.toSet());
        boolean isCron = CRON.equals(workload.type());
        List<Container> remaining = selected.stream().filter(this::isWaitedFor)
                .filter(container -> !isAsAsked(container, isCron || container.jobExecution() != null,
                        behind.contains(container.location()))).toList();

        List<Container> all = mapper.map(gvc, workload, deployments, locations,
                request.options().includeSystemContainers());
        List<String> empty = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (WorkloadPlace place : places) {
            if (place.isToRun() && all.stream().noneMatch(
                    container -> Objects.equals(container.location(), place.location()))) {
                empty.add(String.valueOf(place.location()));
                if (place.message() != null) {
                    reasons.add(place.location() + ": " + place.message());
                }
            }
        }
        boolean isMissing = places.isEmpty() && deployments.isEmpty()
                ? WorkloadPlace.isToRunSomewhere(workload, locations) : !empty.isEmpty();
        Set<String> names = workload.containerNames();
        return new Verdict(remaining,
                isMissing && selection.mayAskForNewContainer(names)
                        ? new WithoutContainers(workload.name(), gvc, empty,
                                reasons.isEmpty() ? null : String.join("; ", reasons)) : null,
                places.stream().map(WorkloadPlace::location).filter(Objects::nonNull)
                        .collect(Collectors.toCollection(TreeSet::new)),
                all.isEmpty() ? names : Set.of());
    }

    private boolean isWaitedFor(Container container) {
        return selection.hasHealth(container)
                && !(request.options().filterUnhealthy() && (container.isUnhealthy()
                        || container.healthStatus() == HealthStatus.UNKNOWN));
    }

    private boolean isAsAsked(Container container, boolean isOfExecution, boolean isBehind) {
        if (container.healthStatus() == HealthStatus.SUSPENDED) {
            return true;
        }
        return (!request.isForHealthy() || container.healthStatus() == HealthStatus.HEALTHY)
                && (!request.isForLatest() || isOfExecution
                        || Boolean.TRUE.equals(container.latest()) && !isBehind);
    }
}
