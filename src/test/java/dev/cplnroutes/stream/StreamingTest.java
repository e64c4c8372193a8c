package dev.cplnroutes.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerStream;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.listing.RunningListings;
import dev.cplnroutes.testing.Background;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What callers in the JVM get of a stream: its containers, its end, and a listing that goes on as fast as it is read.
 */
@Timeout(60)
class StreamingTest {

    private static final int WORKLOADS = 300;
    private static final DemoOrganization ORGANIZATION = DemoOrganization.uniform("acme", "prod", WORKLOADS);
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(ORGANIZATION,
            DemoSettings.defaults().withPageSize(100));
    private static final DemoServer server = routes.server();
    private Exchange exchange;

    @BeforeEach
    void makeAnExchangeThatLastsAsLongAsTheTest() {
        exchange = new DefaultExchange(routes.context());
        exchange.getExchangeExtension().setUnitOfWork(
                PluginHelper.getUnitOfWorkFactory(routes.context()).createUnitOfWork(exchange));
    }

    @AfterEach
    void noListingIsLeft() {
        endTheExchange();
        RunningListings running = routes.context().getRegistry().findSingleByType(RunningListings.class);
        await().untilAsserted(() -> assertThat(running.active()).isZero());
    }

    private void endTheExchange() {
        if (exchange.getUnitOfWork() != null) {
            exchange.getUnitOfWork().done(exchange);
        }
    }

    private ContainerStream open(Object request) {
        exchange.getMessage().setBody(request);
        routes.context().createProducerTemplate().send("direct:cpln-stream-containers", exchange);
        if (exchange.getException() instanceof RuntimeException failure) {
            exchange.setException(null);
            throw failure;
        }
        return exchange.getMessage().getBody(ContainerStream.class);
    }

    private static List<String> identities(List<Container> containers) {
        return containers.stream().map(container -> container.workloadName() + "/" + container.location() + "/"
                + container.name()).toList();
    }

    private static List<Container> read(ContainerStream stream, int most) {
        List<Container> containers = new ArrayList<>();
        while (containers.size() < most && stream.hasNext()) {
            containers.add(stream.next());
        }
        return containers;
    }

    private static int deploymentCalls() {
        return (int) server.requests().stream().filter(request -> request.contains("/deployment")).count();
    }

    private static void noListingRuns() {
        RunningListings running = routes.context().getRegistry().findSingleByType(RunningListings.class);
        await().until(() -> running.active() == 0);
    }


    @Nested
    class Containers {

        @ParameterizedTest
        @CsvSource({"found, 1", "found, 20", "list, 1", "list, 20"})
        void hasEachContainerOfAListingOnceAndThenTheRestOfTheAnswer(String order, int workers) {
            ListingResult whole = routes.list(Map.of("gvc", "prod"));
            ContainerStream stream = open(Map.of("gvc", "prod", "order", order, "maxWorkers", workers));
            List<Container> read = read(stream, Integer.MAX_VALUE);

            if (order.equals("list")) {
                assertThat(read).isEqualTo(whole.containers());
            } else {
                assertThat(identities(read)).containsExactlyInAnyOrderElementsOf(identities(whole.containers()));
            }
            ListingResult rest = stream.rest();
            assertThat(rest.containers()).isEmpty();
            assertThat(rest.complete()).isTrue();
            assertThat(rest.truncated()).isFalse();
            assertThat(rest.nextCursor()).isNull();
            assertThat(rest.statistics().containersReturned()).isEqualTo(read.size());
            assertThat(rest.statistics().totalContainersFound()).isEqualTo(read.size());
            assertThat(rest.statistics().healthyContainers()).isEqualTo(whole.statistics().healthyContainers());
            assertThat(rest.statistics().successfulWorkloads()).isEqualTo(WORKLOADS);
            stream.close();
            assertThat(stream.hasNext()).as("after the end closing changes nothing").isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"found", "list"})
        void aWorkloadThatAnswersLateKeepsOthersWaitingInListOrderAlone(String order) {
            String late = ORGANIZATION.workloads().get(0).name();
            server.intercept(request -> request.path().contains("/" + late + "/") && request.attempt() == 1
                    ? DemoResponse.error(500, "broken") : null);
            ContainerStream stream = open(Map.of("gvc", "prod", "maxWorkers", 2, "order", order,
                    "retryDelaySeconds", 0.2));
            List<String> names = read(stream, Integer.MAX_VALUE).stream().map(Container::workloadName).toList();
            assertThat(names).hasSize(WORKLOADS).doesNotHaveDuplicates();
            if (order.equals("list")) {
                assertThat(names.get(0)).isEqualTo(late);
            } else {
                assertThat(names.indexOf(late)).isPositive();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"found", "list"})
        void whileNobodyReadsNoFurtherCallIsMadeAndOtherListingsGoOn(String order) {
            int lanes = 4;
            ContainerStream stream = open(Map.of("gvc", "prod", "maxWorkers", lanes, "cache", false, "order", order));
            int perWorkload = routes.list(ListingRequest.ofWorkload("prod", ORGANIZATION.workloads().get(0).name()))
                    .containers().size();
            int mostCalls = 128 / perWorkload + lanes + 2;
            await().during(Duration.ofMillis(150)).atMost(Duration.ofSeconds(20)).until(
                    StreamingTest::deploymentCalls, calls -> calls >= 128 / perWorkload);
            assertThat(deploymentCalls()).isLessThanOrEqualTo(mostCalls);

            assertThat(routes.list(Map.of("gvc", "prod", "cache", false)).complete()).isTrue();
            assertThat(read(stream, Integer.MAX_VALUE)).hasSize(WORKLOADS * perWorkload);
            assertThat(stream.rest().complete()).isTrue();
        }

