package dev.cplnroutes.listing;

import static dev.cplnroutes.testing.Listed.numbered;
import static dev.cplnroutes.testing.Listed.workloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.recording.ContainerInventory;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Workloads that are on the list and answer 404: a few were deleted meanwhile, many are errors.
 */
@Timeout(120)
class MissingWorkloadsTest {

    private static final String MESSAGE = "the API answered 404: gone";

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 40), DemoSettings.defaults().withPageSize(15))
            .with("cpln.listing.cache", "false").with("cpln.meters.maximum-containers", "1000");
    private static final DemoServer server = routes.server();

    private static ListingResult list(int workloads, Collection<String> missing) {
        server.replace(DemoOrganization.uniform("acme", "prod", workloads));
        server.intercept(request -> request.isDeploymentList() && missing.contains(request.path().split("/")[6])
                ? DemoResponse.error(404, "gone") : null);
        return routes.list(ListingRequest.ofGvc("prod"));
    }

    private static List<String> without(int workloads, Collection<String> missing) {
        return numbered(workloads).stream().filter(name -> !missing.contains(name)).toList();
    }

    private static void assertDeleted(ListingResult result, int workloads, Collection<String> missing) {
        assertThat(workloads(result)).isEqualTo(without(workloads, missing));
        assertThat(result.complete()).isTrue();
        assertThat(result.errors()).isEmpty();
        assertThat(result.statistics().successfulWorkloads()).isEqualTo(workloads);
        assertThat(result.statistics().failedWorkloads()).isZero();
    }

    private static void assertFailed(ListingResult result, int workloads, Collection<String> missing) {
        assertThat(workloads(result)).isEqualTo(without(workloads, missing));
        assertThat(result.complete()).isFalse();
        assertThat(result.errors()).isEqualTo(missing.stream().sorted()
                .map(name -> new WorkloadError(name, "prod", 404, MESSAGE)).toList());
        assertThat(result.statistics().successfulWorkloads()).isEqualTo(workloads - missing.size());
        assertThat(result.statistics().failedWorkloads()).isEqualTo(missing.size());
        assertThat(result.statistics().totalWorkloadsProcessed()).isEqualTo(workloads);
    }

    @ParameterizedTest
    @CsvSource({"1,1,true", "2,2,true", "3,3,false", "19,2,true", "29,3,false", "30,3,true", "40,4,true", "40,5,false",
            "40,39,false"})
    void moreThanTwoAndOverATenthAreErrors(int workloads, int missing, boolean wereDeleted) {
        List<String> names = numbered(missing);
        if (missing == workloads && !wereDeleted) {
            assertThatThrownBy(() -> list(workloads, names)).isInstanceOfSatisfying(ListingFailedException.class,
                    failure -> {
                assertThat(failure.status()).isEqualTo(502);
                assertThat(failure).hasMessage("Every workload failed alike: " + MESSAGE + ".");
            });
        } else if (wereDeleted) {
            assertDeleted(list(workloads, names), workloads, names);
        } else {
            assertFailed(list(workloads, names), workloads, names);
        }
    }

    @Test
    void randomOnesAreAsThePlainRuleSays() {
        Random random = new Random(RandomSeed.next("missing"));
        for (int round = 0; round < 25; round++) {
            int workloads = 4 + random.nextInt(37);
            List<String> shuffled = numbered(workloads);
            Set<String> missing = new HashSet<>(shuffled);
            while (missing.size() > random.nextInt(workloads)) {
                missing.remove(shuffled.get(random.nextInt(workloads)));
            }
            ListingResult result = list(workloads, missing);
            if (missing.size() > 2 && missing.size() > workloads / 10.0) {
                assertFailed(result, workloads, missing);
            } else {
                assertDeleted(result, workloads, missing);
            }
        }
    }

    @Test
    void onlyWorkloadsThatALimitedListingReadCount() {
        server.intercept(request -> request.isDeploymentList() && request.path().matches(".*-0000[013]/.*")
                ? DemoResponse.error(404, "gone") : null);

        ListingResult result = routes.list(ListingRequest.builder().gvc("prod").maxResults(1).parallel(false).build());
        assertThat(workloads(result)).containsExactly("workload-00002");
        assertThat(result.complete()).isTrue();

        ListingResult more = routes.list(ListingRequest.builder().gvc("prod").maxResults(2).parallel(false).build());
        assertThat(workloads(more)).containsExactly("workload-00002", "workload-00004");
        assertThat(more.errors()).extracting(WorkloadError::workloadName)
                .containsExactly("workload-00000", "workload-00001", "workload-00003");
    }

    @Test
    void namedWorkloadThatIsMissingWasDeleted() {
        server.intercept(request -> request.isDeploymentList() ? DemoResponse.error(404, "gone") : null);

        ListingResult result = routes.list(ListingRequest.builder().gvc("prod").workloadName("workload-00001").build());

        assertThat(result.containers()).isEmpty();
        assertThat(result.complete()).isTrue();
    }

    @Test
    void metersKeepWhatManyMissingWorkloadsHadAndDropWhatAFewHad() {
        ContainerInventory inventory = routes.context().getRegistry()
                .lookupByNameAndType("cplnContainerInventory", ContainerInventory.class);
        inventory.connect();
        list(40, Set.of());
        assertThat(workloadsIn(inventory)).containsExactlyElementsOf(numbered(40));

        list(40, numbered(39));
        assertThat(workloadsIn(inventory)).containsExactlyElementsOf(numbered(40));

        list(40, numbered(2));
        assertThat(workloadsIn(inventory)).containsExactlyElementsOf(without(40, numbered(2)));
    }

    private static List<String> workloadsIn(ContainerInventory inventory) {
        return inventory.snapshot().deployments().stream().map(deployment -> deployment.key().workload())
                .distinct().sorted().toList();
    }

    @Test
    void missingOnesAndOtherFailuresKeepTheirStatus() {
        List<String> missing = IntStream.range(0, 39).mapToObj("workload-%05d"::formatted).toList();
        server.intercept(request -> !request.isDeploymentList() ? null
                : missing.contains(request.path().split("/")[6]) ? DemoResponse.error(404, "gone")
                : DemoResponse.error(403, "no"));

        ListingResult result = routes.list(ListingRequest.ofGvc("prod"));

        assertThat(result.errors()).extracting(WorkloadError::status)
                .startsWith(Collections.nCopies(39, 404).toArray(Integer[]::new)).endsWith(403).hasSize(40);
    }
}
