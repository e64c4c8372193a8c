package dev.cplnroutes.events;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * An endpoint of Camel's. Whatever its component does, an attempt ends: it runs on a thread of its own.
 */
final class CamelReceiver implements EventReceiver {

    private final Endpoint endpoint;
    private final EventForm form;
    private final ProducerTemplate template;
    private final ExecutorService threads;
    private final int mostThreads;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * Makes the receiver.
     *
     * @param threads     grow as needed
     * @param mostThreads attempts that may be under way at once, those that were given up included
     */
    CamelReceiver(Endpoint endpoint, EventForm form, ProducerTemplate template, ExecutorService threads, int mostThreads) {
        this.endpoint = endpoint;
        this.form = form;
        this.template = template;
        this.threads = threads;
        this.mostThreads = mostThreads;
    }

    @Override
    public void send(Event event, Duration limit) throws DeliveryException, InterruptedException {
        if (underWay.incrementAndGet() > mostThreads) {
            underWay.decrementAndGet();
            throw DeliveryException.passing("attempts that were given up are still under way");
        }
        Attempt attempt = new Attempt(event);
        try {
            Future<Exchange> sent = threads.submit(attempt);
            attempt.await(sent, limit);
        } catch (RejectedExecutionException e) {
            attempt.end();
            throw DeliveryException.passing("Camel has stopped");
        }
    }

    /** One attempt, which counts until its thread is free again. */
    private final class Attempt implements Callable<Exchange> {

        private final Event event;
        private final AtomicBoolean hasBegun = new AtomicBoolean();

        Attempt(Event event) {
            this.event = event;
        }

        @Override
        public Exchange call() {
            if (!hasBegun.compareAndSet(false, true)) {
                return null;
            }
            try {
                return template.send(endpoint, exchange -> form.write(event, exchange.getMessage()));
            } finally {
                underWay.decrementAndGet();
            }
        }

        /** Given up before it began. */
        void end() {
            if (hasBegun.compareAndSet(false, true)) {
                underWay.decrementAndGet();
            }
        }

        void await(Future<Exchange> sent, Duration limit) throws DeliveryException, InterruptedException {
            try {
                Exception failure = sent.get(limit.toNanos(), TimeUnit.NANOSECONDS).getException();
                if (failure != null) {
                    throw DeliveryException.of(failure);
                }
            } catch (TimeoutException e) {
                sent.cancel(true);
                throw DeliveryException.passing("no answer within " + limit.toMillis() + " ms");
            } catch (ExecutionException e) {
                throw DeliveryException.of(e.getCause());
            } catch (InterruptedException e) {
                sent.cancel(true);
                throw e;
            } finally {
                end();
            }
        }
    }
}
