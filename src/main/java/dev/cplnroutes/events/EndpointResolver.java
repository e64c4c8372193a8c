package dev.cplnroutes.events;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;

import dev.cplnroutes.api.WebhookHttpClient;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.util.ObjectHelper;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;

/**
 * Makes receivers and endpoints of the URIs in the settings. Its errors name the setting and show no secret of a URI;
 * Camel's own messages hold the URI and are not passed on.
 */
final class EndpointResolver {

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    private final CamelContext camelContext;
    private final EventSettings settings;
    private final Clock clock;
    private final WebhookSignature signature;
    private final ProducerTemplate template;
    private final ExecutorService threads;
    private CloseableHttpClient webhookClient;

    /**
     * One endpoint URI of a setting, and the errors that name it. They show of the URI only what may be seen.
     *
     * @param name   name of the setting
     * @param number place of the URI in the setting, from 1
     * @param uri    the URI
     */
    record Setting(String name, int number, String uri) {

        /**
         * The error for an endpoint that cannot be resolved.
         *
         * @param reason what is wrong, and what to do; holds no secret
         * @return the exception to throw
         */
        IllegalArgumentException unresolved(String reason) {
            return new IllegalArgumentException("Setting " + name + ": endpoint " + number + " ("
                    + EventUris.displayed(uri) + ") cannot be resolved: " + reason + ".");
        }

        /**
         * Finds the options that Camel does not know.
         *
         * @param message of Camel's exception; it holds their values, which may be secrets
         * @return their names, in the order of the URI; empty if the message is about something else
         */
        List<String> unknownOptions(String message) {
            int unknown = message == null ? -1 : message.indexOf("Unknown parameters=[");
            if (unknown < 0) {
                return List.of();
            }
            String listed = message.substring(unknown);
            return EventUris.options(uri).keySet().stream().filter(option -> listed.contains(option + "=")).toList();
        }

        /** Does not show the URI. */
        @Override
        public String toString() {
            return name + " " + number;
        }
    }

    /**
     * Makes the resolver.
     *
     * @param camelContext resolves endpoints
     * @param settings     time limit, Kafka brokers and the secret that signs webhooks
     * @param clock        gives the time of each attempt
     * @param threads      run calls that may hang
     */
    EndpointResolver(CamelContext camelContext, EventSettings settings, Clock clock, ExecutorService threads) {
        this.camelContext = camelContext;
        this.settings = settings;
        this.clock = clock;
        this.signature = settings.webhookSignature();
        this.template = camelContext.createProducerTemplate();
        this.threads = threads;
    }

    /**
     * Makes the receiver of a setting's endpoint.
     *
     * @param setting names it
     * @param lanes   events that are sent to it at once
     * @return a webhook, or an endpoint of Camel's
     * @throws IllegalArgumentException if it cannot be resolved
     */
    EventReceiver receiver(Setting setting, int lanes) {
        if (EventUris.isWebhook(setting.uri())) {
            return webhook(setting, lanes);
        }
        Endpoint endpoint = endpoint(setting,
                EventUris.withDefaults(setting.uri(), settings.timeout(), settings.kafkaBrokers()));
        return new CamelReceiver(endpoint, EventUris.form(setting.uri()), template,
                new TimeLimitedCalls(threads, lanes));
    }

    private EventReceiver webhook(Setting setting, int lanes) {
        EndpointUriFactory http = camelContext.getCamelContextExtension().getEndpointUriFactory("http");
        EventUris.options(setting.uri()).keySet().stream()
                .filter(name -> http != null && http.propertyNames().contains(name)).findFirst().ifPresent(name -> {
                    throw setting.unresolved("'" + name + "' is an option of Camel's http component, but a webhook's "
                            + "address is sent as it is; to use options, send to a route of your own (direct:...)");
                });
        try {
            return new WebhookReceiver(setting.uri(), signature, webhookClient(), clock,
                    new TimeLimitedCalls(threads, 4 * lanes));
        } catch (IllegalArgumentException e) {
            throw setting.unresolved("it is not a valid address");
        }
    }

    /** One for all webhooks, made with the first, since it has a thread. */
    private CloseableHttpClient webhookClient() {
        if (webhookClient == null) {
            Duration timeout = settings.timeout();
            webhookClient = WebhookHttpClient.open(timeout.compareTo(LONGEST_CONNECT) < 0 ? timeout : LONGEST_CONNECT);
        }
        return webhookClient;
    }

    /** Closes the connections to webhooks. */
    void close() {
        if (webhookClient != null) {
            webhookClient.close(CloseMode.IMMEDIATE);
        }
    }

    /**
     * Resolves the endpoint of undelivered events.
     *
     * @param setting names it
     * @return the endpoint
     * @throws IllegalArgumentException if it cannot be resolved, or cannot keep events that are to be read again
     */
    Endpoint undelivered(Setting setting) {
        String uri = setting.uri();
        if (EventUris.isWebhook(uri)) {
            throw setting.unresolved("a webhook cannot keep events; name a folder (file:...), a queue or a topic");
        }
        for (String option : List.of("fileName", "fileExist")) {
            if (EventUris.isFolder(uri) && EventUris.hasOption(uri, option)) {
                throw setting.unresolved("each event gets a file of its own in this folder; remove the option "
                        + option);
            }
        }
        return endpoint(setting, EventUris.withDefaultsOfUndelivered(uri, settings.timeout(), settings.kafkaBrokers()));
    }

    private Endpoint endpoint(Setting setting, String uri) {
        Endpoint endpoint;
        try {
            endpoint = camelContext.getEndpoint(uri);
        } catch (RuntimeException e) {
            throw setting.unresolved(reason(setting, e));
        }
        if (endpoint == null) {
            throw setting.unresolved(reason(setting, null));
        }
        if (EventUris.form(uri) == EventForm.KAFKA && !EventUris.hasOption(uri, "brokers")
                && !hasValue(endpoint.getComponent(), "brokers")) {
            throw setting.unresolved("it names no brokers, and neither does cpln.kafka.brokers");
        }
        return endpoint;
    }

    /** Asks by name, since the component's class may be absent from the class path. */
    private static boolean hasValue(Component component, String option) {
        return component.getComponentPropertyConfigurer() instanceof PropertyConfigurerGetter options
                && options.getOptionValue(component, option, true) instanceof String value && !value.isBlank();
    }

    private String reason(Setting setting, RuntimeException failure) {
        String scheme = EventUris.scheme(setting.uri());
        if (scheme.isEmpty()) {
            return "it is not a URI such as log:name or kafka:topic?brokers=host:9092; white space inside a URI needs "
                    + "a backslash in front of it, or RAW(...) around it";
        }
        if (camelContext.getComponent(scheme, true, false) == null) {
            return "there is no Camel component '" + scheme + "' on the class path";
        }
        List<String> unknown = failure == null ? List.of() : setting.unknownOptions(failure.getMessage());
        if (!unknown.isEmpty()) {
            return "the component does not know the option " + String.join(", ", unknown);
        }
        PropertyBindingException wrong = ObjectHelper.getException(PropertyBindingException.class, failure);
        if (wrong != null && EventUris.hasOption(setting.uri(), wrong.getPropertyName())) {
            return "the option " + wrong.getPropertyName() + " has a value that the component does not accept";
        }
        return "the component does not accept its path or its options";
    }
}
