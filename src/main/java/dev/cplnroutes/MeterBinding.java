package dev.cplnroutes;

import java.util.concurrent.ThreadPoolExecutor;

import dev.cplnroutes.events.EventDeliveries;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Puts our meters into the Micrometer registry of the Camel context when it has started. Without one, or without Micrometer
 * on the class path, nothing is measured.
 */
public final class MeterBinding implements CamelContextAware {

    /** What is measured. */
    record Sources(Meters meters, ApiGate gate, Answers answers, ThreadPoolExecutor laneThreads, Listings listings,
            EventDeliveries events) {
    }

    private final Sources sources;
    private CamelContext camelContext;

    /**
     * Makes the bean.
     *
     * @param meters      gets calls and listings
     * @param gate        calls in flight, pause and rate
     * @param answers     the cache
     * @param laneThreads threads of lanes
     * @param listings    listings under way
     * @param events      events delivered and not
     */
    public MeterBinding(Meters meters, ApiGate gate, Answers answers, ThreadPoolExecutor laneThreads, Listings listings,
            EventDeliveries events) {
        this.sources = new Sources(meters, gate, answers, laneThreads, listings, events);
    }

    private static boolean hasMicrometer() {
        try {
            Class.forName("io.micrometer.core.instrument.MeterRegistry", false, MeterBinding.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
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
            public void onContextStarted(CamelContext context) {
                // Camel Main makes the beans twice, and uses them once: only those are the registry's.
                boolean isUsed = context.getRegistry().lookupByName("cplnMeterBinding") == MeterBinding.this;
                if (isUsed && hasMicrometer()) {
                    MicrometerMeters.bind(context, sources);
                }
            }
        });
    }
}
