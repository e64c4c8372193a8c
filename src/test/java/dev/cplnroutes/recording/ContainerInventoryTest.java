package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.CapturedLog;
import dev.cplnroutes.testing.FaultyApi;
import dev.cplnroutes.testing.ListGeneration;
import dev.cplnroutes.testing.Listed;
import dev.cplnroutes.testing.PrometheusText;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The meters of containers: what Prometheus sees of them after which listings.
 */
@Timeout(120)
class ContainerInventoryTest {

    private static final DemoOrganization REALISTIC =
            DemoOrganization.realistic("acme", Instant.parse("2026-11-24T10:00:00Z"));
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    @RegisterExtension
    private final RoutesExtension routes = RoutesExtension.on(uniform(12), DemoSettings.defaults().withPageSize(5))
            .with("cpln.listing.cache", "false").with("cpln.listing.retry", "false");
    private final DemoServer server = routes.server();

    private static DemoOrganization uniform(int workloads) {
        return DemoOrganization.uniform("acme", "prod", workloads);
    }

    private static DemoOrganization without(DemoOrganization organization, String workload) {
        return new DemoOrganization(organization.name(), organization.gvcs(), organization.workloads().stream()
                .filter(one -> !one.name().equals(workload)).toList());
    }

    private RunningRoutes routes(int maximum) {
        return routes(maximum, registry);
    }

    private RunningRoutes routes(int maximum, Object hostsRegistry) {
        return routes.start(Map.of("cpln.meters.maximum-containers", String.valueOf(maximum)),
                main -> main.bind("hostsRegistry", hostsRegistry));
    }

    private PrometheusText scrape() {
        return PrometheusText.of(registry.scrape());
    }

    private List<String> shown() {
        return shown("prod");
    }

    private List<String> shown(String gvc) {
        return scrape().all("cpln_container_info").stream().filter(sample -> sample.label("gvc").equals(gvc))
                .map(sample -> sample.label("workload")).sorted().distinct().toList();
    }

    private static ListingRequest.Builder prod() {
        return ListingRequest.builder().gvc("prod");
    }

    private static double number(Integer value) {
        return value == null ? Double.NaN : value;
    }

    private static Map<List<String>, Double> values(PrometheusText text, String name) {
        Map<List<String>, Double> values = new HashMap<>();
        text.all(name).forEach(sample -> {
            assertThat(sample.label("org")).isEqualTo("acme");
            values.put(List.of(sample.label("gvc"), sample.label("workload"), sample.label("location"),
                    sample.label("version"),
                    sample.label("container")), sample.value());
        });
        return values;
    }

    private static Map<List<String>, Double> expected(List<Container> containers, ToDoubleFunction<Container> value) {
        Map<List<String>, Double> values = new HashMap<>();
        containers.forEach(container -> {
            if (!Double.isNaN(value.applyAsDouble(container))) {
                values.put(List.of(container.gvcName(), container.workloadName(), container.location(),
                        container.version() == null ? "" : container.version(), container.name()),
                        value.applyAsDouble(container));
            }
        });
        return values;
    }

    private static FaultyApi.Fault json(String body) {
        return FaultyApi.raw("HTTP/1.1 200 OK\nConnection: close\nContent-Length: " + body.length() + "\n\n",
                body.getBytes(StandardCharsets.US_ASCII));
    }

    /** What is shown of a container, and whether anything is. */
    @Nested
    class Shown {

        @Test
        void noneByDefault() {
            try (RunningRoutes running = routes.start(
                    Map.of("cpln.listing.cache", "true", "cpln.listing.retry", "true"),
                    main -> main.bind("hostsRegistry", registry))) {
                assertThat(running.list(ListingRequest.ofGvc("prod")).containers()).hasSize(12);
                assertThat(scrape().names()).contains("cpln_api_calls_seconds_bucket")
                        .noneMatch(name -> name.startsWith("cpln_container"));
            }
        }

