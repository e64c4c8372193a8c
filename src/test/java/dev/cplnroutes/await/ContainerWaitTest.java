package dev.cplnroutes.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.Stopping;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.mapping.DeploymentList;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.request.AwaitRequest;
import dev.cplnroutes.request.RequestDefaults;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.testing.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One wait from its begin to its end, whatever its rounds came to. */
@Timeout(60)
class ContainerWaitTest {

    private static final Duration TIMEOUT = Duration.ofNanos(5_900_000);

    private static AwaitRequest request(Duration timeout, Duration interval) {
        RequestDefaults defaults = new RequestDefaults();
        defaults.getOptions().putAll(Map.of("gvc", "prod", "parallel", "true", "maxWorkers", "5", "cache", "true",
                "cacheTtlSeconds", "300", "retry", "true", "maxRetries", "3", "retryDelaySeconds", "1"));
        defaults.getOptions().putAll(Map.of("retryBackoffFactor", "2", "filterUnhealthy", "true",
                "includeSystemContainers", "false", "collectStatistics", "true", "maxResults", "1"));
        AwaitRequest read = new RequestReader(defaults).readAwait(Map.of());
        return new AwaitRequest(read.options(), true, true, timeout, interval, Duration.ZERO, null);
    }

    /** By a clock that does not stand still. */
    @RepeatedTest(10)
    void noRoundBeginsJustBeforeTheTimeIsUp() {
        long start = System.nanoTime();
        InstantSource source = () -> Instant.EPOCH.plusNanos(System.nanoTime() - start);
        Clock clock = source.withZone(ZoneOffset.UTC);
        CountDownLatch isOver = new CountDownLatch(1);
        ScheduledThreadPoolExecutor late = new ScheduledThreadPoolExecutor(1);
        try {
            // What stops a wait comes later than the end of its time.
            late.submit(() -> {
                isOver.await();
                return null;
            });
            ContainerWait wait = new ContainerWait(request(TIMEOUT, Duration.ofHours(1)), clock, new Stopping(), late);

            wait.awaitNextRound();

            assertThat(wait.isOpen()).isFalse();
            assertThat(wait.result().reached()).isFalse();
        } finally {
            isOver.countDown();
            late.shutdownNow();
        }
    }

    @Nested
    class Rounds {

        private final SettableClock clock = new SettableClock();
        private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        private final Stopping caller = new Stopping();
        private final ContainerWait wait = new ContainerWait(
                request(Duration.ofMinutes(10), Duration.ofMillis(1)), clock, caller, timer);

        @AfterEach
        void end() {
            timer.shutdownNow();
        }

        private void readOne(boolean isSuspended) throws Exception {
            ObjectMapper json = new ObjectMapper();
            WorkloadItem workload = WorkloadItem.read(json.readTree("{\"name\":\"api\",\"spec\":"
                    + "{\"defaultOptions\":{\"suspend\":" + isSuspended + "}}}"));
            assertThat(wait.isDue("prod", "api", workload)).isTrue();
            wait.read("prod", workload, DeploymentList.read(json.readTree("{\"items\":[]}")), List.of());
        }

        /** A round finds a workload that is suspended, or that runs without any container. */
        private void round(boolean isSuspended, WorkloadError... errors) throws Exception {
            wait.roundBegins();
            wait.listBegins();
            readOne(isSuspended);
            List.of(errors).forEach(wait::failed);
            wait.roundEnds(new ListingResult(List.of(), errors.length == 0, List.of(errors), false, null, null));
        }

        @Test
        void oneThatFindsEverythingAsAskedEndsTheWait() throws Exception {
            round(false);
            assertThat(wait.isOpen()).isTrue();
            clock.advance(Duration.ofSeconds(7));
            wait.awaitNextRound();
            round(true);
            assertThat(wait.isOpen()).isFalse();
            assertThat(wait.result().reached()).isTrue();
            assertThat(wait.result().waitedSeconds()).isEqualTo(7);
            assertThat(wait.result().workloadsWithoutContainers()).isEmpty();
        }

        @Test
        void oneThatCouldNotReadEverythingDoesNot() throws Exception {
            WorkloadError error = new WorkloadError("other", "prod", 500, "boom");
            round(true, error);
            assertThat(wait.isOpen()).isTrue();
        }

