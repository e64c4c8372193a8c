package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.cplnroutes.recording.ListingStopwatch.Phase;
import dev.cplnroutes.recording.ListingStopwatch;
import dev.cplnroutes.testing.Background;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Which threads are interrupted, and for how long an interrupt counts.
 */
class InterruptibleWaitsTest {

    private final SettableClock clock = new SettableClock();
    private final ListingStopwatch stopwatch = new ListingStopwatch(clock);
    private final Set<String> unwanted = ConcurrentHashMap.newKeySet();
    private final InterruptibleWaits<String> waits =
            new InterruptibleWaits<>(work -> !unwanted.contains(work), stopwatch);

    @AfterEach
    void leaveNoInterrupt() {
        Thread.interrupted();
    }

    /** A thread that waits for something that never comes: true where it was interrupted. */
    private CompletableFuture<Boolean> waits(String work, CountDownLatch begun, CountDownLatch never) {
        return Background.call(() -> {
            waits.begin(work, Phase.LIMITER);
            begun.countDown();
            try {
                never.await();
                return false;
            } catch (InterruptedException e) {
                return true;
            } finally {
                waits.end();
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
        });
    }

    @Test
    void thoseAloneAreInterruptedThatWaitForWhatIsNotWanted() throws Exception {
        long seed = RandomSeed.next("waits");
        Random random = new Random(seed);
        for (int round = 0; round < 10; round++) {
            unwanted.clear();
            int count = 1 + random.nextInt(8);
            CountDownLatch begun = new CountDownLatch(count);
            CountDownLatch never = new CountDownLatch(1);
            List<CompletableFuture<Boolean>> threads = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                threads.add(waits("work " + i, begun, never));
            }
            begun.await();
            for (int i = 0; i < count; i++) {
                if (random.nextBoolean()) {
                    unwanted.add("work " + i);
                }
            }
            waits.wakeUnwanted();
            for (int i = 0; i < count; i++) {
                if (unwanted.contains("work " + i)) {
                    assertThat(Background.result(threads.get(i))).as("seed %d", seed).isTrue();
                }
            }
            never.countDown();
            for (int i = 0; i < count; i++) {
                assertThat(Background.result(threads.get(i))).as("seed %d", seed)
                        .isEqualTo(unwanted.contains("work " + i));
            }
        }
    }

    @Test
    void waitForWhatIsNotWantedEndsAtOnce() {
        unwanted.add("a");
        waits.begin("a", Phase.CACHE);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(waits.hasWoken("a")).isTrue();
        waits.end();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(waits.hasWoken("a")).as("also later").isTrue();
    }

    @Test
    void interruptThatCameTooLateIsTakenBack() {
        waits.begin("a", Phase.CACHE);
        unwanted.add("a");
        waits.wakeUnwanted();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        waits.end();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void interruptFromOutsideStays() {
        waits.begin("a", Phase.CACHE);
        Thread.currentThread().interrupt();
        waits.end();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(waits.hasWoken("a")).isFalse();
    }

    @Test
    void threadThatHasGoneOnIsNotInterrupted() {
        waits.begin("a", Phase.CACHE);
        waits.end();
        unwanted.add("a");
        waits.wakeUnwanted();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(waits.hasWoken("a")).isFalse();
    }

    @Test
    void waitIsInterruptedOnceAndTheNextOneAgain() {
        waits.begin("a", Phase.CACHE);
        unwanted.add("a");
        waits.wakeUnwanted();
        assertThat(Thread.interrupted()).isTrue();
        waits.wakeUnwanted();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        waits.end();
        waits.begin("a", Phase.BACKOFF);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        waits.end();
    }

    @Test
    void workIsToldApartByIdentity() {
        String one = new String("a");
        String other = new String("a");
        unwanted.add("a");
        waits.begin(one, Phase.CACHE);
        waits.end();
        assertThat(waits.hasWoken(one)).isTrue();
        assertThat(waits.hasWoken(other)).isFalse();
    }

    @Test
    void timeOfTheWaitIsTaken() {
        waits.end();
        waits.begin("a", Phase.BACKOFF);
        clock.advance(Duration.ofSeconds(3));
        waits.end();
        waits.end();
        clock.advance(Duration.ofSeconds(4));
        waits.begin("b", Phase.LIMITER);
        clock.advance(Duration.ofSeconds(5));
        waits.end();
        assertThat(stopwatch.timings(clock.instant()))
                .extracting("backoffSeconds", "limiterSeconds", "cacheSeconds", "otherSeconds")
                .containsExactly(3.0, 5.0, 0.0, 4.0);
    }

    /** Waits that begin and end while others are woken: no interrupt is left behind, and none is lost. */
    @Test
    void noInterruptIsLeftBehind() {
        AtomicInteger left = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(4);
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        unwanted.add("a");
        for (int i = 0; i < 4; i++) {
            String work = i % 2 == 0 ? "a" : "b";
            threads.add(Background.run(() -> {
                for (int n = 0; n < 2000; n++) {
                    waits.begin(work, Phase.CACHE);
                    if (Thread.currentThread().isInterrupted() != "a".equals(work)) {
                        left.incrementAndGet();
                    }
                    waits.end();
                    left.addAndGet(Thread.interrupted() ? 1 : 0);
                }
                done.countDown();
            }));
        }
        while (done.getCount() > 0) {
            waits.wakeUnwanted();
        }
        threads.forEach(Background::result);
        assertThat(left).hasValue(0);
    }
}
