package dev.cplnroutes.events;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.cplnroutes.api.BrokenConnection;
import dev.cplnroutes.api.FailureReader;
import dev.cplnroutes.api.WebhookHttpClient;
import dev.cplnroutes.support.HostName;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * A webhook: gets CloudEvents by POST, signed as in Standard Webhooks. Its address is no Camel endpoint: the path is
 * often the secret, and Camel shows the addresses of endpoints in logs, metrics and JMX. The address is used byte for
 * byte.
 */
final class WebhookReceiver implements EventReceiver {

    private final URI address;
    private final String authorization;
    private final WebhookSignature signature;
    private final CloseableHttpClient client;
    private final Clock clock;
    private final TimeLimitedCalls calls;

    /**
     * Reads the address.
     *
     * @param uri       {@code https:} or {@code http:}; user and password before {@code @} become basic authentication
     * @param signature signs what is sent
     * @param client    follows no redirect
     * @param clock     gives the time of each attempt
     * @param calls     run an attempt, which blocks its thread
     * @throws IllegalArgumentException if it is not an address; the message does not hold it
     */
    WebhookReceiver(String uri, WebhookSignature signature, CloseableHttpClient client, Clock clock,
            TimeLimitedCalls calls) {
        try {
            URI given = new URI(uri.replaceFirst("(?i)^(https?):/*", "$1://"));
            String userInfo = HostName.user(given);
            // Cut out of the text, so that what is encoded stays as it is.
            this.address = userInfo == null ? given : new URI(given.toString().replaceFirst("(?<=//)[^/?#]*@", ""));
            this.authorization = userInfo == null ? null
                    : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address");
        }
        if (HostName.of(address) == null || HostName.port(address) == 0 || HostName.port(address) > 65_535) {
            throw new IllegalArgumentException("not an address");
        }
        this.signature = signature;
        this.client = client;
        this.clock = clock;
        this.calls = calls;
    }

    @Override
    public void send(Event event, Duration limit) throws DeliveryException, InterruptedException {
        byte[] body = event.toCloudEventBytes();
        long seconds = clock.instant().getEpochSecond();
        HttpPost request = WebhookHttpClient.post(address);
        request.setEntity(new ByteArrayEntity(body, ContentType.parse(Event.CLOUD_EVENT)));
        request.setHeader("webhook-id", event.id());
        request.setHeader("webhook-timestamp", Long.toString(seconds));
        if (signature.isPresent()) {
            request.setHeader("webhook-signature", signature.sign(event.id(), seconds, body));
        }
        if (authorization != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
        }
        try {
            calls.make(() -> attempt(request), limit);
        } finally {
            // Ends what is still under way after its time; its thread does not feel an interrupt.
            request.cancel();
        }
    }

    /** Sends the request; null if the event has arrived. */
    private DeliveryException attempt(HttpPost request) {
        try {
            return client.execute(request, response -> {
                EntityUtils.consume(response.getEntity());
                return failure(response);
            });
        } catch (IOException e) {
            return broken(BrokenConnection.toReceiver(e, address));
        }
    }

    private DeliveryException failure(ClassicHttpResponse response) {
        int status = response.getCode();
        if (status >= 200 && status <= 299) {
            return null;
        }
        BrokenConnection ofProxy = BrokenConnection.ofProxy(response, address);
        if (ofProxy != null) {
            return broken(ofProxy);
        }
        boolean mayPass = status == 408 || status == 429 || status > 499;
        return mayPass ? DeliveryException.passing("answered " + status, retryAfter(response))
                : DeliveryException.refused("answered " + status);
    }

    private Duration retryAfter(ClassicHttpResponse response) {
        Header date = response.getFirstHeader(HttpHeaders.DATE);
        Header[] waits = response.getHeaders(HttpHeaders.RETRY_AFTER);
        return waits.length == 0 ? null : FailureReader.retryAfter(
                Stream.of(waits).map(Header::getValue).collect(Collectors.joining(", ")),
                date == null ? null : date.getValue(), clock);
    }

    /** Trying again cannot help where somebody has to change something first. */
    private static DeliveryException broken(BrokenConnection broken) {
        return broken.mayHealSoon() ? DeliveryException.passing(broken.message())
                : DeliveryException.refused(broken.message());
    }
}
