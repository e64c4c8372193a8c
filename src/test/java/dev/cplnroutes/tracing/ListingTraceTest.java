package dev.cplnroutes.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.cplnroutes.AwaitResult;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoRequest;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.listing.GvcReader;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.testing.RunningRoutes;
import dev.cplnroutes.testing.TestBroker;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.apache.camel.spi.Registry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listing in the trace of a host that has Camel's OpenTelemetry. */
@Timeout(60)
class ListingTraceTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final List<DemoRequest> requests = new CopyOnWriteArrayList<>();
    private DemoServer server;

    @BeforeEach
    void start() {
        server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 6), DemoSettings.defaults().withPageSize(3));
        server.intercept(request -> {
            requests.add(request);
            return null;
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RunningRoutes routes(boolean traceProcessors) {
        return routes(traceProcessors, Map.of());
    }

    private RunningRoutes routes(boolean traceProcessors, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("cpln.listing.retry-delay-seconds", "0.001");
        Main main = new Main();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
        main.bind("tracer", provider.get("host"));
        main.bind("propagators", ContextPropagators.create(TextMapPropagator.composite(
                W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())));
        OpenTelemetryTracer tracer = new OpenTelemetryTracer();
        tracer.setTraceProcessors(traceProcessors);
        tracer.setTraceHeadersInclusion(true);
        main.bind("cameltracer", tracer);
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                tracer.init(getContext());
                from("direct:host-asks").routeId("host-asks")
                        .to("log:before?level=OFF")
                        .to("direct:cpln-list-containers")
                        .to("log:after?level=OFF");
                from("direct:host-streams").to("direct:cpln-stream-containers").split(body()).streaming()
                        .to("log:each?level=OFF");
            }
        });
        return RunningRoutes.on(server, settings, main);
    }

    private ListingResult ask(RunningRoutes routes, Object request) {
        return routes.context().createProducerTemplate().requestBodyAndHeaders("direct:host-asks", request,
                Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-01", "baggage", "secret=1"),
                ListingResult.class);
    }

    private List<SpanData> calls() {
        return exporter.getFinishedSpanItems().stream().filter(span -> attribute(span, "cpln.cache") != null).toList();
    }

    private static String attribute(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.stringKey(key));
    }

    private static List<String> traceParents(List<SpanData> spans) {
        return spans.stream().map(span -> "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01").sorted().toList();
    }

    private List<SpanData> received(String name, boolean traceProcessors) {
        return exporter.getFinishedSpanItems().stream().filter(span -> traceProcessors
                || span.getName().equals(name) && "EVENT_RECEIVED".equals(attribute(span, "op"))).toList();
    }

    private static List<String> ids(List<SpanData> spans) {
        return spans.stream().map(SpanData::getSpanId).toList();
    }

    private SpanData only(String name) {
        List<SpanData> found = exporter.getFinishedSpanItems().stream().filter(span -> span.getName().equals(name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    /** Each request carries the span of its own call, and nothing else of the host's trace. */
    private void expectCallsAreTheApis() {
        assertThat(requests.stream().map(request -> request.headers().get("traceparent")).sorted())
                .isEqualTo(traceParents(calls()));
        assertThat(requests).allSatisfy(request -> assertThat(request.headers().keySet()).doesNotContain("baggage",
                "tracestate").noneMatch(name -> name.startsWith("cpln-") || name.startsWith("camel")));
    }

    @Nested
    class OneListing {

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void listingIsOneSpanWithAChildForEachCall(boolean traceProcessors) {
            try (RunningRoutes routes = routes(traceProcessors)) {
                assertThat(ask(routes, ListingRequest.ofGvc("prod")).containers()).hasSize(6);
            }
            SpanData listing = only("cpln-list-containers");
            assertThat(listing.getParentSpanId()).as("the host's route, not a step beside").isIn(
                    ids(received("host-asks", traceProcessors)));
            assertThat(listing.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(calls()).hasSize(8).allSatisfy(call -> {
                assertThat(call.getName()).isEqualTo("GET");
                assertThat(call.getParentSpanId()).isEqualTo(listing.getSpanId());
                assertThat(attribute(call, "http.status_code")).isEqualTo("200");
                assertThat(attribute(call, "cpln.retries")).isEqualTo("0");
                assertThat(attribute(call, "cpln.cache")).isEqualTo("miss");
                assertThat(attribute(call, "url.path")).startsWith("/org/acme/gvc/prod/workload").doesNotContain("?");
                assertThat(call.getAttributes().asMap().keySet()).extracting(AttributeKey::getKey)
                        .containsExactlyInAnyOrder("component", "op", "exchangeId", "http.method", "http.status_code",
                                "url.path", "cpln.retries", "cpln.cache");
            });
            assertThat(exporter.getFinishedSpanItems()).allMatch(span -> span.getTraceId().equals(TRACE));
            assertThat(exporter.getFinishedSpanItems().toString()).doesNotContain("secret-token", "next=");
            expectCallsAreTheApis();
            if (!traceProcessors) {
                assertThat(exporter.getFinishedSpanItems()).extracting(SpanData::getName)
                        .containsOnly("host-asks", "log",
                        "cpln-list-containers", "GET").hasSize(2 + 2 + 1 + 8);
            } else {
                assertThat(exporter.getFinishedSpanItems()).extracting(SpanData::getName)
                        .filteredOn(name -> name.contains("cpln-")).containsOnly("cpln-list-containers");
            }
        }

        @Test
        void retriesAndFailuresAreToldByTheCallsAndGoOnInSubstituteLanes() {
            server.intercept(request -> {
                requests.add(request);
                return request.path().contains("00003/") ? DemoResponse.error(503, "down?x=secret") : null;
            });
            try (RunningRoutes routes = routes(false)) {
                ListingResult result = ask(routes, Map.of("gvc", "prod", "cache", false, "maxRetries", 2,
                        "parallel", false, "retryDelaySeconds", 0.05));
                assertThat(result.errors()).hasSize(1);
            }
            SpanData listing = only("cpln-list-containers");
            assertThat(calls()).hasSize(10).allMatch(call -> call.getParentSpanId().equals(listing.getSpanId()))
                    .allMatch(call -> attribute(call, "cpln.cache").equals("off"));
            List<SpanData> failed = calls().stream()
                    .filter(call -> call.getStatus().getStatusCode() == StatusCode.ERROR).toList();
            assertThat(failed).hasSize(3).allSatisfy(call -> {
                assertThat(attribute(call, "http.status_code")).isEqualTo("503");
                assertThat(attribute(call, "url.path")).contains("00003/");
            });
            assertThat(failed).extracting(call -> attribute(call, "cpln.retries"))
                    .containsExactlyInAnyOrder("0", "1", "2");
            assertThat(exporter.getFinishedSpanItems().toString()).doesNotContain("secret", "cpln-lane");
            expectCallsAreTheApis();
        }

        @Test
        void answersOfTheCacheMakeNoSpanAndRoutesOfAHostKeepTheirs() {
            try (RunningRoutes routes = routes(false)) {
                ask(routes, ListingRequest.ofGvc("prod"));
                exporter.reset();
                ask(routes, ListingRequest.ofGvc("prod"));
                assertThat(calls()).isEmpty();
                assertThat(exporter.getFinishedSpanItems()).extracting(SpanData::getName)
                        .containsExactlyInAnyOrder("log",
                        "cpln-list-containers", "log", "host-asks", "host-asks");
                exporter.reset();
                routes.send("direct:cpln-cache-size", null, Number.class);
                assertThat(exporter.getFinishedSpanItems()).as("Camel's, as of any route").hasSize(2);
            }
        }

        @Test
        void listingThatFailsIsAnErrorAndAStreamIsItsParent() {
            try (RunningRoutes routes = routes(false)) {
                assertThatThrownBy(() -> ask(routes, ListingRequest.ofGvc("no-such"))).isNotNull();
                assertThat(only("cpln-list-containers").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
                exporter.reset();
                routes.send("direct:host-streams", ListingRequest.ofGvc("prod"), Object.class);
            }
            assertThat(only("cpln-list-containers").getParentSpanId()).isEqualTo(
                    only("cpln-stream-containers").getSpanId());
            assertThat(calls()).hasSize(8).allMatch(call ->
                    call.getParentSpanId().equals(only("cpln-list-containers").getSpanId()));
        }

        /** Substitute lanes work while a call backs off. */
        @Test
        void callsOfSubstituteLanesBelongToTheListing() {
            Set<String> failedOnce = ConcurrentHashMap.newKeySet();
            server.intercept(request -> {
                requests.add(request);
                return request.path().endsWith("/deployment") && failedOnce.add(request.path())
                        ? DemoResponse.error(502, "once") : null;
            });
            try (RunningRoutes routes = routes(false)) {
                ListingResult result = ask(routes, Map.of("gvc", "prod", "maxWorkers", 2, "retryDelaySeconds", 0.2));
                assertThat(result.containers()).hasSize(6);
            }
            SpanData listing = only("cpln-list-containers");
            assertThat(calls()).hasSize(14).allMatch(call -> call.getParentSpanId().equals(listing.getSpanId()));
            assertThat(exporter.getFinishedSpanItems()).noneMatch(span -> span.getName().equals("cpln-lane"));
            expectCallsAreTheApis();
        }
    }

    @Nested
    class ItsCaller {

        @ParameterizedTest
        @ValueSource(strings = {"application/json", "application/x-ndjson"})
        void requestOverHttpIsTheParent(String accepted) throws Exception {
            Map<String, String> settings = new HashMap<>(RunningRoutes.WITH_HTTP);
            settings.put("cpln.triggers", "http");
            try (RunningRoutes routes = routes(false, settings)) {
                HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(
                        routes.http() + "/cpln/gvc/prod/containers")).header("Accept", accepted)
                        .header("traceparent", "00-" + TRACE + "-" + PARENT + "-01").build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
            assertThat(calls()).hasSize(8).allMatch(call ->
                    call.getParentSpanId().equals(only("cpln-list-containers").getSpanId()));
            assertThat(exporter.getFinishedSpanItems()).allMatch(span -> span.getTraceId().equals(TRACE))
                    .noneMatch(span -> span.getName().startsWith("cpln-http-"));
        }

        /** The headers of a record are bytes. */
        @Test
        void requestOverKafkaIsTheParent() {
            try (TestBroker broker = TestBroker.start()) {
                TestBroker.Topics topics = broker.topics(1);
                ProducerRecord<byte[], byte[]> request = new ProducerRecord<>(topics.requests(), TestBroker.bytes("k"),
                        TestBroker.bytes("{\"gvc\":\"prod\"}"));
                request.headers().add("traceparent", TestBroker.bytes("00-" + TRACE + "-" + PARENT + "-01"))
                        .add("baggage", TestBroker.bytes("secret=1"));
                topics.request(request);
                Map<String, String> settings = new HashMap<>(topics.settings());
                settings.put("cpln.triggers", "kafka");
                try (RunningRoutes routes = routes(false, settings)) {
                    assertThat(topics.awaitAnswers(1)).hasSize(1).allSatisfy(answer -> {
                        assertThat(TestBroker.json(answer).get("containers")).hasSize(6);
                        assertThat(TestBroker.headers(answer)).containsOnlyKeys("content-type", "cpln-request");
                    });
                    // The request's own span ends behind its answer.
                    await().atMost(TestBroker.DEADLINE).untilAsserted(() -> assertThat(
                            exporter.getFinishedSpanItems()).extracting(SpanData::getParentSpanId).contains(PARENT));
                }
            }
            SpanData listing = only("cpln-list-containers");
            assertThat(calls()).hasSize(8).allMatch(call -> call.getParentSpanId().equals(listing.getSpanId()));
            assertThat(exporter.getFinishedSpanItems()).extracting(SpanData::getTraceId).containsOnly(TRACE);
            expectCallsAreTheApis();
        }

        /** Two rounds: the second reads what was not ready in the first. */
        @Test
        void listingsOfAWaitAreItsChildren() {
            AtomicInteger reads = new AtomicInteger();
            server.intercept(request -> {
                requests.add(request);
                return request.path().contains("00003/") && reads.incrementAndGet() == 1
                        ? DemoResponse.json("{\"items\":[{"
                        + "\"name\":\"here\",\"status\":{\"versions\":[{\"containers\":{\"main\":{\"name\":\"main\","
                        + "\"ready\":false}}}]}}]}") : null;
            });
            try (RunningRoutes routes = routes(true)) {
                AwaitResult result = routes.send("direct:cpln-await-containers",
                        Map.of("gvc", "prod", "interval", "PT0.1S", "for", "healthy"), AwaitResult.class);
                assertThat(result.reached()).isTrue();
            }
            SpanData wait = only("cpln-await-containers");
            List<SpanData> listings = exporter.getFinishedSpanItems().stream()
                    .filter(span -> span.getName().equals("cpln-list-containers")).toList();
            assertThat(listings).hasSizeGreaterThan(1)
                    .allMatch(span -> span.getParentSpanId().equals(wait.getSpanId()));
            assertThat(calls()).isNotEmpty().allMatch(call -> ids(listings).contains(call.getParentSpanId()));
            assertThat(exporter.getFinishedSpanItems()).hasSize(1 + listings.size() + calls().size());
            expectCallsAreTheApis();
        }

        @Test
        void listingsOfAWatchHaveNoParentAndItsLooksAreNoSpans() {
            Map<String, String> settings = Map.of("cpln.watch.gvcs", "prod", "cpln.watch.max-calls-per-second", "1000");
            try (RunningRoutes routes = routes(true, settings)) {
                await().until(() -> calls().size() >= 8);
            }
            List<SpanData> listings = exporter.getFinishedSpanItems().stream()
                    .filter(span -> span.getName().equals("cpln-list-containers")).toList();
            assertThat(listings).isNotEmpty().noneMatch(span -> span.getParentSpanContext().isValid());
            assertThat(exporter.getFinishedSpanItems()).extracting(SpanData::getName)
                    .containsOnly("cpln-list-containers", "GET");
            assertThat(calls()).allMatch(call -> ids(listings).contains(call.getParentSpanId()));
        }

        /** What is read for no listing has no route's span either. */
        @Test
        void callThatBelongsToNoListingIsASpanOfItsOwn() throws Exception {
            try (RunningRoutes routes = routes(true)) {
                Registry registry = routes.context().getRegistry();
                registry.findSingleByType(GvcReader.class).read(registry.findSingleByType(RequestReader.class)
                        .read(ListingRequest.ofGvc("*")));
            }
            assertThat(exporter.getFinishedSpanItems()).isNotEmpty().allSatisfy(span -> {
                assertThat(span.getName()).isEqualTo("GET");
                assertThat(attribute(span, "url.path")).isEqualTo("/org/acme/gvc");
                assertThat(span.getParentSpanContext().isValid()).isFalse();
            });
            expectCallsAreTheApis();
        }
    }
}
