package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.listing.GvcReader;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.testing.RawApi;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The headers of every call: an API that wants to know what is accepted, and by whom, gives all its answers.
 */
@Timeout(60)
class RequestHeadersTest {

    /** Pages of lists, deployments, a named workload, the GVC list, and what is sent again after a failure. */
    @Test
    void everyCallAcceptsJson() throws Exception {
        Set<String> failedOnce = ConcurrentHashMap.newKeySet();
        try (RawApi api = RawApi.start((request, out) -> {
            if (!"application/json".equals(request.header("Accept"))) {
                return RawApi.write(out, "406 Not Acceptable", "");
            }
            if (failedOnce.add(request.target())) {
                return RawApi.write(out, "502 Bad Gateway", "");
            }
            if (request.target().endsWith("/deployment")) {
                return RawApi.json(out, RawApi.DEPLOYMENTS);
            }
            String item = "{\"name\":\"web\"}";
            return RawApi.json(out, request.target().endsWith("/web") ? item : "{\"items\":[" + item + "]"
                    + (request.target().contains("?") ? ""
                    : ",\"links\":[{\"rel\":\"next\",\"href\":\"?page=2\"}]") + "}");
        }); RunningRoutes routes = RunningRoutes.start(api.settings())) {
            assertThat(routes.list(ListingRequest.ofGvc("prod")).errors()).isEmpty();
            assertThat(routes.list(ListingRequest.ofWorkload("prod", "web")).errors()).isEmpty();
            assertThat(routes.context().getRegistry().findSingleByType(GvcReader.class)
                    .read(routes.context().getRegistry().findSingleByType(RequestReader.class)
                            .read(ListingRequest.ofGvc("prod")))).containsExactly("web");

            assertThat(api.requests()).extracting(RawApi.Request::target).contains("/org/acme/gvc/prod/workload",
                    "/org/acme/gvc/prod/workload?page=2", "/org/acme/gvc/prod/workload/web/deployment",
                    "/org/acme/gvc/prod/workload/web", "/org/acme/gvc", "/org/acme/gvc?page=2");
            assertThat(api.requests()).allSatisfy(request -> {
                assertThat(request.headers()).filteredOn(header -> header.toLowerCase().startsWith("accept:"))
                        .hasSize(1);
                assertThat(request.header("Authorization")).isEqualTo("Bearer secret-token");
                assertThat(request.header("User-Agent")).startsWith("cpln-container-routes/");
            });
        }
    }
}
