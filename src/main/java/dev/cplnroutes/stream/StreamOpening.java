package dev.cplnroutes.stream;

import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.listing.LaneThreads;
import dev.cplnroutes.listing.ListingOpening;
import dev.cplnroutes.outcome.HandOver;
import dev.cplnroutes.support.FailureWords;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The one step of a stream: it starts the listing on a thread of the lanes, and leaves what comes out of it as the
 * body.
 */
public final class StreamOpening implements CamelContextAware {

    private static final String TRACE = "traceparent";
    private static final long RETRY_AFTER_SECONDS = 2;

    private final ExecutorService laneThreads;
    private CamelContext camelContext;
    private ProducerTemplate template;

    /**
     * Makes the bean.
     *
     * @param laneThreads run the listing, beside its lanes
     */
    public StreamOpening(ExecutorService laneThreads) {
        this.laneThreads = laneThreads;
    }

    /**
     * Starts the listing, and waits for its first container or its end.
     *
     * @param exchange body: the request, which may have the option {@code order} and is not paged; property
     *                 {@link Stopping#PROPERTY}: how the caller stops it, may be absent. The body becomes a
     *                 {@link dev.cplnroutes.ContainerStream}, which ends with the exchange
     * @throws InvalidRequestException where the request is not allowed
     * @throws ListingFailedException  where the listing failed before its first container
     */
    public void open(Exchange exchange) {
        Object request = exchange.getMessage().getBody();
        Object trace = exchange.getMessage().getHeader(TRACE);
        Stopping callers = exchange.getProperty(Stopping.PROPERTY, new Stopping(), Stopping.class);
        // Our own: the reader's going away ends this listing alone.
        Stopping own = new Stopping();
        HandOver stream = new HandOver(own::stop);
        Runnable whenStopped = own::stop;
        try {
            laneThreads.execute((LaneThreads.OwnThread) () -> {
                try {
                    list(stream, own, request, trace);
                } finally {
                    callers.forget(whenStopped);
                }
            });
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            throw new ListingFailedException(503, "Too many listings",
                    "The stream was not started: no thread is left for its listing; try again in a moment.",
                    OptionalLong.of(RETRY_AFTER_SECONDS));
        }
        callers.onStop(whenStopped);
        stream.awaitFirst();
        exchange.getMessage().setBody(stream);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                stream.close();
            }
        });
    }

    private void list(HandOver stream, Stopping own, Object request, Object trace) {
        RuntimeException failure = null;
        try {
            Exchange done = template.send("direct:cpln-list-containers", exchange -> {
                exchange.setProperty(ListingOpening.STREAM, stream);
                exchange.setProperty(Stopping.PROPERTY, own);
                exchange.getMessage().setBody(request);
                if (trace != null) {
                    exchange.getMessage().setHeader(TRACE, trace);
                }
            });
            failure = done.getException() == null ? null : explain(done.getException());
        } catch (RuntimeException e) {
            failure = explain(e);
        } finally {
            stream.ended(failure);
        }
    }

    private static RuntimeException explain(Exception failure) {
        return failure instanceof InvalidRequestException || failure instanceof ListingFailedException
                ? (RuntimeException) failure
                : new ListingFailedException(500, "Listing failed",
                        "The listing broke off: " + FailureWords.of(failure) + ".");
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
