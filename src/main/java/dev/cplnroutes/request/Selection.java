package dev.cplnroutes.request;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

import dev.cplnroutes.Container;

/**
 * The workloads and containers that a request asks for. All parts must hold; within one, any value will do, but for
 * tags, where all must. An empty list, and null, select everything.
 *
 * @param gvcs            names of GVCs
 * @param locations       names of locations
 * @param workloadNames   names and patterns
 * @param containerNames  names and patterns
 * @param images          image references and patterns
 * @param workloadTypes   types
 * @param tags            tags, {@code key} or {@code key=value}
 * @param healthStatuses  texts of {@link dev.cplnroutes.HealthStatus}
 * @param latest          whether containers run the expected version
 * @param minRestarts     restarts at least; a container of which the API does not tell any has none
 * @param restartedWithin longest time since the last restart
 * @param where           a caller's own condition
 */
public record Selection(
        List<String> gvcs,
        List<String> locations,
        List<String> workloadNames,
        List<String> containerNames,
        List<String> images,
        List<String> workloadTypes,
        List<String> tags,
        List<String> healthStatuses,
        Boolean latest,
        Integer minRestarts,
        Duration restartedWithin,
        Predicate<Container> where) {

    /** Everything of the organization. */
    public static final Selection ALL = new Selection(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
            List.of(), List.of(), null, null, null, null);

    /** Keeps immutable lists. */
    public Selection {
        gvcs = List.copyOf(gvcs);
        locations = List.copyOf(locations);
        workloadNames = List.copyOf(workloadNames);
        containerNames = List.copyOf(containerNames);
        images = List.copyOf(images);
        workloadTypes = List.copyOf(workloadTypes);
        tags = List.copyOf(tags);
        healthStatuses = List.copyOf(healthStatuses);
    }

    /**
     * The workload whose own document is read instead of a list.
     *
     * @return its name; null unless one exact name and one GVC are asked for
     */
    public String namedWorkload() {
        return gvcs.size() == 1 && workloadNames.size() == 1 && !Glob.isPattern(workloadNames.get(0))
                ? workloadNames.get(0) : null;
    }

    /** Whether it asks for workloads by more than their GVC. */
    public boolean picksWorkloads() {
        return !workloadNames.isEmpty() || !workloadTypes.isEmpty() || !tags.isEmpty();
    }

    /**
     * Whether it asks for a workload.
     *
     * @param workload       what is known of the workload; a GVC or a name that is not known rules nothing out
     * @param isTagsAnswered whether the API has compared the tags
     */
    public boolean hasWorkload(WorkloadTraits workload, boolean isTagsAnswered) {
        return (workload.gvc() == null || isAny(gvcs, workload.gvc()))
                && (workload.name() == null || isAnyGlob(workloadNames, workload.name()))
                && isAny(workloadTypes, workload.type())
                && (isTagsAnswered || tags.stream().allMatch(tag -> Tag.of(tag).isIn(workload.tags())));
    }

    /**
     * Whether it asks for a container, but for its health.
     *
     * @param container a container of a workload that it asks for
     * @param now       the time from which the last restart is counted back
     */
    public boolean hasContainer(Container container, Instant now) {
        return isAny(locations, container.location())
                && isAnyGlob(containerNames, container.name())
                && isAnyGlob(images, container.image())
                && (latest == null || isLatest(container, latest))
                && (minRestarts == null || hasRestarts(container, minRestarts))
                && (restartedWithin == null || isRestartedWithin(container, restartedWithin, now));
    }

    /** Whether it asks for the health of a container, and the caller's own condition holds. */
    public boolean hasHealth(Container container) {
        return isAny(healthStatuses, container.healthStatus().text()) && (where == null || where.test(container));
    }

    /**
     * Whether it could ask for a container that is not there yet.
     *
     * @param names names of the workload's containers; empty where they are not known
     */
    public boolean mayAskForNewContainer(Collection<String> names) {
        return minRestarts == null && restartedWithin == null && !Boolean.FALSE.equals(latest)
                && healthStatuses.isEmpty()
                && (names.isEmpty() || names.stream().anyMatch(name -> isAnyGlob(containerNames, name)));
    }

    /** Whether {@link #hasContainer} holds for every container in the locations that it asks for. */
    public boolean takesAnyContainer() {
        return containerNames.isEmpty() && images.isEmpty() && latest == null && minRestarts == null
                && restartedWithin == null;
    }

    /** Whether {@link #hasHealth} holds for every container. */
    public boolean takesAnyHealth() {
        return healthStatuses.isEmpty() && where == null;
    }

    /** What is not known to be the expected version is one of the others. */
    static boolean isLatest(Container container, boolean wanted) {
        return Boolean.TRUE.equals(container.latest()) == wanted;
    }

    static boolean hasRestarts(Container container, int least) {
        return (container.restartCount() == null ? 0 : container.restartCount()) >= least;
    }

    static boolean isRestartedWithin(Container container, Duration longest, Instant now) {
        if (container.lastRestartTime() == null) {
            return false;
        }
        try {
            Instant last = OffsetDateTime.parse(container.lastRestartTime()).toInstant();
            return Duration.between(last, now).compareTo(longest) <= 0;
        } catch (DateTimeException e) {
            // What is no time of ISO 8601 tells nothing about it.
            return false;
        }
    }

    private static boolean isAny(List<String> values, String text) {
        return values.isEmpty() || text != null && values.contains(text);
    }

    private static boolean isAnyGlob(List<String> values, String text) {
        return values.isEmpty() || values.stream().anyMatch(value -> Glob.matches(value, text));
    }

    /**
     * A short text that is the same for selections that ask for the same: for a cursor.
     *
     * @return null where it asks by nothing but one GVC or all, one location and one exact workload, none of which are
     *         in the text
     */
    String fingerprint() {
        List<Object> parts = Arrays.asList(gvcs.size() > 1 ? gvcs : null, locations.size() > 1 ? locations : null,
                workloadNames.size() > 1 ? workloadNames : null, emptyToNull(containerNames), emptyToNull(images),
                emptyToNull(workloadTypes), emptyToNull(tags), emptyToNull(healthStatuses), latest, minRestarts,
                restartedWithin, where == null ? null : true);
        if (parts.stream().allMatch(part -> part == null)) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            // The length before each text: no value can pretend to be two.
            List<?> values = part == null ? List.of() : part instanceof List<?> list ? list : List.of(part);
            text.append(values.size()).append(':');
            values.forEach(value -> text.append(value.toString().length()).append(':').append(value));
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(
                    text.toString().getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 12));
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform has SHA-256.
            throw new IllegalStateException(e);
        }
    }

    private static List<String> emptyToNull(List<String> values) {
        return values.isEmpty() ? null : values;
    }
}
