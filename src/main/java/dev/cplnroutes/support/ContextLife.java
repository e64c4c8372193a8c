package dev.cplnroutes.support;

import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The life of a bean that works by itself while its Camel context runs.
 */
public final class ContextLife {

    private ContextLife() {
    }

    /**
     * Starts a bean when its context has started, and stops it when the context begins to stop.
     *
     * @param context  the context
     * @param beanName name of the bean in the context's registry
     * @param bean     the bean
     * @param start    starts it
     * @param stop     stops it
     */
    public static void follow(CamelContext context, String beanName, Object bean, Runnable start, Runnable stop) {
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStarted(CamelContext started) {
                // Camel Main creates the beans twice and uses one set of them: the one in its registry.
                if (started.getRegistry().lookupByName(beanName) == bean) {
                    start.run();
                }
            }

            @Override
            public void onContextStopping(CamelContext stopping) {
                stop.run();
            }
        });
    }
}
