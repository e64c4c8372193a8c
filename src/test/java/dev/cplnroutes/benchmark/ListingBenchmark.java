package dev.cplnroutes.benchmark;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Measures listings against the time that the API's own latency dictates, and beside a plain Java program that makes
 * the
 * same calls. The API is the demo server in a process of its own. Prints a table; judges nothing.
 */
public final class ListingBenchmark {

    private static final int WORKLOADS = 200;
    private static final int PAGE_SIZE = 50;
    private static final int PAGES = WORKLOADS / PAGE_SIZE;
    private static final int LATENCY_MILLIS = 50;
    private static final int[] WORKERS = {1, 5, 20, 50};
    private static final String ORG = "acme";
    private static final String GVC = "prod";

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;

    private ListingBenchmark(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** Runs all tables. */
    public static void main(String[] arguments) throws Exception {
        Configurator.setRootLevel(Level.WARN);
        withServer(endpoint -> {
            new ListingBenchmark(endpoint).run();
            StartBenchmark.run(endpoint);
        });
        RefusedListingBenchmark.run();
        CachedListingBenchmark.run();
        EventsBenchmark.run();
        System.exit(0);
    }

    /** What is measured against the demo server. */
    interface Measurement {

        void run(URI endpoint) throws Exception;
    }

    /** Measures against the demo server in a process of its own. */
    static void withServer(Measurement measurement) throws Exception {
        try (ServerProcess server = ServerProcess.start("--workloads", "" + WORKLOADS, "--page-size", "" + PAGE_SIZE,
                "--latency", "" + LATENCY_MILLIS)) {
            measurement.run(server.endpoint());
        }
    }

    private void run() throws Exception {
        try (RunningRoutes routes = RunningRoutes.start(Map.of("cpln.endpoint", endpoint.toString(), "cpln.org", ORG,
                "cpln.token", "benchmark", "cpln.progress.endpoints", "", "cpln.statistics.endpoints", ""))) {
            System.out.printf("%d workloads in %d pages, %d ms latency; ideal = latency x (1 + ceil(%d / workers))%n%n",
                    WORKLOADS, PAGES, LATENCY_MILLIS, WORKLOADS + PAGES - 1);
            System.out.println("workers  latency ms  ideal s  routes s  of ideal  plain Java s  of ideal  routes/plain"
                    + "  API calls  peak in flight");
            for (int workers : WORKERS) {
                row(routes, workers);
            }
            System.out.println();
            System.out.println("workers  limit  containers  API calls  needed + workers + one page");
            for (int workers : WORKERS) {
                limited(routes, workers);
            }
        }
    }

    private void row(RunningRoutes routes, int workers) throws Exception {
        ListingRequest request = ListingRequest.builder().gvc(GVC).maxWorkers(workers).cache(false).build();
        int warmUps = workers == 1 ? 1 : 15;
        int runs = workers == 1 ? 2 : 9;
        try (PlainJavaListing plain = new PlainJavaListing(endpoint, ORG, GVC, workers)) {
            for (int i = 0; i < warmUps; i++) {
                check(routes.list(request).containers().size());
                check(plain.list());
            }
            double latency = latency();
            double[] routesSeconds = new double[runs];
            double[] plainSeconds = new double[runs];
            JsonNode counted = null;
            for (int i = 0; i < runs; i++) {
                reset();
                long start = System.nanoTime();
                check(routes.list(request).containers().size());
                routesSeconds[i] = seconds(start);
                counted = counted();
                start = System.nanoTime();
                check(plain.list());
                plainSeconds[i] = seconds(start);
            }
            double ideal = latency / 1000 * (1 + Math.ceil((WORKLOADS + PAGES - 1) / (double) workers));
            double routesMedian = median(routesSeconds);
            double plainMedian = median(plainSeconds);
            System.out.printf(Locale.ROOT, "%7d  %10.1f  %7.3f  %8.3f  %8.2f  %12.3f  %8.2f  %12.2f  %9d  %14d%n",
                    workers,
                    latency, ideal, routesMedian, routesMedian / ideal, plainMedian, plainMedian / ideal,
                    routesMedian / plainMedian,
                    counted.path("requests").asInt(), counted.path("peakInFlight").asInt());
        }
    }

    private void limited(RunningRoutes routes, int workers) throws Exception {
        int limit = 10;
        reset();
        ListingResult result = routes.list(ListingRequest.builder().gvc(GVC).maxWorkers(workers).cache(false)
                .maxResults(limit).build());
        System.out.printf(Locale.ROOT, "%7d  %5d  %10d  %9d  %28d%n", workers, limit, result.containers().size(),
                counted().path("requests").asInt(), 1 + limit + workers + 1);
    }

    /** Latency of one call as a bare client sees it, milliseconds: the median of fifty, one after another. */
    private double latency() throws Exception {
        double[] millis = new double[60];
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            get("/org/" + ORG + "/gvc/" + GVC + "/workload/workload-00000/deployment");
            millis[i] = seconds(start) * 1000;
        }
        return median(Arrays.copyOfRange(millis, 10, millis.length));
    }

    private void reset() throws Exception {
        client.send(HttpRequest.newBuilder(endpoint.resolve("/demo/statistics")).DELETE().build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private JsonNode counted() throws Exception {
        return new ObjectMapper().readTree(get("/demo/statistics"));
    }

    private byte[] get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(endpoint.resolve(path)).header("Authorization", "Bearer x").build(),
                HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    private static void check(int containers) {
        if (containers != WORKLOADS) {
            throw new IllegalStateException("Found " + containers + " containers instead of " + WORKLOADS);
        }
    }

    static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
