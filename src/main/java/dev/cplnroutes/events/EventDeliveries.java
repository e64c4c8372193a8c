package dev.cplnroutes.events;

import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

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
 * The steps of the routes that deliver events: queue, one attempt, the decision about another one, and the dead letter.
 * Camel's dead letter channel calls them and waits in between, see the route configuration {@code
 * cpln-deliver-or-keep}.
 *
 * <p>When Camel forces its routes to stop, it ends the waits and refuses to process what it has taken from a queue. It
 * reports such an event to the exception handler of the queue: this class, which keeps the event.
 */
public final class EventDeliveries implements CamelContextAware, ExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(EventDeliveries.class);
    private static final String STOPS = "the process stops";

    private final EventSettings settings;
    private final EventEndpoints endpoints;
    private final UndeliveredEvents undelivered;
    private final UndeliveredReplay replay;
    private final EventFlush flush;
    private final DeliveryRetry retry;
    private final AtomicLong numbers = new AtomicLong();
    /** Has one party more than events are in hand: a phaser without a party terminates. */
    private final Phaser inHand = new Phaser(1);
    private CamelContext camelContext;

    /**
     * Makes the bean.
     *
     * @param settings    retries and time limits
     * @param endpoints   the receivers
     * @param undelivered keeps what does not arrive
     */
    public EventDeliveries(EventSettings settings, EventEndpoints endpoints, UndeliveredEvents undelivered) {
        this.settings = settings;
        this.endpoints = endpoints;
        this.undelivered = undelivered;
        this.replay = new UndeliveredReplay(settings, endpoints, undelivered);
        this.flush = new EventFlush(settings.flushTimeout());
        this.retry = new DeliveryRetry(settings.maxRetries(), settings.retryDelay(),
                () -> ThreadLocalRandom.current().nextDouble());
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
                endpoint.missed(event);
                undelivered.queue(delivery, "its queue of " + settings.queueSize() + " is full");
            }
        }
    }

    /**
     * Makes one attempt to deliver an event.
     *
     * @param delivery the event and its receiver
     * @throws Exception if it did not arrive; another attempt may follow, see {@link #isSentAgain}
     */
    public void attempt(@Body EventDelivery delivery) throws Exception {
        if (delivery.take()) {
            inHand.register();
        }
        DeliveryException failure = send(delivery);
        if (failure != null) {
            delivery.failed(failure.getMessage());
            throw failure;
        }
        delivery.endpoint().delivered();
        release(delivery);
    }

    /** Sends once; null if the event has arrived. */
    private DeliveryException send(EventDelivery delivery) {
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
            // The flag stays cleared: set, it would interrupt the writing of the undelivered event.
            return DeliveryException.passing(STOPS);
        } finally {
            flush.leave();
        }
    }

    /**
     * Decides after a failed attempt whether another one follows, and sets the wait before it.
     *
     * @param exchange holds the event and the failure
     * @return false if the event is given up, also when Camel has begun to stop
     */
    public boolean isSentAgain(Exchange exchange) {
        if (flush.hasBegun()) {
            return false;
        }
        EventDelivery delivery = exchange.getMessage().getBody(EventDelivery.class);
        DeliveryException failure = DeliveryException.of(
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        return retry.next(delivery, failure).map(wait -> {
            exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, wait.toMillis());
            return true;
        }).orElse(false);
    }

    /**
     * Keeps an event that was given up: the dead letter.
     *
     * @param exchange holds the event and the failure
     */
    public void giveUp(Exchange exchange) {
        keepGivenUp(exchange.getMessage().getBody(EventDelivery.class),
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    }

    private void keepGivenUp(EventDelivery delivery, Throwable failure) {
        String reason = delivery.lastFailure();
        if (reason == null) {
            reason = flush.hasBegun() ? STOPS : DeliveryException.of(failure).getMessage();
        }
        delivery.endpoint().missed(delivery.event());
        undelivered.keep(delivery, reason);
        release(delivery);
    }

    /**
     * Puts topics right that changes have not reached in their turn: sends what is so now of each such key.
     *
     * @param present the change that tells what is so now of a key; null where nobody knows now
     */
    public void putRight(Function<String, Event> present) {
        for (EventEndpoint endpoint : endpoints.of(EventKind.CHANGE)) {
            boolean isAway = false;
            for (String key : endpoint.takeMissed()) {
                isAway = isAway || !putRight(endpoint, key, present);
                if (isAway) {
                    endpoint.missed(key);
                }
            }
        }
    }

    /** False where the endpoint does not take it. */
    private boolean putRight(EventEndpoint endpoint, String key, Function<String, Event> present) {
        Event now = present.apply(key);
        if (now != null && send(new EventDelivery(now, endpoint, 0)) != null) {
            return false;
        }
        Event then = present.apply(key);
        if (now == null || then == null || !now.tellsTheSame(then)) {
            // A change may have overtaken it on the way.
            endpoint.missed(key);
        }
        if (now != null) {
            endpoint.redelivered();
        }
        return true;
    }

    private void release(EventDelivery delivery) {
        if (delivery.release()) {
            inHand.arriveAndDeregister();
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

    private void whileInHand(Runnable what) {
        inHand.register();
        try {
            what.run();
        } finally {
            inHand.arriveAndDeregister();
        }
    }

    /**
     * Sends undelivered events again, each once: what still does not arrive stays where it is.
     *
     * @return the numbers of events that arrived and that did not
     * @throws RedeliveryException if the undelivered events cannot be read
     */
    public Redelivery redeliver() {
        return replay.run(delivery -> {
            DeliveryException failure = send(delivery);
            if (failure == null) {
                delivery.endpoint().redelivered();
                delivery.endpoint().missed(delivery.event());
            }
            return failure;
        });
    }

    /**
     * The counts of the events of this process.
     *
     * @return counts since the start
     */
    public EventStatistics statistics() {
        return new EventStatistics(endpoints.all().stream().map(EventEndpoint::statistics).toList(),
                undelivered.statistics(replay.delivered()));
    }

    @Override
    public void handleException(Throwable exception) {
        LOG.warn("A queue of events failed: {}", DeliveryException.of(exception).getMessage());
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(exception);
    }

    /** Keeps an event that Camel took from a queue and did not process. */
    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        whileInHand(() -> keepUnprocessed(exchange, exception));
    }

    private void keepUnprocessed(Exchange exchange, Throwable exception) {
        Object body = exchange == null ? null : exchange.getMessage().getBody();
        // Camel may have interrupted its thread; the event is written all the same.
        Thread.interrupted();
        if (body instanceof EventDelivery delivery) {
            keepGivenUp(delivery, exception);
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

    /** Camel drains the queues before it stops their routes; the flush limits the time of that. */
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

    /** If Camel had no more time for its routes, events are left in their queues. Endpoints still work. */
    private void keepWhatIsLeft() {
        flush.finish();
        undelivered.hurry();
        endpoints.all().forEach(endpoint -> endpoint.drain().forEach(delivery -> undelivered.keep(delivery, STOPS)));
        undelivered.drain();
        try {
            // Threads that Camel has interrupted may still keep the event that they had taken.
            inHand.awaitAdvanceInterruptibly(inHand.arrive(), settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("Events are still being written to cpln.undelivered.endpoint after {} s; those are lost",
                    settings.timeout().toSeconds());
        }
    }
}
