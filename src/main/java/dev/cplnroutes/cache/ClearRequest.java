package dev.cplnroutes.cache;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.support.ResourceName;

/**
 * The reader of requests to clear the cache.
 */
final class ClearRequest {

    private static final String GVC = "gvc";
    private static final String WORKLOAD_NAME = "workloadName";

    private ClearRequest() {
    }

    /**
     * Reads what to clear.
     *
     * @param what null, an empty text or {@code *} for all; a Map, JSON text or {@link ListingRequest} with {@code gvc}
     *             and perhaps {@code workloadName} for a part
     * @return the part
     * @throws InvalidRequestException where it is something else
     */
    static ApiScope read(Object what) {
        if (what == null || "".equals(what) || ResolvedRequest.ALL_GVCS.equals(what)) {
            return ApiScope.ORGANIZATION;
        }
        if (what instanceof ListingRequest request) {
            Map<String, Object> names = new HashMap<>();
            names.put(GVC, one(request.gvc()));
            names.put(WORKLOAD_NAME, one(request.workloadName()));
            return readNames(names);
        }
        if (what instanceof String json) {
            return readNames(RequestReader.parseJson(json));
        }
        if (what instanceof Map<?, ?> names) {
            return readNames(names);
        }
        throw new InvalidRequestException(
                "What to clear is nothing for everything, or a Map or JSON text with gvc and workloadName.");
    }

    /** The only name; several are refused as they are. */
    private static Object one(List<String> names) {
        return names != null && names.size() == 1 ? names.get(0) : names;
    }

    private static ApiScope readNames(Map<?, ?> names) {
        names.keySet().forEach(key -> {
            if (!GVC.equals(key) && !WORKLOAD_NAME.equals(key)) {
                throw new InvalidRequestException("Unknown option '" + Printable.text(key)
                        + "'; allowed are gvc and workloadName.");
            }
        });
        ApiScope scope = new ApiScope(name(names, GVC), name(names, WORKLOAD_NAME));
        if (scope.workloadName() != null && scope.gvc() == null) {
            throw new InvalidRequestException(WORKLOAD_NAME, scope.workloadName(), "a workload together with its gvc");
        }
        return scope;
    }

    private static String name(Map<?, ?> names, String key) {
        Object value = names.get(key);
        if (value == null || GVC.equals(key) && ResolvedRequest.ALL_GVCS.equals(value)) {
            return null;
        }
        if (!(value instanceof String text) || !ResourceName.isValid(text)) {
            throw new InvalidRequestException(key, value, ResourceName.ALLOWED);
        }
        return text;
    }
}