        @Test
        void showWhatTheAnswerSaysWhateverWasFilteredOrCut() {
            server.replace(REALISTIC);
            try (RunningRoutes running = routes(1000)) {
                List<Container> all = running.list(ListingRequest.builder().gvc("*").build()).containers();
                PrometheusText complete = scrape();
                assertThat(complete.types()).containsEntry("cpln_container_info", "gauge")
                        .containsEntry("cpln_container_restarts_total", "counter")
                        .containsEntry("cpln_container_ready_replicas", "gauge")
                        .containsEntry("cpln_container_replicas", "gauge");
                assertThat(values(complete, "cpln_container_info")).isEqualTo(expected(all, container -> 1));
                assertThat(values(complete, "cpln_container_ready_replicas"))
                        .isEqualTo(expected(all, container -> number(container.readyReplicas())));
                assertThat(values(complete, "cpln_container_replicas"))
                        .isEqualTo(expected(all, container -> number(container.totalReplicas())));
                assertThat(values(complete, "cpln_container_restarts_total"))
                        .isEqualTo(expected(all, container -> number(container.restartCount())))
                        .containsValue(17.0);
                assertThat(complete.all("cpln_container_health_status")).hasSameSizeAs(all);
                for (HealthStatus health : HealthStatus.values()) {
                    assertThat(complete.all("cpln_container_health_status").stream()
                            .filter(sample -> sample.label("health").equals(health.text()) && sample.value() == 1))
                            .hasSameSizeAs(all.stream().filter(container -> container.healthStatus() == health)
                                    .toList());
                }
                assertThat(complete.all("cpln_container_info")).extracting(sample -> sample.label("image"))
                        .containsExactlyInAnyOrderElementsOf(all.stream().map(Container::image).toList());
                assertThat(complete.value("cpln_containers_left_out")).isZero();

                running.list(ListingRequest.builder().gvc("*").filterUnhealthy(true).includeSystemContainers(true)
                        .build());
                PrometheusText filtered = scrape();
                for (String name : complete.names()) {
                    if (name.startsWith("cpln_container_")) {
                        assertThat(filtered.all(name)).as(name).isEqualTo(complete.all(name));
                    }
                }
            }
        }

        @Test
        void workloadThatWasReadIsShownAsItIsNow() {
            try (RunningRoutes running = routes(1000)) {
                running.list(ListingRequest.ofGvc("prod"));
                server.intercept(request -> request.path().contains("00001/deployment") || request.path()
                        .contains("00002/deployment")
                        ? DemoResponse.json("{\"items\":[]}") : null);
                running.list(prod().workloadName("workload-00001").build());
                List<String> left = new ArrayList<>(Listed.numbered(12));
                left.remove("workload-00001");
                assertThat(shown()).isEqualTo(left);
                assertThat(running.list(prod().maxResults(1).maxWorkers(1).build()).containers()).hasSize(1);
                assertThat(shown()).as("not read again").isEqualTo(left);
                running.list(prod().location("elsewhere").build());
                assertThat(shown()).as("another location").isEqualTo(left);
                running.list(prod().location("aws-us-west-2").build());
                left.remove("workload-00002");
                assertThat(shown()).isEqualTo(left);
            }
        }

        @Test
        void workloadThatCannotBeReadStaysAndSaysWhenItWas() {
            try (RunningRoutes running = routes.start(Map.of("camel.metrics.enabled", "true",
                    "cpln.meters.maximum-containers", "100"), RunningRoutes::withSettableClock)) {
                PrometheusMeterRegistry camels = running.context().getRegistry()
                        .findSingleByType(PrometheusMeterRegistry.class);
                running.list(ListingRequest.ofGvc("prod"));
                double first = running.clock().instant().toEpochMilli() / 1000.0;
                running.clock().advance(Duration.ofMinutes(10));
                server.replace(without(uniform(12), "workload-00007"));
                server.intercept(request -> request.path().contains("00003/") ? DemoResponse.error(500, "down") : null);
                ListingResult partial = running.list(ListingRequest.ofGvc("prod"));
                assertThat(partial.errors()).extracting(WorkloadError::workloadName).containsExactly("workload-00003");
                Map<String, Double> times = new TreeMap<>();
                PrometheusText.of(camels.scrape()).all("cpln_containers_listed_timestamp_seconds")
                        .forEach(sample -> times.put(sample.label("workload"), sample.value()));
                assertThat(times).hasSize(11).doesNotContainKey("workload-00007").containsEntry("workload-00003", first)
                        .containsEntry("workload-00002", first + 600);
            }
        }

