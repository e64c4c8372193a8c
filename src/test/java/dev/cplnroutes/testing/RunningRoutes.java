package dev.cplnroutes.testing;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoServer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.support.DefaultRegistry;

/**
 * The packaged routes in a Camel Main of their own, as a host would have them.
 */
public final class RunningRoutes implements AutoCloseable {

    /** Includes the HTTP trigger, on a free port. */
    public static final Map<String, String> WITH_HTTP = Map.of(
            "camel.server.enabled", "true",
            "camel.server.port", "0",
            "camel.server.host", "127.0.0.1",
            "cpln.triggers", "http");

    private static final String CLOCK = "cplnClock";
    /** A test may hold events back when it stops the routes: that is Camel's to end. */
    private static final Duration EVENTS = Duration.ofMillis(200);

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
        return on(server, more, new Main());
    }

    /** Starts the routes on a demo server, in a Main that was prepared. */
    public static RunningRoutes on(DemoServer server, Map<String, String> more, Main main) {
        Map<String, String> settings = new HashMap<>(Map.of("cpln.endpoint", server.endpoint().toString(),
                "cpln.org", server.org(), "cpln.token", "secret-token"));
        settings.putAll(more);
        return start(settings, main);
    }

    /** Starts the routes on a demo server. */
    public static RunningRoutes on(DemoServer server) {
        return on(server, Map.of());
    }

    /** Starts the routes on a demo server with {@link #clock()} to set. */
    public static RunningRoutes withSettableClock(DemoServer server, Map<String, String> more) {
        return on(server, more, withSettableClock(new Main()));
    }

    /** Has the routes of a Main use a {@link SettableClock} as their clock. */
    public static Main withSettableClock(Main main) {
        return withBean(main, CLOCK, new SettableClock());
    }

    /**
     * Has the routes of a Main use another bean of this name. It comes from a bean repository of the host, as Spring's
     * do: Camel asks it before the registry that the YAML files bind their beans to.
     */
    public static Main withBean(Main main, String name, Object bean) {
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport initialized) {
                ((DefaultRegistry) initialized.getCamelContext().getRegistry())
                        .addBeanRepository(new OneBean(name, bean));
            }
        });
        return main;
    }

    /** The routes' clock. */
    public SettableClock clock() {
        return context().getRegistry().lookupByNameAndType(CLOCK, SettableClock.class);
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
        awaitEvents();
        main.stop();
    }

    /**
     * Gives the last events of a listing a moment to leave. Camel lets them leave as well when it stops, but it looks
     * only once a second whether they have.
     */
    private void awaitEvents() {
        long deadline = System.nanoTime() + EVENTS.toNanos();
        while (context().getRoutes().stream().anyMatch(this::hasEvents) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    private boolean hasEvents(Route route) {
        return route.getEndpoint() instanceof SedaEndpoint queue && (queue.getCurrentQueueSize() > 0
                || context().getInflightRepository().size(route.getId()) > 0);
    }

    /** A host's source of beans that has one. */
    private record OneBean(String name, Object bean) implements BeanRepository {

        @Override
        public Object lookupByName(String wanted) {
            return wanted.equals(name) ? bean : null;
        }

        @Override
        public <T> T lookupByNameAndType(String wanted, Class<T> type) {
            return wanted.equals(name) && type.isInstance(bean) ? type.cast(bean) : null;
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return type.isInstance(bean) ? Map.of(name, type.cast(bean)) : Map.of();
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return type.isInstance(bean) ? Set.of(type.cast(bean)) : Set.of();
        }
    }
}
