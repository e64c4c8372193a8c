package dev.cplnroutes.api;

import java.net.URI;
import java.time.Duration;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP client that sends events to webhooks. Proxies, credentials for them and trust are the JVM's, as for the API.
 * It never retries, follows no redirect, keeps no cookie and logs nothing of what it sends.
 */
public final class WebhookHttpClient {

    private static final int MOST_CONNECTIONS = 1000;
    private static final int MOST_TO_ONE = 64;
    private static final TimeValue LONGEST_IDLE = TimeValue.ofSeconds(15);
    private static final TimeValue LONGEST_LIFE = TimeValue.ofMinutes(10);

    private WebhookHttpClient() {
    }

    /**
     * Makes a request whose path, which may be secret, is in no log.
     *
     * @param address where it goes
     * @return the request, for this client alone
     */
    public static HttpPost post(URI address) {
        HttpPost request = new HttpPost(address);
        request.setHeader(RequestSender.PATH_HEADER, request.getPath());
        request.setPath("/");
        return request;
    }

    /**
     * Opens the client, which has one thread that closes idle connections.
     *
     * @param connectTimeout time to connect
     * @return the client, to be closed
     */
    public static CloseableHttpClient open(Duration connectTimeout) {
        return HttpClientBuilder.create()
                .useSystemProperties()
                .setRequestExecutor(new RequestSender(false))
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .useSystemProperties()
                        .setConnectionFactory(UnloggedConnection.factory())
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .setMaxConnPerRoute(MOST_TO_ONE)
                        .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(connectTimeout))
                                // A receiver that closes its connections soon would fail every second event.
                                .setValidateAfterInactivity(TimeValue.ofMilliseconds(50))
                                .setTimeToLive(LONGEST_LIFE)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom().setExpectContinueEnabled(false).build())
                .evictExpiredConnections()
                .evictIdleConnections(LONGEST_IDLE)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .setUserAgent(ApiHttpClient.USER_AGENT)
                .build();
    }
}
