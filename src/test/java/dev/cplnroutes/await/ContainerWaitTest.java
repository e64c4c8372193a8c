package dev.cplnroutes.await;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import dev.cplnroutes.Stopping;
import dev.cplnroutes.request.AwaitRequest;
import dev.cplnroutes.request.RequestDefaults;
import dev.cplnroutes.request.RequestReader;
import org.junit.jupiter.api.RepeatedTest;

/** The end of a wait, by a clock that does not stand still. */
class ContainerWaitTest {

    private static final Duration TIMEOUT = Duration.ofNanos(5_900_000);

    private static AwaitRequest request() {
        RequestDefaults defaults = new RequestDefaults();
        defaults.getOptions().putAll(Map.of("gvc", "prod", "parallel", "true", "maxWorkers", "5", "cache", "true",
                "cacheTtlSeconds", "300", "retry", "true", "maxRetries", "3", "retryDelaySeconds", "1"));
        defaults.getOptions().putAll(Map.of("retryBackoffFactor", "2", "filterUnhealthy", "true",
                "includeSystemContainers", "false", "collectStatistics", "true", "maxResults", "1"));
        AwaitRequest read = new RequestReader(defaults).readAwait(Map.of());
        return new AwaitRequest(read.options(), true, true, TIMEOUT, Duration.ofHours(1), Duration.ZERO, null);
    }

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
            ContainerWait wait = new ContainerWait(request(), clock, new Stopping(), late);

            wait.awaitNextRound();

            assertThat(wait.isOpen()).isFalse();
            assertThat(wait.result().reached()).isFalse();
        } finally {
            isOver.countDown();
            late.shutdownNow();
        }
    }
}
