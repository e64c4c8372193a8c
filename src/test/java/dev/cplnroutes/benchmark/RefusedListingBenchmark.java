package dev.cplnroutes.benchmark;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoRateLimit;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RunningRoutes;

/**
 * Listings against an API that takes only so many calls a second, or none: how long they take of the time that the
 * limit
 * dictates, how many calls are refused, and what gets lost.
 */
final class RefusedListingBenchmark {

    private static final int WORKLOADS = 1000;
    private static final int PAGES = 20;
    private static final int CALLS = WORKLOADS + PAGES;
    private static final int PER_SECOND = 100;
    private static final int BURST = 20;
    private static final int LATENCY_MILLIS = 50;
    private static final int HALVED_AFTER_SECONDS = 5;

    private RefusedListingBenchmark() {
    }

    static void run() throws Exception {
        System.out.printf("%n%d workloads in %d pages, %d ms latency, a bucket of %d calls a second (burst %d); "
                + "maxRetries=8, retryDelaySeconds=0.2%n%n", WORKLOADS, PAGES, LATENCY_MILLIS, PER_SECOND, BURST);
        System.out.println("limit                  workers  ideal s  routes s  of ideal  API calls  refused  of "
                + "calls  lost");
        for (int workers : new int[] {5, 32}) {
            limited(workers, false);
        }
        limited(32, true);
        System.out.println();
        System.out.println("every deployment call answered 503, default settings");
        System.out.println("workers  ideal s  routes s  beyond s  API calls  the caller is told");
        unavailable();
    }

    private static DemoServer server(DemoSettings settings) {
        return DemoServer.start(DemoOrganization.uniform("acme", "prod", WORKLOADS),
                settings.withPageSize(WORKLOADS / PAGES).withLatency(Duration.ofMillis(LATENCY_MILLIS)));
    }

    /** A process's routes of its own for each listing: what the one before has learnt must not help it. */
    private static RunningRoutes routes(DemoServer server) {
        return RunningRoutes.on(server, Map.of("cpln.progress.endpoints", "", "cpln.statistics.endpoints", ""));
    }

    private static void limited(int workers, boolean isHalved) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (DemoServer server = server(DemoSettings.defaults().withRateLimit(new DemoRateLimit(PER_SECOND, BURST)));
                RunningRoutes routes = routes(server)) {
            if (isHalved) {
                timer.schedule(() -> server.rateLimit(new DemoRateLimit(PER_SECOND / 2, BURST)), HALVED_AFTER_SECONDS,
                        TimeUnit.SECONDS);
            }
            long start = System.nanoTime();
            int found = routes.list(ListingRequest.builder().gvc("prod").maxWorkers(workers).cache(false).maxRetries(8)
                    .retryDelaySeconds(0.2).build()).containers().size();
            double seconds = ListingBenchmark.seconds(start);
            double byLimit = !isHalved ? (CALLS - BURST) / (double) PER_SECOND : HALVED_AFTER_SECONDS
                    + (CALLS - BURST - HALVED_AFTER_SECONDS * PER_SECOND) / (PER_SECOND / 2.0);
            double byLatency = LATENCY_MILLIS / 1000.0 * (1 + Math.ceil((CALLS - 1) / (double) workers));
            double ideal = Math.max(byLimit, byLatency);
            int calls = server.requests().size();
            System.out.printf(Locale.ROOT, "%-21s  %7d  %7.2f  %8.2f  %8.2f  %9d  %7d  %6.1f %%  %4d%n",
                    isHalved ? PER_SECOND + "/s, halved after " + HALVED_AFTER_SECONDS + "s" : PER_SECOND + "/s",
                    workers,
                    ideal, seconds, seconds / ideal, calls, server.refusedRequests(),
                    100.0 * server.refusedRequests() / calls, WORKLOADS - found);
        } finally {
            timer.shutdownNow();
        }
    }

    private static void unavailable() {
        try (DemoServer server = server(DemoSettings.defaults());
                RunningRoutes routes = routes(server)) {
            server.intercept(request -> request.isDeploymentList() ? DemoResponse.error(503, "down") : null);
            long start = System.nanoTime();
            String told = null;
            try {
                routes.list(ListingRequest.ofGvc("prod"));
            } catch (ListingFailedException e) {
                told = e.status() + " " + e.getMessage();
            }
            double seconds = ListingBenchmark.seconds(start);
            double ideal = LATENCY_MILLIS / 1000.0 * (1 + Math.ceil((CALLS - 1) / 5.0));
            System.out.printf(Locale.ROOT, "%7d  %7.2f  %8.2f  %8.2f  %9d  %s%n", 5, ideal, seconds, seconds - ideal,
                    server.requests().size(), told);
        }
    }
}
