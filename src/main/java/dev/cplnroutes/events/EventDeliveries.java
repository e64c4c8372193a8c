package dev.cplnroutes.events;

import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues events and delivers them: again after a wait where that may help, else to {@code cpln.undelivered.endpoint}. Not by
 * Camel's redelivery: its waits do not end when Camel stops, and an event must not be lost where it then refuses to go on.
 */
public final class EventDeliveries implements CamelContextAware, ExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(EventDeliveries.class);
    private static final String STOPS = "the process stops";

    private final EventSettings settings;
    private final EventEndpoints endpoints;
    private final UndeliveredEvents undelivered;
    private final EventFlush flush;
    private final AtomicLong numbers = new AtomicLong();
    /** One party more than there are events in somebody's hands: a phaser without any would end. */
    private final Phaser inHand = new Phaser(1);
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
            EventDelivery delivery = new EventDelivery(event, endpoint, numbers.incrementAndGet());
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
        whileInHand(() -> deliverOrKeep(delivery));
    }

    private void whileInHand(Runnable what) {
        inHand.register();
        try {
            what.run();
        } finally {
            inHand.arriveAndDeregister();
        }
    }

    private void deliverOrKeep(EventDelivery delivery) {
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
            return DeliveryException.passing(STOPS);
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
            return DeliveryException.passing(STOPS);
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
        whileInHand(() -> undelivered.write(kept));
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
                delivery.endpoint().redelivered();
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
    public void handleException(Throwable exception) {
        LOG.warn("A queue of events failed ({})", exception.getClass().getSimpleName());
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(exception);
    }

    /** Camel did not process what it took from a queue. */
    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        whileInHand(() -> keepUnprocessed(exchange, exception));
    }

    private void keepUnprocessed(Exchange exchange, Throwable exception) {
        Object body = exchange == null ? null : exchange.getMessage().getBody();
        // Camel's thread may have been told to stop; the event is written all the same.
        Thread.interrupted();
        String reason = flush.hasBegun() ? STOPS : DeliveryException.of(exception).getMessage();
        if (body instanceof EventDelivery delivery) {
            undelivered.keep(delivery, reason);
        } else if (body instanceof UndeliveredEvents.Kept kept) {
            undelivered.write(kept);
        } else {
            handleException(exception);
        }
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
                if (endpoints.areResolved()) {
                    flush.begin();
                }
            }

            @Override
            public void onContextStopped(CamelContext context) {
                undelivered.close();
                endpoints.close();
            }
        });
        EventNotifierSupport whenRoutesHaveStopped = new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (endpoints.areResolved()) {
                    keepWhatIsLeft();
                }
            }

            @Override
            public boolean isEnabled(CamelEvent event) {
                return event.getType() == CamelEvent.Type.RoutesStopped;
            }
        };
        whenRoutesHaveStopped.setIgnoreExchangeEvents(true);
        camelContext.getManagementStrategy().addEventNotifier(whenRoutesHaveStopped);
    }

    /** Where Camel had no more time for its routes, some events are left in their queues; endpoints still work. */
    private void keepWhatIsLeft() {
        flush.finish();
        undelivered.hurry();
        endpoints.all().forEach(endpoint -> endpoint.drain().forEach(delivery -> undelivered.keep(delivery, STOPS)));
        undelivered.drain();
        try {
            // Threads that Camel has ended may still keep what they had taken.
            inHand.awaitAdvanceInterruptibly(inHand.arrive(), settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("Events are still being kept after {} s", settings.timeout().toSeconds());
        }
    }
}
