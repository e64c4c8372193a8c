package dev.cplnroutes.await;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import dev.cplnroutes.AwaitResult;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.listing.ListingOpening;
import dev.cplnroutes.outcome.FailureLog;
import dev.cplnroutes.request.AwaitRequest;
import dev.cplnroutes.request.RequestBody;
import dev.cplnroutes.request.RequestReader;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Variable;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The steps of a wait around the listings that are its rounds.
 */
public final class AwaitSteps implements CamelContextAware {

    private static final String WAIT = "cplnAwait";

    private final RequestReader requests;
    private final ApiSettings settings;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Stopping> running = ConcurrentHashMap.newKeySet();
    private CamelContext camelContext;
    /** Camel itself says so only after it has told the strategies. */
    private volatile boolean isStopping;

    /**
     * Makes the bean.
     *
     * @param requests reads and checks requests
     * @param settings the API's settings
     * @param clock    tells the time
     */
    public AwaitSteps(RequestReader requests, ApiSettings settings, Clock clock) {
        this.requests = requests;
        this.settings = settings;
        this.clock = clock;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "cpln-await");
            thread.setDaemon(true);
            return thread;
        });
        // A wait that ended long before its time would otherwise stay in memory until then.
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Ends the bean. */
    public void close() {
        timer.shutdownNow();
    }

    /**
     * Checks a request and begins its wait, before its first API call.
     *
     * @param exchange body: the request, see {@link RequestReader#readAwait}; property {@link Stopping#PROPERTY}: how
     *                 the caller stops it, may be absent. Its variable {@code cplnAwait} becomes the wait
     * @throws InvalidRequestException where the request is not allowed
     * @throws ListingFailedException  where the organization or the token is not set
     */
    public void open(Exchange exchange) {
        AwaitRequest request = requests.readAwait(RequestBody.of(exchange));
        try {
            settings.requireComplete();
        } catch (ListingFailedException e) {
            FailureLog.failed(e, request.options().gvc());
            throw e;
        }
        Stopping caller = exchange.getProperty(Stopping.PROPERTY, new Stopping(), Stopping.class);
        ContainerWait wait = new ContainerWait(request, clock, caller, timer);
        running.add(wait.stopping());
        if (isStopping || camelContext != null && (camelContext.isStopping() || camelContext.isStopped())) {
            wait.stopping().stop();
        }
        exchange.setVariable(WAIT, wait);
    }

    /**
     * Begins a round: the wait follows the listing that comes next, and stops it when its own time is up.
     *
     * @param exchange an exchange of the wait's own
     * @param wait     the wait
     */
    public void beginRound(Exchange exchange, @Variable(WAIT) ContainerWait wait) {
        wait.roundBegins();
        exchange.setProperty(ListingOpening.FOLLOWER, wait);
        exchange.setProperty(Stopping.PROPERTY, wait.stopping());
        exchange.getMessage().setBody(wait.getRequest());
    }

    /**
     * Ends a round that has listed.
     *
     * @param wait   the wait
     * @param result what was read
     */
    public void endRound(@Variable(WAIT) ContainerWait wait, @Body ListingResult result) {
        wait.roundEnds(result);
    }

    /**
     * Ends a round that has failed as a whole: the next one may do better.
     *
     * @param exchange exchange with the failure
     * @param wait     the wait
     */
    public void roundFailed(Exchange exchange, @Variable(WAIT) ContainerWait wait) {
        Exception failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        wait.roundFails(failure instanceof RuntimeException known ? known
                : new IllegalStateException("A round of the wait failed", failure));
    }

    /**
     * Waits until the next round is due, or the wait is over.
     *
     * @param wait the wait
     */
    public void pause(@Variable(WAIT) ContainerWait wait) {
        wait.awaitNextRound();
    }

    /**
     * Ends a wait, whatever became of it.
     *
     * @param wait the wait
     */
    public void end(@Variable(WAIT) ContainerWait wait) {
        running.remove(wait.stopping());
        wait.close();
    }

    /**
     * The answer that the caller gets.
     *
     * @param wait a wait that has ended
     * @return the answer
     * @throws ListingFailedException where it was stopped, or could not succeed any more
     */
    public AwaitResult result(@Body ContainerWait wait) {
        return wait.result();
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    /** Camel's graceful shutdown would wait for each wait to its end. */
    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
        camelContext.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext context) {
                isStopping = true;
                running.forEach(Stopping::stop);
            }

            @Override
            public void onContextStopped(CamelContext context) {
                isStopping = false;
            }
        });
    }
}
