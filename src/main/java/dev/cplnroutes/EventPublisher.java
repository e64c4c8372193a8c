package dev.cplnroutes;

import java.time.Duration;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.ProducerTemplate;

/**
 * Hands the progress of listings to the route that publishes it.
 */
public final class EventPublisher implements CamelContextAware {

    private final Duration interval;
    private CamelContext camelContext;
    private ProducerTemplate template;

    /**
     * Publishes progress.
     *
     * @param interval shortest time between two events of a listing that are neither first nor last; zero: all
     */
    public EventPublisher(Duration interval) {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("Setting cpln.progress.interval is negative; allowed is 0 or more.");
        }
        this.interval = interval;
    }

    Duration interval() {
        return interval;
    }

    /** Queues an event; never waits. */
    void progress(ProgressEvent event) {
        template.sendBody("direct:cpln-publish-progress", event);
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
        this.template = camelContext.createProducerTemplate();
    }
}
