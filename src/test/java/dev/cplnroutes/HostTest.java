package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RoutesExtension;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The routes in a host's Camel runtime that has error handling, an HTTP component setup and routes of its own: neither
 * touches the other.
 */
@Timeout(60)
class HostTest {

    private final List<String> handledByHost = new ArrayList<>();
    @RegisterExtension
    private final RoutesExtension routes = RoutesExtension.onTwelveWorkloads()
            .with("cpln.listing.retry-delay-seconds", "0.001").with("cpln.listing.max-retries", "2")
            // A host's own idea of HTTP: it would break our calls if they shared it.
            .with("camel.component.http.skipControlHeaders", "true")
            .with("camel.component.http.connectionsPerRoute", "1")
            .with("camel.component.http.maxTotalConnections", "1")
            .with("camel.component.http.responseTimeout", "3000")
            .with("camel.component.http.followRedirects", "true")
            .prepare(this::configureHost);
    private final DemoServer server = routes.server();

    private void configureHost(Main main) {
        main.configure().addRoutesBuilder(new HostRoutes(server.endpoint().toString()));
        main.configure().addRoutesBuilder(new HostErrorHandling(handledByHost));
    }

    private static final class HostRoutes extends RouteBuilder {

        private final String endpoint;

        HostRoutes(String endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public void configure() {
            getContext().getGlobalOptions().put("host", "true");
            from("direct:host-call").routeId("host-call")
                    .to(endpoint + "/org/acme/gvc/prod/workload/limited/deployment");
            from("direct:host-list").routeId("host-list").to("direct:cpln-list-containers");
            from("direct:host-dead").routeId("host-dead").setProperty("dead", constant(true));
        }
    }

    private static final class HostErrorHandling extends RouteConfigurationBuilder {

        private final List<String> seen;

        HostErrorHandling(List<String> seen) {
            this.seen = seen;
        }

        @Override
        public void configuration() {
            // Without an id: applies to every route that names no configuration of its own.
            routeConfiguration().onException(Exception.class).handled(true).maximumRedeliveries(1).redeliveryDelay(0)
                    .process(exchange -> seen.add(exchange.getFromRouteId() + ": "
                            + exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class).getClass()
                            .getSimpleName()));
        }
    }

    @Test
    void neitherSideTouchesTheOther() {
        server.intercept(request -> request.path().contains("/limited/") ? DemoResponse.error(429, "slow down")
                : request.path().contains("00003/") ? DemoResponse.error(500, "boom") : null);
        ListingResult result = routes.send("direct:host-list", ListingRequest.ofGvc("prod"), ListingResult.class);

        assertThat(result.containers()).extracting(Container::workloadName).isEqualTo(IntStream.range(0, 12)
                .filter(i -> i != 3).mapToObj(i -> String.format("workload-%05d", i)).toList());
        assertThat(result.errors()).extracting(WorkloadError::status).containsExactly(500);
        assertThat(handledByHost).as("our failures are ours").isEmpty();
        assertThat(server.requests().stream().filter(line -> line.contains("00003/"))).hasSize(3);

        server.resetCounters();
        Exchange answered = routes.context().createProducerTemplate()
                .request("direct:host-call", exchange -> { });
        assertThat(answered.getException()).isNull();
        assertThat(handledByHost).containsExactly("host-call: HttpOperationFailedException");
        // Once by its own client's retry, once more by its own error handler: as without us.
        assertThat(server.requests()).isNotEmpty().allMatch(line -> line.contains("/limited/"));

        Exchange refused = routes.context().createProducerTemplate().request("direct:host-list",
                exchange -> exchange.getMessage().setBody("[]"));
        assertThat(refused.getException()).isNull();
        assertThat(handledByHost).hasSize(2).last().isEqualTo("host-list: InvalidRequestException");
        assertThat(routes.context().getRoutes()).extracting(route -> route.getId())
                .doesNotContain("cpln-http", "cpln-timer");
    }
}
