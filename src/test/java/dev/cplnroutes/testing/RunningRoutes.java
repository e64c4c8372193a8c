package dev.cplnroutes.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.cplnroutes.ListingResult;
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
        properties.putIfAbsent("camel.main.jmxEnabled", "false");
        properties.putIfAbsent("cpln.undelivered.endpoint", "file:target/cpln-undelivered");
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

    /**
     * Starts the routes on a demo server with {@link #clock()} to set: as a host would, with an edited copy of the file that
     * names the beans.
     */
    public static RunningRoutes withSettableClock(DemoServer server, Map<String, String> more) {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            String beans = Files.readString(Path.of("routes", "cpln-beans.camel.yaml"));
            String edited = beans.replace("      type: java.time.Clock\n      factoryMethod: systemUTC\n",
                    "      type: dev.cplnroutes.testing.SettableClock\n");
            if (edited.equals(beans)) {
                throw new IllegalStateException("The bean cplnClock looks different now");
            }
            Path copy = Files.createTempDirectory("routes").resolve("cpln-beans.camel.yaml");
            Files.writeString(copy, edited);
            copy.toFile().deleteOnExit();
            copy.getParent().toFile().deleteOnExit();
            Map<String, String> settings = new HashMap<>(more);
            settings.put("camel.main.routesIncludePattern", files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml") && !name.equals("cpln-beans.camel.yaml"))
                    .map(name -> "classpath:camel/" + name).collect(Collectors.joining(",")) + ",file:" + copy);
            return on(server, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The routes' clock. */
    public SettableClock clock() {
        return context().getRegistry().lookupByNameAndType("cplnClock", SettableClock.class);
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
