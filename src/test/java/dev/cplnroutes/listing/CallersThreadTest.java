package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RoutesExtension;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host's exchange comes back on the thread that sent it. */
@Timeout(60)
class CallersThreadTest {

    private static final List<String> threads = new CopyOnWriteArrayList<>();

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 12))
            .with("cpln.listing.retry", "false").with("cpln.listing.cache", "false")
            .prepare(CallersThreadTest::configureHost);
    private static final DemoServer server = routes.server();

    private static void configureHost(Main main) {
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class).handled(true).process(CallersThreadTest::note);
                for (String step : List.of("list", "count")) {
                    from("direct:host-" + step).process(CallersThreadTest::note)
                            .to("direct:cpln-" + step + "-containers").process(CallersThreadTest::note)
                            .to("direct:cpln-" + step + "-containers").process(CallersThreadTest::note);
                }
                from("seda:host").threads(2).process(CallersThreadTest::note)
                        .to("direct:cpln-list-containers").process(CallersThreadTest::note);
            }
        });
    }

    private static void note(Exchange exchange) {
        threads.add(Thread.currentThread().getName());
        exchange.getMessage().setBody(exchange.getProperty("request"));
    }

    @BeforeEach
    void forget() {
        threads.clear();
    }

    private static Exchange send(String endpoint, String request) {
        return routes.context().createProducerTemplate().request(endpoint, exchange -> {
            exchange.getMessage().setBody(request);
            exchange.setProperty("request", request);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"gvc\":\"prod\"}", "{\"gvc\":\"prod\",\"parallel\":false}",
        "{\"gvc\":\"prod\",\"maxWorkers\":1}", "{\"gvc\":\"prod\",\"maxWorkers\":20,\"maxResults\":1}",
        "{\"gvc\":\"prod\",\"workloadName\":\"workload-00001\"}"})
    void listingAndCount(String request) {
        for (String endpoint : List.of("direct:host-list", "direct:host-count")) {
            threads.clear();
            assertThat(send(endpoint, request).getException()).isNull();
            assertThat(threads).hasSize(3).containsOnly(Thread.currentThread().getName());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"gvc\":\"prod\"}", "{\"gvc\":\"prod\",\"maxWorkers\":1}", "{\"gvc\":\"../x\"}"})
    void failure(String request) {
        server.intercept(call -> DemoResponse.error(500, "boom"));
        assertThat(send("direct:host-list", request).getException()).isNull();
        assertThat(threads).hasSize(2).containsOnly(Thread.currentThread().getName());
    }

    @Test
    void asynchronousCallersGoOnWhereTheyWere() throws Exception {
        CompletableFuture<Exchange> sent = routes.context().createProducerTemplate().asyncSend("direct:host-list",
                exchange -> exchange.setProperty("request", "{\"gvc\":\"prod\"}"));
        assertThat(sent.get(30, TimeUnit.SECONDS).getException()).isNull();
        assertThat(threads).hasSize(3);
        assertThat(threads.stream().distinct()).hasSize(1);

        threads.clear();
        assertThat(send("seda:host", "{\"gvc\":\"prod\"}").getException()).isNull();
        assertThat(threads).hasSize(2);
        assertThat(threads.stream().distinct()).hasSize(1);
    }

    @Test
    void lanesAreNotTheCallersThread() {
        List<String> lanes = new CopyOnWriteArrayList<>();
        server.intercept(call -> {
            lanes.addAll(Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                    .filter(name -> name.contains("cpln-lane")).toList());
            return null;
        });
        assertThat(routes.list(Map.of("gvc", "prod", "maxWorkers", 3))).extracting(ListingResult::complete)
                .isEqualTo(true);
        assertThat(lanes).isNotEmpty();
    }
}
