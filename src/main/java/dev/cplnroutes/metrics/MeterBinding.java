package dev.cplnroutes.metrics;

import java.util.concurrent.ThreadPoolExecutor;

import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.cache.AnswerCache;
import dev.cplnroutes.call.ApiGate;
import dev.cplnroutes.call.TokenHealth;
import dev.cplnroutes.events.EventDeliveries;
import dev.cplnroutes.listing.RunningListings;
import dev.cplnroutes.recording.CallRecorder;
import dev.cplnroutes.recording.ContainerInventory;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts our meters into the Micrometer registry of the Camel context when it has started. Without one, or without Micrometer
 * on the class path, nothing is measured.
 */
public final class MeterBinding implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(MeterBinding.class);

    /** What is measured. */
    record Sources(CallRecorder meters, ApiGate gate, AnswerCache answers, ThreadPoolExecutor laneThreads, RunningListings listings,
            EventDeliveries events, TokenHealth tokenHealth, ContainerInventory containers, ApiSettings settings) {
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
     * @param tokenHealth whether the token is refused
     * @param containers  containers that listings found
     * @param settings    name the organization
     */
    public MeterBinding(CallRecorder meters, ApiGate gate, AnswerCache answers, ThreadPoolExecutor laneThreads, RunningListings listings,
            EventDeliveries events, TokenHealth tokenHealth, ContainerInventory containers, ApiSettings settings) {
        this.sources = new Sources(meters, gate, answers, laneThreads, listings, events, tokenHealth, containers,
                settings);
    }

    private static boolean isOnClassPath(String className) {
        try {
            Class.forName(className, false, MeterBinding.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private void bindContainers(CamelContext context) {
        if (isOnClassPath("io.micrometer.prometheusmetrics.PrometheusMeterRegistry")
                && PrometheusContainers.bind(context, sources.containers(), sources.settings())) {
            sources.containers().beRead();
        } else {
            LOG.warn("cpln.meters.maximum-containers is set, but there is no Prometheus registry: containers have no meters");
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
                if (isUsed && isOnClassPath("io.micrometer.core.instrument.MeterRegistry")) {
                    MicrometerMeters.bind(context, sources);
                }
                if (isUsed && sources.containers().isWanted()) {
                    bindContainers(context);
                }
            }
        });
    }
}
