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
import dev.cplnroutes.recording.WatchRecorder;
import dev.cplnroutes.support.ContextLife;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean that registers the project's meters with the Micrometer registry of the Camel context, when the context has
 * started. Nothing is measured where there is no registry or no Micrometer on the class path.
 */
public final class MeterBinding implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(MeterBinding.class);

    /** Name of the bean that holds Camel's own meters, see MicrometerConstants of camel-micrometer. */
    static final String CAMELS_REGISTRY = "metricsRegistry";

    private static final String CAMELS_SWITCH = "camel.metrics.enabled";

    /** The parts that the meters read. */
    record Sources(CallRecorder recorder, ApiGate gate, AnswerCache answers, ThreadPoolExecutor laneThreads,
            RunningListings listings, EventDeliveries events, TokenHealth tokenHealth, ContainerInventory containers,
            WatchRecorder watches, ApiSettings settings) {
    }

    private final Sources sources;
    private CamelContext camelContext;

    /**
     * Makes the bean.
     *
     * @param recorder    reports finished calls and listings
     * @param gate        knows calls in flight, pause and rate
     * @param answers     the cache
     * @param laneThreads threads of lanes
     * @param listings    know how many listings are under way
     * @param events      count events, delivered and not
     * @param tokenHealth knows whether the API refuses the token
     * @param containers  the containers that listings found
     * @param watches     pictures that are kept up to date
     * @param settings    name the organization
     */
    public MeterBinding(CallRecorder recorder, ApiGate gate, AnswerCache answers, ThreadPoolExecutor laneThreads,
            RunningListings listings, EventDeliveries events, TokenHealth tokenHealth, ContainerInventory containers,
            WatchRecorder watches, ApiSettings settings) {
        this.sources = new Sources(recorder, gate, answers, laneThreads, listings, events, tokenHealth, containers,
                watches, settings);
    }

    private static boolean isOnClassPath(String className) {
        try {
            Class.forName(className, false, MeterBinding.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Whether Camel Main is told to have no meters, and has no registry under its name: no class is loaded then. */
    private static boolean isOff(CamelContext context) {
        return "false".equals(context.resolvePropertyPlaceholders("{{" + CAMELS_SWITCH + ":}}"))
                && context.getRegistry().lookupByName(CAMELS_REGISTRY) == null;
    }

    private void bindContainers(CamelContext context) {
        if (isOnClassPath("io.micrometer.prometheusmetrics.PrometheusMeterRegistry")
                && PrometheusContainers.bind(context, sources.containers(), sources.settings())) {
            sources.containers().connect();
        } else {
            LOG.warn("cpln.meters.maximum-containers is set, but there is no Prometheus registry: containers have no "
                    + "meters");
        }
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
        ContextLife.follow(camelContext, "cplnMeterBinding", this, this::bind, () -> { });
    }

    private void bind() {
        if (!isOff(camelContext) && isOnClassPath("io.micrometer.core.instrument.MeterRegistry")) {
            MicrometerMeters.bind(camelContext, sources);
        }
        if (sources.containers().isWanted()) {
            bindContainers(camelContext);
        }
    }
}
