package dev.cplnroutes.mapping;

import java.util.Set;

/**
 * Tells the containers that the platform adds itself from those of the user, by their names.
 *
 * <p>The names are those of Control Plane's official command line client. Users cannot create containers so named.
 */
public final class SystemContainers {

    private static final Set<String> NAMES =
            Set.of("cpln-mounter", "istio-proxy", "istio-validation", "queue-proxy");

    private SystemContainers() {
    }

    /**
     * Whether a container of this name is the platform's.
     *
     * @param containerName may be null: a container without a name is not known to be the platform's
     */
    public static boolean contains(String containerName) {
        return containerName != null
                && (NAMES.contains(containerName)
                || containerName.startsWith("cpln-")
                || containerName.startsWith("debugger-"));
    }
}
