package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rate's begin, growth, lowering and end, in made-up time. It starts at the start of a slice of the counts.
 */
class RateFromRefusalsTest {

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final Offset<Double> CLOSE = within(1e-6);

    private final RateFromRefusals rate = new RateFromRefusals();
    private long now = 7 * SECOND;

    private void answered(int calls, long sentAt) {
        for (int i = 0; i < calls; i++) {
            rate.answered(sentAt, now);
        }
    }

    private void refused(int calls, long sentAt) {
        for (int i = 0; i < calls; i++) {
            rate.refused(sentAt, true, now);
        }
    }

    /** A rate of 40 calls a second that begins now; the calls were sent before. */
    private void begin40() {
        answered(40, now - 1);
        refused(5, now - 1);
        assertThat(rate.perSecond()).isEqualTo(40);
    }

    /** A rate of 47.5 calls a second that grows slowly from now on, after refusals half a second after its begin. */
    private void begin40AndEndDoubling() {
        begin40();
        now += 500 * MILLISECOND;
        refused(1, now);
        double lowered = 20 * Math.pow(2, 1.25);
        assertThat(rate.perSecond()).isCloseTo(lowered, CLOSE);
    }

    private double perSecond() {
        rate.waitNanos(now);
        return rate.perSecond();
    }

    @Nested
    class Begin {

        @ParameterizedTest
        @CsvSource({"45,5,45", "46,5,0", "46,6,46", "0,4,0", "0,5,10", "9,5,10", "10,5,10", "11,5,11", "90,10,90",
                "91,10,0"})
        void aTenthOfTheAnswersAndFiveAtLeastAreRefused(int answers, int refusals, double expected) {
            answered(answers, now - 1);
            refused(refusals, now - 1);
            assertThat(rate.perSecond()).isEqualTo(expected);
        }

        @Test
        void onlyTheLastSecondCounts() {
            answered(1000, now - 1);
            refused(4, now - 1);
            now += SECOND;
            answered(20, now - 1);
            refused(4, now - 1);
            assertThat(rate.perSecond()).isZero();
            refused(1, now - 1);
            assertThat(rate.perSecond()).isEqualTo(20);
        }

        @Test
        void refusalThatMayNotBeginARateCountsAllTheSame() {
            for (int i = 0; i < 50; i++) {
                rate.refused(now, false, now);
            }
            assertThat(rate.perSecond()).isZero();
            refused(1, now);
            assertThat(rate.perSecond()).isEqualTo(10);
        }

        @Test
        void withoutARateNothingWaitsAndNothingIsSaved() {
            for (int i = 0; i < 100; i++) {
                assertThat(rate.waitNanos(now)).isZero();
                rate.sent(now);
            }
            begin40();
            assertThat(rate.waitNanos(now)).isEqualTo(25 * MILLISECOND);
        }
    }

    @Nested
    class Interval {

        @Test
        void callsGoAtEvenIntervals() {
            begin40();
            assertThat(rate.waitNanos(now)).isEqualTo(25 * MILLISECOND);
            assertThat(rate.waitNanos(now + 10 * MILLISECOND)).isEqualTo(15 * MILLISECOND);
            now += 25 * MILLISECOND;
            assertThat(rate.waitNanos(now)).isZero();
            rate.sent(now);
            assertThat(rate.waitNanos(now)).isEqualTo((long) (SECOND / rate.perSecond()));
        }

        @Test
        void callThatComesLateCatchesUpTwentyMilliseconds() {
            begin40();
            now += 40 * MILLISECOND;
            assertThat(rate.waitNanos(now)).isZero();
            rate.sent(now);
            long interval = (long) (SECOND / rate.perSecond());
            assertThat(rate.waitNanos(now)).as("15 ms late").isEqualTo(interval - 15 * MILLISECOND);
            now += 200 * MILLISECOND;
            assertThat(rate.waitNanos(now)).isZero();
            rate.sent(now);
            interval = (long) (SECOND / rate.perSecond());
            assertThat(rate.waitNanos(now)).as("200 ms late").isEqualTo(
                    Math.max(0, interval - 20 * MILLISECOND));
            rate.sent(now);
            assertThat(rate.waitNanos(now)).as("nothing is left of it").isEqualTo(
                    2 * interval - 20 * MILLISECOND);
        }
    }

    @Nested
    class Growth {

        @Test
        void rateDoublesUntilARefusal() {
            begin40();
            now += 400 * MILLISECOND;
            assertThat(perSecond()).isCloseTo(80, CLOSE);
            assertThat(perSecond()).as("time alone counts").isCloseTo(80, CLOSE);
            now += 600 * MILLISECOND;
            assertThat(perSecond()).isCloseTo(40 * Math.pow(2, 2.5), CLOSE);
        }

