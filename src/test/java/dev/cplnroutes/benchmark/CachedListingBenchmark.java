package dev.cplnroutes.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * Listings out of the cache over HTTP, beside a trivial route on the same server that answers as many bytes; and many
 * cold
 * listings at once, whose calls are shared.
 */
final class CachedListingBenchmark {

    private static final int WORKLOADS = 200;
    private static final int PAGES = 4;
    private static final int NEEDED = WORKLOADS + PAGES;
    private static final int WARM_UPS = 1500;
    private static final int REQUESTS = 2000;
    private static final int LISTINGS = 40;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private CachedListingBenchmark() {
    }

    static void run() throws Exception {
        new CachedListingBenchmark().runAll();
    }

    private void runAll() throws Exception {
        Map<String, String> settings = new HashMap<>(RunningRoutes.WITH_HTTP);
        settings.put("cpln.progress.endpoints", "");
        settings.put("cpln.statistics.endpoints", "");
        try (DemoServer server = DemoServer.start(DemoOrganization.uniform("acme", "prod", WORKLOADS),
                DemoSettings.defaults().withPageSize(WORKLOADS / PAGES));
                RunningRoutes routes = RunningRoutes.on(server, settings)) {
            System.out.printf("%n%d workloads in the cache, over HTTP, %d requests one after another%n%n", WORKLOADS,
                    REQUESTS);
            System.out.println("answer            bytes  p50 ms  p99 ms  p50 of trivial  p99 of trivial");
            warm(routes);
            System.out.printf("%n%d listings of %d workloads at once, nothing cached, 50 ms latency%n%n", LISTINGS,
                    WORKLOADS);
            System.out.println("listings  calls needed  API calls  one alone s  all s  of one");
            server.latency(Duration.ofMillis(50));
            cold(server, routes);
        }
    }

    private void warm(RunningRoutes routes) throws Exception {
        URI listing = URI.create(routes.http() + "/cpln/gvc/prod/containers");
        byte[] answer = get(listing);
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/trivial").setHeader(Exchange.CONTENT_TYPE, constant("application/json"))
                        .setBody(constant(answer));
            }
        });
        URI trivial = URI.create(routes.http() + "/trivial");
        double[] listingMillis = new double[REQUESTS];
        double[] trivialMillis = new double[REQUESTS];
        for (int i = -WARM_UPS; i < REQUESTS; i++) {
            double ofListing = millis(listing);
            double ofTrivial = millis(trivial);
            if (i >= 0) {
                listingMillis[i] = ofListing;
                trivialMillis[i] = ofTrivial;
            }
        }
        Arrays.sort(listingMillis);
        Arrays.sort(trivialMillis);
        System.out.printf(Locale.ROOT, "trivial route  %8d  %6.2f  %6.2f%n", answer.length, part(trivialMillis, 50),
                part(trivialMillis, 99));
        System.out.printf(Locale.ROOT, "warm listing   %8d  %6.2f  %6.2f  %14.1f  %14.1f%n", answer.length,
                part(listingMillis, 50), part(listingMillis, 99), part(listingMillis, 50) / part(trivialMillis, 50),
                part(listingMillis, 99) / part(trivialMillis, 99));
    }

    private static double part(double[] sorted, int percent) {
        return sorted[sorted.length * percent / 100];
    }

    private double millis(URI uri) throws IOException, InterruptedException {
        long start = System.nanoTime();
        get(uri);
        return ListingBenchmark.seconds(start) * 1000;
    }

    private byte[] get(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    private static void cold(DemoServer server, RunningRoutes routes) {
        ExecutorService threads = Executors.newFixedThreadPool(LISTINGS);
        try {
            double alone = seconds(server, routes, threads, 1);
            double all = seconds(server, routes, threads, LISTINGS);
            System.out.printf(Locale.ROOT, "%8d  %12d  %9d  %11.2f  %5.2f  %6.2f%n", LISTINGS, NEEDED,
                    server.requests().size(), alone, all, all / alone);
        } finally {
            threads.shutdown();
        }
    }

    private static double seconds(DemoServer server, RunningRoutes routes, ExecutorService threads, int listings) {
        routes.send("direct:cpln-clear-cache", null, Long.class);
        server.resetCounters();
        long start = System.nanoTime();
        List<CompletableFuture<ListingResult>> results = new ArrayList<>();
        for (int i = 0; i < listings; i++) {
            boolean filter = i % 2 == 0;
            results.add(CompletableFuture.supplyAsync(
                    () -> routes.list(ListingRequest.builder().gvc("prod").filterUnhealthy(filter).build()), threads));
        }
        results.forEach(result -> {
            if (result.join().containers().size() != WORKLOADS) {
                throw new IllegalStateException("Found " + result.join().containers().size() + " containers");
            }
        });
        return ListingBenchmark.seconds(start);
    }
}
