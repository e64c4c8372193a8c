package dev.cplnroutes.events;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Queues events and delivers them: again after a wait where that may help, else to {@code cpln.undelivered.endpoint}. Not by
 * Camel's redelivery: its waits do not end when Camel stops, and an event must not be lost where it then refuses to go on.
 */
public final class EventDeliveries implements CamelContextAware {

    private final EventSettings settings;
    private final EventEndpoints endpoints;
    private final UndeliveredEvents undelivered;
    private final EventFlush flush;
    private CamelContext camelContext;

    /**
     * Makes the bean.
     *
     * @param settings    how often and for how long
     * @param endpoints   where to
     * @param undelivered keeps what does not arrive
     */
    public EventDeliveries(EventSettings settings, EventEndpoints endpoints, UndeliveredEvents undelivered) {
        this.settings = settings;
        this.endpoints = endpoints;
        this.undelivered = undelivered;
        this.flush = new EventFlush(settings.flushTimeout());
    }

    /**
     * Queues an event for each endpoint of its kind; never waits.
     *
     * @param event the event
     */
    public void queue(@Body Event event) {
        for (EventEndpoint endpoint : endpoints.of(event.kind())) {
            EventDelivery delivery = new EventDelivery(event, endpoint);
            if (!endpoint.offer(delivery, camelContext)) {
                undelivered.queue(delivery, "its queue of " + settings.queueSize() + " is full");
            }
        }
    }

    /**
     * Delivers an event, or keeps it where it cannot be delivered.
     *
     * @param delivery what to deliver
     */
    public void deliver(@Body EventDelivery delivery) {
        EventEndpoint endpoint = delivery.endpoint();
        DeliveryException failure = attempt(delivery);
        while (failure != null && isSentAgain(delivery, failure)) {
            failure = attempt(delivery);
        }
        if (failure == null) {
            endpoint.delivered();
            return;
        }
        undelivered.keep(delivery, failure.getMessage());
    }

    /** Sends once; null where the event has arrived. */
    private DeliveryException attempt(EventDelivery delivery) {
        if (!flush.enter()) {
            return DeliveryException.passing("the process stops");
        }
        delivery.attempt();
        try {
            delivery.endpoint().receiver().send(delivery.event(), settings.timeout());
            return null;
        } catch (DeliveryException e) {
            delivery.endpoint().attemptFailed(e.getMessage());
            return e;
        } catch (InterruptedException e) {
            // The flag stays cleared: it would break off the writing of the event that is to be kept.
            return DeliveryException.passing("the process stops");
        } finally {
            flush.leave();
        }
    }

    private boolean isSentAgain(EventDelivery delivery, DeliveryException failure) {
        if (failure.isFinal() || delivery.endpoint().isDown()) {
            return false;
        }
        if (delivery.attempts() > settings.maxRetries()) {
            delivery.endpoint().givenUp();
            return false;
        }
        double factor = (1 + ThreadLocalRandom.current().nextDouble() / 2) * Math.pow(2, delivery.attempts() - 1);
        try {
            return flush.await(Duration.ofMillis((long) Math.min(settings.retryDelay().toMillis() * factor, 3_600_000)));
        } catch (InterruptedException e) {
            return false;
        }
    }

    /**
     * Writes an event that found its queue full.
     *
     * @param kept the event
     */
    public void keep(@Body UndeliveredEvents.Kept kept) {
        undelivered.write(kept);
    }

    /**
     * Sends undelivered events again, each once: what still does not arrive stays where it is.
     *
     * @return what came of it
     * @throws RedeliveryException where there is nothing to read them from
     */
    public Redelivery redeliver() {
        return undelivered.redeliver(delivery -> {
            DeliveryException failure = attempt(delivery);
            if (failure == null) {
                delivery.endpoint().delivered();
            }
            return failure;
        });
    }

    /**
     * What became of the events of this process.
     *
     * @return counts since the start
     */
    public EventStatistics statistics() {
        return new EventStatistics(endpoints.all().stream().map(EventEndpoint::statistics).toList(), undelivered.statistics());
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    /** Camel drains the queues before it stops their routes; from then on there is a limit of time. */
    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
        camelContext.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext context) {
                flush.begin();
            }
        });
        camelContext.getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                // Where Camel had no more time for it, some may be left; endpoints still work.
                endpoints.all().forEach(endpoint -> endpoint.drain().forEach(delivery ->
                        undelivered.keep(delivery, "the process stops")));
                undelivered.drain();
            }

            @Override
            public boolean isEnabled(CamelEvent event) {
                return event.getType() == CamelEvent.Type.RoutesStopped;
            }
        });
    }
}
