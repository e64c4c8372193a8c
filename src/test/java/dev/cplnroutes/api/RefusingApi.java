package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import dev.cplnroutes.Container;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.testing.RawApi;
import dev.cplnroutes.testing.RunningRoutes;

/**
 * An API of one workload that refuses one call with the bytes it is given, and routes of its own: a refusal holds back
 * all calls of its routes.
 */
final class RefusingApi implements AutoCloseable {

    /** The first answer to a call for deployments. */
    record Refusal(String status, String headers, byte[] body) {
    }

    private final AtomicReference<Refusal> refusal = new AtomicReference<>();
    private volatile long refusedAt;
    private volatile long sentAgainAt;
    private final RawApi api;
    private final RunningRoutes routes;

    private RefusingApi() {
        api = RawApi.start((request, out) -> {
            if (!request.target().contains("/deployment")) {
                return RawApi.json(out, "{\"items\":[{\"name\":\"web\"}]}");
            }
            Refusal first = refusal.getAndSet(null);
            if (first == null) {
                sentAgainAt = System.nanoTime();
                return RawApi.json(out, RawApi.DEPLOYMENTS);
            }
            refusedAt = System.nanoTime();
            out.write(("HTTP/1.1 " + first.status() + "\r\nConnection: close\r\n"
                    + first.headers().replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(first.body());
            if (first.headers().contains("1000000")) {
                // The rest never comes.
                Thread.sleep(600_000);
            }
            return false;
        });
        Map<String, String> settings = new HashMap<>(api.settings());
        settings.put("cpln.api.response-timeout", "700ms");
        routes = RunningRoutes.start(settings);
    }

    static RefusingApi start() {
        return new RefusingApi();
    }

    RunningRoutes routes() {
        return routes;
    }

    /** How many requests it has got. */
    int requests() {
        return api.requests().size();
    }

    void refuse(Refusal first) {
        refusal.set(first);
    }

    /** Lists: the call that is refused is sent again once, a second later. */
    void isAskedAgainAfterASecond(Refusal first) {
        refuse(first);

        ListingResult result = routes.list(ListingRequest.ofGvc("prod"));

        assertThat(result.errors()).isEmpty();
        assertThat(result.containers()).extracting(Container::workloadName).containsExactly("web");
        assertThat(result.statistics().retries()).isEqualTo(1);
        assertThat(sentAgainAt - refusedAt).isGreaterThanOrEqualTo(Duration.ofMillis(990).toNanos());
    }

    @Override
    public void close() throws IOException {
        routes.close();
        api.close();
    }
}
