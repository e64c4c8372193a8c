package dev.cplnroutes.mapping;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A place where a workload is deployed, and what has to be there.
 *
 * @param location name of the location; null where the API does not say
 * @param isToRun  whether the workload should have a container there. Not where it is suspended or scaled to 0, not a
 *                 cron workload, whose next execution is still to come, and not where it may scale to 0 and the
 *                 location is ready
 * @param isBehind whether the location has not yet taken up the workload's newest version
 * @param message  what the API says of the location, else of its newest version that it says something of; may be null
 */
public record WorkloadPlace(String location, boolean isToRun, boolean isBehind, String message) {

    private static final String CRON = "cron";

    /**
     * The places of a workload.
     *
     * @param workload    the workload
     * @param deployments the API's list of its deployments
     * @param locations   names of the locations that matter; empty for all
     * @return those where it is deployed, each once, in the order of the answer
     * @throws UnreadableAnswerException where what is read has the wrong type
     */
    public static List<WorkloadPlace> of(WorkloadItem workload, DeploymentList deployments, List<String> locations) {
        Map<String, WorkloadPlace> places = new LinkedHashMap<>();
        for (Readable<DeploymentList.Deployment> item : deployments.deployments()) {
            DeploymentList.Deployment deployment = item.get();
            String location = deployment.location();
            if (locations.isEmpty() || location != null && locations.contains(location)) {
                // The later one counts where a location comes twice, as for its containers.
                places.put(location, of(workload, location, deployment.status().get()));
            }
        }
        return List.copyOf(places.values());
    }

    private static WorkloadPlace of(WorkloadItem workload, String location, DeploymentList.Status status) {
        WorkloadSpecification specification = workload.specification();
        WorkloadSpecification.Options options = specification.optionsIn(location);
        boolean isCron = CRON.equals(specification.type()) || specification.type() == null && status.hasJobs().get();
        boolean isAtRest = options.mayScaleToNothing() && Boolean.TRUE.equals(status.ready().get())
                && !status.syncFailed() && !status.stale();
        Long newest = workload.version();
        Long processed = status.processedVersion().get();
        return new WorkloadPlace(location, !options.isSuspended() && !isCron && !isAtRest,
                !isCron && newest != null && processed != null && processed < newest, message(status));
    }

    private static String message(DeploymentList.Status status) {
        return status.message() != null ? status.message()
                : status.versions().get().stream().map(Readable::get).filter(run -> run.message() != null)
                        .max(Comparator.comparing(DeploymentList.Run::workloadVersion,
                                Comparator.nullsFirst(Comparator.naturalOrder())))
                        .map(DeploymentList.Run::message).orElse(null);
    }

    /**
     * Whether a workload without any deployment should run somewhere.
     *
     * @param workload  the workload
     * @param locations names of the locations that matter; empty for all
     * @return false for a cron workload, and for one that is suspended there
     * @throws UnreadableAnswerException where its spec has a wrong type somewhere
     */
    public static boolean isToRunSomewhere(WorkloadItem workload, List<String> locations) {
        WorkloadSpecification specification = workload.specification();
        if (CRON.equals(specification.type())) {
            return false;
        }
        return locations.isEmpty()
                ? !specification.defaultOptions().isSuspended()
                        || specification.localOptions().values().stream().anyMatch(options -> !options.isSuspended())
                : locations.stream().anyMatch(location -> !specification.isSuspendedIn(location));
    }
}
