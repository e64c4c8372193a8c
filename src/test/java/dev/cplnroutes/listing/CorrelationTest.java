package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Collectors;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoRequest;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.support.ListingLog;
import dev.cplnroutes.testing.CapturedLog;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/**
 * What belongs together can be told: log lines of one listing by its id, API calls by their caller's trace.
 */
@Timeout(60)
class CorrelationTest {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final List<DemoRequest> requests = new CopyOnWriteArrayList<>();
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 8), DemoSettings.defaults().withPageSize(3))
            .with("cpln.listing.retry-delay-seconds", "0.01");
    private static final DemoServer server = routes.server();

    @BeforeEach
    void start() {
        server.intercept(request -> {
            requests.add(request);
            return request.path().contains("00002/") && request.attempt() == 1 ? DemoResponse.error(500, "boom") : null;
        });
    }

    @AfterEach
    void forget() {
        MDC.clear();
    }

    private static Exchange send(Map<String, Object> headers, ListingRequest request) {
        return routes.context().createProducerTemplate().request("direct:cpln-list-containers", exchange -> {
            exchange.getMessage().setHeaders(new HashMap<>(headers));
            exchange.getMessage().setBody(request);
        });
    }

    private List<String> traces() {
        List<String> traces = new ArrayList<>();
        requests.forEach(request -> traces.add(request.headers().get("traceparent")));
        return traces;
    }

    @Test
    void linesOfAListingCarryItsIdOnEveryThread() {
        try (CapturedLog log = CapturedLog.start()) {
            List<String> heard = new CopyOnWriteArrayList<>();
            MDC.put("host", "mine");
            Set<String> ids = ConcurrentHashMap.newKeySet();
            for (int i = 0; i < 2; i++) {
                ListingResult result = routes.list(ListingRequest.builder().gvc("prod").cache(false)
                        .progressListener((stage, current, total) -> heard.add(MDC.get(ListingLog.KEY))).build());
                assertThat(result.complete()).isTrue();
                ids.add(result.statistics().listingId());
                assertThat(heard).isNotEmpty().containsOnly(result.statistics().listingId());
                heard.clear();
                assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("host", "mine"));
            }
            // All but Camel's own word that a lane begins, which comes just before it does.
            List<CapturedLog.Line> ofLanes = log.events().stream().filter(line -> line.thread().contains("cpln-lane")
                    && !line.text().contains("direct://cpln-lane")).toList();
            assertThat(ofLanes.stream().filter(line -> line.text().contains("executing GET /"))).hasSizeGreaterThan(20);
            assertThat(ofLanes.stream().filter(line -> !line.mdc().keySet().equals(Set.of(ListingLog.KEY)))).isEmpty();
            assertThat(ofLanes.stream().map(line -> line.mdc().get(ListingLog.KEY)).collect(Collectors.toSet()))
                    .isEqualTo(ids);
            assertThat(log.events().stream().filter(line -> line.thread().equals(Thread.currentThread().getName())
                    && line.mdc().containsKey(ListingLog.KEY))).as("the caller's own thread").isNotEmpty()
                    .allMatch(line -> line.mdc().get("host")
                            .equals("mine") && ids.contains(line.mdc().get(ListingLog.KEY)));
            // Delivered by queues of their own, after the listing too: begin, end and statistics of both.
            await().untilAsserted(() -> assertThat(log.events().stream()
                    .filter(line -> line.text().startsWith("dev.cplnroutes.progress ")
                            || line.text().startsWith("dev.cplnroutes.statistics "))).hasSizeGreaterThanOrEqualTo(6)
                    .allMatch(line -> line.text().contains(line.mdc().get(ListingLog.KEY).substring(0, 8))));
        }
    }

    @Test
    void threadsOfTheLanesAndTheCallerAreLeftAsTheyWere() throws Exception {
        MDC.put(ListingLog.KEY, "outer");
        server.intercept(request -> DemoResponse.error(500, "boom"));
        assertThatThrownBy(() -> routes.list(ListingRequest.builder().gvc("prod").maxRetries(1).build()))
                .isInstanceOf(ListingFailedException.class);
        assertThat(MDC.get(ListingLog.KEY)).isEqualTo("outer");
        assertThatThrownBy(() -> routes.list("{\"maxWorkers\":0}")).isInstanceOf(InvalidRequestException.class);
        assertThat(MDC.get(ListingLog.KEY)).isEqualTo("outer");

        ExecutorService lanes = routes.context().getRegistry()
                .lookupByNameAndType("cplnLaneThreads", ExecutorService.class);
        for (int i = 0; i < 20; i++) {
            Future<String> left = lanes.submit(() -> MDC.get(ListingLog.KEY));
            assertThat(left.get()).isNull();
        }
    }

    @Test
    void laneOnTheCallersOwnThreadGivesItBack() {
        try (RunningRoutes alone = routes.start(Map.of())) {
            // No thread to be had: all lanes run in the caller.
            ThreadPoolExecutor lanes = alone.context().getRegistry()
                    .lookupByNameAndType("cplnLaneThreads", ThreadPoolExecutor.class);
            lanes.setMaximumPoolSize(1);
            Semaphore end = new Semaphore(0);
            lanes.execute(end::acquireUninterruptibly);
            MDC.put(ListingLog.KEY, "outer");
            assertThat(alone.list(ListingRequest.ofGvc("prod")).containers()).hasSize(8);
            assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of(ListingLog.KEY, "outer"));
            end.release();
        }
    }

    @Test
    void traceOfTheCallerGoesOnInEachCallAndNothingElseOfItsHeaders() {
        Map<String, Object> headers = Map.of("traceparent", TRACE, "tracestate", "x=1", "Authorization", "Bearer mine",
                "X-Secret", "s3cret", "User-Agent", "mine");
        Exchange done = send(headers, ListingRequest.builder().gvc("prod").build());

        assertThat(done.getMessage().getBody(ListingResult.class).complete()).isTrue();
        assertThat(done.getMessage().getHeaders()).isEqualTo(headers);
        assertThat(traces()).hasSizeGreaterThanOrEqualTo(12).containsOnly(TRACE);
        assertThat(requests).allMatch(request -> request.headers().keySet().equals(Set.of("accept", "accept-encoding",
                        "authorization", "connection", "host", "traceparent", "user-agent")))
                .allMatch(request -> request.headers().get("authorization").equals("Bearer secret-token"))
                .allMatch(request -> request.headers().get("user-agent").startsWith("cpln-container-routes/"));

        requests.clear();
        send(Map.of(), ListingRequest.builder().gvc("prod").cache(false).build());
        assertThat(traces()).isNotEmpty().containsOnlyNulls();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            TRACE + "-x", TRACE + "\r\nX-Injected: 1", TRACE + "\n", " " + TRACE})
    void whatIsNoTraceIsNotPassedOn(String value) {
        send(Map.of("traceparent", value), ListingRequest.ofGvc("prod"));
        send(Map.of("traceparent", List.of(TRACE, TRACE)), ListingRequest.builder().gvc("prod").cache(false).build());
        assertThat(traces()).isNotEmpty().containsOnlyNulls();
        assertThat(requests).noneMatch(request -> request.headers().containsKey("x-injected"));
    }
}
