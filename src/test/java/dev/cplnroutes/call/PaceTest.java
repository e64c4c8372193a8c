package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.cplnroutes.testing.RandomSeed;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pause, the slow start and the rate together, in made-up time: the same numbers each time.
 */
class PaceTest {

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final Duration NOT_SAID = Duration.ofNanos(-1);

    private final Pace pace = new Pace();
    private long now = -3 * SECOND;

    private List<Pace.Pass> send(int most) {
        List<Pace.Pass> sent = new ArrayList<>();
        while (sent.size() < most && pace.waitNanos(now) == 0) {
            sent.add(pace.sent(now));
        }
        return sent;
    }

    @Test
    void withoutRefusalsEverythingGoesAtOnce() {
        assertThat(send(10_000)).hasSize(10_000);
        assertThat(pace.waitNanos(now)).isZero();
    }

    @Test
    void pauseHoldsBackEverythingToItsEnd() {
        List<Pace.Pass> before = send(4);
        pace.askedToWait(before.get(0), Duration.ofSeconds(2), now);
        assertThat(pace.waitNanos(now)).isEqualTo(2 * SECOND);
        now += SECOND;
        assertThat(pace.waitNanos(now)).isEqualTo(SECOND);
        // A shorter one changes nothing, a longer one does.
        pace.askedToWait(before.get(1), Duration.ofMillis(500), now);
        assertThat(pace.waitNanos(now)).isEqualTo(SECOND);
        pace.askedToWait(before.get(2), Duration.ofSeconds(3), now);
        assertThat(pace.waitNanos(now)).isEqualTo(3 * SECOND);
        now += 3 * SECOND - 1;
        assertThat(pace.waitNanos(now)).isEqualTo(1);
        now++;
        assertThat(pace.waitNanos(now)).isZero();
    }

