package dev.cplnroutes.watch;

import org.apache.camel.CamelContext;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.support.cluster.ClusterServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock {@value #NAME} of Camel's cluster service: of several processes with the same service, the one that holds it
 * watches what the settings name. Without a service every process does.
 */
final class WatchLock {

    private static final Logger LOG = LoggerFactory.getLogger("dev.cplnroutes.watch");
    private static final String NAME = "cpln-watch";

    private final CamelClusterService service;

    /** Takes part in the lock, where the context has a cluster service. */
    WatchLock(CamelContext context) {
        this.service = ClusterServiceHelper.lookupService(context).orElse(null);
        try {
            if (service != null) {
                service.getView(NAME);
            }
        } catch (Exception e) {
            LOG.warn("The lock {} of the cluster service cannot be used: nothing is watched from the start", NAME, e);
        }
    }

    boolean isHeld() {
        return service == null || service.isLeader(NAME);
    }
}