        @Test
        void firstOnesStayAndTheRestIsCounted() {
            try (CapturedLog log = CapturedLog.start(); RunningRoutes running = routes(5)) {
                running.list(ListingRequest.ofGvc("prod"));
                running.list(prod().workloadName("workload-00009").build());
                running.list(ListingRequest.ofGvc("prod"));
                assertThat(shown()).isEqualTo(Listed.numbered(5));
                PrometheusText text = scrape();
                assertThat(text.value("cpln_containers_left_out")).isEqualTo(7);
                assertThat(text.all("cpln_containers_listed_timestamp_seconds")).hasSize(5);
                assertThat(log.lines().stream().filter(line -> line.contains("have no meters")))
                        .containsExactly("dev.cplnroutes.recording.ContainerInventory 7 containers have no meters: "
                                + "cpln.meters.maximum-containers is 5; logged once");
                server.intercept(request -> request.path().contains("00001/") ? DemoResponse.json("{\"items\":[]}")
                        : null);
                running.list(prod().workloadName("workload-00001").build());
                assertThat(shown()).containsExactly("workload-00000", "workload-00002", "workload-00003",
                        "workload-00004");
                assertThat(scrape().value("cpln_containers_left_out")).as("there is room, but the next is not read yet")
                        .isEqualTo(7);
                server.intercept(null);
                server.replace(without(uniform(6), "workload-00002"));
                running.list(ListingRequest.ofGvc("prod"));
                assertThat(shown()).containsExactly("workload-00000", "workload-00001", "workload-00003",
                        "workload-00004",
                        "workload-00005");
                assertThat(scrape().value("cpln_containers_left_out")).isZero();
            }
        }

        @Test
        void compositeRegistryHasThemAndAnyOtherIsSaidToHaveNone() {
            CompositeMeterRegistry composite = new CompositeMeterRegistry();
            composite.add(new SimpleMeterRegistry());
            composite.add(registry);
            try (RunningRoutes running = routes(100, composite)) {
                running.list(ListingRequest.ofGvc("prod"));
                assertThat(shown()).hasSize(12);
            }
            try (CapturedLog log = CapturedLog.start(); RunningRoutes running =
                    routes(100, new SimpleMeterRegistry())) {
                assertThat(running.list(ListingRequest.ofGvc("prod")).containers()).hasSize(12);
                assertThat(log.lines()).contains(
                        "dev.cplnroutes.metrics.MeterBinding cpln.meters.maximum-containers is set, but there is no "
                        + "Prometheus registry: containers have no meters");
            }
        }
    }

    /** What a listing shows to be gone. */
    @Nested
    class Removed {

        @Test
        void completeListingRemovesWhatIsGoneFromItsGvcAlone() {
            server.replace(REALISTIC);
            try (RunningRoutes running = routes(1000)) {
                running.list(ListingRequest.builder().gvc("*").build());
                assertThat(shown("prod")).contains("checkout", "fraud-scoring");
                assertThat(shown("edge")).contains("image-proxy", "sitemap");
                server.replace(without(without(REALISTIC, "checkout"), "image-proxy"));
                running.list(ListingRequest.ofGvc("prod"));
                assertThat(shown("prod")).contains("fraud-scoring").doesNotContain("checkout");
                assertThat(shown("edge")).contains("image-proxy", "sitemap");
                running.list(ListingRequest.builder().gvc("*").build());
                assertThat(shown("prod")).contains("fraud-scoring").doesNotContain("checkout");
                assertThat(shown("edge")).contains("sitemap").doesNotContain("image-proxy");
            }
        }