    @Test
    void afterAPauseCallsInFlightDoubleWithEachSuccess() {
        List<Pace.Pass> before = send(4);
        pace.askedToWait(before.get(0), Duration.ofSeconds(1), now);
        now += SECOND;
        List<Integer> inFlight = new ArrayList<>();
        List<Pace.Pass> open = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            open.addAll(send(10_000));
            inFlight.add(open.size());
            // Answers to calls from before the pause tell nothing.
            if (i < 3) {
                pace.answered(before.get(i + 1), now);
                assertThat(send(10_000)).isEmpty();
            }
            now += 50 * MILLISECOND;
            pace.answered(open.remove(0), now);
        }
        assertThat(inFlight).containsExactly(1, 2, 4, 8, 16, 32);
        assertThat(pace.rate()).isZero();
        for (int i = 0; i < 6; i++) {
            pace.answered(open.remove(0), now);
        }
        assertThat(send(10_000)).as("the slow start is over").hasSize(10_000);
    }

    @Test
    void failuresInASlowStartDoNotDoubleItNorStopIt() {
        pace.askedToWait(send(1).get(0), Duration.ofSeconds(1), now);
        now += SECOND;
        List<Integer> inFlight = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<Pace.Pass> calls = send(10);
            inFlight.add(calls.size());
            assertThat(pace.waitNanos(now)).isEqualTo(Pace.UNTIL_A_CALL_ENDS);
            pace.failed(calls.remove(0));
            calls.forEach(call -> pace.refused(call, now));
        }
        assertThat(inFlight).containsExactly(1, 2, 3, 4);
    }

    @Test
    void callThatHangsInASlowStartHoldsOthersBackForAMomentOnly() {
        pace.askedToWait(send(1).get(0), Duration.ofSeconds(1), now);
        now += SECOND;
        assertThat(send(10)).hasSize(1);
        now += 1999 * MILLISECOND;
        assertThat(send(10)).isEmpty();
        now += MILLISECOND;
        List<Pace.Pass> second = send(10);
        assertThat(second).hasSize(1);
        pace.answered(second.get(0), now);
        assertThat(send(10)).as("one hangs still; the window was two").hasSize(3);
    }

    @Test
    void strayRefusalsDoNotSlowAnythingDown() {
        for (int i = 0; i < 3000; i++) {
            List<Pace.Pass> one = send(1);
            assertThat(one).hasSize(1);
            now += MILLISECOND;
            if (i % 20 == 7) {
                pace.refused(one.get(0), now);
            } else {
                pace.answered(one.get(0), now);
            }
            assertThat(pace.rate()).isZero();
        }
    }

    @Test
    void rateIsWhatGotThroughInTheLastSecondAndIsLoweredOnceARoundTrip() {
        List<Pace.Pass> calls = send(60);
        now += 20 * MILLISECOND;
        calls.subList(0, 40).forEach(call -> pace.answered(call, now));
        calls.subList(40, 44).forEach(call -> pace.refused(call, now));
        assertThat(pace.rate()).as("4 of 44 are no good part yet").isZero();
        pace.refused(calls.get(44), now);
        assertThat(pace.rate()).isEqualTo(40);
        calls.subList(45, 60).forEach(call -> pace.refused(call, now));
        assertThat(pace.rate()).as("those were sent before").isEqualTo(40);
        now += 30 * MILLISECOND;
        Pace.Pass later = send(1).get(0);
        double grown = pace.rate();
        now += 20 * MILLISECOND;
        pace.refused(later, now);
        assertThat(pace.rate()).isLessThan(grown).isGreaterThanOrEqualTo(grown / 2);
    }

    @Test
    void rateGrowsAgainAndIsForgotten() {
        List<Pace.Pass> calls = send(60);
        now += 20 * MILLISECOND;
        calls.subList(0, 40).forEach(call -> pace.answered(call, now));
        calls.subList(40, 60).forEach(call -> pace.refused(call, now));
        now += 400 * MILLISECOND;
        assertThat(pace.waitNanos(now)).isZero();
        assertThat(pace.rate()).isCloseTo(80, within(0.001));
        now += 400 * MILLISECOND;
        pace.refused(send(1).get(0), now);
        double lowered = pace.rate();
        assertThat(lowered).isBetween(80.0, 160 * 0.9);
        now += SECOND;
        pace.waitNanos(now);
        assertThat(pace.rate()).as("slowly from now on").isCloseTo(lowered * 1.05, within(0.001));
        now += 10 * SECOND;
        pace.waitNanos(now);
        assertThat(pace.rate()).isZero();
    }

    /** A busy server answers later: what was sent just after the rate was found met a bucket that was still empty. */
    @Test
    void refusalsSoonAfterARateWasFoundDoNotEndItsDoubling() {
        List<Pace.Pass> calls = send(60);
        now += 20 * MILLISECOND;
        calls.subList(0, 40).forEach(call -> pace.answered(call, now));
        calls.subList(40, 60).forEach(call -> pace.refused(call, now));
        now += 60 * MILLISECOND;
        Pace.Pass soon = send(1).get(0);
        now += 20 * MILLISECOND;
        pace.refused(soon, now);
        double lowered = pace.rate();
        assertThat(lowered).isLessThan(40 * 1.15);
        now += 200 * MILLISECOND;
        pace.waitNanos(now);
        assertThat(pace.rate()).as("nothing was refused for a moment: now it grows").isEqualTo(lowered);
        now += 400 * MILLISECOND;
        pace.waitNanos(now);
        assertThat(pace.rate()).isCloseTo(2 * lowered, within(0.001));
    }

    @Test
    void nothingAgesInAPause() {
        List<Pace.Pass> calls = send(60);
        now += MILLISECOND;
        calls.subList(0, 40).forEach(call -> pace.answered(call, now));
        calls.subList(40, 50).forEach(call -> pace.refused(call, now));
        assertThat(pace.rate()).isEqualTo(40);
        pace.askedToWait(calls.get(50), Duration.ofSeconds(30), now);
        now += 30 * SECOND;
        assertThat(pace.waitNanos(now)).as("the turn of the next call was in the pause").isZero();
        assertThat(pace.rate()).isEqualTo(40);
        now += 400 * MILLISECOND;
        assertThat(pace.waitNanos(now)).isZero();
        assertThat(pace.rate()).as("now it grows").isCloseTo(80, within(0.001));
    }

    @Test
    void tellsWhatHoldsCallsBack() {
        assertThat(pace.isPacing(now)).isFalse();
        assertThat(pace.pauseNanos(now)).isZero();
        List<Pace.Pass> calls = send(60);
        pace.askedToWait(calls.get(0), Duration.ofSeconds(2), now);
        assertThat(pace.isPacing(now)).as("a pause").isTrue();
        assertThat(pace.pauseNanos(now)).isEqualTo(2 * SECOND);
        now += 2 * SECOND;
        assertThat(pace.pauseNanos(now)).isZero();
        for (int i = 0; i < 11; i++) {
            assertThat(pace.isPacing(now)).as("a slow start").isTrue();
            pace.answered(send(1).get(0), now);
        }
        assertThat(pace.isPacing(now)).isFalse();
        calls.subList(1, 5).forEach(call -> pace.refused(call, now));
        assertThat(pace.isPacing(now)).isFalse();
        calls.subList(5, 7).forEach(call -> pace.refused(call, now));
        assertThat(pace.isPacing(now)).as("a rate").isTrue();
        assertThat(pace.rate()).isEqualTo(11);
    }

    @Test
    void onlyAPauseSoonAfterAnotherLeadsToARate() {
        List<Pace.Pass> calls = send(60);
        for (int i = 0; i < 10; i++) {
            pace.askedToWait(calls.get(i), Duration.ofSeconds(1), now);
        }
        assertThat(pace.rate()).as("the first pause").isZero();
        now += 2 * SECOND;
        for (int i = 10; i < 14; i++) {
            pace.askedToWait(calls.get(i), Duration.ofSeconds(1), now);
            assertThat(pace.rate()).isZero();
        }
        pace.askedToWait(calls.get(14), Duration.ofSeconds(1), now);
        assertThat(pace.rate()).as("another one after a second").isEqualTo(10);
    }

    /** A whole listing against a server that refuses calls. */
    @Nested
    class AgainstAServer {

        private static SimulatedListing.Outcome run(SimulatedListing.Server server, int calls, int workers,
                double latency, long seed) {
            return SimulatedListing.run(new Pace(), server, calls, workers, latency, seed);
        }

        @ParameterizedTest
        @ValueSource(doubles = {0.002, 0.01, 0.05, 0.1, 0.2})
        void bucketIsUsedUpAndHardlyOverdrawn(double latency) {
            for (long seed = 0; seed < 5; seed++) {
                SimulatedListing.Outcome outcome = run(new SimulatedListing.Bucket(100, 20), 1010, 32, latency, seed);
                assertThat(outcome.lost()).isZero();
                assertThat(outcome.seconds() / ((1010 - 20) / 100.0)).isLessThan(1.15);
                assertThat(outcome.refusedPart()).isLessThan(0.045);
            }
        }

        @ParameterizedTest
        @ValueSource(doubles = {0.002, 0.01, 0.05, 0.1, 0.2})
        void halvedBucketIsFoundOut(double latency) {
            for (long seed = 0; seed < 5; seed++) {
                SimulatedListing.Outcome outcome = run(new SimulatedListing.Bucket(100, 20).changedAt(5, 50), 1010, 32,
                        latency, seed);
                assertThat(outcome.lost()).isZero();
                assertThat(outcome.seconds() / (5 + (1010 - 520) / 50.0)).isLessThan(1.15);
                assertThat(outcome.refusedPart()).isLessThan(0.065);
            }
        }

        @ParameterizedTest
        @ValueSource(doubles = {0.01, 0.05, 0.2})
        void limitThatAppearsIsFoundOut(double latency) {
            int before = (int) (32 / latency);
            SimulatedListing.Outcome outcome = run(new SimulatedListing.Bucket(100, 20).from(1), 1010 + before, 32,
                    latency, 1);
            assertThat(outcome.lost()).isZero();
            assertThat(outcome.refused()).isLessThan(110);
            assertThat(outcome.seconds()).isLessThan(1.25 * (1 + 9.9));
        }

        /** What a server has saved up says nothing about its rate. */
        @Test
        void largeBurstOfALowRateIsFoundOut() {
            SimulatedListing.Outcome outcome = run(new SimulatedListing.Bucket(10, 100), 310, 32, 0.05, 1);
            assertThat(outcome.lost()).isZero();
            assertThat(outcome.refusedPart()).isLessThan(0.2);
            assertThat(outcome.seconds()).isLessThan(1.1 * 21);
        }

        @Test
        void bucketThatGrowsIsFoundOut() {
            SimulatedListing.Outcome outcome = run(new SimulatedListing.Bucket(100, 20).changedAt(3, 1000), 4000, 32,
                    0.05, 1);
            // Ten seconds without a refusal at the latest, and the limit is forgotten: 27 s would be 100 a second.
            assertThat(outcome.seconds()).isLessThan(3 + 10 + 4000 * 0.05 / 32);
        }

        @Test
        void retryAfterAgainAndAgainLeadsToARateToo() {
            SimulatedListing.Outcome outcome = run(
                    new SimulatedListing.Bucket(100, 20).retryAfter(Duration.ofSeconds(1)), 1010, 32, 0.05, 1);
            assertThat(outcome.lost()).isZero();
            assertThat(outcome.refusedPart()).isLessThan(0.1);
            assertThat(outcome.seconds()).isLessThan(2 * 9.9);
        }

        @Test
        void refusalsThatHaveNothingToDoWithTheRateDoNotEndInACrawl() {
            // Each call twice, whatever the pace: a rate would not help.
            SimulatedListing.Outcome outcome = run((seconds, call, tries) -> tries < 2 ? NOT_SAID : null, 200, 5,
                    0.01, 1);
            assertThat(outcome.lost()).isZero();
            double backOff = 200 * 0.6 * 1.25 / 5;
            assertThat(outcome.seconds()).isLessThan(1.2 * backOff);
        }

        @ParameterizedTest
        @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8"})
        void anyBucketIsServedWithoutLoss(int part) {
            long seed = RandomSeed.next("bucket " + part);
            Random random = new Random(seed);
            for (int i = 0; i < 10; i++) {
                double perSecond = 20 + random.nextInt(1000);
                double capacity = 5 + random.nextInt(100);
                int workers = 1 + random.nextInt(64);
                double latency = 0.001 + random.nextDouble() * 0.3;
                int calls = 500 + random.nextInt(1000);
                SimulatedListing.Outcome outcome = run(new SimulatedListing.Bucket(perSecond, capacity), calls, workers,
                        latency, random.nextLong());
                String what = "seed %d: %.0f a second, burst %.0f, %d workers, %.3f s, %d calls: %s".formatted(seed,
                        perSecond, capacity, workers, latency, calls, outcome);
                assertThat(outcome.lost()).as(what).isZero();
                double ideal = Math.max((calls - capacity) / perSecond, Math.ceil(calls / (double) workers) * latency);
                assertThat(outcome.seconds()).as(what).isLessThan(1.5 * ideal + 2);
            }
        }
    }
}
