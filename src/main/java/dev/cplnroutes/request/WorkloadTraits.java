package dev.cplnroutes.request;

import java.util.Map;

/**
 * What a workload list tells of a workload that a selection may ask for.
 *
 * @param gvc  its GVC; null where the list does not say
 * @param name its name; null where the list does not say
 * @param type its type; null where it has none
 * @param tags its tags; empty where it has none
 */
public record WorkloadTraits(String gvc, String name, String type, Map<String, String> tags) {
}
