package dev.cplnroutes.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What Micrometer and Prometheus see.
 */
@Timeout(60)
class MetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    @RegisterExtension
    private final RoutesExtension routes = RoutesExtension.onTwelveWorkloads()
            .with("cpln.listing.retry-delay-seconds", "0.001").with("cpln.statistics.endpoints", "log:statistics")
            .prepare(main -> main.bind("hostsRegistry", registry));
    private final DemoServer server = routes.server();

    private static double count(MeterRegistry registry, String name, String... tags) {
        return registry.get(name).tags(tags).timer().count();
    }

    /** As in a process that lists once: not even Micrometer's classes are loaded. */
    @Test
    void thereAreNoMetersWhereCamelMainIsToldToHaveNone() {
        try (RunningRoutes running = routes.start(Map.of("camel.metrics.enabled", "false"))) {
            assertThat(running.list(ListingRequest.builder().gvc("prod").build()).containers()).hasSize(12);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void metersCountWhatTheServerAndTheAnswersSay() {
        server.intercept(request -> request.path().contains("00003/") ? DemoResponse.error(403, "no")
                : request.path().contains("00004/") ? DemoResponse.error(503, "down")
                : request.path().contains("/gvc/gone/") ? DemoResponse.error(404, "no such GVC") : null);
        try (RunningRoutes running = routes.start(Map.of("cpln.progress.endpoints", "log:progress"))) {
            ListingResult result = running.list(ListingRequest.builder().gvc("prod").maxRetries(2).build());
            assertThatThrownBy(() -> running.list(ListingRequest.ofGvc("gone")))
                    .isInstanceOf(ListingFailedException.class);
            server.intercept(null);
            assertThat(running.list(ListingRequest.ofGvc("prod")).complete()).isTrue();

            int ok = 3 + 10 + 2;
            assertThat(count(registry, "cpln.api.calls", "outcome", "ok")).isEqualTo(ok);
            assertThat(count(registry, "cpln.api.calls", "outcome", "403")).isEqualTo(1);
            assertThat(count(registry, "cpln.api.calls", "outcome", "503")).isEqualTo(3);
            assertThat(count(registry, "cpln.api.calls", "outcome", "404")).isEqualTo(1);
            assertThat(server.requests()).hasSize(ok + 1 + 3 + 1);
            assertThat(registry.get("cpln.api.retries").counter().count()).isEqualTo(2)
                    .isEqualTo(result.statistics().retries());
            assertThat(registry.get("cpln.api.calls").tags("outcome", "ok").timer().totalTime(TimeUnit.NANOSECONDS))
                    .isPositive();
            for (String outcome : new String[] {"complete", "partial", "failed"}) {
                assertThat(count(registry, "cpln.listings", "outcome", outcome)).as(outcome).isEqualTo(1);
            }
            assertThat(registry.get("cache.size").tags("cache", "cplnCache").gauge().value()).isEqualTo(3 + 12);
            await().until(() -> registry.get("cpln.events.delivered").tags("endpoint", "statistics-1").functionCounter()
                    .count() == 3);
            assertThat(registry.get("cpln.events.undelivered").tags("endpoint", "statistics-1").functionCounter()
                    .count()).isZero();
            assertThat(registry.get("cpln.events.queued").tags("endpoint", "progress-1").gauge().value()).isZero();
        }
    }

    @Test
    void gaugesShowWhatIsUnderWay() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        server.intercept(request -> {
            if (request.path().endsWith("/deployment")) {
                held.join();
            }
            return null;
        });
        try (RunningRoutes running = routes.start(Map.of("cpln.api.max-connections", "3"))) {
            CompletableFuture<ListingResult> listing = CompletableFuture.supplyAsync(
                    () -> running.list(ListingRequest.builder().gvc("prod").maxWorkers(5).build()));
            await().until(() -> gauge(registry, "cpln.api.in.flight") == 3 && gauge(registry, "cpln.api.waiting") == 2);
            assertThat(gauge(registry, "cpln.lanes.busy")).isEqualTo(5);
            assertThat(gauge(registry, "cpln.listings.active")).isEqualTo(1);
            held.complete(null);
            assertThat(listing.join().complete()).isTrue();
            await().until(() -> gauge(registry, "cpln.api.in.flight") == 0 && gauge(registry, "cpln.lanes.busy") == 0);
            assertThat(gauge(registry, "cpln.listings.active")).isZero();
            assertThat(gauge(registry, "cpln.api.rate")).isZero();

            server.intercept(request -> DemoResponse.error(429, "slow down").withHeader("Retry-After", "20"));
            assertThatThrownBy(() -> running.list(ListingRequest.builder().gvc("prod").cache(false).retry(false)
                    .build()))
                    .isInstanceOf(ListingFailedException.class);
            assertThat(gauge(registry, "cpln.api.pause.seconds")).isBetween(10.0, 20.0);
        } finally {
            held.complete(null);
        }
    }

    @Test
    void outcomesToBeExpectedAreThereFromTheStart() {
        assertThat(routes.context().getRoutes()).isNotEmpty();
        for (String outcome : new String[] {"ok", "401", "403", "404", "429", "500", "502", "503", "504", "quota",
            "unreachable", "timed_out", "nonsense", "cancelled"}) {
            assertThat(count(registry, "cpln.api.calls", "outcome", outcome)).as(outcome).isZero();
        }
        for (String outcome : new String[] {"complete", "partial", "failed"}) {
            assertThat(count(registry, "cpln.listings", "outcome", outcome)).as(outcome).isZero();
        }
    }

    @Test
    void refusedTokenIsShownUntilACallSucceeds() {
        assertThat(routes.context().getRoutes()).isNotEmpty();
        assertThat(gauge(registry, "cpln.token.refused")).isZero();
        server.intercept(request -> DemoResponse.error(401, "no"));
        assertThatThrownBy(() -> routes.list(ListingRequest.ofGvc("prod"))).isInstanceOf(ListingFailedException.class);
        assertThat(gauge(registry, "cpln.token.refused")).isEqualTo(1);
        server.intercept(null);
        routes.list(ListingRequest.ofGvc("prod"));
        assertThat(gauge(registry, "cpln.token.refused")).isZero();
    }

    private static double gauge(MeterRegistry registry, String name) {
        return registry.get(name).gauge().value();
    }

    @Test
    void prometheusGetsThemWithoutAddresses() throws Exception {
        Map<String, String> settings = new HashMap<>(
                Map.of("camel.management.enabled", "true", "camel.management.port", "0",
                "camel.management.metricsEnabled", "true", "camel.metrics.enabled", "true",
                "camel.metrics.enableExchangeEventNotifier", "false",
                "cpln.statistics.endpoints", "http://127.0.0.1:9/s3cret"));
        settings.putAll(RunningRoutes.WITH_HTTP);
        try (RunningRoutes routes = RunningRoutes.on(server, settings)) {
            routes.list(ListingRequest.ofGvc("prod"));
            String metrics = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(routes.http() + "/observe/metrics"))
                    .timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString()).body();
            assertThat(metrics).contains("cpln_api_calls_seconds_bucket{outcome=\"ok\",le=\"0.05\"}",
                    "cpln_api_calls_seconds_count{outcome=\"ok\"} 15",
                    "cpln_listings_seconds_count{outcome=\"complete\"} 1",
                    "cpln_events_published_total{endpoint=\"statistics-1\"} 1.0",
                    "cache_size{cache=\"cplnCache\"} 15.0");
            assertThat(metrics).doesNotContain("s3cret", "127.0.0.1");
        }
    }

    @Test
    void pageHasTheTableOfAllMeters() throws Exception {
        routes.list(ListingRequest.ofGvc("prod"));
        String page = Files.readString(Path.of("docs", "metrics.md"));
        Set<String> names = new TreeSet<>();
        registry.getMeters().forEach(meter -> names.add(meter.getId().getName()));
        names.removeIf(name -> name.startsWith("cache.") || name.endsWith(".histogram"));
        assertThat(names).hasSizeGreaterThan(12).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
}
