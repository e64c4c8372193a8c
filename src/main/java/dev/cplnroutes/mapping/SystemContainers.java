package dev.cplnroutes.mapping;

import java.util.Set;

/**
 * The names of the containers that the platform adds to workloads.
 *
 * <p>They come from Control Plane's official command line client. Users cannot create containers with these names.
 */
public final class SystemContainers {

    private static final Set<String> NAMES =
            Set.of("cpln-mounter", "istio-proxy", "istio-validation", "queue-proxy");

    private SystemContainers() {
    }

    /**
     * Whether a container is the platform's own.
     *
     * @param containerName name of the container; null, where it has none, is no name of the platform's
     */
    public static boolean contains(String containerName) {
        return containerName != null
                && (NAMES.contains(containerName)
                || containerName.startsWith("cpln-")
                || containerName.startsWith("debugger-"));
    }
}
