package dev.cplnroutes.events;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A webhook: gets CloudEvents by POST, signed as in Standard Webhooks. Its address is no Camel endpoint: the path is
 * often the secret, and Camel shows the addresses of endpoints in logs, metrics and JMX. The address is used byte for
 * byte.
 */
final class WebhookReceiver implements EventReceiver {

    private final URI address;
    private final String authorization;
    private final WebhookSignature signature;
    private final HttpClient client;
    private final Clock clock;

    /**
     * Reads the address.
     *
     * @param uri       {@code https:} or {@code http:}; user and password before {@code @} become basic authentication
     * @param signature signs what is sent
     * @param client    follows no redirect
     * @param clock     gives the time of each attempt
     * @throws IllegalArgumentException if it is not an address; the message does not hold it
     */
    WebhookReceiver(String uri, WebhookSignature signature, HttpClient client, Clock clock) {
        try {
            URI given = new URI(uri.replaceFirst("(?i)^(https?):/*", "$1://"));
            String userInfo = given.getUserInfo();
            // Cut out of the text, so that what is encoded stays as it is.
            this.address = userInfo == null ? given
                    : new URI(given.toString().replaceFirst("(?<=//)" + Pattern.quote(given.getRawUserInfo()) + "@",
                            ""));
            this.authorization = userInfo == null ? null
                    : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address");
        }
        if (address.getHost() == null || address.getPort() == 0 || address.getPort() > 65_535) {
            throw new IllegalArgumentException("not an address");
        }
        this.signature = signature;
        this.client = client;
        this.clock = clock;
    }

    @Override
    public void send(Event event, Duration limit) throws DeliveryException, InterruptedException {
        byte[] body = event.toCloudEventBytes();
        long seconds = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(address).version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", Event.CLOUD_EVENT)
                .header("webhook-id", event.id())
                .header("webhook-timestamp", Long.toString(seconds))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (signature.isPresent()) {
            request.header("webhook-signature", signature.sign(event.id(), seconds, body));
        }
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        int status = status(client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding()), limit);
        if (status < 200 || status > 299) {
            boolean mayPass = status == 408 || status == 429 || status > 499;
            throw mayPass ? DeliveryException.passing("answered " + status)
                    : DeliveryException.refused("answered " + status);
        }
    }

    private static int status(CompletableFuture<HttpResponse<Void>> answer, Duration limit)
            throws DeliveryException, InterruptedException {
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS).statusCode();
        } catch (TimeoutException e) {
            // A time-out set on the request would end with the answer's headers, before its body.
            answer.cancel(true);
            throw DeliveryException.passing("no answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw DeliveryException.of(e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }
}
