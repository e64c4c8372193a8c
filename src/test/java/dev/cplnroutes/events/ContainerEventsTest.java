package dev.cplnroutes.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.Container;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each container of a listing's answer is an event, whatever was asked for.
 */
@Timeout(120)
class ContainerEventsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static List<JsonNode> sorted(List<JsonNode> containers) {
        return containers.stream().sorted((one, other) -> one.toString().compareTo(other.toString())).toList();
    }

    @Test
    void eventsAreTheAnswersContainers() {
        Random random = new Random(RandomSeed.next("container events"));
        DemoOrganization organization = DemoOrganization.realistic("acme", Instant.parse("2026-11-01T00:00:00Z"));
        try (DemoServer server = DemoServer.start(organization, DemoSettings.defaults().withPageSize(17));
                Receiver receiver = Receiver.start();
                RunningRoutes routes = RunningRoutes.on(server, Map.of("cpln.containers.endpoints", receiver.url("/"),
                        "cpln.progress.endpoints", "", "cpln.statistics.endpoints", ""))) {
            int sent = 0;
            for (int run = 0; run < 12; run++) {
                ListingRequest.Builder request = ListingRequest.builder().gvc(random.nextBoolean() ? "*" : "prod")
                        .maxWorkers(1 + random.nextInt(20)).filterUnhealthy(random.nextBoolean())
                        .includeSystemContainers(random.nextBoolean());
                if (random.nextInt(3) == 0) {
                    request.maxResults(1 + random.nextInt(60));
                }
                if (random.nextInt(3) == 0) {
                    request.pageSize(1 + random.nextInt(40));
                }
                ListingRequest asked = request.build();
                ListingResult result = routes.list(asked);
                if (result.nextCursor() != null) {
                    // The page after it, too: no container twice.
                    check(receiver, sent, result, asked);
                    sent += result.containers().size();
                    asked = request.cursor(result.nextCursor()).build();
                    result = routes.list(asked);
                }
                check(receiver, sent, result, asked);
                sent += result.containers().size();
            }
            int all = sent;
            await().until(() -> routes.send("direct:cpln-event-statistics", null, EventStatistics.class)
                    .endpoints().get(0).delivered() == all);
            assertThat(receiver.requests()).hasSize(all);
        }
    }

    private static void check(Receiver receiver, int before, ListingResult result, ListingRequest asked) {
        List<Receiver.Request> events = receiver.await(before + result.containers().size());
        events = events.subList(before, events.size());
        List<JsonNode> data = new ArrayList<>();
        for (Receiver.Request request : events) {
            JsonNode event = request.json();
            EventSchemas.check(event);
            Container container = JSON.convertValue(event.path("data"), Container.class);
            // A version is never absent.
            String key = String.join("/", container.gvcName(), container.workloadName(), container.location(),
                    container.version(), container.name());
            assertThat(event.path("subject").asText()).isEqualTo(key);
            assertThat(event.path("type").asText()).isEqualTo("dev.cplnroutes.container");
            assertThat(event.path("source").asText()).isEqualTo("/org/acme/gvc/" + container.gvcName());
            assertThat(event.path("listingid").asText()).isEqualTo(result.statistics().listingId());
            data.add(event.path("data"));
        }
        List<JsonNode> expected = new ArrayList<>();
        try {
            JSON.readTree(JSON.writeValueAsString(result.containers())).forEach(expected::add);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
        assertThat(sorted(data)).as(asked.toString()).isEqualTo(sorted(expected));
    }

    @Test
    void offByDefault() {
        try (DemoServer server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 3), DemoSettings.defaults());
                RunningRoutes routes = RunningRoutes.on(server)) {
            assertThat(routes.list(ListingRequest.ofGvc("prod")).containers()).hasSize(3);
            assertThat(routes.send("direct:cpln-event-statistics", null, EventStatistics.class).endpoints())
                    .extracting(EventStatistics.OfEndpoint::name).containsExactly("progress-1", "statistics-1");
        }
    }
}
