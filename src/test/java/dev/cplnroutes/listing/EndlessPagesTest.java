package dev.cplnroutes.listing;

import static dev.cplnroutes.testing.Listed.numbered;
import static dev.cplnroutes.testing.Listed.workloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.concurrent.atomic.AtomicInteger;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.SampleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Lists without an end, each of whose pages is a new one: they end with an error after so many pages.
 */
@Timeout(120)
class EndlessPagesTest {

    private static final String LIST = "/org/acme/gvc/prod/workload";
    private static final String DEPLOYMENTS = "{\"items\":[{\"name\":\"loc\",\"status\":{\"versions\":[{\"containers\":"
            + "{\"main\":{\"ready\":true}}}]}}]";
    private static final int MOST = 40;

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 3))
            .with("cpln.api.maximum-pages", "" + MOST);
    private static final DemoServer server = routes.server();

    private final AtomicInteger pages = new AtomicInteger();

    private ListingResult list() {
        return routes.list(ListingRequest.ofGvc("prod"));
    }

    private String next() {
        return ",\"links\":[{\"rel\":\"next\",\"href\":\"?token=" + pages.incrementAndGet() + "-" + "t".repeat(3000)
                + "\"}]}";
    }

    @Test
    void emptyPagesCount() {
        server.intercept(request -> !request.path().equals(LIST) ? null : DemoResponse.json("{\"items\":[]" + next()));

        ListingResult result = list();

        assertThat(result.containers()).isEmpty();
        assertThat(result.complete()).isFalse();
        assertThat(result.errors()).containsExactly(new WorkloadError(null, "prod", 502,
                "the workload list does not end after 40 pages (cpln.api.maximum-pages)"));
        assertThat(server.requests()).hasSize(MOST);
    }

    @Test
    void pagesWithWorkloadsKeepWhatTheyHad() {
        server.intercept(request -> request.path().equals(LIST) ? DemoResponse.json("{\"items\":[{\"name\":\""
                + "workload-%05d\"}]".formatted(pages.get()) + next()) : DemoResponse.json(DEPLOYMENTS + "}"));

        ListingResult result = list();

        assertThat(workloads(result)).isEqualTo(numbered(MOST));
        assertThat(result.errors()).extracting(WorkloadError::workloadName, WorkloadError::status)
                .containsExactly(tuple(null, 502));
    }

    @Test
    void listThatEndsWithItsLastAllowedPageIsComplete() {
        server.intercept(request -> !request.path().equals(LIST) ? null
                : DemoResponse.json("{\"items\":[]" + (pages.get() == MOST - 1 ? "}" : next())));

        assertThat(list().complete()).isTrue();
        assertThat(server.requests()).hasSize(MOST);
    }

    @Test
    void deploymentsOfOneWorkloadFailItAlone() {
        server.intercept(request -> request.path().contains("workload-00001/")
                ? DemoResponse.json(DEPLOYMENTS + next()) : null);

        ListingResult result = list();

        assertThat(workloads(result)).containsExactly("workload-00000", "workload-00002");
        assertThat(result.errors()).containsExactly(new WorkloadError("workload-00001", "prod", 502,
                "the deployment list does not end after 40 pages (cpln.api.maximum-pages)"));
        assertThat(pages).hasValue(MOST);
    }

    @Test
    void gvcListFails() {
        server.intercept(request -> request.path().equals("/org/acme/gvc")
                ? DemoResponse.json("{\"items\":[{\"name\":\"prod\"}]" + next()) : null);

        assertThatThrownBy(() -> routes.context().getRegistry().findSingleByType(GvcReader.class)
                .read(new SampleOptions().resolved()))
                .isInstanceOf(ListingFailedException.class)
                .hasMessage("The GVC list does not end after 40 pages (cpln.api.maximum-pages).");
        assertThat(pages).hasValue(MOST);
    }
}
