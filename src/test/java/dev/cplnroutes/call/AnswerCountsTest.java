package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.cplnroutes.testing.RandomSeed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which answers are in the window, in made-up time. Times are milliseconds from the start of a slice.
 */
class AnswerCountsTest {

    private static final long MILLISECOND = 1_000_000L;
    private static final long SLICE = 50 * MILLISECOND;

    private final AnswerCounts counts = new AnswerCounts();

    private static long at(double milliseconds) {
        return -3000 * MILLISECOND + (long) (milliseconds * MILLISECOND);
    }

    private void answered(int calls, long now) {
        for (int i = 0; i < calls; i++) {
            counts.answered(now);
        }
    }

    @Test
    void withoutAnswersEverythingIsZero() {
        assertThat(counts.answeredInASecond(at(0))).isZero();
        assertThat(counts.refusedInASecond(at(10))).isZero();
        assertThat(counts.answeredPerSecond(at(10))).isZero();
        assertThat(counts.answeredPerSecondRecently(at(10))).isZero();
    }

    @Test
    void answersAndRefusalsAreCountedApartAndForgottenAfterASecond() {
        answered(3, at(0));
        counts.refused(at(0));
        counts.refused(at(49.9));
        answered(4, at(50));
        assertThat(counts.answeredInASecond(at(999.9))).isEqualTo(7);
        assertThat(counts.refusedInASecond(at(999.9))).isEqualTo(2);
        assertThat(counts.answeredInASecond(at(1000))).isEqualTo(4);
        assertThat(counts.refusedInASecond(at(1000))).isZero();
        assertThat(counts.answeredInASecond(at(1049.9))).isEqualTo(4);
        assertThat(counts.answeredInASecond(at(1050))).isZero();
    }

    @Test
    void refusalsAreForgottenWhereNothingElseIsAskedFor() {
        counts.refused(at(0));
        assertThat(counts.refusedInASecond(at(999.9))).isEqualTo(1);
        assertThat(counts.refusedInASecond(at(1000))).isZero();
    }

    @Test
    void sliceThatIsUsedAgainBeginsEmpty() {
        answered(3, at(0));
        counts.refused(at(0));
        answered(1, at(1000));
        assertThat(counts.answeredInASecond(at(1000))).isEqualTo(1);
        counts.refused(at(2000));
        counts.refused(at(2000));
        assertThat(counts.refusedInASecond(at(2000))).isEqualTo(2);
        assertThat(counts.answeredInASecond(at(2000))).isZero();
    }

    @Test
    void jumpInTimeEmptiesWhatFellOut() {
        for (int i = 0; i < 20; i++) {
            answered(1, at(50 * i));
        }
        assertThat(counts.answeredInASecond(at(950))).isEqualTo(20);
        assertThat(counts.answeredInASecond(at(950 + 13 * 50))).isEqualTo(7);
        answered(5, at(950 + 13 * 50));
        assertThat(counts.answeredInASecond(at(1_000_000_000))).isZero();
    }

    @Test
    void earlierTimeCountsInTheLatestSlice() {
        answered(2, at(500));
        answered(3, at(0));
        assertThat(counts.answeredInASecond(at(0))).isEqualTo(5);
        assertThat(counts.answeredInASecond(at(1499.9))).isEqualTo(5);
        assertThat(counts.answeredInASecond(at(1500))).isZero();
    }

    @Test
    void perSecondLeavesOutWhatOfTheSliceIsStillToCome() {
        answered(10, at(0));
        answered(9, at(600));
        // 19 slices, and 25 ms of the last one.
        assertThat(counts.answeredPerSecond(at(950))).isCloseTo(19 / 0.95, within(1e-9));
        assertThat(counts.answeredPerSecond(at(975))).isCloseTo(19 / 0.975, within(1e-9));
        assertThat(counts.answeredPerSecond(at(1000))).isCloseTo(9 / 0.95, within(1e-9));
    }

    @Test
    void recentlyIsTheLastSixSlices() {
        answered(10, at(0));
        answered(9, at(50));
        assertThat(counts.answeredPerSecondRecently(at(275))).isCloseTo(19 / 0.275, within(1e-9));
        assertThat(counts.answeredPerSecondRecently(at(300))).isCloseTo(9 / 0.25, within(1e-9));
        assertThat(counts.answeredPerSecondRecently(at(349))).isCloseTo(9 / 0.299, within(1e-9));
        assertThat(counts.answeredPerSecondRecently(at(350))).isZero();
        assertThat(counts.answeredPerSecond(at(350))).as("still in the second").isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void countsAreThoseOfAListOfAllAnswers(int part) {
        long seed = RandomSeed.next("counts " + part);
        Random random = new Random(seed);
        List<Long> answered = new ArrayList<>();
        List<Long> refused = new ArrayList<>();
        long now = random.nextLong() / 4;
        for (int i = 0; i < 5000; i++) {
            now += (long) (random.nextDouble() * (random.nextInt(100) == 0 ? 3000 : 40) * MILLISECOND);
            if (random.nextInt(3) == 0) {
                refused.add(now);
                counts.refused(now);
            } else {
                answered.add(now);
                counts.answered(now);
            }
            String what = "seed %d, step %d".formatted(seed, i);
            long first = Math.floorDiv(now, SLICE) - 19;
            assertThat(counts.answeredInASecond(now)).as(what).isEqualTo(since(answered, first));
            assertThat(counts.refusedInASecond(now)).as(what).isEqualTo(since(refused, first));
            assertThat(counts.answeredPerSecondRecently(now)).as(what).isCloseTo(
                    since(answered, first + 14) * 1e9 / (now - (first + 14) * SLICE), within(1e-6));
        }
    }

    private static int since(List<Long> times, long firstSlice) {
        int count = 0;
        for (int i = times.size() - 1; i >= 0 && Math.floorDiv(times.get(i), SLICE) >= firstSlice; i--) {
            count++;
        }
        return count;
    }
}
