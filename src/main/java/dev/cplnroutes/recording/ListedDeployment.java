package dev.cplnroutes.recording;

import java.time.Instant;
import java.util.List;

/**
 * The containers of a deployment as the last listing that read them found them.
 *
 * @param key        which deployment
 * @param listedAt   when that listing began
 * @param containers in the order of version and name; less than there are where they did not fit the maximum
 */
public record ListedDeployment(DeploymentKey key, Instant listedAt, List<ContainerSample> containers) {

    /** Makes the list immutable. */
    public ListedDeployment {
        containers = List.copyOf(containers);
    }

    /** The same with the first containers only. */
    ListedDeployment first(int most) {
        return containers.size() <= most ? this : new ListedDeployment(key, listedAt, containers.subList(0, most));
    }
}
