package dev.cplnroutes.mapping;

import java.util.HashMap;
import java.util.Map;

/**
 * The immutable parts of one answer, each kept once in memory: names, images and messages repeat in all locations, and
 * environment variables in most workloads of a page.
 */
final class SharedParts {

    private final Map<Object, Object> known = new HashMap<>();

    /**
     * The part that the answer had before, where it is equal.
     *
     * @param <T>  type of the part
     * @param part an immutable part; may be null
     * @return an equal part; null for null
     */
    @SuppressWarnings("unchecked")
    <T> T of(T part) {
        return part == null ? null : (T) known.computeIfAbsent(part, same -> same);
    }
}
