package dev.cplnroutes.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.Container;

/**
 * The parts of a workload's {@code spec} that its containers need.
 *
 * @param type                 {@code cron}, {@code standard} or another type; null where the spec has none
 * @param containers           containers by name
 * @param defaultOptions       what {@code defaultOptions} say
 * @param localOptions         what {@code localOptions} say, for each location with an entry there
 */
record WorkloadSpecification(
        String type,
        Map<String, SpecifiedContainer> containers,
        Options defaultOptions,
        Map<String, Options> localOptions) {

    private static final String REFERENCE_PREFIX = "cpln://";

    /**
     * What the options of a location say of its scale.
     *
     * @param isSuspended      whether they suspend the workload, or scale it to 0
     * @param mayScaleToNothing whether it may have no replica while nothing is to be done
     */
    record Options(boolean isSuspended, boolean mayScaleToNothing) {

        static Options read(JsonField options) {
            JsonField autoscaling = options.member("autoscaling");
            Integer minScale = autoscaling.member("minScale").integer();
            Integer maxScale = autoscaling.member("maxScale").integer();
            boolean mayScaleToNothing = minScale != null && minScale == 0;
            boolean isScaledToNothing = mayScaleToNothing && maxScale != null && maxScale == 0;
            return new Options(options.member("suspend").isTrue() || isScaledToNothing, mayScaleToNothing);
        }
    }

    /**
     * The parts of the spec about one container; each component is null where the spec does not have it.
     */
    record SpecifiedContainer(
            Container.ResourceLimits resourceLimits,
            List<Container.Port> ports,
            List<Container.EnvironmentVariable> environmentVariables) {

        static final SpecifiedContainer ABSENT = new SpecifiedContainer(null, null, null);
    }

    /**
     * Reads the whole spec at once, so that a wrong type fails the workload whatever location is asked for.
     *
     * @param spec  the field {@code spec}; may be missing
     * @param parts parts of the answer, to be shared
     * @throws UnreadableAnswerException if a field has the wrong type
     */
    static WorkloadSpecification read(JsonField spec, SharedParts parts) {
        Map<String, SpecifiedContainer> containers = new HashMap<>();
        for (JsonField container : spec.member("containers").objects()) {
            SpecifiedContainer specified = parts.of(new SpecifiedContainer(parts.of(resourceLimits(container)),
                    parts.of(ports(container)), parts.of(environmentVariables(container, parts))));
            String name = parts.of(container.member("name").text());
            if (name != null) {
                containers.putIfAbsent(name, specified);
            }
        }
        Map<String, Options> localOptions = new HashMap<>();
        for (JsonField entry : spec.member("localOptions").objects()) {
            Options options = Options.read(entry);
            String location = entry.member("location").text();
            if (location != null) {
                localOptions.putIfAbsent(parts.of(lastSegment(location)), options);
            }
        }
        return new WorkloadSpecification(
                parts.of(spec.member("type").text()),
                Map.copyOf(containers),
                parts.of(Options.read(spec.member("defaultOptions"))),
                parts.of(Map.copyOf(localOptions)));
    }

    /**
     * The options that hold in a location. The location's entry in {@code localOptions} replaces {@code defaultOptions}
     * as a whole: an option that the entry lacks is not taken from there.
     *
     * @param location name of the location; where it is null, {@code defaultOptions} hold
     */
    Options optionsIn(String location) {
        return location == null ? defaultOptions : localOptions.getOrDefault(location, defaultOptions);
    }

    /** Whether the workload is suspended, or scaled to 0, in a location, which may be null. */
    boolean isSuspendedIn(String location) {
        return optionsIn(location).isSuspended();
    }

    /** The parts about the container of a name, which may be null; all absent where the spec does not have it. */
    SpecifiedContainer container(String name) {
        return name == null ? SpecifiedContainer.ABSENT : containers.getOrDefault(name, SpecifiedContainer.ABSENT);
    }

    /** The name of a location from {@code //location/NAME}, {@code /org/ORG/location/NAME} or {@code NAME}. */
    private static String lastSegment(String link) {
        return link.substring(link.lastIndexOf('/') + 1);
    }

    private static Container.ResourceLimits resourceLimits(JsonField container) {
        String cpu = container.member("cpu").text();
        String memory = container.member("memory").text();
        return cpu == null && memory == null ? null : new Container.ResourceLimits(cpu, memory);
    }

    private static List<Container.Port> ports(JsonField container) {
        JsonField ports = container.member("ports");
        List<Container.Port> result = new ArrayList<>();
        for (JsonField port : ports.objects()) {
            Container.Port entry = new Container.Port(port.member("number").integer(), port.member("protocol").text());
            if (entry.number() != null || entry.protocol() != null) {
                result.add(entry);
            }
        }
        Integer lonePort = container.member("port").integer();
        if (result.isEmpty() && lonePort != null) {
            result.add(new Container.Port(lonePort, null));
        }
        return result.isEmpty() && ports.isMissing() ? null : List.copyOf(result);
    }

    private static List<Container.EnvironmentVariable> environmentVariables(JsonField container, SharedParts parts) {
        JsonField env = container.member("env");
        if (env.isMissing()) {
            return null;
        }
        List<Container.EnvironmentVariable> result = new ArrayList<>();
        for (JsonField variable : env.objects()) {
            String name = variable.member("name").text();
            String value = variable.member("value").text();
            // A literal may be a secret; a reference only names the place of one.
            String reference = value != null && value.startsWith(REFERENCE_PREFIX) ? value : null;
            if (name != null || reference != null) {
                result.add(parts.of(new Container.EnvironmentVariable(name, reference)));
            }
        }
        return List.copyOf(result);
    }
}
