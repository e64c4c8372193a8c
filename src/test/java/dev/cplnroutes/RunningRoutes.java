package dev.cplnroutes;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import dev.cplnroutes.demo.DemoServer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.main.Main;

/**
 * The packaged routes in a Camel Main of their own, as a host would have them.
 */
public final class RunningRoutes implements AutoCloseable {

    /** Includes the HTTP trigger, on a free port. */
    public static final Map<String, String> WITH_HTTP = Map.of(
            "camel.server.enabled", "true",
            "camel.server.port", "0",
            "camel.server.host", "127.0.0.1",
            "camel.main.routesIncludePattern", "classpath:camel/*,classpath:cpln-triggers/cpln-http.camel.yaml");

    private final Main main;

    private RunningRoutes(Main main) {
        this.main = main;
    }

    /** Starts the routes with settings. */
    public static RunningRoutes start(Map<String, String> settings) {
        return start(settings, new Main());
    }

    /** Starts the routes in a Main that was prepared. */
    public static RunningRoutes start(Map<String, String> settings, Main main) {
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.putIfAbsent("camel.main.startupSummaryLevel", "off");
        properties.putIfAbsent("camel.main.shutdownTimeout", "10");
        main.setOverrideProperties(properties);
        main.start();
        return new RunningRoutes(main);
    }

    /** Starts the routes on a demo server, with more settings. */
    public static RunningRoutes on(DemoServer server, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of("cpln.endpoint", server.endpoint().toString(),
                "cpln.org", server.org(), "cpln.token", "secret-token"));
        settings.putAll(more);
        return start(settings);
    }

    /** Starts the routes on a demo server. */
    public static RunningRoutes on(DemoServer server) {
        return on(server, Map.of());
    }

    /** Lists; what the routes throw comes out as it is. */
    public ListingResult list(Object request) {
        return send("direct:cpln-list-containers", request, ListingResult.class);
    }

    /** Sends a body to an endpoint; what the routes throw comes out as it is. */
    public <T> T send(String endpoint, Object body, Class<T> type) {
        try {
            return context().createProducerTemplate().requestBody(endpoint, body, type);
        } catch (CamelExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** The Camel context. */
    public CamelContext context() {
        return main.getCamelContext();
    }

    /** Address of the HTTP server, without a path. */
    public String http() {
        return "http://127.0.0.1:"
                + context().getComponent("platform-http", PlatformHttpComponent.class).getEngine().getServerPort();
    }

    @Override
    public void close() {
        main.stop();
    }
}
