package dev.cplnroutes.watch;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.request.WorkloadTraits;

/**
 * One workload of a picture. Immutable.
 *
 * @param traits      what the list tells of it
 * @param containers  by their keys, in the order of a listing
 * @param unconfirmed why its state cannot be read now; null where it can
 * @param readAt      when the answer was asked for that the containers are from; null before the first
 * @param listedAt    when the list was asked for that told of it first
 */
record WorkloadState(WorkloadTraits traits, Map<String, Container> containers, Unconfirmed unconfirmed,
        Instant readAt, Instant listedAt) {

    /**
     * What is known of a workload whose state cannot be read now.
     *
     * @param since   since when
     * @param status  HTTP status of the API's last answer, as of {@link dev.cplnroutes.WorkloadError}; 200 where it
     *                said that its own knowledge is stale
     * @param message why, for a person
     */
    record Unconfirmed(Instant since, int status, String message) {

        /** The same reason or another one, as long as it lasts. */
        static Unconfirmed of(Unconfirmed before, Instant now, int status, String message) {
            return new Unconfirmed(before == null ? now : before.since, status, message);
        }
    }

    /** Keeps an immutable map in its order. */
    WorkloadState {
        containers = Collections.unmodifiableMap(new LinkedHashMap<>(containers));
    }

    /** A workload that is on the list, and was not read yet. */
    static WorkloadState listed(WorkloadTraits traits, Instant askedAt) {
        return new WorkloadState(traits, Map.of(), null, null, askedAt);
    }

    WorkloadState with(WorkloadTraits now) {
        return new WorkloadState(now, containers, unconfirmed, readAt, listedAt);
    }

    WorkloadState with(Unconfirmed now) {
        return new WorkloadState(traits, containers, now, readAt, listedAt);
    }

    /**
     * The state after a readable answer.
     *
     * @param answer         the containers of the answer, in its order
     * @param staleLocations locations whose status is stale: what an answer lacks there is not known to be gone
     * @param askedAt        when the answer was asked for
     */
    WorkloadState read(List<Container> answer, Set<String> staleLocations, Instant askedAt) {
        Map<String, Container> now = new LinkedHashMap<>();
        for (Container container : answer) {
            String key = key(container);
            String free = key;
            // Names that occur twice, where the API leaves some out, are containers all the same.
            for (int number = 2; now.containsKey(free); number++) {
                free = key + "#" + number;
            }
            now.put(free, container);
        }
        containers.forEach((key, container) -> {
            if (container.location() != null && staleLocations.contains(container.location())) {
                now.putIfAbsent(key, container);
            }
        });
        Unconfirmed stale = staleLocations.isEmpty() ? null : Unconfirmed.of(unconfirmed, askedAt, 200,
                "Status details are stale in " + String.join(", ", staleLocations));
        return new WorkloadState(traits, now, stale, askedAt, listedAt);
    }

    /** Whether it may change soon: it is not healthy, rolling out, or its state cannot be read. */
    boolean isInFlux() {
        Map<String, String> versions = new HashMap<>();
        return unconfirmed != null || containers.values().stream().anyMatch(container ->
                container.healthStatus() != HealthStatus.HEALTHY && container.healthStatus() != HealthStatus.SUSPENDED
                || Boolean.FALSE.equals(container.latest()) || "deploying".equals(container.status())
                || !text(container.version()).equals(
                        versions.computeIfAbsent(text(container.location()), first -> text(container.version()))));
    }

    /** The key of a container: gvc/workload/location/version/container, what is absent left empty. */
    static String key(Container container) {
        return String.join("/", text(container.gvcName()), text(container.workloadName()),
                text(container.location()), text(container.version()), text(container.name()));
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
