package dev.cplnroutes.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An API and the routes that list it, for the tests of a class. In a static field they are there for the whole class,
 * its nested ones included, and each test finds the API as it was at first and the cache empty; in a field of the
 * instance each test has its own. Both are closed at the end.
 *
 * <pre>
 * &#64;RegisterExtension
 * static final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 20))
 *         .with("cpln.listing.cache", "false");
 * private static final DemoServer server = routes.server();
 * </pre>
 *
 * <p>The server listens as soon as the field is there. The routes start when a test first uses them: a test that
 * wants other settings uses {@link #start} instead.
 */
public final class RoutesExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    /** The token of the processes that {@link #launch} prepares. */
    public static final String TOKEN = "very-secret-0815";

    private final DemoServer server;
    private final Runnable reset;
    private final AutoCloseable api;
    private final Map<String, String> settings = new HashMap<>();
    private Consumer<Main> preparation = main -> { };
    private RunningRoutes routes;
    /** Classes whose tests run: the one that has the field and those nested in it. */
    private int classes;

    private RoutesExtension(String endpoint, DemoServer server, Runnable reset, AutoCloseable api) {
        this.server = server;
        this.reset = reset;
        this.api = api;
        settings.putAll(Map.of("cpln.endpoint", endpoint, "cpln.org", "acme", "cpln.token", "secret-token"));
    }

    /** Starts a demo server for an organization, as by default. */
    public static RoutesExtension on(DemoOrganization organization) {
        return on(organization, DemoSettings.defaults());
    }

    /** Starts a demo server for an organization. */
    public static RoutesExtension on(DemoOrganization organization, DemoSettings demo) {
        DemoServer server = DemoServer.start(organization, demo);
        return new RoutesExtension(server.endpoint().toString(), server, () -> {
            server.replace(organization);
            server.intercept(null);
            server.latency(demo.latency());
            server.rateLimit(demo.rateLimit());
            server.resetCounters();
        }, server).with("cpln.org", organization.name());
    }

    /** Starts a demo server for a dozen workloads in one GVC, whose list has three pages: what a process lists. */
    public static RoutesExtension onTwelveWorkloads() {
        return on(DemoOrganization.uniform("acme", "prod", 12), DemoSettings.defaults().withPageSize(5));
    }

    /** Takes an API whose answers are broken. */
    public static RoutesExtension on(FaultyApi api) {
        return new RoutesExtension(api.endpoint(), null, api::reset, api);
    }

    /** Starts the routes with one more setting. */
    public RoutesExtension with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Starts the routes with more settings. */
    public RoutesExtension with(Map<String, String> more) {
        settings.putAll(more);
        return this;
    }

    /** Starts the routes without a setting that they would have. */
    public RoutesExtension without(String name) {
        settings.remove(name);
        return this;
    }

    /** Starts the HTTP trigger too, on a free port. */
    public RoutesExtension withHttp() {
        return with(RunningRoutes.WITH_HTTP);
    }

    /** Lets tests set the routes' {@link #clock()}. */
    public RoutesExtension withSettableClock() {
        return prepare(RunningRoutes::withSettableClock);
    }

    /** Has the routes use another bean of this name. */
    public RoutesExtension withBean(String name, Supplier<Object> bean) {
        return prepare(main -> RunningRoutes.withBean(main, name, bean.get()));
    }

    /** Prepares each Main before the routes start in it. */
    public RoutesExtension prepare(Consumer<Main> step) {
        preparation = preparation.andThen(step);
        return this;
    }

    /** The demo server; null where the API is another. */
    public DemoServer server() {
        return server;
    }

    /** The routes; starts them where they are not running. */
    public synchronized RunningRoutes routes() {
        if (routes == null) {
            routes = start(Map.of());
        }
        return routes;
    }

    /** Starts the routes once more, with other settings; closing them is up to the caller. */
    public RunningRoutes start(Map<String, String> more) {
        return start(more, main -> { });
    }

    /** Starts the routes once more, with other settings and one more step of preparation. */
    public RunningRoutes start(Map<String, String> more, Consumer<Main> step) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        Main main = new Main();
        preparation.andThen(step).accept(main);
        return RunningRoutes.start(all, main);
    }

    /** Prepares the packaged jar as a process that lists the demo server, instead of the routes in this process. */
    public StandaloneProcess.Launch launch(String... arguments) {
        return StandaloneProcess.with(arguments).on(server).variable("CPLN_TOKEN", "Bearer " + TOKEN);
    }

    /** Calls the HTTP trigger of the routes. */
    public HttpCalls http() {
        return new HttpCalls(() -> routes().http());
    }

    /** Lists; what the routes throw comes out as it is. */
    public ListingResult list(Object request) {
        return routes().list(request);
    }

    /** Sends a body to an endpoint; what the routes throw comes out as it is. */
    public <T> T send(String endpoint, Object body, Class<T> type) {
        return routes().send(endpoint, body, type);
    }

    /** The Camel context of the routes. */
    public CamelContext context() {
        return routes().context();
    }

    /** The routes' clock. */
    public SettableClock clock() {
        return routes().clock();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        classes++;
    }

    @Override
    public synchronized void beforeEach(ExtensionContext context) {
        reset.run();
        if (routes != null) {
            routes.send("direct:cpln-clear-cache", null, Long.class);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (classes == 0) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        classes--;
        if (classes == 0) {
            close();
        }
    }

    private synchronized void close() throws Exception {
        if (routes != null) {
            routes.close();
            routes = null;
        }
        api.close();
    }
}
