package dev.cplnroutes.request;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;

/**
 * A listing request made from the properties of a Kamelet. Such a property always has a value. Where it is empty, 0 or
 * false, the request leaves the option to the settings.
 */
public final class KameletRequest {

    private final Map<RequestOption, Object> given = new LinkedHashMap<>();

    /** Makes a request that leaves everything to the settings. */
    public KameletRequest() {
    }

    /**
     * Sets the GVCs.
     *
     * @param gvc names, or {@code *}, separated by commas; blank: left to the settings
     */
    public void setGvc(String gvc) {
        askText(RequestOption.GVC, gvc);
    }

    /**
     * Sets the locations.
     *
     * @param location names, separated by commas; blank: left to the settings
     */
    public void setLocation(String location) {
        askText(RequestOption.LOCATION, location);
    }

    /**
     * Sets the workloads.
     *
     * @param workloadName names and patterns, separated by commas; blank: left to the settings
     */
    public void setWorkloadName(String workloadName) {
        askText(RequestOption.WORKLOAD_NAME, workloadName);
    }

    /**
     * Sets the names of containers.
     *
     * @param containerName names and patterns, separated by commas; blank: left to the settings
     */
    public void setContainerName(String containerName) {
        askText(RequestOption.CONTAINER_NAME, containerName);
    }

    /**
     * Sets the images.
     *
     * @param image image references and patterns, separated by commas; blank: left to the settings
     */
    public void setImage(String image) {
        askText(RequestOption.IMAGE, image);
    }

    /**
     * Sets the types of workloads.
     *
     * @param workloadType types, separated by commas; blank: left to the settings
     */
    public void setWorkloadType(String workloadType) {
        askText(RequestOption.WORKLOAD_TYPE, workloadType);
    }

    /**
     * Sets the tags that a workload must have.
     *
     * @param tag {@code key} or {@code key=value}, separated by commas; blank: left to the settings
     */
    public void setTag(String tag) {
        askText(RequestOption.TAG, tag);
    }

    /**
     * Sets the states of containers.
     *
     * @param healthStatus states, separated by commas; blank: left to the settings
     */
    public void setHealthStatus(String healthStatus) {
        askText(RequestOption.HEALTH_STATUS, healthStatus);
    }

    /**
     * Sets the fields of each container.
     *
     * @param fields names of fields, separated by commas; blank: left to the settings
     */
    public void setFields(String fields) {
        askText(RequestOption.FIELDS, fields);
    }

    /**
     * Sets whether containers run the expected version.
     *
     * @param latest {@code true} or {@code false}; blank: left to the settings
     */
    public void setLatest(String latest) {
        askText(RequestOption.LATEST, latest);
    }

    /**
     * Sets the longest time since the last restart.
     *
     * @param restartedWithin such as {@code 15m}; blank: left to the settings
     */
    public void setRestartedWithin(String restartedWithin) {
        askText(RequestOption.RESTARTED_WITHIN, restartedWithin);
    }

    /**
     * Sets how many restarts a container must have.
     *
     * @param minRestarts restarts at least; 0: left to the settings
     */
    public void setMinRestarts(int minRestarts) {
        ask(RequestOption.MIN_RESTARTS, minRestarts, minRestarts == 0);
    }

    /**
     * Sets the health filter.
     *
     * @param filterUnhealthy true: unhealthy containers are left out; false: left to the settings
     */
    public void setFilterUnhealthy(boolean filterUnhealthy) {
        ask(RequestOption.FILTER_UNHEALTHY, filterUnhealthy, !filterUnhealthy);
    }

    /**
     * Sets whether the platform's own containers are listed.
     *
     * @param includeSystemContainers true: they are; false: left to the settings
     */
    public void setIncludeSystemContainers(boolean includeSystemContainers) {
        ask(RequestOption.INCLUDE_SYSTEM_CONTAINERS, includeSystemContainers, !includeSystemContainers);
    }

    /**
     * Sets how many containers there are at most.
     *
     * @param maxResults containers; 0: left to the settings
     */
    public void setMaxResults(int maxResults) {
        ask(RequestOption.MAX_RESULTS, maxResults, maxResults == 0);
    }

    /**
     * Sets how many API calls are in flight at most.
     *
     * @param maxWorkers calls; 0: left to the settings
     */
    public void setMaxWorkers(int maxWorkers) {
        ask(RequestOption.MAX_WORKERS, maxWorkers, maxWorkers == 0);
    }

    /**
     * Sets how old an answer of the cache may be. This option is never left to the settings.
     *
     * @param cacheTtlSeconds seconds; 0: every answer is read from the API
     */
    public void setCacheTtlSeconds(int cacheTtlSeconds) {
        ask(RequestOption.CACHE_TTL_SECONDS, cacheTtlSeconds, false);
    }

    /**
     * Sets what a wait is for.
     *
     * @param conditions {@code healthy}, {@code latest} or both, separated by commas; blank: both
     */
    public void setFor(String conditions) {
        askText(RequestOption.FOR, conditions);
    }

    /**
     * Sets the longest time of a wait.
     *
     * @param timeout such as {@code 10m}; blank: left to the wait
     */
    public void setTimeout(String timeout) {
        askText(RequestOption.TIMEOUT, timeout);
    }

    /**
     * Sets the time between the rounds of a wait.
     *
     * @param interval such as {@code 5s}; blank: left to the wait
     */
    public void setInterval(String interval) {
        askText(RequestOption.INTERVAL, interval);
    }

    /**
     * Sets the time for which it has to hold.
     *
     * @param stableFor such as {@code 30s}; blank: left to the wait
     */
    public void setStableFor(String stableFor) {
        askText(RequestOption.STABLE_FOR, stableFor);
    }

    private void askText(RequestOption option, String text) {
        ask(option, text, text.isBlank());
    }

    private void ask(RequestOption option, Object value, boolean isLeftToTheSettings) {
        if (!isLeftToTheSettings) {
            given.put(option, value);
        }
    }

    /**
     * The request.
     *
     * @return options by name, for {@code direct:cpln-list-containers}; a value that is not allowed as it was given
     */
    public Map<String, Object> options() {
        Map<String, Object> options = new LinkedHashMap<>();
        given.forEach((option, value) -> options.put(option.optionName(), read(option, value)));
        return Map.copyOf(options);
    }

    private static Object read(RequestOption option, Object value) {
        try {
            return option.read(value, true);
        } catch (InvalidRequestException e) {
            // The listing refuses it: a route that lists is not kept from starting.
            return value;
        }
    }
}
