package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.cplnroutes.Container;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.mapping.DeploymentList;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.outcome.WorkloadFollower;
import dev.cplnroutes.testing.Events;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a follower of a listing decides, and what it learns.
 */
class FollowedListingTest {

    private static final ListingRequest REQUEST = ListingRequest.builder().gvc("prod").cacheTtlSeconds(0)
            .retry(false).build();

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 12),
            DemoSettings.defaults().withPageSize(5));
    private static final DemoServer server = routes.server();

    private final Follower follower = new Follower();

    private ListingResult list() {
        return list(routes.routes());
    }

    private ListingResult list(RunningRoutes running) {
        Exchange done = running.context().createProducerTemplate().send("direct:cpln-list-containers", exchange -> {
            exchange.setProperty(ListingOpening.FOLLOWER, follower);
            exchange.getMessage().setBody(REQUEST);
        });
        assertThat(done.getException()).isNull();
        return done.getMessage().getBody(ListingResult.class);
    }

    @Test
    void readsOnlyWhatIsDueAndLearnsTheWholeList() {
        follower.notDue = Set.of("workload-00001", "workload-00011");

        ListingResult result = list();

        assertThat(follower.listed).hasSize(12);
        assertThat(follower.told).containsExactly("list begins", "list ends");
        assertThat(follower.found).hasSize(10).doesNotContainKeys("workload-00001", "workload-00011");
        assertThat(result.containers()).containsExactlyInAnyOrderElementsOf(
                follower.found.values().stream().flatMap(List::stream).toList());
        assertThat(result.statistics().totalWorkloadsProcessed()).isEqualTo(10);
        assertThat(server.requests()).hasSize(3 + 10);
    }

    @Test
    void readsGivenWorkloadsInsteadOfTheList() {
        list();
        List<Container> before = follower.found.get("workload-00007");
        server.resetCounters();
        follower.given = List.of(follower.listed.get("workload-00007"), follower.listed.get("workload-00003"));
        follower.found.clear();
        follower.told.clear();

        ListingResult result = list();

        assertThat(follower.told).isEmpty();
        assertThat(follower.found).containsOnlyKeys("workload-00003", "workload-00007")
                .containsEntry("workload-00007", before);
        assertThat(result.containers()).extracting(Container::workloadName).first().isEqualTo("workload-00007");
        assertThat(server.requests()).hasSize(2).allMatch(request -> request.contains("/deployment"));
    }

    @Test
    void readsNothingWhereNoWorkloadIsGiven() {
        follower.given = List.of();

        assertThat(list().containers()).isEmpty();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void learnsWhatCouldNotBeReadAndThatAListBrokeOff() {
        list();
        int whole = server.requests().size();
        String lastPage = server.requests().stream().filter(request -> request.contains("/workload?"))
                .reduce((before, last) -> last).orElseThrow();
        assertThat(whole).isEqualTo(15);
        follower.told.clear();
        follower.found.clear();
        server.intercept(request -> request.path().contains("workload-00002/") ? DemoResponse.error(500, "broken")
                : request.path().contains("workload-00004/") ? DemoResponse.error(404, "gone")
                : request.query() != null && lastPage.endsWith(request.query()) ? DemoResponse.error(502, "broken")
                : null);

        ListingResult result = list();

        assertThat(follower.told).containsExactly("list begins");
        assertThat(follower.failed).containsExactly(Map.entry("workload-00002", 500), Map.entry("workload-00004", 404));
        assertThat(follower.found).hasSize(8);
        assertThat(result.complete()).isFalse();
    }

    @Test
    void publishesNothingForASilentFollower() {
        follower.isSilent = true;
        List<ListingStatistics> published = new CopyOnWriteArrayList<>();
        try (RunningRoutes own = routes.start(Map.of("cpln.statistics.endpoints", "direct:test-statistics"))) {
            Events.collect(own.context(), "direct:test-statistics", ListingStatistics.class, published);
            list(own);
            own.list(Map.of("gvc", "prod", "workloadName", "workload-00001"));

            // Events are in order: those of the second listing are the first.
            await().until(() -> !published.isEmpty());
            assertThat(published.get(0).totalWorkloadsProcessed()).isEqualTo(1);
        }
    }

    /** Remembers what it was told. */
    private static final class Follower implements WorkloadFollower {

        private List<WorkloadItem> given;
        private Set<String> notDue = Set.of();
        private boolean isSilent;
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final Map<String, WorkloadItem> listed = new ConcurrentHashMap<>();
        private final Map<String, List<Container>> found = new ConcurrentHashMap<>();
        private final Map<String, Integer> failed = new ConcurrentSkipListMap<>();

        @Override
        public List<WorkloadItem> workloads() {
            return given;
        }

        @Override
        public void listBegins() {
            told.add("list begins");
        }

        @Override
        public boolean isDue(String gvc, String name, WorkloadItem workload) {
            assertThat(gvc).isEqualTo("prod");
            listed.put(name, workload);
            return !notDue.contains(name);
        }

        @Override
        public void listEnds() {
            told.add("list ends");
        }

        @Override
        public void read(String gvc, WorkloadItem workload, DeploymentList deployments, List<Container> containers) {
            found.put(workload.name(), containers);
        }

        @Override
        public void failed(WorkloadError error) {
            failed.put(error.workloadName(), error.status());
        }

        @Override
        public boolean isSilent() {
            return isSilent;
        }
    }
}
