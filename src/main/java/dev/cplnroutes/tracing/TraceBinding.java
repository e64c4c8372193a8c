package dev.cplnroutes.tracing;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The bean that puts {@link ListingSpans} around the spans of Camel's tracer, when the context starts. Nothing is
 * loaded where {@code camel-telemetry} is not on the class path, and nothing changes where there is no tracer.
 */
public final class TraceBinding implements CamelContextAware {

    private static final String TRACER = "org.apache.camel.telemetry.Tracer";

    private CamelContext camelContext;

    /** Makes the bean. */
    public TraceBinding() {
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
        camelContext.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStarting(CamelContext context) {
                bind(context);
            }

            // A host may bring its tracer with a route.
            @Override
            public void onContextStarted(CamelContext context) {
                bind(context);
            }
        });
    }

    private static void bind(CamelContext context) {
        if (isOnClassPath()) {
            ListingSpans.bind(context);
        }
    }

    private static boolean isOnClassPath() {
        try {
            Class.forName(TRACER, false, TraceBinding.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
