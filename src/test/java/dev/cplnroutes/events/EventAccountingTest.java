package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.Container;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.ListGeneration;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every event is accounted for, once and in its order, whatever Camel, a host or a receiver does meanwhile.
 */
@Timeout(120)
class EventAccountingTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVENTS_OF_A_LISTING = 1 + 3 + 8 + 1;

    @TempDir
    private Path folder;

    private DemoServer server;
    private Receiver receiver;

    @BeforeEach
    void start() {
        server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 8), DemoSettings.defaults().withPageSize(3));
        receiver = Receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.close();
        server.close();
    }

    private RunningRoutes routes(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("cpln.progress.endpoints", receiver.url("/"),
                "cpln.progress.interval", "0", "cpln.statistics.endpoints", "", "cpln.events.retry-delay", "1ms",
                "cpln.undelivered.endpoint", "file:" + folder));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return RunningRoutes.on(server, settings);
    }

    private static void list(RunningRoutes routes, int times) {
        for (int i = 0; i < times; i++) {
            routes.list(ListingRequest.ofGvc("prod"));
        }
    }

    private static EventStatistics.OfEndpoint first(RunningRoutes routes) {
        return routes.send("direct:cpln-event-statistics", null, EventStatistics.class).endpoints().get(0);
    }

    private List<JsonNode> kept() throws Exception {
        List<JsonNode> documents = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                documents.add(JSON.readTree(file.toFile()));
            }
        }
        return documents;
    }

    @RepeatedTest(3)
    void forcedStopLosesNothingWhileReceiversFailFast() throws Exception {
        receiver.answer(request -> 503);
        String uris = IntStream.range(0, 8).mapToObj(i -> receiver.url("/" + i)).collect(Collectors.joining(" "));
        try (RunningRoutes routes = routes("cpln.progress.endpoints", uris, "cpln.events.flush-timeout", "30s",
                "camel.main.shutdownTimeout", "1")) {
            list(routes, 40);
        }
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(kept().stream()
                .collect(Collectors.groupingBy(document -> document.path("endpoint").asText(), Collectors.counting())))
                .isEqualTo(IntStream.rangeClosed(1, 8).boxed().collect(Collectors.toMap(i -> "progress-" + i,
                        i -> 40L * EVENTS_OF_A_LISTING))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:nobody", "kafka:away?brokers=127.0.0.1:9"})
    void stopIsBoundedWhereNothingCanBeKept(String undelivered) {
        receiver.answer(request -> Receiver.HANG);
        // Fails by the test's own time-out.
        try (RunningRoutes routes = routes("cpln.undelivered.endpoint", undelivered, "cpln.events.flush-timeout", "1s",
                "cpln.events.timeout", "2s", "camel.main.shutdownTimeout", "3")) {
            list(routes, 10);
        }
    }

    @Test
    void publishingToARouteThatWasStoppedDelaysNoListing() throws Exception {
        try (RunningRoutes routes = routes()) {
            routes.context().getRouteController().stopRoute("cpln-publish-progress");
            list(routes, 3);
            // Each would have waited half a minute.
            assertThat(first(routes).dropped()).isEqualTo(3 * EVENTS_OF_A_LISTING);
            assertThat(first(routes).published()).isEqualTo(3 * EVENTS_OF_A_LISTING);
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void hostsIdeaOfQueuesDoesNotDisturbTheOrder() {
        try (RunningRoutes routes = routes("camel.component.seda.concurrentConsumers", "5",
                "camel.component.seda.queueSize", "5", "camel.component.seda.defaultBlockWhenFull", "true")) {
            for (int i = 0; i < 5; i++) {
                list(routes, 1);
                List<Receiver.Request> requests = receiver.await((i + 1) * EVENTS_OF_A_LISTING);
                assertThat(requests.subList(i * EVENTS_OF_A_LISTING, requests.size()))
                        .extracting(request -> request.data().path("current").asInt()).isSorted();
            }
        }
    }

    @Test
    void redeliveryGoesOnBesideNewEvents() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        boolean[] isAway = {true};
        CountDownLatch slow = new CountDownLatch(1);
        try (RunningRoutes routes = routes("cpln.progress.endpoints", "direct:receiver",
                "cpln.events.max-retries", "0")) {
            routes.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:receiver").errorHandler(noErrorHandler()).process(exchange -> {
                        if (isAway[0]) {
                            throw new IllegalStateException("away");
                        }
                        received.add(exchange.getMessage().getBody(String.class));
                        if (received.size() == 1) {
                            slow.await(60, TimeUnit.SECONDS);
                        }
                    });
                }
            });
            list(routes, 1);
            await().until(() -> first(routes).undelivered() == EVENTS_OF_A_LISTING);
            isAway[0] = false;
            list(routes, 1);
            // One event is held at the receiver: the other sender must not take that for an endpoint that hangs.
            await().until(() -> received.size() == 1);
            assertThat(routes.send("direct:cpln-redeliver", null, Redelivery.class))
                    .isEqualTo(new Redelivery(EVENTS_OF_A_LISTING, 0));
            slow.countDown();
            await().until(() -> first(routes).delivered() == EVENTS_OF_A_LISTING);
            EventStatistics.OfEndpoint statistics = first(routes);
            assertThat(statistics.published()).as("an event is counted once")
                    .isEqualTo(statistics.delivered() + statistics.undelivered());
            assertThat(statistics.redelivered()).isEqualTo(EVENTS_OF_A_LISTING);
            assertThat(kept()).isEmpty();
        } finally {
            slow.countDown();
        }
    }

    @Test
    void orderHoldsThroughFullQueuesAndFailedRedeliveries() throws Exception {
        receiver.answer(request -> 503);
        try (RunningRoutes routes = routes("cpln.events.queue-size", "5", "cpln.events.max-retries", "0")) {
            list(routes, 1);
            await().until(() -> first(routes).undelivered() == EVENTS_OF_A_LISTING);
            assertThat(routes.send("direct:cpln-redeliver", null, Redelivery.class))
                    .isEqualTo(new Redelivery(0, EVENTS_OF_A_LISTING));
            list(routes, 1);
            await().until(() -> first(routes).undelivered() == 2 * EVENTS_OF_A_LISTING);
            int before = receiver.requests().size();
            receiver.answer(request -> 200);
            assertThat(routes.send("direct:cpln-redeliver", null, Redelivery.class))
                    .isEqualTo(new Redelivery(2 * EVENTS_OF_A_LISTING, 0));
            List<Receiver.Request> again = receiver.requests().subList(before, receiver.requests().size());
            for (int i = 0; i < 2; i++) {
                assertThat(again.subList(i * EVENTS_OF_A_LISTING, (i + 1) * EVENTS_OF_A_LISTING))
                        .extracting(request -> request.data().path("current").asInt()).isSorted();
            }
        }
    }

    @Test
    void otherEndpointsKeepEventsToo() {
        receiver.answer(request -> 503);
        try (RunningRoutes routes = routes("cpln.undelivered.endpoint", "seda:kept?size=100",
                "cpln.events.max-retries", "0")) {
            list(routes, 1);
            await().until(() -> first(routes).undelivered() == EVENTS_OF_A_LISTING);
            assertThat(routes.send("direct:cpln-redeliver", null, Redelivery.class))
                    .isEqualTo(new Redelivery(0, EVENTS_OF_A_LISTING));
            receiver.answer(request -> 200);
            assertThat(routes.send("direct:cpln-redeliver", null, Redelivery.class))
                    .isEqualTo(new Redelivery(EVENTS_OF_A_LISTING, 0));
        }
    }

    @Test
    void containersOfAListThatWasReadAnewAreThoseOfTheAnswer() {
        try (DemoServer changing = DemoServer.start(DemoOrganization.of("acme",
                IntStream.range(0, 30).mapToObj("w%02d"::formatted)
                .map(name -> DemoWorkload.healthy("prod", name, "main")).toList()), DemoSettings.defaults())) {
            server.close();
            server = changing;
            try (RunningRoutes routes = routes("cpln.progress.endpoints", "", "cpln.containers.endpoints",
                    receiver.url("/"))) {
                ListGeneration.of(server, "old", 0, 30, 2);
                ListingResult first = routes.list(ListingRequest.ofGvc("prod"));
                assertThat(first.complete()).isFalse();
                int before = receiver.await(first.containers().size()).size();
                assertThat(before).isEqualTo(10);

                ListGeneration.of(server, "new", 3, 25, -1);
                ListingResult second = routes.list(ListingRequest.ofGvc("prod"));
                assertThat(second.containers()).hasSize(22);
                await().until(() -> first(routes).published() == first(routes).delivered());
                Set<String> told = new TreeSet<>();
                receiver.requests().subList(before, receiver.requests().size())
                        .forEach(request -> told.add(request.data().path("workloadName").asText()));
                assertThat(told).isEqualTo(second.containers().stream().map(Container::workloadName)
                        .collect(Collectors.toCollection(TreeSet::new)));
                assertThat(receiver.requests()).hasSize(before + 22);
            }
        }
    }
}
