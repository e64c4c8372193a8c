package dev.cplnroutes.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;

import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.events.EventStatistics;
import dev.cplnroutes.events.Receiver;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * What publishing costs a listing: with every event going out, to receivers that take them, hang or fail, against the
 * same
 * listing that tells nothing.
 */
final class EventsBenchmark {

    private static final int WORKLOADS = 2000;
    private static final int WORKERS = 20;
    private static final int LATENCY_MILLIS = 20;
    private static final int RUNS = 5;

    private EventsBenchmark() {
    }

    static void run() throws Exception {
        System.out.println();
        System.out.printf("%d workloads, %d workers, %d ms latency; progress, statistics and containers to a "
                + "webhook%n%n", WORKLOADS, WORKERS, LATENCY_MILLIS);
        System.out.println("receiver     listing s  silent s  of silent  events  delivered  undelivered  queued  lost");
        try (DemoServer server = DemoServer.start(DemoOrganization.uniform("acme", "prod", WORKLOADS),
                DemoSettings.defaults().withPageSize(100).withLatency(Duration.ofMillis(LATENCY_MILLIS)))) {
            row(server, "takes them", request -> 200);
            row(server, "hangs", request -> Receiver.HANG);
            row(server, "answers 503", request -> 503);
        }
    }

    private static void row(DemoServer server, String name,
            ToIntFunction<Receiver.Request> behaviour) throws Exception {
        Path folder = Files.createTempDirectory("undelivered");
        Map<String, String> nowhere = Map.of("cpln.progress.endpoints", "", "cpln.statistics.endpoints", "");
        try (Receiver receiver = Receiver.start(); RunningRoutes silent = RunningRoutes.on(server, nowhere)) {
            receiver.answer(behaviour);
            String uri = receiver.url("/");
            try (RunningRoutes routes = RunningRoutes.on(server, Map.of("cpln.progress.endpoints", uri,
                    "cpln.statistics.endpoints", uri, "cpln.containers.endpoints", uri, "cpln.events.timeout", "500ms",
                    "cpln.events.max-retries", "0", "cpln.undelivered.endpoint", "file:" + folder))) {
                double[] silentSeconds = new double[RUNS];
                double[] seconds = new double[RUNS];
                for (int i = -2; i < RUNS; i++) {
                    double silentTime = time(silent);
                    double time = time(routes);
                    if (i >= 0) {
                        silentSeconds[i] = silentTime;
                        seconds[i] = time;
                    }
                }
                long end = System.nanoTime() + (name.equals("hangs") ? 0 : Duration.ofMinutes(2).toNanos());
                while (System.nanoTime() < end && !isSettled(routes)) {
                    Thread.sleep(50);
                }
                EventStatistics.OfEndpoint all =
                        routes.send("direct:cpln-event-statistics", null, EventStatistics.class)
                        .endpoints().stream().reduce((one, other) -> new EventStatistics.OfEndpoint("", "",
                                one.published() + other.published(), one.queued() + other.queued(),
                                one.delivered() + other.delivered(), 0, one.undelivered() + other.undelivered(),
                                one.dropped() + other.dropped(), 0, null)).orElseThrow();
                double median = ListingBenchmark.median(seconds);
                double silentMedian = ListingBenchmark.median(silentSeconds);
                System.out.printf(Locale.ROOT, "%-11s  %9.3f  %8.3f  %9.2f  %6d  %9d  %11d  %6d  %4d%n", name, median,
                        silentMedian, median / silentMedian, all.published(), all.delivered(), all.undelivered(),
                        all.queued(),
                        all.dropped());
            }
        }
    }

    private static double time(RunningRoutes routes) {
        long start = System.nanoTime();
        routes.list(ListingRequest.builder().gvc("prod").maxWorkers(WORKERS).cache(false).build());
        return (System.nanoTime() - start) / 1e9;
    }

    private static boolean isSettled(RunningRoutes routes) {
        return routes.send("direct:cpln-event-statistics", null, EventStatistics.class).endpoints().stream()
                .allMatch(endpoint -> endpoint.published()
                        == endpoint.delivered() + endpoint.undelivered() + endpoint.dropped());
    }

    /** This table alone. */
    public static void main(String[] arguments) throws Exception {
        Configurator.setRootLevel(Level.ERROR);
        run();
        System.exit(0);
    }
}
