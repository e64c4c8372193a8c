package dev.cplnroutes.events;

import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.spi.RouteTemplateParameterSource;

/**
 * The endpoints that the settings name. Each gets queues of its own, and for each queue Camel makes a route of the template
 * {@code cpln-deliver}: a receiver that is slow or away delays no other.
 */
public final class EventEndpoints implements CamelContextAware, RouteTemplateParameterSource {

    private static final String TEMPLATE = "cpln-deliver";
    private static final String UNDELIVERED = "cpln.undelivered.endpoint";
    /** Events in flight to one receiver over the network: its round trips would make a large listing's containers wait. */
    private static final int QUEUES_OF_REMOTE = 8;
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    private final EventSettings settings;
    private final Clock clock;
    private final Map<String, String> queues = new LinkedHashMap<>();
    private List<EventEndpoint> endpoints;
    private Endpoint undelivered;
    private CamelContext camelContext;
    private HttpClient webhookClient;
    private ExecutorService threads;
    private ProducerTemplate template;

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

    /** Whether {@link #all()} was asked for. Camel Main makes the beans twice, and uses them once. */
    synchronized boolean areResolved() {
        return endpoints != null;
    }

    /** Lets go of what holds threads and sockets. */
    synchronized void close() {
        endpoints = null;
        undelivered = null;
        webhookClient = null;
    }

    /**
     * Whether anybody wants events of a kind.
     *
     * @param kind the kind
     * @return false where its setting is blank
     */
    public boolean isWanted(EventKind kind) {
        return !of(kind).isEmpty();
    }

    /**
     * Counts events that could not even be queued.
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
     * @throws IllegalArgumentException where one cannot be resolved; names the setting
     */
    synchronized List<EventEndpoint> all() {
        if (endpoints == null) {
            WebhookSignature signature = settings.webhookSignature();
            List<EventEndpoint> resolved = new ArrayList<>();
            for (EventKind kind : EventKind.values()) {
                List<String> uris = settings.endpoints(kind);
                for (int i = 0; i < uris.size(); i++) {
                    resolved.add(endpoint(kind, i + 1, uris.get(i), signature));
                }
            }
            String uri = settings.undeliveredEndpoint();
            undelivered = uri.isEmpty() ? null : resolveUndelivered(uri);
            endpoints = List.copyOf(resolved);
        }
        return endpoints;
    }

    /** Where events go that could not be delivered; null for nowhere. */
    synchronized Endpoint undelivered() {
        all();
        return undelivered;
    }

    private EventEndpoint endpoint(EventKind kind, int number, String uri, WebhookSignature signature) {
        boolean isRemote = EventUris.isWebhook(uri) || EventUris.form(uri) == EventForm.KAFKA;
        int lanes = isRemote ? QUEUES_OF_REMOTE : 1;
        String name = EventEndpoint.name(kind, number);
        EventReceiver receiver = EventUris.isWebhook(uri) ? webhook(kind.settingName(), number, uri, signature)
                : camelReceiver(kind.settingName(), number, uri, lanes);
        List<SedaEndpoint> ofEndpoint = IntStream.rangeClosed(1, lanes).mapToObj(lane -> {
            String queue = "cpln-" + name + (lanes == 1 ? "" : "-" + lane);
            queues.put("cpln-deliver-" + name + (lanes == 1 ? "" : "-" + lane), queue);
            return camelContext.getEndpoint("seda:" + queue + "?size=" + settings.queueSize(), SedaEndpoint.class);
        }).toList();
        return new EventEndpoint(kind, number, EventUris.displayed(uri), receiver, ofEndpoint, settings.queueSize());
    }

    private EventReceiver camelReceiver(String setting, int number, String uri, int lanes) {
        Endpoint endpoint = resolve(setting, number, uri, EventUris.withDefaults(uri, settings.timeout(), settings.kafkaBrokers()));
        if (template == null) {
            template = camelContext.createProducerTemplate();
        }
        return new CamelReceiver(endpoint, EventUris.form(uri), template, new TimeLimitedCalls(threads(), lanes));
    }

    /** Threads for calls that may hang. */
    synchronized ExecutorService threads() {
        if (threads == null) {
            threads = camelContext.getExecutorServiceManager().newCachedThreadPool(this, "cpln-events");
        }
        return threads;
    }

