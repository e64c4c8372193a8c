package dev.cplnroutes;

import java.time.Duration;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.ProducerTemplate;

/**
 * Hands the progress and the statistics of listings to the routes that publish them.
 */
public final class EventPublisher implements CamelContextAware {

    private Duration interval = Duration.ofSeconds(1);
    private CamelContext camelContext;
    private ProducerTemplate template;

    /** Makes a publisher with an interval of a second. */
    public EventPublisher() {
    }

    /**
     * Sets the shortest time between two events of a listing that are neither first nor last.
     *
     * @param interval 0 to 1 day, such as {@code 1s}; 0: all events
     * @throws IllegalArgumentException where it is something else
     */
    public void setInterval(String interval) {
        this.interval = Settings.duration("cpln.progress.interval", interval, Duration.ZERO, Duration.ofDays(1));
    }

    Duration interval() {
        return interval;
    }

    /** Queues an event; never waits. */
    void progress(ProgressEvent event) {
        template.sendBody("direct:cpln-publish-progress", event);
    }

    /** Queues the statistics of a listing; never waits. */
    void statistics(ListingStatistics statistics) {
        template.sendBody("direct:cpln-publish-statistics", statistics);
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
