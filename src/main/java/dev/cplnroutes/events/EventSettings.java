package dev.cplnroutes.events;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.cplnroutes.SecretSettings;
import dev.cplnroutes.support.SettingValue;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/**
 * The settings of events. Setters: Camel would cut a constructor argument at each comma, and a Kafka URI has some.
 */
public final class EventSettings implements CamelContextAware {

    private final Map<EventKind, String> endpoints = new EnumMap<>(EventKind.class);
    private String undeliveredEndpoint = "";
    private String webhookSecret = "";
    private String kafkaBrokers = "";
    private int queueSize = 10_000;
    private int maxRetries = 3;
    private Duration retryDelay = Duration.ofSeconds(1);
    private Duration timeout = Duration.ofSeconds(10);
    private Duration flushTimeout = Duration.ofSeconds(5);
    private CamelContext camelContext;

    /** Makes settings with no endpoint. */
    public EventSettings() {
    }

    /**
     * Sets where progress goes.
     *
     * @param uris Camel endpoint URIs separated by white space; blank for none
     */
    public void setProgressEndpoints(String uris) {
        endpoints.put(EventKind.PROGRESS, uris);
    }

    /**
     * Sets where statistics go.
     *
     * @param uris Camel endpoint URIs separated by white space; blank for none
     */
    public void setStatisticsEndpoints(String uris) {
        endpoints.put(EventKind.STATISTICS, uris);
    }

    /**
     * Sets where containers go.
     *
     * @param uris Camel endpoint URIs separated by white space; blank for none
     */
    public void setContainersEndpoints(String uris) {
        endpoints.put(EventKind.CONTAINER, uris);
    }

    /**
     * Sets where events go that could not be delivered.
     *
     * @param uri one Camel endpoint URI; blank for none
     */
    public void setUndeliveredEndpoint(String uri) {
        this.undeliveredEndpoint = uri;
    }

    /**
     * Sets what webhooks are signed with.
     *
     * @param secret see {@link WebhookSignature#of}
     */
    public void setWebhookSecret(String secret) {
        this.webhookSecret = secret;
    }

    /**
     * Sets the brokers of {@code kafka:} endpoints that name none.
     *
     * @param brokers {@code host:port}, several separated by commas; blank for those of Camel's component
     */
    public void setKafkaBrokers(String brokers) {
        this.kafkaBrokers = brokers.trim();
    }

    /**
     * Sets how many events may wait for one endpoint.
     *
     * @param queueSize 1 to 1000000
     * @throws IllegalArgumentException where it is something else
     */
    public void setQueueSize(String queueSize) {
        this.queueSize = (int) SettingValue.number("cpln.events.queue-size", queueSize, 1, 1_000_000);
    }

    /**
     * Sets how often an event is sent again.
     *
     * @param maxRetries 0 to 100
     * @throws IllegalArgumentException where it is something else
     */
    public void setMaxRetries(String maxRetries) {
        this.maxRetries = (int) SettingValue.number("cpln.events.max-retries", maxRetries, 0, 100);
    }

    /**
     * Sets the wait before an event is sent again; it doubles each time.
     *
     * @param retryDelay 0 to 1 hour, such as {@code 1s}
     * @throws IllegalArgumentException where it is something else
     */
    public void setRetryDelay(String retryDelay) {
        this.retryDelay = SettingValue.duration("cpln.events.retry-delay", retryDelay, Duration.ZERO,
                Duration.ofHours(1));
    }

    /**
     * Sets the time that one attempt may take.
     *
     * @param timeout 10 ms to 1 hour, such as {@code 10s}
     * @throws IllegalArgumentException where it is something else
     */
    public void setTimeout(String timeout) {
        this.timeout = SettingValue.duration("cpln.events.timeout", timeout, Duration.ofMillis(10),
                Duration.ofHours(1));
    }

    /**
     * Sets for how long events are still delivered when Camel stops.
     *
     * @param flushTimeout 0 to 1 hour, such as {@code 5s}
     * @throws IllegalArgumentException where it is something else
     */
    public void setFlushTimeout(String flushTimeout) {
        this.flushTimeout = SettingValue.duration("cpln.events.flush-timeout", flushTimeout, Duration.ZERO,
                Duration.ofHours(1));
    }

    /** The endpoints of a kind, as in its setting. */
    List<String> endpoints(EventKind kind) {
        String uris = value(kind.settingName(), endpoints.getOrDefault(kind, ""));
        return Stream.of(uris.trim().split("\\s+")).filter(uri -> !uri.isEmpty()).toList();
    }

    /** Where undelivered events go; blank for nowhere. */
    String undeliveredEndpoint() {
        return value("cpln.undelivered.endpoint", undeliveredEndpoint).trim();
    }

    WebhookSignature webhookSignature() {
        return WebhookSignature.of(value("cpln.webhook.secret", webhookSecret));
    }

    /** Placeholders in a bean's values are resolved here, those in properties by Camel. */
    private String value(String name, String setting) {
        return camelContext.resolvePropertyPlaceholders(SecretSettings.of(camelContext).get(name, setting));
    }

    String kafkaBrokers() {
        return kafkaBrokers;
    }

    int queueSize() {
        return queueSize;
    }

    int maxRetries() {
        return maxRetries;
    }

    Duration retryDelay() {
        return retryDelay;
    }

    Duration timeout() {
        return timeout;
    }

    Duration flushTimeout() {
        return flushTimeout;
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
