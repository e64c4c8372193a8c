package dev.cplnroutes.trigger.http;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

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
 * The HTTP server of the host, used in a way that fits listings. On Vert.x each request runs on a thread of this
 * trigger instead of one of the server's twenty workers, and is stopped when its client has gone. Another server,
 * such as Spring Boot's, serves the endpoint as it serves all others.
 */
public final class ListingHttpEngine implements PlatformHttpEngine {

    /** Threads for requests that are not listings: the cache, the events, refusals. */
    private static final int SPARE_THREADS = 16;

    private final ChangesAnswer.Times times;
    private int mostListings = 64;
    private PlatformHttpEngine host;

    /** Creates an engine for 64 listings at a time. */
    public ListingHttpEngine() {
        this(ChangesAnswer.Times.USUAL);
    }

    ListingHttpEngine(ChangesAnswer.Times times) {
        this.times = times;
    }

    /**
     * Sets how many listings may run at a time.
     *
     * @param mostListings 1 to 10000
     * @throws IllegalArgumentException if it is not a number or out of range
     */
    public void setMostListings(String mostListings) {
        this.mostListings = ListingAdmission.mostListings(mostListings);
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        CamelContext context = endpoint.getCamelContext();
        host = context.getComponent("platform-http", PlatformHttpComponent.class).getEngine();
        return host.getClass().getName().equals(ServerInternals.VERTX_ENGINE)
                ? OnVertx.consumer(endpoint, processor, host, threads(), times)
                : host.createConsumer(endpoint, processor);
    }

    @Override
    public int getServerPort() {
        return host == null ? 0 : host.getServerPort();
    }

    private ExecutorService threads() {
        return new ThreadPoolExecutor(0, mostListings + ListingAdmission.mostWaits(mostListings) + SPARE_THREADS, 60,
                TimeUnit.SECONDS, new SynchronousQueue<>(),
                new CamelThreadFactory("Camel Thread ##counter# - #name#", "cpln-http", true));
    }

    /** A class of its own, because a host with another server has no Vert.x on its class path. */
    private static final class OnVertx {

        static PlatformHttpConsumer consumer(PlatformHttpEndpoint endpoint, Processor processor,
                PlatformHttpEngine host, ExecutorService threads, ChangesAnswer.Times times) {
            VertxPlatformHttpEngine vertx = (VertxPlatformHttpEngine) host;
            return new ListingHttpConsumer(endpoint, processor, vertx.getHandlers(),
                    VertxPlatformHttpRouter.getRouterNameFromPort(vertx.getServerPort()), threads, times);
        }
    }
}
