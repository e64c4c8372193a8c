package dev.cplnroutes.cache;

import java.util.HashMap;
import java.util.Map;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.Names;

/**
 * A part of the organization: what a cached answer belongs to, and what a caller clears.
 *
 * @param gvc          null: the whole organization
 * @param workloadName null: all workloads
 */
public record CacheScope(String gvc, String workloadName) {

    /**
     * Reads what to clear.
     *
     * @param what null, blank or {@code *} for all; a Map, JSON text or {@link ListingRequest} with {@code gvc} and perhaps
     *             {@code workloadName} for a part
     * @throws InvalidRequestException where it is something else
     */
    static CacheScope of(Object what) {
        if (what == null || "".equals(what) || ResolvedRequest.ALL_GVCS.equals(what)) {
            return new CacheScope(null, null);
        }
        if (what instanceof ListingRequest request) {
            Map<String, Object> names = new HashMap<>();
            names.put("gvc", request.gvc());
            names.put("workloadName", request.workloadName());
            return of(names);
        }
        if (what instanceof String json) {
            return of(RequestReader.parseJson(json));
        }
        if (what instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> {
                if (!"gvc".equals(key) && !"workloadName".equals(key)) {
                    throw new InvalidRequestException("Unknown option '" + InvalidRequestException.printable(key)
                            + "'; allowed are gvc and workloadName.");
                }
            });
            CacheScope scope = new CacheScope(name(map, "gvc"), name(map, "workloadName"));
            if (scope.workloadName() != null && scope.gvc() == null) {
                throw new InvalidRequestException("workloadName", scope.workloadName(), "a workload together with its gvc");
            }
            return scope;
        }
        throw new InvalidRequestException(
                "What to clear is nothing for everything, or a Map or JSON text with gvc and workloadName.");
    }

    private static String name(Map<?, ?> map, String key) {
        Object value = map.get(key);
        if (value == null || "gvc".equals(key) && ResolvedRequest.ALL_GVCS.equals(value)) {
            return null;
        }
        if (!(value instanceof String text) || !Names.isName(text)) {
            throw new InvalidRequestException(key, value, Names.ALLOWED);
        }
        return text;
    }

    /**
     * Whether clearing this drops an answer: one of the part, and any page of a workload list that may hold the part.
     *
     * @param answer what the answer belongs to; without workload it is a page of a workload list
     */
    boolean covers(CacheScope answer) {
        return gvc == null || answer.gvc() == null || gvc.equals(answer.gvc())
                && (workloadName == null || answer.workloadName() == null || workloadName.equals(answer.workloadName()));
    }
}
