package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cplnroutes.Container;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.testing.RawApi;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The way of a {@code next} link from a page of the API to the request line of the next call.
 */
@Timeout(60)
class NextLinkTest {

    /** The API sits behind a path that a proxy takes away; its first pages are followed by this link. */
    private static volatile String next;
    private static RawApi api;
    private static RunningRoutes routes;

    @BeforeAll
    static void start() {
        api = RawApi.start((request, out) -> {
            String target = request.target();
            if (target.contains("/deployment")) {
                return RawApi.json(out, RawApi.DEPLOYMENTS);
            }
            boolean isFirst = target.equals("/base/org/acme/gvc/prod/workload");
            String link = !isFirst ? "" : ",\"links\":[{\"rel\":\"next\",\"href\":"
                    + JsonNodeFactory.instance.textNode(next)
                    + "}]";
            return RawApi.json(out, "{\"items\":[{\"name\":\"" + (isFirst ? "first" : "second") + "\"}]" + link + "}");
        });
        Map<String, String> settings = new HashMap<>(api.settings());
        settings.put("cpln.endpoint", "http://127.0.0.1:" + api.port() + "/base");
        routes = RunningRoutes.start(settings);
    }

    @AfterAll
    static void stop() throws IOException {
        routes.close();
        api.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', value = {
            "workload?k=a|b!/base/org/acme/gvc/prod/workload?k=a%7Cb",
            "./workload?k={\"id\":7}!/base/org/acme/gvc/prod/workload?k=%7B%22id%22:7%7D",
            "?k=100%!/base/org/acme/gvc/prod/workload?k=100%25",
            "/org/acme/gvc/prod/workload?k=a b+c!/base/org/acme/gvc/prod/workload?k=a%20b+c",
            "http://127.0.0.1:PORT/org/acme/gvc/prod/workload?k=\u00e4!/base/org/acme/gvc/prod/workload?k=%C3%A4",
            "//127.0.0.1:PORT/base/org/acme/gvc/prod/workload?k=%2F%7c!/base/org/acme/gvc/prod/workload?k=%2F%7c",
            "HTTP://127.0.0.1:0PORT/base/org/acme/workload?k={{cpln.token}}${body}!"
                    + "/base/org/acme/workload?k=%7B%7Bcpln.token%7D%7D$%7Bbody%7D"})
    void secondPageIsAskedForAsTheFirstSays(String href, String target) {
        next = href.replace("PORT", "" + api.port());
        int before = api.requests().size();

        ListingResult result = routes.list(ListingRequest.ofGvc("prod"));

        assertThat(result.errors()).isEmpty();
        assertThat(result.containers()).extracting(Container::workloadName).containsExactly("first", "second");
        assertThat(api.requests().subList(before, before + 4)).extracting(RawApi.Request::target).contains(target);
    }

    @Test
    void otherOriginNeverSeesACall() throws IOException {
        try (RawApi other = RawApi.start((request, out) -> RawApi.json(out, "{\"items\":[]}"))) {
            for (String start : new String[] {"http://127.0.0.1:", "//127.0.0.1:", "http://localhost:",
                    "HTTP://0177.0.0.1:"}) {
                next = start + other.port() + "/base/org/acme/gvc/prod/workload?k=1";

                ListingResult result = routes.list(ListingRequest.ofGvc("prod"));

                assertThat(result.complete()).isFalse();
                assertThat(result.errors()).extracting(WorkloadError::message)
                        .containsExactly("the list's next link leads to another origin and was not followed");
            }
            assertThat(other.connections()).isZero();
        }
    }
}