        @Test
        void rateGrowsByAFewPercentASecondAfterIt() {
            begin40AndEndDoubling();
            double before = rate.perSecond();
            now += SECOND;
            assertThat(perSecond()).isCloseTo(before * 1.05, CLOSE);
            now += 2 * SECOND;
            assertThat(perSecond()).isCloseTo(before * Math.pow(1.05, 3), CLOSE);
        }

        @Test
        void rateDoublesAgainAfterFiveSecondsWithoutARefusal() {
            begin40AndEndDoubling();
            double before = rate.perSecond();
            now += 5 * SECOND;
            assertThat(perSecond()).as("not yet").isCloseTo(before * Math.pow(1.05, 5), CLOSE);
            now += 400 * MILLISECOND;
            assertThat(perSecond()).isCloseTo(2 * before * Math.pow(1.05, 5), CLOSE);
        }

        @Test
        void rateIsForgottenAfterTenSecondsWithoutARefusal() {
            begin40AndEndDoubling();
            now += 10 * SECOND;
            assertThat(perSecond()).isPositive();
            now++;
            assertThat(rate.waitNanos(now)).isZero();
            assertThat(rate.perSecond()).isZero();
        }

        @Test
        void earlierTimeChangesNothing() {
            begin40();
            now -= 200 * MILLISECOND;
            assertThat(perSecond()).isEqualTo(40);
            now += 600 * MILLISECOND;
            assertThat(perSecond()).isCloseTo(80, CLOSE);
        }

        @Test
        void nothingAgesWhereCallsAreResumed() {
            begin40AndEndDoubling();
            double before = rate.perSecond();
            now += 30 * SECOND;
            rate.resume(now);
            assertThat(perSecond()).isEqualTo(before);
            now += 5 * SECOND;
            assertThat(perSecond()).isCloseTo(before * Math.pow(1.05, 5), CLOSE);
        }
    }

    @Nested
    class Lowering {

        @Test
        void refusalOfACallFromBeforeTheLastChangeIsSkipped() {
            begin40();
            refused(10, now - 1);
            assertThat(rate.perSecond()).isEqualTo(40);
            refused(1, now);
            assertThat(rate.perSecond()).as("nine tenths: 40 in a quarter of a second got through").isEqualTo(36);
            now += MILLISECOND;
            refused(1, now - 2 * MILLISECOND);
            assertThat(rate.perSecond()).isEqualTo(36);
        }

        @Test
        void refusalThatMayNotBeginARateLowersOne() {
            begin40();
            rate.refused(now, false, now);
            assertThat(rate.perSecond()).isEqualTo(36);
        }

        @Test
        void rateBecomesWhatGetsThroughNow() {
            begin40AndEndDoubling();
            now += 200 * MILLISECOND;
            answered(9, now);
            now += 100 * MILLISECOND;
            refused(1, now);
            // 9 in five slices and the one that begins. All 49 in a second would be more.
            assertThat(rate.perSecond()).isCloseTo(9 / 0.25, CLOSE);
        }

        @Test
        void rateIsLoweredByHalfAtMostAndByATenthAtLeast() {
            begin40AndEndDoubling();
            double before = rate.perSecond();
            now += 400 * MILLISECOND;
            before *= Math.pow(1.05, 0.4);
            refused(1, now);
            assertThat(rate.perSecond()).as("nothing got through").isCloseTo(before / 2, CLOSE);
            before = rate.perSecond();
            answered(100, now);
            refused(1, now);
            assertThat(rate.perSecond()).as("everything got through").isCloseTo(before * 0.9, CLOSE);
        }

        @Test
        void rateIsNeverLowerThanFive() {
            refused(5, now - 1);
            assertThat(rate.perSecond()).isEqualTo(10);
            now += 400 * MILLISECOND;
            refused(1, now);
            now += 300 * MILLISECOND;
            refused(1, now);
            now += 300 * MILLISECOND;
            refused(1, now);
            assertThat(rate.perSecond()).isEqualTo(5);
        }

        /** The server had saved up calls: what got through lately would be too much. */
        @Test
        void wholeSecondCountsAtTheEndOfTheDoubling() {
            begin40();
            now += 100 * MILLISECOND;
            answered(17, now);
            now += 400 * MILLISECOND;
            refused(1, now);
            assertThat(rate.perSecond()).isCloseTo((40 + 17) / 0.95, CLOSE);
            double lowered = rate.perSecond();
            now += 100 * MILLISECOND;
            assertThat(perSecond()).as("the doubling is over").isCloseTo(lowered * Math.pow(1.05, 0.1), CLOSE);
        }

