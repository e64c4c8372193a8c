package dev.cplnroutes.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.cache.AnswerCache;
import dev.cplnroutes.events.EventDeliveries;
import dev.cplnroutes.events.EventStatistics;
import dev.cplnroutes.listing.RunningListings;
import dev.cplnroutes.recording.CallRecorder;
import dev.cplnroutes.recording.WatchRecorder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import org.apache.camel.CamelContext;

/**
 * The project's meters in a Micrometer registry. The page docs/metrics.md describes them.
 */
final class MicrometerMeters implements CallRecorder.Meters {

    private static final Duration[] CALL_BUCKETS = {Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
        Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1),
        Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30)};

    /** Registered at the start: a counter that appears with its first error would have no increase to alert on. */
    private static final List<String> CALL_OUTCOMES = List.of(CallRecorder.OK, "400", "401", "403", "404", "429", "500",
            "502", "503", "504", "quota", "unreachable", "timed_out", "nonsense", "cancelled");

    private static final String AGE = "cpln.watch.age.seconds";

    private static final List<String> LISTING_OUTCOMES = List.of("complete", "partial", "failed");

    private final MeterRegistry registry;
    private final Counter retries;
    /** By their outcomes, of which there are few: making a timer costs more than recording with it. */
    private final Map<String, Timer> calls = new ConcurrentHashMap<>();

    /** Registers the meters of calls and listings. */
    MicrometerMeters(MeterRegistry registry) {
        this.registry = registry;
        this.retries = Counter.builder("cpln.api.retries").description("Requests to the API that were sent again")
                .register(registry);
        CALL_OUTCOMES.forEach(this::calls);
        LISTING_OUTCOMES.forEach(this::listings);
    }

    /** Registers all meters with the registry of the Camel context, where there is one. */
    static void bind(CamelContext context, MeterBinding.Sources sources) {
        MeterRegistry registry = registry(context);
        if (registry == null) {
            return;
        }
        gauge(registry, "cpln.api.in.flight", "Requests to the API under way", sources.gate(),
                gate -> gate.state().inFlight());
        gauge(registry, "cpln.api.waiting", "Calls that wait for their turn", sources.gate(),
                gate -> gate.state().waiting());
        gauge(registry, "cpln.api.pause.seconds", "Time until the API may be called again, 0 without a pause",
                sources.gate(), gate -> gate.state().pauseSeconds());
        gauge(registry, "cpln.api.rate", "Calls a second that the process allows itself, 0 without a limit",
                sources.gate(), gate -> gate.state().rate());
        gauge(registry, "cpln.lanes.busy", "Lanes at work", sources.laneThreads(), ThreadPoolExecutor::getActiveCount);
        gauge(registry, "cpln.listings.active", "Listings under way", sources.listings(), RunningListings::active);
        gauge(registry, "cpln.token.refused", "1 while the API refuses the token, else 0", sources.tokenHealth(),
                health -> health.isRefused() ? 1 : 0);
        CaffeineCacheMetrics.monitor(registry, AnswerCache.cacheOf(sources.answers()), "cplnCache");
        FunctionCounter.builder("cpln.cache.refreshes", sources.answers(), answers -> answers.refreshes().refreshed())
                .description("Cached answers that were read again in the background").register(registry);
        FunctionCounter.builder("cpln.cache.refreshes.failed", sources.answers(),
                answers -> answers.refreshes().failed()).description("Refreshes in the background that failed")
                .register(registry);
        for (EventStatistics.OfEndpoint endpoint : sources.events().statistics().endpoints()) {
            events(registry, sources.events(), endpoint.name());
        }
        watches(registry, sources.watches());
        sources.recorder().connect(new MicrometerMeters(registry));
    }

    private static void watches(MeterRegistry registry, WatchRecorder watches) {
        gauge(registry, "cpln.watches", "Pictures that are kept up to date", watches, WatchRecorder::watches);
        gauge(registry, "cpln.watch.subscribers", "Subscribers to changes", watches, WatchRecorder::subscribers);
        for (ContainerChange.Type type : ContainerChange.Type.values()) {
            FunctionCounter.builder("cpln.watch.changes", watches, all -> all.changes(type))
                    .description("Changes that were seen").tag("type", type.text()).register(registry);
        }
        FunctionCounter.builder("cpln.watch.resets", watches, WatchRecorder::resets)
                .description("Subscribers that could not go on where they were").register(registry);
        FunctionCounter.builder("cpln.watch.cut.off", watches, WatchRecorder::cutOffs)
                .description("Subscribers that were cut off, since they did not read").register(registry);
        watches.connect(new WatchRecorder.Pictures() {
            @Override
            public void begins(String gvc, DoubleSupplier age) {
                Gauge.builder(AGE, age::getAsDouble).description("Age of the oldest part of a picture")
                        .tag("gvc", gvc).register(registry);
            }

            @Override
            public void ends(String gvc) {
                Gauge gauge = registry.find(AGE).tag("gvc", gvc).gauge();
                if (gauge != null) {
                    registry.remove(gauge);
                }
            }
        });
    }

    /** The registry of Camel's own meters, else any other in Camel's registry; null where there is none. */
    static MeterRegistry registry(CamelContext context) {
        MeterRegistry camels = context.getRegistry().lookupByNameAndType(MeterBinding.CAMELS_REGISTRY,
                MeterRegistry.class);
        if (camels != null) {
            return camels;
        }
        Set<MeterRegistry> found = context.getRegistry().findByType(MeterRegistry.class);
        return found.isEmpty() ? null : found.iterator().next();
    }

    private static <T> void gauge(MeterRegistry registry, String name, String description, T source,
            ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).description(description).register(registry);
    }

    private static void events(MeterRegistry registry, EventDeliveries events, String endpoint) {
        counter(registry, "cpln.events.published", "Events for an endpoint", events, endpoint,
                EventStatistics.OfEndpoint::published);
        counter(registry, "cpln.events.delivered", "Events that arrived", events, endpoint,
                EventStatistics.OfEndpoint::delivered);
        counter(registry, "cpln.events.attempts.failed", "Attempts that failed", events, endpoint,
                EventStatistics.OfEndpoint::failedAttempts);
        counter(registry, "cpln.events.undelivered", "Events that went to cpln.undelivered.endpoint", events, endpoint,
                EventStatistics.OfEndpoint::undelivered);
        counter(registry, "cpln.events.dropped", "Events that are lost", events, endpoint,
                EventStatistics.OfEndpoint::dropped);
        counter(registry, "cpln.events.redelivered", "Undelivered events that arrived after all", events, endpoint,
                EventStatistics.OfEndpoint::redelivered);
        Gauge.builder("cpln.events.queued", events, all -> of(all, endpoint, EventStatistics.OfEndpoint::queued))
                .description("Events that wait").tag("endpoint", endpoint).register(registry);
    }

    private static void counter(MeterRegistry registry, String name, String description, EventDeliveries events,
            String endpoint, ToDoubleFunction<EventStatistics.OfEndpoint> value) {
        FunctionCounter.builder(name, events, all -> of(all, endpoint, value)).description(description)
                .tag("endpoint", endpoint).register(registry);
    }

    private static double of(EventDeliveries events, String endpoint,
            ToDoubleFunction<EventStatistics.OfEndpoint> value) {
        return events.statistics().endpoints().stream().filter(one -> one.name().equals(endpoint)).mapToDouble(value)
                .sum();
    }

    private Timer calls(String outcome) {
        return Timer.builder("cpln.api.calls").description("Requests to the API, each try by itself")
                .tag("outcome", outcome).serviceLevelObjectives(CALL_BUCKETS).register(registry);
    }

    private Timer listings(String outcome) {
        return Timer.builder("cpln.listings").description("Listings that are over").tag("outcome", outcome)
                .register(registry);
    }

    @Override
    public void apiCall(String outcome, boolean isRetry, Duration took) {
        calls.computeIfAbsent(outcome, this::calls).record(took);
        if (isRetry) {
            retries.increment();
        }
    }

    @Override
    public void listing(String outcome, Duration took) {
        listings(outcome).record(took);
    }
}
