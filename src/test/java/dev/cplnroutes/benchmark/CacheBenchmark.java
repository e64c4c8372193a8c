package dev.cplnroutes.benchmark;

import java.util.Locale;
import java.util.Map;

import dev.cplnroutes.CacheStatistics;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.main.Main;

/**
 * Measures what an entry of the cache costs on the heap: a listing of 10,000 workloads of a usual size fills it. The
 * API is the demo server in a process of its own. Prints one line; judges nothing.
 */
public final class CacheBenchmark {

    private static final int WORKLOADS = 10_000;

    private CacheBenchmark() {
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        try (ServerProcess server = ServerProcess.start("--workloads", "" + WORKLOADS, "--usual-size", "--page-size",
                "500");
                RunningRoutes routes = RunningRoutes.start(Map.of("cpln.endpoint", server.endpoint().toString(),
                        "cpln.org", "acme", "cpln.token", "secret-token", "cpln.progress.endpoints", "",
                        "cpln.statistics.endpoints", ""), new Main())) {
            // Classes and buffers that a first listing needs are no entries.
            routes.list(Map.of("maxWorkers", 20, "maxResults", 1000));
            routes.send("direct:cpln-clear-cache", null, Long.class);
            long before = heap();
            routes.list(Map.of("maxWorkers", 20));
            CacheStatistics cache = routes.send("direct:cpln-cache-statistics", null, CacheStatistics.class);
            long entries = heap() - before;
            System.out.printf(Locale.ROOT, "cache: %d entries of %d bytes; on the heap %d bytes each, %.2f of it%n",
                    cache.size(), cache.bytes() / cache.size(), entries / cache.size(),
                    (double) entries / cache.bytes());
        }
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
