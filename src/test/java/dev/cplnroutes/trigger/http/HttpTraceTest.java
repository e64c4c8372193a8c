package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoRequest;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.HttpCalls.Answer;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Which headers of an HTTP caller reach Control Plane: its trace, and nothing else.
 */
@Timeout(60)
class HttpTraceTest {

    private static final String LIST = "/cpln/gvc/prod/containers";
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String OTHER_TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    private final List<DemoRequest> requests = new CopyOnWriteArrayList<>();
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 3))
            .withHttp();
    private static final DemoServer server = routes.server();
    private static final HttpCalls http = routes.http();

    @BeforeEach
    void collect() {
        server.intercept(request -> {
            requests.add(request);
            return null;
        });
    }

    @Test
    void validTraceGoesOnInWhateverCaseItsNameIsAndIsNotAnswered() {
        for (String path : List.of(LIST, LIST + "/count", "/cpln/containers")) {
            requests.clear();
            Answer answer = http.get(path + "?cache=false", "TraceParent", TRACE, "tracestate", "x=1", "X-Secret",
                    "s3cret",
                    "Authorization", "Bearer mine", "User-Agent", "mine", "Cookie", "a=b");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().map().keySet()).containsExactlyInAnyOrder("content-type", "content-length");
            assertThat(requests).hasSize(4).allMatch(request -> TRACE.equals(request.headers().get("traceparent")))
                    .allMatch(request -> request.headers().keySet().equals(Set.of("accept", "accept-encoding",
                            "authorization", "connection", "host", "traceparent", "user-agent")))
                    .allMatch(request -> request.headers().get("authorization").equals("Bearer secret-token"));
        }
    }

    @Test
    void whatIsNoTraceIsIgnored() {
        for (String value : List.of(TRACE.toUpperCase(Locale.ROOT), TRACE.substring(1), "x")) {
            assertThat(http.get(LIST + "?cache=false", "traceparent", value).status()).isEqualTo(200);
        }
        assertThat(http.get(LIST + "?cache=false", "traceparent", TRACE, "traceparent", OTHER_TRACE).status())
                .isEqualTo(200);
        assertThat(http.get(LIST + "?cache=false").status()).isEqualTo(200);
        assertThat(requests).hasSize(20).noneMatch(request -> request.headers().containsKey("traceparent"));
    }

    @Test
    void sharedCallHasTheTraceOfWhoMakesIt() {
        server.latency(Duration.ofMillis(300));
        CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> http.get(LIST, "traceparent", TRACE));
        await().until(() -> requests.size() == 1);
        Answer second = http.get(LIST, "traceparent", OTHER_TRACE);

        assertThat(second.json().path("containers")).hasSize(3);
        assertThat(first.join().json().path("containers")).hasSize(3);
        assertThat(requests).as("each answer is read once").hasSize(4);
        Map<String, String> headers = requests.get(0).headers();
        assertThat(headers.get("traceparent")).isEqualTo(TRACE);
        assertThat(requests).allMatch(request -> Set.of(TRACE, OTHER_TRACE)
                .contains(request.headers().get("traceparent")));
    }
}
