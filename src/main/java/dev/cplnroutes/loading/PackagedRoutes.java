package dev.cplnroutes.loading;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ContextServicePlugin;

/**
 * Has each Camel context load the packaged routes while it initializes. Camel finds this class by the
 * {@link java.util.ServiceLoader} and calls it while it builds the context, before there are any settings.
 */
public final class PackagedRoutes implements ContextServicePlugin {

    /** Creates the plugin; for the {@link java.util.ServiceLoader}. */
    public PackagedRoutes() {
        // Nothing to prepare.
    }

    /**
     * Adds the step of the context's initialization that loads the routes.
     *
     * @param context a context that is being built
     */
    @Override
    public void load(CamelContext context) {
        context.addLifecycleStrategy(new RouteLoading());
    }
}
