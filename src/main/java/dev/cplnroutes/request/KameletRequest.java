package dev.cplnroutes.request;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A listing request made from the properties of a Kamelet. Such a property always has a value. Where it is empty, 0 or
 * false, the request leaves the option to the settings.
 */
public final class KameletRequest {

    private final Map<String, Object> options = new LinkedHashMap<>();

    /** Makes a request that leaves everything to the settings. */
    public KameletRequest() {
    }

    /**
     * Sets the GVC.
     *
     * @param gvc a name, or {@code *}; blank: left to the settings
     */
    public void setGvc(String gvc) {
        ask(RequestOption.GVC, gvc, gvc.isBlank());
    }

    /**
     * Sets the location.
     *
     * @param location a name; blank: left to the settings
     */
    public void setLocation(String location) {
        ask(RequestOption.LOCATION, location, location.isBlank());
    }

    /**
     * Sets the workload.
     *
     * @param workloadName a name; blank: left to the settings
     */
    public void setWorkloadName(String workloadName) {
        ask(RequestOption.WORKLOAD_NAME, workloadName, workloadName.isBlank());
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

    private void ask(RequestOption option, Object value, boolean isLeftToTheSettings) {
        if (!isLeftToTheSettings) {
            options.put(option.optionName(), value);
        }
    }

    /**
     * The request.
     *
     * @return options by name, for {@code direct:cpln-list-containers}
     */
    public Map<String, Object> options() {
        return Map.copyOf(options);
    }
}
