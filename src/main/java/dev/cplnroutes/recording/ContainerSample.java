package dev.cplnroutes.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;

/**
 * The values of one container that its meters show. A text is empty where the API does not say, and cut where it is
 * long.
 *
 * @param version  as {@link Container#version()}
 * @param name     as {@link Container#name()}
 * @param image    as {@link Container#image()}
 * @param zone     as {@link Container#zone()}
 * @param latest   as {@link Container#latest()}
 * @param health   as {@link Container#healthStatus()}
 * @param ready    as {@link Container#readyReplicas()}; null where the API does not say
 * @param replicas as {@link Container#totalReplicas()}; null where the API does not say
 * @param restarts as {@link Container#restartCount()}; null where the API does not say
 * @param lastRestart how it restarted last; null where the API says nothing of it
 */
public record ContainerSample(String version, String name, String image, String zone, String latest,
        HealthStatus health, Long ready, Long replicas, Long restarts, LastRestart lastRestart) {

    /**
     * How a container restarted last. A text is empty where the API does not say.
     *
     * @param reason   as {@link Container#restartReason()}
     * @param exitCode as {@link Container#lastExitCode()}
     */
    public record LastRestart(String reason, String exitCode) {

        private static LastRestart of(Container container) {
            return container.restartReason() == null && container.lastExitCode() == null ? null
                    : new LastRestart(label(container.restartReason()),
                            container.lastExitCode() == null ? "" : container.lastExitCode().toString());
        }
    }

    /** Longer than any valid name. Without it a strange answer of the API could make labels of any length. */
    private static final int LONGEST_LABEL = 256;

    /**
     * The samples of a deployment's containers, in the order of version and name. Containers with the same version and
     * name become one sample, since the meters' labels could not tell them apart.
     */
    static List<ContainerSample> of(List<Container> containers) {
        Map<List<String>, ContainerSample> samples = new TreeMap<>((one, other) -> {
            int byVersion = one.get(0).compareTo(other.get(0));
            return byVersion != 0 ? byVersion : one.get(1).compareTo(other.get(1));
        });
        for (Container container : containers) {
            ContainerSample sample = of(container);
            samples.merge(List.of(sample.version, sample.name), sample, ContainerSample::with);
        }
        return new ArrayList<>(samples.values());
    }

    private static ContainerSample of(Container container) {
        return new ContainerSample(label(container.version()), label(container.name()), label(container.image()),
                label(container.zone()), container.latest() == null ? "" : container.latest().toString(),
                container.healthStatus(), number(container.readyReplicas()), number(container.totalReplicas()),
                container.restartCount() == null ? null : Long.valueOf(Math.max(0, container.restartCount())),
                LastRestart.of(container));
    }

    private ContainerSample with(ContainerSample other) {
        BinaryOperator<Long> sum = (one, another) ->
                one == null ? another : another == null ? one : Long.valueOf(one + another);
        return new ContainerSample(version, name, image, zone, latest,
                health == HealthStatus.HEALTHY ? other.health : health,
                sum.apply(ready, other.ready), sum.apply(replicas, other.replicas),
                sum.apply(restarts, other.restarts), lastRestart == null ? other.lastRestart : lastRestart);
    }

    /** A text as the value of a label: never null, and cut between two characters where it is long. */
    static String label(String text) {
        if (text == null || text.length() <= LONGEST_LABEL) {
            return text == null ? "" : text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_LABEL - 1)) ? LONGEST_LABEL - 1 : LONGEST_LABEL;
        return text.substring(0, end);
    }

    private static Long number(Integer value) {
        return value == null ? null : Long.valueOf(value);
    }
}
