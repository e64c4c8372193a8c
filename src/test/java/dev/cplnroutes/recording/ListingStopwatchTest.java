package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import dev.cplnroutes.ListingTimings;
import dev.cplnroutes.recording.ListingStopwatch.Phase;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SettableClock;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ListingStopwatchTest {

    private final SettableClock clock = new SettableClock();
    private final ListingStopwatch stopwatch = new ListingStopwatch(clock);

    private void passes(long milliseconds) {
        clock.advance(Duration.ofMillis(milliseconds));
    }

    private static double sum(ListingTimings timings) {
        return timings.apiSeconds() + timings.backoffSeconds() + timings.limiterSeconds() + timings.cacheSeconds()
                + timings.otherSeconds();
    }

    @Test
    void startIsTheTimeAtWhichItWasMade() {
        passes(100);
        assertThat(stopwatch.startTime()).isEqualTo(clock.instant().minusMillis(100));
    }

    @Test
    void eachMomentIsSharedByTheCallsThatAreInSomePhase() {
        passes(100);
        stopwatch.begin(Phase.API);
        passes(1000);
        stopwatch.begin(Phase.API);
        stopwatch.begin(Phase.BACKOFF);
        stopwatch.begin(Phase.CACHE);
        passes(4000);
        stopwatch.end(Phase.API);
        stopwatch.end(Phase.API);
        stopwatch.end(Phase.CACHE);
        passes(500);
        stopwatch.end(Phase.BACKOFF);
        stopwatch.begin(Phase.LIMITER);
        passes(250);
        stopwatch.end(Phase.LIMITER);
        passes(7);
        assertThat(stopwatch.timings(clock.instant())).isEqualTo(new ListingTimings(3.0, 1.5, 0.25, 1.0, 0.107));
        assertThat(stopwatch.milliseconds(clock.instant())).isEqualTo(5857);
    }

    @Test
    void whatIsStillUnderWayCountsUpToNow() {
        stopwatch.begin(Phase.API);
        passes(1200);
        assertThat(stopwatch.timings(clock.instant())).isEqualTo(new ListingTimings(1.2, 0, 0, 0, 0));
    }

    @Test
    void clockThatIsSetBackTakesNothingAway() {
        stopwatch.begin(Phase.API);
        passes(1000);
        stopwatch.end(Phase.API);
        passes(-600);
        assertThat(stopwatch.timings(clock.instant())).isEqualTo(new ListingTimings(0.4, 0, 0, 0, 0));
        passes(-600);
        assertThat(stopwatch.timings(clock.instant())).isEqualTo(new ListingTimings(0, 0, 0, 0, 0));
        assertThat(stopwatch.milliseconds(clock.instant())).isZero();
    }

    @RepeatedTest(20)
    void partsAreTheWhole() {
        Random random = new Random(RandomSeed.next("stopwatch"));
        int[] inPhase = new int[Phase.values().length];
        for (int step = 0; step < 500; step++) {
            clock.advance(Duration.ofNanos(random.nextInt(3_000_000)));
            int phase = random.nextInt(inPhase.length);
            if (inPhase[phase] > 0 && random.nextBoolean()) {
                inPhase[phase]--;
                stopwatch.end(Phase.values()[phase]);
            } else {
                inPhase[phase]++;
                stopwatch.begin(Phase.values()[phase]);
            }
            ListingTimings timings = stopwatch.timings(clock.instant());
            assertThat(sum(timings)).isCloseTo(stopwatch.milliseconds(clock.instant()) / 1e3, within(1e-9));
            assertThat(List.of(timings.apiSeconds(), timings.backoffSeconds(), timings.limiterSeconds(),
                    timings.cacheSeconds(), timings.otherSeconds())).allMatch(part -> part >= 0);
        }
    }
}
