package dev.cplnroutes.await;

import static dev.cplnroutes.testing.Background.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.AwaitResult;
import dev.cplnroutes.AwaitResult.WithoutContainers;
import dev.cplnroutes.Container;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.Background;
import dev.cplnroutes.testing.RoutesExtension;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What callers in the JVM get of a wait: when it ends, what it reads again, and what it says of what is not as asked.
 * The clock stands still unless a test moves it.
 */
@Timeout(60)
class AwaitingTest {

    private static final String HERE = "aws-us-west-2";

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(organization("checkout", "payments", "search"))
            .withSettableClock();
    private static final DemoServer server = routes.server();

    private static DemoOrganization organization(String... names) {
        List<DemoWorkload> workloads = new ArrayList<>();
        for (String name : names) {
            workloads.add(workload(name));
        }
        return DemoOrganization.of("acme", workloads);
    }

    private static DemoWorkload workload(String name) {
        return DemoWorkload.healthy("prod", name, "main");
    }

    /** The workloads of the organization, some of them changed. */
    private static void serve(DemoWorkload... changed) {
        Map<String, DemoWorkload> workloads = new LinkedHashMap<>();
        organization("checkout", "payments", "search").workloads().forEach(one -> workloads.put(one.name(), one));
        for (DemoWorkload one : changed) {
            workloads.put(one.name(), one);
        }
        server.replace(DemoOrganization.of("acme", List.copyOf(workloads.values())));
    }

    private static DemoWorkload changed(DemoWorkload workload, Consumer<ObjectNode> document,
            Consumer<ObjectNode> status) {
        ObjectNode changed = workload.document().deepCopy();
        document.accept(changed);
        return new DemoWorkload(workload.gvc(), changed, workload.deployments().stream().map(deployment -> {
            ObjectNode copy = deployment.deepCopy();
            status.accept((ObjectNode) copy.get("status"));
            return copy;
        }).toList());
    }

    private static DemoWorkload changed(String name, Consumer<ObjectNode> status) {
        return changed(workload(name), document -> { }, status);
    }

    private static ObjectNode main(ObjectNode status) {
        return (ObjectNode) status.at("/versions/0/containers/main");
    }

    /** Not ready, though the location says that it is. */
    private static DemoWorkload failing(String name) {
        return changed(name, status -> {
            main(status).put("ready", false).put("message", "CrashLoopBackOff");
            status.put("ready", true);
        });
    }

    private static AwaitResult await(Map<String, Object> options) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of("gvc", "prod", "interval", "PT0.1S", "retry", false));
        all.putAll(options);
        return routes.send("direct:cpln-await-containers", all, AwaitResult.class);
    }

    private static CompletableFuture<AwaitResult> begin(Map<String, Object> options) {
        return Background.call(() -> await(options));
    }

    private static long reads(String name) {
        return server.requests().stream().filter(line -> line.contains("/workload/" + name + "/deployment")).count();
    }

    private static long lists() {
        return server.requests().stream().filter(line -> line.endsWith("/gvc/prod/workload")).count();
    }

    @Test
    void whatIsAsAskedEndsTheWaitAfterOneRound() {
        AwaitResult result = await(Map.of());
        assertThat(result.reached()).isTrue();
        assertThat(result.complete()).isTrue();
        assertThat(result.remaining()).isEmpty();
        assertThat(result.workloadsWithoutContainers()).isEmpty();
        assertThat(result.errors()).isEmpty();
        assertThat(result.unmatched()).isNull();
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void aRolloutIsWaitedForAndNothingElseIsReadAgain() {
        serve(failing("payments"));
        CompletableFuture<AwaitResult> wait = begin(Map.of());
        until(() -> reads("payments") > 2);
        assertThat(wait).isNotDone();
        serve();
        assertThat(Background.result(wait).reached()).isTrue();
        assertThat(reads("checkout")).isEqualTo(1);
        assertThat(reads("search")).isEqualTo(1);
        assertThat(lists()).isEqualTo(reads("payments"));
    }
}
