package dev.cplnroutes.tracing;

import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.SpanContextPropagationExtractor;
import org.apache.camel.telemetry.SpanContextPropagationInjector;
import org.apache.camel.telemetry.SpanLifecycleManager;
import org.apache.camel.telemetry.Tracer;

/**
 * The spans of Camel's tracer, thinned out within a listing. A host's own spans are the tracer's, and its settings stay
 * as they are.
 *
 * <p>The tracer wants a span for each message that is sent and each route that it passes. Of a listing the first of
 * these becomes the span of the listing, and each HTTP request to the API becomes a child of it. All others within are
 * {@link QuietSpan quiet}: their children are those of the listing. Camel keeps the span of an exchange with the
 * exchange, so that the listing's goes along to its lanes.
 */
final class ListingSpans implements SpanLifecycleManager {

    /** Where listings begin; the names that the tracer gives to messages sent there. */
    private static final Set<String> LISTINGS = Set.of("cpln-list-containers", "cpln-count-containers",
            "cpln-stream-containers");

    /** Where waits begin. */
    private static final String WAIT = "cpln-await-containers";

    /** Inner routes that also run outside of listings: refreshes, the list of GVCs, events. */
    private static final Set<String> INNER = Set.of("cpln-api-get", "cpln-api-tries", "cpln-api-attempt",
            "cpln-api-load", "cpln-api-call", "cpln-publish-progress", "cpln-publish-statistics",
            "cpln-publish-containers", "cpln-publish-changes", "cpln-undelivered");

    /** Routes between what starts a listing, such as a trigger, whose span is Camel's, and the listing. */
    private static final Set<String> BEFORE_LISTINGS = Set.of("cpln-http-listing", "cpln-http-stream",
            "cpln-http-wait", "cpln-kafka-send", "cpln-watch-tick", "cpln-watch-read");

    /** Queues of events: each endpoint of a kind has several. */
    private static final String QUEUES = "cpln-(progress|statistics|container|change)-\\d.*";

    /** The tracer names an HTTP request by its method. */
    private static final Set<String> METHODS = Set.of("GET", "POST");

    private static final String TRACE = "traceparent";

    private final SpanLifecycleManager tracers;

    private ListingSpans(SpanLifecycleManager tracers) {
        this.tracers = tracers;
    }

    /** Thins out the spans of the tracer of a Camel context, where it has one. Harmless when called again. */
    static void bind(CamelContext context) {
        Tracer tracer = context.hasService(Tracer.class);
        SpanLifecycleManager spans = tracer == null ? null : tracer.getSpanLifecycleManager();
        if (spans != null && !(spans instanceof ListingSpans)) {
            tracer.setSpanLifecycleManager(new ListingSpans(spans));
        }
    }

    @Override
    public Span create(String name, Span parent, SpanContextPropagationExtractor headers) {
        boolean isOfWait = parent instanceof ListingSpan entry && entry.isWait();
        boolean isWithin = parent instanceof ListingSpan && !isOfWait || parent instanceof CallSpan
                || parent instanceof QuietSpan quiet && quiet.isBehindEntry();
        Span real = real(parent);
        if (isWithin && METHODS.contains(name) && headers.get(CallSpan.TARGET) != null) {
            return new CallSpan(tracers.create(name, real, headers), headers);
        }
        if (isWithin || INNER.contains(name) || name.matches(QUEUES)) {
            return new QuietSpan(real, true);
        }
        boolean isEntry = LISTINGS.contains(name) || WAIT.equals(name) && !isOfWait;
        if (BEFORE_LISTINGS.contains(name) || !isEntry && (isOfWait || parent instanceof QuietSpan)) {
            return new QuietSpan(real, false);
        }
        Span created = tracers.create(name, real, headers);
        return isEntry ? new ListingSpan(created, WAIT.equals(name)) : created;
    }

    /** The tracer's own span that children belong to; null where there is none. */
    private static Span real(Span span) {
        return span instanceof ListingSpan listing ? listing.span()
                : span instanceof QuietSpan quiet ? quiet.parent()
                : span instanceof CallSpan call ? call.span() : span;
    }

    @Override
    public void activate(Span span) {
        if (!(span instanceof QuietSpan)) {
            tracers.activate(real(span));
        }
    }

    @Override
    public void deactivate(Span span) {
        if (!(span instanceof QuietSpan)) {
            tracers.deactivate(real(span));
        }
    }

    @Override
    public void close(Span span) {
        if (!(span instanceof QuietSpan)) {
            tracers.close(real(span));
        }
    }

    @Override
    public void inject(Span span, SpanContextPropagationInjector headers, boolean includesIds) {
        if (span instanceof CallSpan call) {
            // Nothing else of a host goes to the API, such as its baggage.
            tracers.inject(call.span(), (name, value) -> {
                if (name.equalsIgnoreCase(TRACE)) {
                    headers.put(name, value);
                }
            }, false);
        } else if (!(span instanceof QuietSpan)) {
            tracers.inject(real(span), headers, includesIds);
        }
    }
}
