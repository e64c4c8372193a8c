package dev.cplnroutes;

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
        return "http://" + settings.get("camel.server.host", "127.0.0.1") + ":" + port
                + settings.get("cpln.http.base-path", "/cpln");
    }
}