        @ParameterizedTest
        @CsvSource({"found, 1", "found, 7", "list, 1", "list, 7"})
        void maximumHoldsAndEndsTheCalls(String order, int workers) {
            int most = 33;
            List<Container> first = routes.list(Map.of("gvc", "prod")).containers().subList(0, most);
            server.resetCounters();
            ContainerStream stream = open(Map.of("gvc", "prod", "maxResults", most, "order", order,
                    "maxWorkers", workers, "cache", false));
            List<Container> read = read(stream, Integer.MAX_VALUE);
            assertThat(read).hasSize(most);
            assertThat(stream.rest().truncated()).isTrue();
            assertThat(stream.rest().statistics().containersReturned()).isEqualTo(most);
            if (order.equals("list")) {
                assertThat(read).isEqualTo(first);
            }
            assertThat(deploymentCalls()).isLessThan(most + 2 * workers);
        }
    }

    @Nested
    class Ending {

        @Test
        void closingEndsTheListing() {
            server.latency(Duration.ofMillis(10));
            ContainerStream stream = open(Map.of("gvc", "prod"));
            assertThat(read(stream, 3)).hasSize(3);
            stream.close();
            noListingRuns();
            int calls = server.requests().size();
            assertThat(calls).isLessThan(WORKLOADS);
            assertThatThrownBy(stream::hasNext).isInstanceOf(ListingFailedException.class)
                    .hasMessageContaining("closed before its end");
            assertThat(server.requests()).hasSize(calls);
        }

        @Test
        void theEndOfTheExchangeEndsTheListing() {
            server.latency(Duration.ofMillis(10));
            ContainerStream stream = open(Map.of("gvc", "prod"));
            assertThat(stream.next()).isNotNull();
            endTheExchange();
            noListingRuns();
            assertThatThrownBy(stream::hasNext).isInstanceOf(ListingFailedException.class);
            assertThat(server.requests()).hasSizeLessThan(WORKLOADS);
        }

        @Test
        void stoppingFromOutsideEndsAReaderThatWaits() {
            Stopping stopping = new Stopping();
            exchange.setProperty(Stopping.PROPERTY, stopping);
            server.intercept(request -> request.isDeploymentList() && deploymentCalls() > 5
                    ? DemoResponse.json("{}").withLatency(Duration.ofSeconds(30)) : null);
            ContainerStream stream = open(Map.of("gvc", "prod", "maxWorkers", 2));
            CompletableFuture<List<Container>> reader = Background.call(() -> read(stream, Integer.MAX_VALUE));
            await().until(() -> server.inFlight() == 2 && deploymentCalls() > 6);
            stopping.stop();
            assertThat(Background.failure(reader)).hasMessageContaining("stopped");
            assertThat(stream.rest().complete()).isFalse();
        }

        @Test
        void splitReadsItAsItComesAndTheRouteEndsIt() throws Exception {
            List<String> read = new CopyOnWriteArrayList<>();
            routes.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:split").routeId("split").to("direct:cpln-stream-containers")
                            .split(body()).streaming().process(part -> read.add(part.getMessage()
                                    .getBody(Container.class).workloadName())).end();
                }
            });
            try {
                routes.send("direct:split", Map.of("gvc", "prod"), Object.class);
            } finally {
                routes.context().getRouteController().stopRoute("split");
                routes.context().removeRoute("split");
            }
            assertThat(read).hasSameSizeAs(routes.list(Map.of("gvc", "prod")).containers());
        }
    }

    @Nested
    class Requests {

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "{\"pageSize\":10}|Option 'pageSize' has the value '10'; allowed is none in a stream, which is never "
                    + "paged.",
            "{\"cursor\":\"abc\"}|Option 'cursor' has the value 'abc'; allowed is none in a stream, which is "
                    + "never paged.",
            "{\"order\":\"best\"}|Option 'order' has the value 'best'; allowed is found or list.",
            "{\"maxWorkers\":0}|Option 'maxWorkers' has the value '0'; allowed is a whole number from 1 to 256."})
        void whatIsNotAllowedIsRefusedBeforeAnyCall(String request, String message) {
            assertThatThrownBy(() -> open(request)).isInstanceOf(InvalidRequestException.class).hasMessage(message);
            assertThat(server.requests()).isEmpty();
        }

        @Test
        void aPageSizeOfTheSettingsIsForListingsAlone() throws Exception {
            try (RunningRoutes own = routes.start(Map.of("cpln.listing.page-size", "10"))) {
                ListingRequest request = ListingRequest.builder().gvc("prod").order("list").build();
                assertThat(own.list(Map.of("gvc", "prod")).containers()).hasSize(10);
                List<Container> read = new ArrayList<>();
                own.context().createProducerTemplate().request("direct:cpln-stream-containers", sent -> {
                    sent.getMessage().setBody(request);
                    sent.getExchangeExtension().setUnitOfWork(
                            PluginHelper.getUnitOfWorkFactory(own.context()).createUnitOfWork(sent));
                }).getMessage().getBody(ContainerStream.class).forEachRemaining(read::add);
                assertThat(read).hasSameSizeAs(routes.list(Map.of("gvc", "prod")).containers());
                assertThat(read).extracting(Container::workloadName).isSorted();
            }
        }

        @Test
        void anOrderIsForStreamsAlone() {
            assertThatThrownBy(() -> routes.list(Map.of("order", "list"))).isInstanceOf(InvalidRequestException.class)
                    .hasMessage("Option 'order' has the value 'list'; allowed is none, because only a stream has an "
                            + "order to choose.");
        }
    }

    @Nested
    class Failures {

        @Test
        void failureBeforeTheFirstContainerIsTheFailureOfTheCall() {
            assertThatThrownBy(() -> open(Map.of("gvc", "nowhere"))).isInstanceOf(ListingFailedException.class)
                    .hasMessage("There is no GVC 'nowhere'.");
        }

        @Test
        void whatCannotBeReadIsInTheRestOfTheAnswer() {
            String broken = ORGANIZATION.workloads().get(7).name();
            server.intercept(request -> request.path().contains("/" + broken + "/deployment")
                    ? DemoResponse.error(500, "broken") : null);
            ContainerStream stream = open(Map.of("gvc", "prod", "retry", false, "order", "list"));
            List<Container> read = read(stream, Integer.MAX_VALUE);
            assertThat(read).noneMatch(container -> container.workloadName().equals(broken));
            ListingResult rest = stream.rest();
            assertThat(rest.complete()).isFalse();
            assertThat(rest.errors()).singleElement()
                    .satisfies(error -> assertThat(error.workloadName()).isEqualTo(broken));
            assertThat(rest.statistics().failedWorkloads()).isEqualTo(1);
            assertThat(read).isSortedAccordingTo(Comparator.comparingInt(container -> ORGANIZATION.workloads().stream()
                    .map(workload -> workload.name()).toList().indexOf(container.workloadName())));
        }
    }
}
