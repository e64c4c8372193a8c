package dev.cplnroutes.standalone;

import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;

/**
 * Where the standalone process answers HTTP.
 */
final class HttpAddress {

    private HttpAddress() {
    }

    /** Address of the HTTP trigger, with the port that was really taken. */
    static String of(CamelContext context, StandaloneSettings settings) {
        int port = context.getComponent("platform-http", PlatformHttpComponent.class).getEngine().getServerPort();
        String host = settings.get("camel.server.host", "127.0.0.1");
        // Camel's own condition.
        boolean isTls = settings.isTrue("camel.server.useGlobalSslContextParameters")
                && context.getSSLContextParameters() != null;
        String serverPath = settings.get("camel.server.path", "/");
        return (isTls ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port
                + (serverPath.endsWith("/") ? serverPath.substring(0, serverPath.length() - 1) : serverPath)
                + settings.get("cpln.http.base-path", "/cpln");
    }
}
