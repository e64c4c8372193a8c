package dev.cplnroutes.listing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.cplnroutes.Stopping;
import dev.cplnroutes.api.ApiHttpClient;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The running listings of the process. They are stopped when Camel begins to stop.
 */
public final class RunningListings implements CamelContextAware {

    private final ApiHttpClient client;
    private final AtomicInteger active = new AtomicInteger();
    /** The number of running listings by what stops them. */
    private final Map<Stopping, Integer> stoppings = new ConcurrentHashMap<>();
    private CamelContext camelContext;
    /** Camel itself says so only after it has told the strategies. */
    private volatile boolean isStopping;

    /**
     * Makes the bean.
     *
     * @param client its calls in flight are cancelled when Camel stops
     */
    public RunningListings(ApiHttpClient client) {
        this.client = client;
    }

    /**
     * Listings under way, for metrics.
     *
     * @return from 0
     */
    public int active() {
        return active.get();
    }

    /** A listing begins; it is stopped at once where Camel stops already. */
    void begin(Stopping stopping) {
        active.incrementAndGet();
        stoppings.merge(stopping, 1, Integer::sum);
        if (isStopping || camelContext != null && (camelContext.isStopping() || camelContext.isStopped())) {
            stopping.stop();
        }
    }

    /** Breaks off the calls in flight of a listing that was stopped: its reader has gone. */
    void breakOff(Lanes lanes) {
        lanes.breakOff(client::abort);
    }

    /** A listing has ended. */
    void end(Stopping stopping) {
        active.decrementAndGet();
        stoppings.computeIfPresent(stopping, (key, listings) -> listings == 1 ? null : listings - 1);
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    /** Camel's graceful shutdown would wait for each listing to its end. */
    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
        camelContext.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext context) {
                isStopping = true;
                stoppings.keySet().forEach(Stopping::stop);
                client.abortAll();
            }

            @Override
            public void onContextStopped(CamelContext context) {
                isStopping = false;
            }
        });
    }
}
