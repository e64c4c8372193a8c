package dev.cplnroutes.listing;

import static dev.cplnroutes.testing.Listed.workloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.events.Event;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The query by which the API selects workloads: when it is sent, what calls it saves, how it is cached and retried, and
 * what happens where the API does not take it.
 */
@Timeout(120)
class WorkloadQueryTest {

    private static final String QUERY = "POST /org/acme/workload/-query";

    /** 1,000 workloads in two GVCs; every hundredth has the tag team=payments, every fiftieth is stateful. */
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.of("acme", IntStream.range(0, 1000).mapToObj(WorkloadQueryTest::workload).toList()),
                    DemoSettings.defaults().withPageSize(100))
            .with("cpln.listing.max-workers", "20").with("cpln.listing.retry-delay-seconds", "0.001");
    private static final DemoServer server = routes.server();

    private static DemoWorkload workload(int index) {
        DemoWorkload workload = DemoWorkload.healthy(index < 500 ? "prod" : "stage", "w%04d".formatted(index), "main");
        ObjectNode tags = workload.document().withObject("/tags");
        tags.put("team", index % 100 == 0 ? "payments" : "web");
        if (index % 200 == 0) {
            tags.put("critical", "true");
        }
        if (index % 50 == 0) {
            ((ObjectNode) workload.document().get("spec")).put("type", "stateful");
        }
        return workload;
    }

    private static List<String> calls(Map<String, Object> options) {
        server.resetCounters();
        routes.list(options);
        return server.requests();
    }

    private static List<String> names(int... indexes) {
        return IntStream.of(indexes).mapToObj("w%04d"::formatted).toList();
    }

    @Test
    void tagSavesTheCallsOfAllOtherWorkloads() {
        int all = calls(Map.of("cache", false)).size();
        List<String> tagged = calls(Map.of("cache", false, "tag", "team=payments"));

        System.out.println("1000 workloads in pages of 100: " + all + " calls for all of them, " + tagged.size()
                + " with tag=team=payments, which 10 have");
        assertThat(all).isEqualTo(1010);
        assertThat(tagged).hasSize(11).contains(QUERY);
        assertThat(calls(Map.of("cache", false, "workloadType", "stateful"))).as("the list, and 20 of its workloads")
                .hasSize(30);
        assertThat(calls(Map.of("cache", false, "workloadName", List.of("w0001", "w09?0")))).hasSize(21);
    }

    /** Neither GVC has the other's pages read: no more than the plain lists of both would have. */
    @Test
    void severalGvcsAreOneQueryOfWhichAnyTermHolds() {
        List<String> both = calls(Map.of("cache", false, "gvc", List.of("stage", "prod")));
        assertThat(both).hasSize(1010).contains(QUERY);
        assertThat(calls(Map.of("cache", false, "gvc", List.of("stage", "nowhere")))).hasSize(505).contains(QUERY);
        assertThat(routes.list(Map.of("gvc", List.of("stage", "nowhere"))).unmatched())
                .isEqualTo(Map.of("gvc", List.of("nowhere")));
        assertThat(calls(Map.of("cache", false, "gvc", "stage"))).as("one of them is a plain list").hasSize(505)
                .doesNotContain(QUERY);
    }

    @Test
    void eventsOfSeveralGvcsComeFromTheOrganization() {
        ListingResult result = routes.list(Map.of("gvc", List.of("stage", "prod"), "workloadName", "none"));
        assertThat(Event.of("acme", "stage,prod", result.statistics()).source()).isEqualTo("/org/acme");
        assertThat(Event.of("acme", "prod", result.statistics()).source()).isEqualTo("/org/acme/gvc/prod");
        assertThat(Event.of("acme", "*", result.statistics()).source()).isEqualTo("/org/acme");
    }

    @Test
    void oneExactNameCostsTwoCalls() {
        assertThat(calls(Map.of("cache", false, "gvc", "prod", "workloadName", "w0007"))).containsExactlyInAnyOrder(
                "GET /org/acme/gvc/prod/workload/w0007", "GET /org/acme/gvc/prod/workload/w0007/deployment");
        assertThat(calls(Map.of("cache", false, "gvc", "prod", "workloadName", "w0007", "tag", "team=none")))
                .as("ruled out by its tag").containsExactly("GET /org/acme/gvc/prod/workload/w0007");
        ListingResult everywhere = routes.list(Map.of("workloadName", "w0007"));
        assertThat(workloads(everywhere)).isEqualTo(names(7));
        assertThat(everywhere.statistics().apiCallsMade()).as("the list of the organization").isEqualTo(11);
        assertThatThrownBy(() -> routes.list(Map.of("gvc", "prod", "workloadName", "w0999")))
                .isInstanceOf(ListingFailedException.class).hasMessageContaining("w0999");
    }

    @Test
    void queryIsJsonWithTheToken() {
        List<Map<String, String>> headers = new ArrayList<>();
        server.intercept(request -> {
            headers.add(request.headers());
            return null;
        });
        routes.list(Map.of("gvc", "prod", "tag", List.of("team=payments", "critical")));
        assertThat(headers.get(0)).containsEntry("content-type", "application/json")
                .containsEntry("authorization", "Bearer secret-token").containsEntry("accept", "application/json");
        assertThat(headers.get(1)).as("a GET has no body").doesNotContainKeys("content-type", "content-length");
    }

    @Test
    void answerIsCachedForTheSameQueryAlone() {
        Map<String, Object> payments = Map.of("tag", "team=payments");
        assertThat(calls(payments)).hasSize(11);
        assertThat(calls(payments)).isEmpty();
        assertThat(calls(Map.of("tag", "team=payments", "gvc", "stage"))).as("another query, the same deployments")
                .containsExactly(QUERY);
        assertThat(calls(Map.of("tag", "critical"))).containsExactly(QUERY);

        routes.send("direct:cpln-clear-cache", Map.of("gvc", "prod", "workloadName", "w0100"), Long.class);
        assertThat(calls(payments)).as("a workload, and every list that may hold it").containsExactlyInAnyOrder(QUERY,
                "GET /org/acme/gvc/prod/workload/w0100/deployment");
        assertThat(calls(Map.of("tag", "team=payments", "gvc", "stage"))).as("the list of another GVC").isEmpty();
    }

    @Test
    void furtherPagesAreFollowed() {
        List<String> web = calls(Map.of("cache", false, "tag", "team=web", "workloadName", "w0001"));
        assertThat(web).hasSize(11).contains(QUERY, "GET /org/acme/gvc/prod/workload/w0001/deployment");
        assertThat(web.stream().filter(line -> line.startsWith("GET /org/acme/workload/-query?page="))).hasSize(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405})
    void apiThatTakesNoQueryIsAskedThePlainWayOnce(int status) {
        server.intercept(request -> request.method().equals("POST") ? DemoResponse.error(status, "no") : null);
        server.resetCounters();
        ListingResult result = routes.list(Map.of("cache", false, "tag", List.of("team=payments", "critical")));
        assertThat(workloads(result)).isEqualTo(names(0, 200, 400, 600, 800));
        assertThat(result.statistics().apiCallsMade()).isEqualTo(1 + 10 + 5).isEqualTo(server.requests().size());
        assertThat(server.requests().stream().filter(QUERY::equals)).hasSize(1);
        assertThat(result.statistics().retries()).isZero();

        assertThat(calls(Map.of("cache", false, "gvc", "stage", "tag", "critical"))).hasSize(1 + 5 + 2)
                .contains("GET /org/acme/gvc/stage/workload");
        assertThat(calls(Map.of("cache", false, "gvc", List.of("stage", "other"), "tag", "critical")))
                .hasSize(1 + 10 + 2);
    }

    @Test
    void otherFailureOfTheQueryIsThatOfTheListing() {
        server.intercept(request -> request.method().equals("POST") ? DemoResponse.error(403, "no") : null);
        assertThatThrownBy(() -> routes.list(Map.of("tag", "team"))).isInstanceOfSatisfying(
                ListingFailedException.class, failure -> assertThat(failure.status()).isEqualTo(502));
        assertThat(server.requests()).containsExactly(QUERY);
    }

    @Test
    void queryIsRetriedAndGoesOnAnotherConnection() {
        AtomicInteger queries = new AtomicInteger();
        server.intercept(request -> !request.method().equals("POST") ? null
                : queries.incrementAndGet() == 1 ? DemoResponse.error(503, "busy") : null);
        ListingResult result = routes.list(Map.of("tag", "critical"));
        assertThat(result.containers()).hasSize(5);
        assertThat(result.statistics().retries()).isEqualTo(1);

        // Connections are there, all used. The server closes the one that the query comes on.
        queries.set(0);
        server.intercept(request -> !request.method().equals("POST") ? null
                : queries.incrementAndGet() == 1 ? DemoResponse.closeConnection() : null);
        result = routes.list(Map.of("tag", "critical", "retry", false, "cacheTtlSeconds", 0));
        assertThat(result.containers()).hasSize(5);
        assertThat(result.statistics().retries()).isZero();
        assertThat(queries).hasValue(2);
    }

    @Test
    void listingsThatAskTheSameAtOnceShareTheQuery() {
        server.latency(Duration.ofMillis(200));
        List<CompletableFuture<ListingResult>> listings = Stream.generate(() -> CompletableFuture.supplyAsync(
                () -> routes.list(Map.of("tag", "critical")))).limit(3).toList();
        assertThat(listings).allSatisfy(listing -> assertThat(listing.join().containers()).hasSize(5));
        assertThat(server.requests().stream().filter(QUERY::equals)).hasSize(1);
    }

    /** Where the tags are compared here, what cannot be read fails that workload alone. */
    @Test
    void tagsAndTypesOfTheWrongTypeFailTheirWorkloadAlone() {
        List<DemoWorkload> workloads = Stream.of("a", "b", "c", "d").map(name ->
                DemoWorkload.healthy("prod", name, "main")).toList();
        workloads.get(0).document().put("tags", "team");
        workloads.get(1).document().withObject("/tags").put("team", true);
        workloads.get(2).document().withObject("/tags").putNull("team");
        ((ObjectNode) workloads.get(3).document().get("spec")).put("type", 1);
        server.replace(DemoOrganization.of("acme", workloads));
        server.intercept(request -> request.method().equals("POST") ? DemoResponse.error(404, "no") : null);

        ListingResult tagged = routes.list(Map.of("tag", "team"));
        assertThat(workloads(tagged)).containsExactly("b");
        assertThat(tagged.errors()).containsExactly(new WorkloadError("a", "prod", 502, "items[0] of the workload list "
                + "cannot be compared with the selection: Expected an object at workload.tags, found text"));
        assertThat(tagged.unmatched()).isNull();
        assertThat(workloads(routes.list(Map.of("tag", "team=true")))).containsExactly("b");

        ListingResult typed = routes.list(Map.of("workloadType", "standard"));
        assertThat(workloads(typed)).containsExactly("a", "b", "c");
        assertThat(typed.errors()).extracting(WorkloadError::workloadName).containsExactly("d");
    }

    @Test
    void cursorOfAnotherSelectionIsRefused() {
        Map<String, Object> first = Map.of("tag", "team=payments", "pageSize", 3);
        String cursor = routes.list(first).nextCursor();
        assertThat(workloads(routes.list(Map.of("tag", "team=payments", "pageSize", 3, "cursor", cursor))))
                .isEqualTo(names(300, 400, 500));
        for (Map<String, Object> other : List.of(Map.<String, Object>of("tag", "team=web"),
                Map.<String, Object>of("tag", List.of("team=payments", "critical")),
                Map.<String, Object>of("tag", "team=payments", "healthStatus", "healthy"), Map.<String, Object>of())) {
            Map<String, Object> options = new HashMap<>(other);
            options.put("cursor", cursor);
            assertThatThrownBy(() -> routes.list(options)).isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("same selection");
        }
    }

    @Test
    void conditionOfACallerDecidesAsHealthDoes() {
        ListingResult result = routes.list(ListingRequest.builder().gvc("prod").tag("critical")
                .where(container -> container.workloadName().endsWith("400")).build());
        assertThat(workloads(result)).isEqualTo(names(400));
        assertThat(result.statistics().totalContainersFound()).as("before the condition").isEqualTo(3);
        assertThat(result.statistics().containersReturned()).isEqualTo(1);
    }
}
