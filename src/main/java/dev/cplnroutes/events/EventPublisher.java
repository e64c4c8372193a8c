package dev.cplnroutes.events;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.ProgressEvent;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.support.SettingValue;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.ExchangeException;
import org.apache.camel.ProducerTemplate;

/**
 * The way of progress, statistics and containers from a listing, and of changes from a watch, to the routes that
 * publish them. Nothing here waits or fails a listing.
 */
public final class EventPublisher implements CamelContextAware {

    private final ApiSettings settings;
    private final EventEndpoints endpoints;
    private final Clock clock;
    private Duration interval = Duration.ofSeconds(1);
    private CamelContext camelContext;
    private ProducerTemplate template;

    /**
     * Makes a publisher with an interval of a second.
     *
     * @param settings  name the organization
     * @param endpoints know whether a kind of event has an endpoint
     * @param clock     gives the time at which a container was found
     */
    public EventPublisher(ApiSettings settings, EventEndpoints endpoints, Clock clock) {
        this.settings = settings;
        this.endpoints = endpoints;
        this.clock = clock;
    }

    /**
     * Sets the shortest time between two events of a listing that are neither first nor last.
     *
     * @param interval 0 to 1 day, such as {@code 1s}; 0: all events
     * @throws IllegalArgumentException if it is something else
     */
    public void setInterval(String interval) {
        this.interval = SettingValue.duration("cpln.progress.interval", interval, Duration.ZERO, Duration.ofDays(1));
    }

    /**
     * The shortest time between two events of a listing that are neither first nor last.
     *
     * @return 0 for all events
     */
    public Duration interval() {
        return interval;
    }

    /**
     * Queues a progress event.
     *
     * @param event the event
     */
    public void progress(ProgressEvent event) {
        if (endpoints.isWanted(EventKind.PROGRESS)) {
            publish("direct:cpln-publish-progress", EventKind.PROGRESS, 1, Event.of(settings.getOrg(), event));
        }
    }

    /**
     * Counts the statistics of a listing as lost, since they could not be queued.
     *
     * @param failure why
     */
    public void statisticsLost(@ExchangeException Exception failure) {
        endpoints.lost(EventKind.STATISTICS, 1, failure);
    }

    /**
     * Queues containers that a listing found.
     *
     * @param listingId  id of the listing
     * @param containers may be empty
     */
    public void containers(String listingId, List<Container> containers) {
        if (!containers.isEmpty() && endpoints.isWanted(EventKind.CONTAINER)) {
            publish("direct:cpln-publish-containers", EventKind.CONTAINER, containers.size(), containers.stream()
                    .map(container -> Event.of(settings.getOrg(), listingId, clock.instant(), container)).toList());
        }
    }

    /**
     * Queues changes that a watch has seen, in their order.
     *
     * @param changes may be empty
     */
    public void changes(List<ContainerChange> changes) {
        if (!changes.isEmpty() && endpoints.isWanted(EventKind.CHANGE)) {
            publish("direct:cpln-publish-changes", EventKind.CHANGE, changes.size(),
                    changes.stream().map(this::event).toList());
        }
    }

    /** The event of a change. */
    public Event event(ContainerChange change) {
        return Event.of(settings.getOrg(), change);
    }

    private void publish(String endpoint, EventKind kind, int events, Object body) {
        try {
            // Without block=false it would wait until a stopped route starts again.
            template.sendBody(endpoint + "?block=false", body);
        } catch (RuntimeException e) {
            endpoints.lost(kind, events, e);
        }
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
