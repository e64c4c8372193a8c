package dev.cplnroutes.events;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Endpoint;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.spi.RouteTemplateParameterSource;

/**
 * The endpoints that the settings name, each with queues of its own. For each queue Camel makes a route of the template
 * {@code cpln-deliver}, so that a receiver that is slow or down delays no other.
 */
public final class EventEndpoints implements CamelContextAware, RouteTemplateParameterSource {

    private static final String TEMPLATE = "cpln-deliver";
    /**
     * Events in flight to one receiver over the network: one at a time would make the containers of a large listing
     * wait.
     */
    private static final int QUEUES_OF_REMOTE = 8;

    private final EventSettings settings;
    private final Clock clock;
    private final Map<String, String> queues = new LinkedHashMap<>();
    private List<EventEndpoint> endpoints;
    private EndpointResolver resolver;
    private Endpoint undelivered;
    private CamelContext camelContext;
    private ExecutorService threads;

    /**
     * Makes the bean; endpoints are resolved when Camel makes their routes.
     *
     * @param settings name them
     * @param clock    gives the time of each attempt
     */
    public EventEndpoints(EventSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Whether {@link #all()} was called. Camel Main makes the beans twice and uses them once. */
    synchronized boolean areResolved() {
        return endpoints != null;
    }

    /** Drops what holds threads and sockets. */
    synchronized void close() {
        if (resolver != null) {
            resolver.close();
        }
        resolver = null;
        endpoints = null;
        undelivered = null;
    }

    /**
     * Whether events of a kind have an endpoint.
     *
     * @param kind the kind
     * @return false if its setting is blank
     */
    public boolean isWanted(EventKind kind) {
        return !of(kind).isEmpty();
    }

    /**
     * The Kafka endpoints of a kind.
     *
     * @param kind the kind
     * @return their URIs, which may hold secrets, with the options that are added to them
     */
    public synchronized List<String> kafkaUris(EventKind kind) {
        return settings.endpoints(kind).stream().filter(uri -> EventUris.form(uri) == EventForm.KAFKA)
                .map(uri -> EventUris.withDefaults(uri, settings.timeout(), settings.kafkaBrokers())).toList();
    }

    /**
     * Counts events that could not be queued.
     *
     * @param kind    of the events
     * @param events  how many
     * @param failure why
     */
    public void lost(EventKind kind, int events, Exception failure) {
        String reason = DeliveryException.of(failure).getMessage();
        for (EventEndpoint endpoint : of(kind)) {
            for (int i = 0; i < events; i++) {
                endpoint.lost(reason);
            }
        }
    }

    /** Endpoints of a kind. */
    synchronized List<EventEndpoint> of(EventKind kind) {
        return all().stream().filter(endpoint -> endpoint.kind() == kind).toList();
    }

    /**
     * All endpoints.
     *
     * @throws IllegalArgumentException if one cannot be resolved; names the setting
     */
    synchronized List<EventEndpoint> all() {
        if (endpoints == null) {
            resolver = new EndpointResolver(camelContext, settings, clock, threads());
            List<EventEndpoint> resolved = new ArrayList<>();
            for (EventKind kind : EventKind.values()) {
                List<String> uris = settings.endpoints(kind);
                for (int i = 0; i < uris.size(); i++) {
                    resolved.add(endpoint(kind, new EndpointResolver.Setting(kind.settingName(), i + 1, uris.get(i)),
                            resolver));
                }
            }
            String uri = settings.undeliveredEndpoint();
            undelivered = uri.isEmpty() ? null
                    : resolver.undelivered(new EndpointResolver.Setting(UndeliveredEvents.SETTING, 1, uri));
            endpoints = List.copyOf(resolved);
        }
        return endpoints;
    }

    private EventEndpoint endpoint(EventKind kind, EndpointResolver.Setting setting, EndpointResolver resolver) {
        String uri = setting.uri();
        boolean isRemote = EventUris.isWebhook(uri) || EventUris.form(uri) == EventForm.KAFKA;
        int lanes = isRemote ? QUEUES_OF_REMOTE : 1;
        String name = EventEndpoint.name(kind, setting.number());
        EventReceiver receiver = resolver.receiver(setting, lanes);
        List<SedaEndpoint> ofEndpoint = IntStream.rangeClosed(1, lanes).mapToObj(lane -> {
            String suffix = name + (lanes == 1 ? "" : "-" + lane);
            queues.put("cpln-deliver-" + suffix, "cpln-" + suffix);
            return camelContext.getEndpoint("seda:cpln-" + suffix + "?size=" + settings.queueSize(),
                    SedaEndpoint.class);
        }).toList();
        return new EventEndpoint(kind, setting.number(), EventUris.displayed(uri), receiver, ofEndpoint,
                settings.queueSize());
    }

    /** Where undelivered events go; null if the setting is blank. */
    synchronized Endpoint undelivered() {
        all();
        return undelivered;
    }

    /** A pool for calls that may hang; Camel ends it. */
    synchronized ExecutorService threads() {
        if (threads == null) {
            threads = camelContext.getExecutorServiceManager().newCachedThreadPool(this, "cpln-events");
        }
        return threads;
    }

    /**
     * The routes that Camel makes when it starts.
     *
     * @return one for each queue
     */
    @Override
    public synchronized Set<String> routeIds() {
        all();
        return Set.copyOf(queues.keySet());
    }

    /**
     * The parameters of the template for one route.
     *
     * @param routeId one of {@link #routeIds()}
     * @return names and values
     */
    @Override
    public synchronized Map<String, Object> parameters(String routeId) {
        return Map.of(TEMPLATE_ID, TEMPLATE, "queue", queues.get(routeId), "queueSize", settings.queueSize());
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }
}
