package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

import dev.cplnroutes.Container;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoRequest;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Pages of results of an API whose own links are too long for a cursor.
 */
@Timeout(120)
class LongLinksTest {

    private static final String LIST = "/org/acme/gvc/prod/workload";

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 0));
    private static final DemoServer server = routes.server();

    private volatile List<String> workloads = List.of();
    private volatile int pageLength = 3;

    @BeforeEach
    void serve() {
        server.intercept(this::answer);
    }

    private DemoResponse answer(DemoRequest request) {
        if (request.isDeploymentList()) {
            return DemoResponse.json("{\"items\":[{\"name\":\"loc\",\"status\":{\"versions\":[{\"containers\":"
                    + "{\"one\":{\"ready\":true},\"two\":{\"ready\":true}}}]}}]}");
        }
        int from = request.query() == null ? 0 : Integer.parseInt(request.query().split("[=&]")[1]);
        List<String> names = workloads;
        int to = Math.min(from + pageLength, names.size());
        String items = String.join(",", names.subList(Math.min(from, to), to).stream()
                .map(name -> "{\"name\":\"" + name + "\"}").toList());
        String next = to >= names.size() ? "" : "{\"rel\":\"next\",\"href\":\"?from=" + to + "&token="
                + "t".repeat(3500) + "\"}";
        return DemoResponse.json("{\"items\":[" + items + "],\"links\":[" + next + "]}");
    }

    private static ListingResult page(int size, String cursor) {
        ListingRequest.Builder request = ListingRequest.builder().gvc("prod").pageSize(size);
        return routes.list((cursor == null ? request : request.cursor(cursor)).build());
    }

    private static List<String> names(ListingResult result) {
        return result.containers().stream().map(Container::workloadName).toList();
    }

    @Test
    void pagesOfResultsHoldEachContainerOnceAndCallForNoWorkloadBeforeTheirStart() {
        long seed = RandomSeed.next("long links");
        Random random = new Random(seed);
        // The order of creation: not that of the names.
        workloads = IntStream.rangeClosed(1, 12).mapToObj(i -> "w" + i).toList();
        for (int round = 0; round < 8; round++) {
            pageLength = 1 + random.nextInt(5);
            routes.send("direct:cpln-clear-cache", null, Long.class);
            List<String> all = new ArrayList<>();
            String cursor = null;
            do {
                server.resetCounters();
                ListingResult result = page(1 + random.nextInt(6), cursor);
                assertThat(result.complete()).isTrue();
                int start = all.size() / 2;
                assertThat(server.requests()).as("seed %d", seed).noneMatch(request -> request.endsWith("/deployment")
                        && workloads.indexOf(request.split("/")[6]) < start);
                all.addAll(names(result));
                cursor = result.nextCursor();
                assertThat(cursor == null ? 0 : cursor.length()).isLessThan(2000);
            } while (cursor != null);
            assertThat(all).as("seed %d", seed).containsExactlyElementsOf(
                    workloads.stream().flatMap(name -> List.of(name, name).stream()).toList());
        }
    }

    @Test
    void workloadThatIsGoneHasAPlaceInASortedListAlone() {
        workloads = List.of("a", "b", "c", "d", "e", "f", "g", "h");
        String cursor = page(7, null).nextCursor();
        TreeSet<String> left = new TreeSet<>(workloads);
        left.remove("d");
        workloads = List.copyOf(left);
        routes.send("direct:cpln-clear-cache", null, Long.class);
        assertThat(names(page(9, cursor))).containsExactly("e", "e", "f", "f", "g", "g", "h", "h");

        workloads = List.of("h", "g", "f", "e", "c", "b", "a");
        routes.send("direct:cpln-clear-cache", null, Long.class);
        assertThatThrownBy(() -> page(9, cursor)).isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("list again without cursor");
    }
}
