package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A Java caller that hears how far its listing is.
 */
@Timeout(60)
class ProgressListenerTest {

    private record Call(String stage, int current, int total) {
    }

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 20), DemoSettings.defaults().withPageSize(8))
            .with("cpln.progress.interval", "0").with("cpln.progress.endpoints", "")
            .with("cpln.statistics.endpoints", "");
    private static final DemoServer server = routes.server();

    private static ListingRequest.Builder prod() {
        return ListingRequest.builder().gvc("prod").cache(false);
    }

    @Test
    void hearsEverythingInOrderBeforeTheAnswer() {
        List<Call> calls = new ArrayList<>();
        ListingResult result = routes.list(prod().maxWorkers(8)
                .progressListener((stage, current, total) -> calls.add(new Call(stage, current, total))).build());

        // First, three pages, each workload, last.
        assertThat(calls).hasSize(1 + 3 + 20 + 1);
        assertThat(calls.get(0)).isEqualTo(new Call("listing-workloads", 0, 0));
        assertThat(calls.get(24)).isEqualTo(new Call("completed", 20, 20));
        assertThat(calls).extracting(Call::current).isSorted();
        assertThat(calls).extracting(Call::total).isSorted();
        assertThat(result.statistics().totalWorkloadsProcessed()).isEqualTo(20);
    }

    @Test
    void answerWaitsForTheListenersLastCall() {
        AtomicBoolean hasReturned = new AtomicBoolean();
        routes.list(prod().progressListener((stage, current, total) -> {
            if (stage.equals("completed")) {
                // A while later, but less than the second that is waited for.
                CompletableFuture.runAsync(() -> { }, CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS))
                        .join();
                hasReturned.set(true);
            }
        }).build());
        assertThat(hasReturned).isTrue();
    }

    @Test
    void hearsThatTheListingFailed() {
        server.intercept(request -> DemoResponse.error(403, "no"));
        List<Call> calls = new ArrayList<>();
        assertThatThrownBy(() -> routes.list(prod()
                .progressListener((stage, current, total) -> calls.add(new Call(stage, current, total))).build()))
                .isInstanceOf(ListingFailedException.class);
        assertThat(calls).containsExactly(new Call("listing-workloads", 0, 0), new Call("failed", 0, 0));
    }

    @Test
    void listenerThatThrowsHearsTheRestAndFailsNothing() {
        AtomicInteger calls = new AtomicInteger();
        ListingResult result = routes.list(prod().progressListener((stage, current, total) -> {
            calls.incrementAndGet();
            throw new AssertionError("the listener's own");
        }).build());
        assertThat(result.complete()).isTrue();
        assertThat(calls).hasValue(25);
    }

    @Test
    void listenerThatHangsHoldsUpNothingButItself() {
        CountDownLatch end = new CountDownLatch(1);
        List<String> stages = new CopyOnWriteArrayList<>();
        try {
            ListingResult result = routes.list(prod().progressListener((stage, current, total) -> {
                stages.add(stage);
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }).build());
            assertThat(result.containers()).hasSize(20);
            assertThat(stages).containsExactly("listing-workloads");
        } finally {
            end.countDown();
        }
        await().until(() -> stages.size() == 25 && stages.get(24).equals("completed"));
    }

    @Test
    void listenerIsNoPartOfJson() throws Exception {
        assertThat(new ObjectMapper().writeValueAsString(prod().progressListener((stage, current, total) -> { })
                .build()))
                .isEqualTo("{\"gvc\":[\"prod\"],\"cache\":false}");
    }
}
