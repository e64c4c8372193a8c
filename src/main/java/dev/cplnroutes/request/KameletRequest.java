package dev.cplnroutes.request;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the properties of a Kamelet ask for. A Kamelet's property has always a value: what is empty, 0 or false here is not
 * asked for, and the settings decide.
 */
public final class KameletRequest {

    private final Map<String, Object> options = new LinkedHashMap<>();

    /** Asks for nothing yet. */
    public KameletRequest() {
    }

    /**
     * Sets the GVC.
     *
     * @param gvc a name, or {@code *}; empty: as the settings say
     */
    public void setGvc(String gvc) {
        ask(RequestOption.GVC, gvc, gvc.isBlank());
    }

    /**
     * Sets the location.
     *
     * @param location a name; empty: as the settings say
     */
    public void setLocation(String location) {
        ask(RequestOption.LOCATION, location, location.isBlank());
    }

    /**
     * Sets the workload.
     *
     * @param workloadName a name; empty: as the settings say
     */
    public void setWorkloadName(String workloadName) {
        ask(RequestOption.WORKLOAD_NAME, workloadName, workloadName.isBlank());
    }

    /**
     * Sets the health filter.
     *
     * @param filterUnhealthy false: as the settings say
     */
    public void setFilterUnhealthy(boolean filterUnhealthy) {
        ask(RequestOption.FILTER_UNHEALTHY, filterUnhealthy, !filterUnhealthy);
    }

    /**
     * Sets whether the platform's own containers are listed.
     *
     * @param includeSystemContainers false: as the settings say
     */
    public void setIncludeSystemContainers(boolean includeSystemContainers) {
        ask(RequestOption.INCLUDE_SYSTEM_CONTAINERS, includeSystemContainers, !includeSystemContainers);
    }

    /**
     * Sets how many containers there are at most.
     *
     * @param maxResults 0: as the settings say
     */
    public void setMaxResults(int maxResults) {
        ask(RequestOption.MAX_RESULTS, maxResults, maxResults == 0);
    }

    /**
     * Sets how many API calls are in flight at most.
     *
     * @param maxWorkers 0: as the settings say
     */
    public void setMaxWorkers(int maxWorkers) {
        ask(RequestOption.MAX_WORKERS, maxWorkers, maxWorkers == 0);
    }

    /**
     * Sets how old an answer may be.
     *
     * @param cacheTtlSeconds seconds; 0: reads anew
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
     * @return options for {@code direct:cpln-list-containers}
     */
    public Map<String, Object> options() {
        return Map.copyOf(options);
    }
}
