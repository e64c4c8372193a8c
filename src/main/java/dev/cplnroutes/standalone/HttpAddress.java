package dev.cplnroutes.standalone;

import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;

/**
 * The address at which the standalone process answers HTTP.
 */
final class HttpAddress {

    private HttpAddress() {
    }

    /** Address of the HTTP trigger of a process that has started. */
    static String of(CamelContext context, StandaloneSettings settings) {
        int port = context.getComponent("platform-http", PlatformHttpComponent.class).getEngine().getServerPort();
        return of(port, context.getSSLContextParameters() != null, settings);
    }

    /**
     * Address of the HTTP trigger.
     *
     * @param port     port that the server listens on
     * @param hasTls   whether Camel has settings for TLS; the server uses them only if it is told so
     * @param settings settings of the process
     */
    static String of(int port, boolean hasTls, StandaloneSettings settings) {
        boolean isTls = hasTls && settings.isTrue("camel.server.useGlobalSslContextParameters");
        String host = settings.get("camel.server.host", "127.0.0.1");
        String path = settings.get("camel.server.path", "/");
        return (isTls ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port
                + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path)
                + settings.get("cpln.http.base-path", "/cpln");
    }
}
