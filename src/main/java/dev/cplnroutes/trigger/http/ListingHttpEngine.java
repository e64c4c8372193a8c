package dev.cplnroutes.trigger.http;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.cplnroutes.support.SettingValue;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.util.concurrent.CamelThreadFactory;

/**
 * The HTTP server that is there already, used in a way that fits listings: on Vert.x each request runs on a thread of
 * ours instead of one of the server's twenty workers, and is stopped when its client has gone. Any other server, such
 * as Spring Boot's, serves our endpoint as it serves all.
 */
public final class ListingHttpEngine implements PlatformHttpEngine {

    /** Threads for what is no listing: the cache, refusals. */
    private static final int SPARE_THREADS = 16;

    private int mostListings = 64;
    private PlatformHttpEngine host;

    /** Makes an engine for 64 listings at a time. */
    public ListingHttpEngine() {
    }

    /**
     * Sets how many listings may run at a time.
     *
     * @param mostListings 1 to 10000
     * @throws IllegalArgumentException where it is something else
     */
    public void setMostListings(String mostListings) {
        this.mostListings = checked(mostListings);
    }

    static int checked(String mostListings) {
        return (int) SettingValue.number("cpln.http.max-concurrent-listings", mostListings, 1, 10_000);
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        CamelContext context = endpoint.getCamelContext();
        host = context.getComponent("platform-http", PlatformHttpComponent.class).getEngine();
        String vertx = "org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine";
        return host.getClass().getName().equals(vertx) ? OnVertx.consumer(endpoint, processor, host, threads())
                : host.createConsumer(endpoint, processor);
    }

    @Override
    public int getServerPort() {
        return host == null ? 0 : host.getServerPort();
    }

    private ExecutorService threads() {
        return new ThreadPoolExecutor(0, mostListings + SPARE_THREADS, 60, TimeUnit.SECONDS, new SynchronousQueue<>(),
                new CamelThreadFactory("Camel Thread ##counter# - #name#", "cpln-http", true));
    }

    /** A class of its own, so that Vert.x need not be there where it is not used. */
    private static final class OnVertx {

        static PlatformHttpConsumer consumer(PlatformHttpEndpoint endpoint, Processor processor,
                PlatformHttpEngine host, ExecutorService threads) {
            VertxPlatformHttpEngine vertx = (VertxPlatformHttpEngine) host;
            return new ListingHttpConsumer(endpoint, processor, vertx.getHandlers(),
                    VertxPlatformHttpRouter.getRouterNameFromPort(vertx.getServerPort()), threads);
        }
    }
}