        @Test
        void partOfAListRemovesNothingThatItHasNotRead() {
            try (RunningRoutes running = routes(1000)) {
                running.list(ListingRequest.ofGvc("prod"));
                server.replace(uniform(0));
                assertThat(running.list(prod().location("aws-us-west-2").build()).containers()).isEmpty();
                assertThat(running.list(prod().maxResults(3).build()).containers()).isEmpty();
                assertThat(running.list(prod().pageSize(3).build()).containers()).isEmpty();
                assertThatThrownBy(() -> running.list(prod().workloadName("workload-00001").build()))
                        .isInstanceOf(ListingFailedException.class);
                server.intercept(request -> DemoResponse.error(500, "down"));
                assertThatThrownBy(() -> running.list(ListingRequest.ofGvc("prod")))
                        .isInstanceOf(ListingFailedException.class);
                assertThat(shown()).isEqualTo(Listed.numbered(12));
                server.intercept(null);
                running.list(ListingRequest.ofGvc("prod"));
                assertThat(shown()).isEmpty();
            }
        }

        @Test
        void listingThatBeganEarlierDoesNotOverwriteWhatALaterOneFound() throws Exception {
            CompletableFuture<Void> held = new CompletableFuture<>();
            try (FaultyApi api = FaultyApi.start(6);
                    RunningRoutes running = routes.start(Map.of("cpln.endpoint", api.endpoint(),
                            "cpln.meters.maximum-containers", "1000"), main -> main.bind("hostsRegistry", registry))) {
                // The last of the earlier listing, which has read all others by then.
                api.fault("w5", out -> {
                    held.join();
                    json(FaultyApi.DEPLOYMENTS).answer(out);
                });
                CompletableFuture<ListingResult> earlier = CompletableFuture.supplyAsync(
                        () -> running.list(prod().maxWorkers(1).build()));
                await().until(() -> api.requests().contains("w5"));
                api.reset();
                api.fault("list", json("{\"items\":[{\"name\":\"w0\"},{\"name\":\"w1\"},{\"name\":\"w2\"},"
                        + "{\"name\":\"w9\"}]}"));
                api.fault("w1", json("{\"items\":[]}"));
                assertThat(Listed.workloads(running.list(ListingRequest.ofGvc("prod"))))
                        .containsExactly("w0", "w2", "w9");
                held.complete(null);
                assertThat(Listed.workloads(earlier.join())).containsExactly("w0", "w1", "w2", "w3", "w4", "w5");
                assertThat(shown()).containsExactly("w0", "w2", "w9");
            } finally {
                held.complete(null);
            }
        }

        @Test
        void listThatIsReadAnewOrNotToItsEndRemovesNoMoreThanIsKnownToBeGone() {
            server.replace(DemoOrganization.of("acme", IntStream.range(0, 12).mapToObj("w%02d"::formatted)
                    .map(name -> DemoWorkload.healthy("prod", name, "main")).toList()));
            try (RunningRoutes running = routes(1000)) {
                ListGeneration.of(server, "old", 0, 12, 2);
                running.list(prod().cache(true).build());
                assertThat(shown()).hasSize(10).startsWith("w00");
                ListGeneration.of(server, "new", 3, 12, -1);
                // The cached pages have w00 to w02, and a link that nobody knows any more.
                assertThat(running.list(prod().cache(true).build()).complete()).isTrue();
                assertThat(shown()).hasSize(9).startsWith("w03");
                ListGeneration.of(server, "cut", 5, 12, 1);
                assertThat(running.list(prod().build()).complete()).isFalse();
                assertThat(shown()).hasSize(9).startsWith("w03");
            }
        }
    }
}