        @Test
        void theTimeThatIsUpEndsTheWait() throws Exception {
            round(false);
            clock.advance(Duration.ofMinutes(10).minusMillis(1));
            assertThat(wait.isOpen()).isTrue();
            clock.advance(Duration.ofMillis(1));
            assertThat(wait.isOpen()).isFalse();
            assertThat(wait.result().reached()).isFalse();
            assertThat(wait.result().workloadsWithoutContainers()).singleElement()
                    .satisfies(without -> assertThat(without.workloadName()).isEqualTo("api"));
        }

        @ParameterizedTest
        @CsvSource({"503, Unavailable", "503, Rate limited", "500, Listing failed", "502, Bad answer"})
        void aFailureThatMayPassIsWaitedThrough(int status, String title) throws Exception {
            wait.roundBegins();
            wait.roundFails(new ListingFailedException(status, title, "The API is down."));
            assertThat(wait.isOpen()).isTrue();
            assertThat(wait.result().errors())
                    .containsExactly(new WorkloadError(null, "prod", status, "The API is down."));
            round(true);
            assertThat(wait.result().reached()).isTrue();
        }

        @ParameterizedTest
        @CsvSource({"404, Not found", "502, Token refused"})
        void aFailureThatLastsIsThatOfTheWait(int status, String title) {
            ListingFailedException failure = new ListingFailedException(status, title, "There is no GVC prod.");
            wait.roundBegins();
            wait.roundFails(failure);
            assertThat(wait.isOpen()).isFalse();
            assertThatThrownBy(wait::result).isSameAs(failure);
        }

        @Test
        void whatWasThereBeforeMayComeBack() throws Exception {
            round(false);
            wait.roundBegins();
            wait.roundFails(new ListingFailedException(404, "Not found", "There is no GVC prod."));
            assertThat(wait.isOpen()).isTrue();
        }

        @Test
        void aTokenThatIsRefusedLaterEndsTheWaitUnlessItWasThatOfAFewWorkloads() throws Exception {
            ListingFailedException refused = new ListingFailedException(502, "Token refused", "No.");
            round(false);
            wait.roundBegins();
            wait.listBegins();
            wait.failed(new WorkloadError("other", "prod", 403, "No."));
            readOne(false);
            wait.roundFails(refused);
            assertThat(wait.isOpen()).as("one of them was read").isTrue();
            wait.roundBegins();
            wait.roundFails(refused);
            assertThat(wait.isOpen()).isFalse();
            assertThatThrownBy(wait::result).isSameAs(refused);
        }

        @Test
        void aGvcThatWasListedIsThereWithoutAWorkload() {
            wait.roundBegins();
            wait.listBegins();
            wait.roundEnds(new ListingResult(List.of(), true, List.of(), false, null, null));
            assertThat(wait.isOpen()).as("nothing is selected").isTrue();
            assertThat(wait.result().unmatched()).isNullOrEmpty();
        }

        @Test
        void anyOtherFailureIsThrownAsItIs() {
            IllegalStateException failure = new IllegalStateException("a fault of ours");
            wait.roundFails(failure);
            assertThat(wait.isOpen()).isFalse();
            assertThatThrownBy(wait::result).isSameAs(failure);
        }

        @Test
        void itsCallerStopsItUntilItHasEnded() {
            caller.stop();
            assertThat(wait.isOpen()).isFalse();
            wait.awaitNextRound();
            assertThatThrownBy(wait::result).isInstanceOf(ListingFailedException.class)
                    .satisfies(stopped -> assertThat(((ListingFailedException) stopped).wasStopped()).isTrue());
        }

        @Test
        void aRoundThatWasStoppedStopsIt() {
            wait.roundBegins();
            wait.roundFails(ListingFailedException.stopped("Listing stopped", "It was stopped."));
            assertThat(wait.stopping().isStopped()).isTrue();
            assertThat(wait.isOpen()).isFalse();
        }

        @Test
        void oneThatHasEndedLeavesNothing() {
            wait.close();
            caller.stop();
            assertThat(wait.stopping().isStopped()).isFalse();
            timer.purge();
            assertThat(timer.getQueue()).isEmpty();
        }
    }
}