        @Test
        void refusalJustBeforeHalfASecondDoesNotEndTheDoubling() {
            begin40();
            now += 500 * MILLISECOND - 1;
            double before = perSecond();
            refused(1, now);
            assertThat(rate.perSecond()).as("nothing got through lately").isCloseTo(before / 2, CLOSE);
            now += 200 * MILLISECOND;
            assertThat(perSecond()).as("no growth for a moment").isCloseTo(before / 2, CLOSE);
            now += 400 * MILLISECOND;
            assertThat(perSecond()).as("then it doubles").isCloseTo(before, CLOSE);
        }

        @Test
        void wholeSecondCountsAfterAQuietTime() {
            begin40AndEndDoubling();
            now += 4500 * MILLISECOND;
            answered(38, now);
            now += 500 * MILLISECOND;
            double before = perSecond();
            now++;
            refused(1, now);
            assertThat(rate.perSecond()).isCloseTo(38 / 0.95, within(1e-4)).isBetween(before / 2, before * 0.9);
        }

        @Test
        void lastMomentsCountBeforeAQuietTime() {
            begin40AndEndDoubling();
            now += 4500 * MILLISECOND;
            answered(38, now);
            now += 500 * MILLISECOND;
            double before = perSecond();
            refused(1, now);
            assertThat(rate.perSecond()).isCloseTo(before / 2, CLOSE);
        }
    }

    /** Refusals that do not depend on the rate. */
    @Nested
    class Doubt {

        /** A rate of ten calls a second, of which nothing is known yet. */
        private void begin10() {
            refused(5, now - 1);
            assertThat(rate.perSecond()).isEqualTo(10);
        }

        @ParameterizedTest
        @CsvSource({"0,6,true", "0,5,false", "3,3,true", "4,2,false", "5,5,true", "6,5,false", "18,2,true",
                "17,2,false", "19,1,false", "40,3,false"})
        void rateIsDroppedWhereRefusalsGoOn(int answers, int refusals, boolean isDropped) {
            begin10();
            answered(answers, now);
            refused(refusals, now);
            assertThat(rate.perSecond() == 0).isEqualTo(isDropped);
        }

        @Test
        void answerMayBeTheLastThatItNeeds() {
            begin10();
            refused(3, now);
            answered(2, now);
            assertThat(rate.perSecond()).isPositive();
            answered(1, now);
            assertThat(rate.perSecond()).isZero();
        }

        @Test
        void callsFromBeforeTheRateTellNothing() {
            begin10();
            refused(100, now - 1);
            assertThat(rate.perSecond()).isEqualTo(10);
            refused(5, now);
            assertThat(rate.perSecond()).isPositive();
            refused(1, now);
            assertThat(rate.perSecond()).isZero();
        }

        @Test
        void callsAtAHigherRateEndTheDoubt() {
            begin10();
            refused(5, now);
            assertThat(rate.perSecond()).isEqualTo(5);
            now += SECOND;
            assertThat(perSecond()).isGreaterThan(10);
            answered(1, now);
            now += MILLISECOND;
            refused(1, now);
            assertThat(rate.perSecond()).as("lowered, and ten again at most").isBetween(5.0, 40.0);
            while (rate.perSecond() > 10) {
                refused(1, now);
            }
            refused(4, now);
            assertThat(rate.perSecond()).isPositive();
            refused(1, now);
            assertThat(rate.perSecond()).isZero();
        }

        @Test
        void answersAtAHigherRateAreForgottenToo() {
            begin10();
            answered(5, now);
            now += SECOND;
            assertThat(perSecond()).isGreaterThan(10);
            answered(1, now);
            refused(1, now);
            while (rate.perSecond() > 10) {
                refused(1, now);
            }
            refused(4, now);
            assertThat(rate.perSecond()).isPositive();
            refused(1, now);
            assertThat(rate.perSecond()).isZero();
        }

        @Test
        void nextRateBeginsWithoutDoubt() {
            begin10();
            answered(3, now);
            refused(2, now);
            now += 10 * SECOND + 1;
            assertThat(perSecond()).isZero();
            begin10();
            refused(4, now);
            assertThat(rate.perSecond()).isPositive();
        }

        @Test
        void nextRateBeginsWithoutTheAnswersOfTheLast() {
            begin10();
            answered(5, now);
            now += 10 * SECOND + 1;
            assertThat(perSecond()).isZero();
            begin10();
            answered(1, now);
            refused(5, now);
            assertThat(rate.perSecond()).isZero();
        }

        @Test
        void noRateBeginsForTenSecondsAfterOneWasDropped() {
            begin10();
            refused(6, now);
            assertThat(rate.perSecond()).isZero();
            now += 10 * SECOND - 1;
            refused(10, now);
            assertThat(rate.perSecond()).isZero();
            now++;
            refused(1, now);
            assertThat(rate.perSecond()).isEqualTo(10);
        }
    }
}
