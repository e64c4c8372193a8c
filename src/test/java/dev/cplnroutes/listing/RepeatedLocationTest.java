package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerCount;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RoutesExtension;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A location that stands on two pages of a workload's deployments, since they changed meanwhile.
 */
@Timeout(60)
class RepeatedLocationTest {

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 1))
            .with("cpln.listing.cache", "false").with("cpln.containers.endpoints", "direct:test-containers");
    private static final DemoServer server = routes.server();

    private static String deployment(String location, String image) {
        return "{\"name\":\"" + location + "\",\"status\":{\"versions\":[{\"workload\":1,\"containers\":{\"main\":{"
                + "\"image\":\"" + image + "\",\"ready\":true}}}]}}";
    }

    @Test
    void countsOnceWithItsLaterAnswer() throws Exception {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:test-containers").process(exchange ->
                        events.add(exchange.getMessage().getBody(String.class)));
            }
        });
        server.intercept(request -> !request.isDeploymentList() ? null : request.query() == null
                ? DemoResponse.json("{\"items\":[" + deployment("west", "old") + "," + deployment("east", "first")
                        + "],\"links\":[{\"rel\":\"next\",\"href\":\"?page=2\"}]}")
                : DemoResponse.json("{\"items\":[" + deployment("west", "late") + "]}"));

        ListingResult result = routes.list(ListingRequest.ofGvc("prod"));

        assertThat(result.containers()).extracting(Container::location, Container::image)
                .containsExactly(tuple("east", "first"), tuple("west", "late"));
        assertThat(result.statistics().totalContainersFound()).isEqualTo(2);
        assertThat(result.statistics().healthyContainers()).isEqualTo(2);
        assertThat(routes.send("direct:cpln-count-containers", ListingRequest.ofGvc("prod"), ContainerCount.class)
                .count()).isEqualTo(2);
        await().until(() -> events.size() >= 4);
        assertThat(events).hasSize(4).noneMatch(event -> event.contains("\"old\""));
    }
}