    private EventReceiver webhook(String setting, int number, String uri, WebhookSignature signature) {
        EndpointUriFactory options = camelContext.getCamelContextExtension().getEndpointUriFactory("http");
        String query = uri.contains("?") ? uri.substring(uri.indexOf('?') + 1) : "";
        Stream.of(query.split("&")).map(pair -> pair.split("=", 2)[0])
                .filter(name -> options != null && options.propertyNames().contains(name)).findFirst().ifPresent(name -> {
                    throw cannotResolve(setting, number, uri, "'" + name + "' is an option of Camel's http component, but a "
                            + "webhook's address is sent as it is; with options, send to a route of your own (direct:...)");
                });
        if (webhookClient == null) {
            Duration timeout = settings.timeout();
            webhookClient = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(timeout.compareTo(LONGEST_CONNECT) < 0 ? timeout : LONGEST_CONNECT).build();
        }
        try {
            return new WebhookReceiver(uri, signature, webhookClient, clock);
        } catch (IllegalArgumentException e) {
            throw cannotResolve(setting, number, uri, "it is not an address");
        }
    }

    private Endpoint resolveUndelivered(String uri) {
        if (EventUris.isWebhook(uri)) {
            throw cannotResolve(UNDELIVERED, 1, uri, "a webhook is nothing to keep events in");
        }
        for (String option : List.of("fileName", "fileExist")) {
            if (EventUris.isFolder(uri) && EventUris.hasOption(uri, option)) {
                throw cannotResolve(UNDELIVERED, 1, uri, "it is a folder of one file an event, without the option " + option);
            }
        }
        return resolve(UNDELIVERED, 1, uri,
                EventUris.withDefaultsOfUndelivered(uri, settings.timeout(), settings.kafkaBrokers()));
    }

    /**
     * Resolves an endpoint.
     *
     * @param setting names it
     * @param number  its place there, from 1
     * @param uri     as it stands there
     * @param full    with our defaults
     * @throws IllegalArgumentException where Camel cannot resolve it; names the setting, and of the URI only what may be seen
     */
    private Endpoint resolve(String setting, int number, String uri, String full) {
        Endpoint endpoint;
        try {
            endpoint = camelContext.getEndpoint(full);
        } catch (RuntimeException e) {
            throw cannotResolve(setting, number, uri, reason(uri, e));
        }
        if (endpoint == null) {
            throw cannotResolve(setting, number, uri, reason(uri, null));
        }
        if (EventUris.form(uri) == EventForm.KAFKA && !EventUris.hasOption(full, "brokers")
                && !hasValue(endpoint.getComponent(), "brokers")) {
            throw cannotResolve(setting, number, uri, "it names no brokers, and neither does cpln.kafka.brokers");
        }
        return endpoint;
    }

    /** Whether an option of a component is set; its class may be on nobody's class path. */
    private static boolean hasValue(Component component, String option) {
        return component.getComponentPropertyConfigurer() instanceof PropertyConfigurerGetter options
                && options.getOptionValue(component, option, true) instanceof String value && !value.isBlank();
    }

    private static IllegalArgumentException cannotResolve(String setting, int number, String uri, String reason) {
        return new IllegalArgumentException("Setting " + setting + ": endpoint " + number + " (" + EventUris.displayed(uri)
                + ") cannot be resolved: " + reason + ".");
    }

    /** Camel's own messages hold the URI, secrets included. */
    private String reason(String uri, RuntimeException failure) {
        String scheme = EventUris.scheme(uri);
        if (scheme.isEmpty()) {
            return "it is no URI such as log:name or kafka:topic?brokers=host:9092";
        }
        if (camelContext.getComponent(scheme, true, false) == null) {
            return "there is no Camel component '" + scheme + "' on the class path";
        }
        String message = failure == null ? "" : String.valueOf(failure.getMessage());
        int unknown = message.indexOf("Unknown parameters=[");
        if (unknown >= 0) {
            String told = message.substring(unknown);
            List<String> names = Stream.of(uri.substring(uri.indexOf('?') + 1).split("&"))
                    .map(pair -> pair.split("=", 2)[0]).filter(name -> told.contains(name + "=")).toList();
            return "it does not know the option " + String.join(", ", names);
        }
        return "its options are not understood (" + DeliveryException.of(failure == null
                ? new IllegalStateException() : failure).getMessage() + ")";
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
     * What the template needs.
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
