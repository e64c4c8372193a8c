package dev.cplnroutes.watch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * The requests of subscribers to a watch, and the request of its readings.
 */
final class WatchRequest {

    private static final List<String> SELECTING = List.of("location", "workloadName", "containerName", "image",
            "workloadType", "tag", "healthStatus", "latest", "minRestarts", "restartedWithin", "maxResults", "pageSize",
            "cursor", "fields", "groupBy");

    private WatchRequest() {
    }

    /**
     * Reads the request of a subscriber.
     *
     * @throws InvalidRequestException where it is not allowed
     */
    static ResolvedRequest read(RequestReader requests, Object request) {
        Map<String, Object> given = RequestReader.given(request);
        RequestReader.requireFitForWatch(given);
        if (request instanceof ListingRequest typed) {
            return requests.read(typed);
        }
        // The settings cpln.listing.max-results and cpln.listing.page-size do not hold here.
        Map<String, Object> options = new LinkedHashMap<>(given);
        options.put("maxResults", null);
        options.put("pageSize", null);
        return requests.read(options);
    }

    /** The request of the endpoints of changes: the selection of the settings, with all fields. */
    static ResolvedRequest ofSinks(RequestReader requests, String scope) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("gvc", List.of(scope.split(",")));
        List.of("maxResults", "pageSize", "fields").forEach(none -> options.put(none, null));
        return requests.read(options);
    }

    /**
     * The request of a reading: everything of the GVCs, read now. The retries are those of the settings.
     *
     * @param scope names of GVCs separated by commas, or {@code *}
     */
    static Map<String, Object> ofReading(String scope) {
        Map<String, Object> options = new LinkedHashMap<>();
        SELECTING.forEach(none -> options.put(none, null));
        options.put("gvc", List.of(scope.split(",")));
        options.put("cache", true);
        options.put("cacheTtlSeconds", 0);
        options.put("filterUnhealthy", false);
        options.put("includeSystemContainers", true);
        options.put("collectStatistics", true);
        return options;
    }
}
