package dev.cplnroutes.api;

import java.io.IOException;
import java.net.URI;

import dev.cplnroutes.support.HostName;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;

/**
 * A client that sends the calls of {@link ApiSettings#callAddress()} to the endpoint itself. Camel's http component
 * makes no endpoint for a host with an underscore; its calls carry a stand-in, which no name service knows.
 */
final class EndpointClient extends CloseableHttpClient {

    private final CloseableHttpClient client;
    private final Origin standIn;
    private final HttpHost host;

    /**
     * Makes the client.
     *
     * @param client   sends the calls
     * @param settings name the endpoint and its stand-in
     */
    EndpointClient(CloseableHttpClient client, ApiSettings settings) {
        this.client = client;
        this.standIn = Origin.of(URI.create(settings.callAddress()));
        URI endpoint = settings.getEndpoint();
        this.host = new HttpHost(endpoint.getScheme(), HostName.of(endpoint), HostName.port(endpoint));
    }

    // What Camel calls leads here, through a method that is deprecated.
    @SuppressWarnings("deprecation")
    @Override
    protected CloseableHttpResponse doExecute(HttpHost target, ClassicHttpRequest request, HttpContext context)
            throws IOException {
        if (!standIn.equals(Origin.of(URI.create(target.toURI())))) {
            // Refused by the client, which knows its own origin.
            return client.execute(target, request, context);
        }
        request.setAuthority(new URIAuthority(host));
        return client.execute(host, request, context);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    @Override
    public void close(CloseMode mode) {
        client.close(mode);
    }
}
