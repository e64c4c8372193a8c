package dev.cplnroutes.standalone;

import org.apache.camel.CamelContext;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;

/**
 * The start of a serving process: adds cluster services before Camel's routes start, and runs a task when they have
 * started.
 */
final class ServingListener extends MainListenerSupport {

    private final Runnable afterStart;

    ServingListener(Runnable afterStart) {
        this.afterStart = afterStart;
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
        // Camel Main looks for cluster services before it creates the beans that camel.beans.* describe.
        CamelContext context = main.getCamelContext();
        for (CamelClusterService service : context.getRegistry().findByType(CamelClusterService.class)) {
            add(context, service);
        }
    }

    @Override
    public void afterStart(BaseMainSupport main) {
        afterStart.run();
    }

    private static void add(CamelContext context, CamelClusterService service) {
        try {
            context.addService(service);
        } catch (Exception e) {
            throw new IllegalStateException("The cluster service could not be started", e);
        }
    }
}
