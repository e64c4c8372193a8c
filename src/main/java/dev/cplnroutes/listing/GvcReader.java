package dev.cplnroutes.listing;

import java.time.Clock;
import java.util.List;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.api.FailureReader;
import dev.cplnroutes.call.ApiCall;
import dev.cplnroutes.call.ApiRead;
import dev.cplnroutes.call.Caller;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.mapping.GvcNames;
import dev.cplnroutes.outcome.FailureAnswers;
import dev.cplnroutes.outcome.FailureLog;
import dev.cplnroutes.recording.ListingCounters;
import dev.cplnroutes.recording.ListingStopwatch;
import dev.cplnroutes.request.ResolvedRequest;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * The reader of the organization's GVC list: one page after another, with the retries of a request, never from the
 * cache.
 */
public final class GvcReader implements CamelContextAware {

    private final ApiSettings settings;
    private final RunningListings running;
    private final FailureReader failures;
    private final Clock clock;
    private CamelContext camelContext;
    private ProducerTemplate template;

    /**
     * Makes the bean.
     *
     * @param settings the API's settings
     * @param running  reads under way are stopped as listings are
     * @param failures reads why a call failed
     * @param clock    tells the time of waits
     */
    public GvcReader(ApiSettings settings, RunningListings running, FailureReader failures, Clock clock) {
        this.settings = settings;
        this.running = running;
        this.failures = failures;
        this.clock = clock;
    }

    /**
     * Reads the list.
     *
     * @param options of the listings that the list is read for: its retries
     * @return names of all GVCs, in the API's order
     * @throws ListingFailedException where the list cannot be read to its end
     */
    public List<String> read(ResolvedRequest options) {
        try {
            settings.requireComplete();
            return readAll(options);
        } catch (ListingFailedException e) {
            FailureLog.failed(e, options.gvc());
            throw e;
        }
    }

    private List<String> readAll(ResolvedRequest options) {
        Stopping stopping = new Stopping();
        GvcCaller caller = new GvcCaller(options, stopping, clock);
        GvcList list = new GvcList(new ApiUris(settings));
        stopping.onStop(caller.waits::wakeUnwanted);
        running.begin(stopping);
        try {
            while (list.next() != null) {
                list.read(answer(caller, ApiRead.uncached(list.next(), ApiScope.ORGANIZATION,
                        ApiAnswer.Kind.GVC_LIST)));
            }
            return list.names();
        } catch (ApiException e) {
            throw stopping.isStopped() || e.kind() == ApiException.Kind.CANCELLED
                    ? ListingFailedException.stopped("Listing stopped", "The GVC list was not read to its end.")
                    : FailureAnswers.of(e, options);
        } finally {
            running.end(stopping);
        }
    }

    private GvcNames answer(GvcCaller caller, ApiRead read) throws ApiException {
        ApiCall call = new ApiCall(caller, read);
        Exchange done = template.send("direct:cpln-api-get", exchange -> exchange.setVariable("cplnCall", call));
        call.end();
        if (done.getException() != null) {
            throw failures.explain(done.getException());
        }
        return (GvcNames) call.answer();
    }

    /** The caller of the GVC list: one thread, which reads one page after another. */
    private static final class GvcCaller implements Caller {

        private final ResolvedRequest options;
        private final Stopping stopping;
        private final ListingCounters counters = new ListingCounters();
        private final ListingStopwatch stopwatch;
        private final InterruptibleWaits<GvcCaller> waits;

        GvcCaller(ResolvedRequest options, Stopping stopping, Clock clock) {
            this.options = options;
            this.stopping = stopping;
            this.stopwatch = new ListingStopwatch(clock);
            this.waits = new InterruptibleWaits<>(GvcCaller::isWanted, stopwatch);
        }

        @Override
        public ResolvedRequest options() {
            return options;
        }

        @Override
        public boolean isWanted() {
            return !stopping.isStopped();
        }

        @Override
        public void waits(ListingStopwatch.Phase phase) {
            waits.begin(this, phase);
        }

        @Override
        public void goesOn() {
            waits.end();
        }

        @Override
        public ListingCounters counters() {
            return counters;
        }

        @Override
        public ListingStopwatch stopwatch() {
            return stopwatch;
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
