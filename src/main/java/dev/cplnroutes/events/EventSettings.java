package dev.cplnroutes.events;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.cplnroutes.SecretSettings;
import dev.cplnroutes.support.SettingValue;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/**
 * The settings of events. They have setters, since Camel splits a constructor argument at each comma and Kafka URIs
 * hold commas.
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
     * Sets the endpoints of progress.
     *
     * @param uris Camel endpoint URIs as {@link EventUris#split} reads them; blank for none
     */
    public void setProgressEndpoints(String uris) {
        endpoints.put(EventKind.PROGRESS, uris);
    }

    /**
     * Sets the endpoints of statistics.
     *
     * @param uris Camel endpoint URIs as {@link EventUris#split} reads them; blank for none
     */
    public void setStatisticsEndpoints(String uris) {
        endpoints.put(EventKind.STATISTICS, uris);
    }

    /**
     * Sets the endpoints of containers.
     *
     * @param uris Camel endpoint URIs as {@link EventUris#split} reads them; blank for none
     */
    public void setContainersEndpoints(String uris) {
        endpoints.put(EventKind.CONTAINER, uris);
    }

    /**
     * Sets the endpoints of changes.
     *
     * @param uris Camel endpoint URIs as {@link EventUris#split} reads them; blank for none
     */
    public void setChangesEndpoints(String uris) {
        endpoints.put(EventKind.CHANGE, uris);
    }

    /**
     * Sets the endpoint of undelivered events.
     *
     * @param uri one Camel endpoint URI; blank for none
     */
    public void setUndeliveredEndpoint(String uri) {
        this.undeliveredEndpoint = uri;
    }

    /**
     * Sets the secrets that sign webhooks.
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
     * @throws IllegalArgumentException if it is something else
     */
    public void setQueueSize(String queueSize) {
        this.queueSize = (int) SettingValue.number("cpln.events.queue-size", queueSize, 1, 1_000_000);
    }

    /**
     * Sets the number of attempts after the first.
     *
     * @param maxRetries 0 to 100
     * @throws IllegalArgumentException if it is something else
     */
    public void setMaxRetries(String maxRetries) {
        this.maxRetries = (int) SettingValue.number("cpln.events.max-retries", maxRetries, 0, 100);
    }

    /**
     * Sets the wait before the second attempt; it doubles each time, plus up to half of it.
     *
     * @param retryDelay 0 to 1 hour, such as {@code 1s}
     * @throws IllegalArgumentException if it is something else
     */
    public void setRetryDelay(String retryDelay) {
        this.retryDelay = SettingValue.duration("cpln.events.retry-delay", retryDelay, Duration.ZERO,
                Duration.ofHours(1));
    }

    /**
     * Sets the time limit of one attempt.
     *
     * @param timeout 10 ms to 1 hour, such as {@code 10s}
     * @throws IllegalArgumentException if it is something else
     */
    public void setTimeout(String timeout) {
        this.timeout = SettingValue.duration("cpln.events.timeout", timeout, Duration.ofMillis(10),
                Duration.ofHours(1));
    }

    /**
     * Sets the time in which events are still delivered when Camel stops.
     *
     * @param flushTimeout 0 to 1 hour, such as {@code 5s}
     * @throws IllegalArgumentException if it is something else
     */
    public void setFlushTimeout(String flushTimeout) {
        this.flushTimeout = SettingValue.duration("cpln.events.flush-timeout", flushTimeout, Duration.ZERO,
                Duration.ofHours(1));
    }

    /** The endpoints of a kind, as in its setting. */
    List<String> endpoints(EventKind kind) {
        return EventUris.split(value(kind.settingName(), endpoints.getOrDefault(kind, "")));
    }

    /** The URI of undelivered events; empty if they are lost. */
    String undeliveredEndpoint() {
        // One URI: a backslash in front of white space, which several need, is not needed here and does no harm.
        return value("cpln.undelivered.endpoint", undeliveredEndpoint).trim().replaceAll("\\\\(?=\\s)", "");
    }

    WebhookSignature webhookSignature() {
        return WebhookSignature.of(value("cpln.webhook.secret", webhookSecret));
    }

    /** Resolves placeholders in a secret; Camel has resolved those of the other settings. */
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
