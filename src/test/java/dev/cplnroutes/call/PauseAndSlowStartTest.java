package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The end of a pause and the calls in flight after it, in made-up time.
 */
class PauseAndSlowStartTest {

    private static final long SECOND = 1_000_000_000L;

    private final PauseAndSlowStart pause = new PauseAndSlowStart();
    private long now = -SECOND;

    private void pauseIsOver() {
        pause.begin(Duration.ofSeconds(1), now);
        now += SECOND;
        assertThat(pause.endsNow()).isTrue();
    }

    /** Sends what the slow start allows, up to so many, and gives their number. */
    private int send(int most) {
        int sent = 0;
        while (sent < most && !pause.isFull(now)) {
            pause.sent(now);
            sent++;
        }
        return sent;
    }

    @Test
    void withoutAPauseNothingIsHeldBack() {
        assertThat(pause.nanosLeft(now)).isZero();
        assertThat(pause.endsNow()).isFalse();
        assertThat(pause.isSlowStart()).isFalse();
        assertThat(pause.sent(now)).isZero();
        assertThat(send(5000)).isEqualTo(5000);
        pause.answered(0);
        pause.failed(0);
        pause.refused(0);
        assertThat(pause.isSlowStart()).isFalse();
        assertThat(send(5000)).isEqualTo(5000);
    }

    @Test
    void pauseEndsOnce() {
        pause.begin(Duration.ofSeconds(2), now);
        assertThat(pause.nanosLeft(now)).isEqualTo(2 * SECOND);
        assertThat(pause.nanosLeft(now + 2 * SECOND - 1)).isEqualTo(1);
        assertThat(pause.nanosLeft(now + 2 * SECOND)).isZero();
        assertThat(pause.nanosLeft(now + 3 * SECOND)).isZero();
        assertThat(pause.isSlowStart()).as("one is to come").isTrue();
        assertThat(pause.endsNow()).isTrue();
        assertThat(pause.endsNow()).isFalse();
        assertThat(pause.nanosLeft(now)).isZero();
    }

    @Test
    void pauseIsProlongedAndNeverShortened() {
        pause.begin(Duration.ofSeconds(2), now);
        pause.begin(Duration.ofSeconds(1), now);
        assertThat(pause.nanosLeft(now)).isEqualTo(2 * SECOND);
        pause.begin(Duration.ofSeconds(5), now + SECOND);
        assertThat(pause.nanosLeft(now)).isEqualTo(6 * SECOND);
        now += 6 * SECOND;
        assertThat(pause.sent(now)).as("all that is one pause").isEqualTo(1);
    }

    @Test
    void callsInFlightDoubleWithEachAnswerUntilThereIsNoLimit() {
        pauseIsOver();
        int window = 1;
        int inFlight = 0;
        for (int i = 0; i < 10; i++) {
            inFlight += send(5000);
            assertThat(inFlight).isEqualTo(window);
            assertThat(pause.isSlowStart()).isTrue();
            pause.answered(1);
            inFlight--;
            window *= 2;
        }
        assertThat(window).isEqualTo(1024);
        assertThat(inFlight + send(5000)).isEqualTo(1024);
        assertThat(pause.isSlowStart()).isTrue();
        pause.answered(1);
        assertThat(pause.isSlowStart()).isFalse();
        assertThat(send(5000)).isEqualTo(5000);
    }

    @Test
    void failureLeavesRoomForOneMoreAndRefusalForNone() {
        pauseIsOver();
        assertThat(send(10)).isEqualTo(1);
        pause.failed(1);
        assertThat(send(10)).as("two in flight").isEqualTo(2);
        pause.refused(1);
        assertThat(send(10)).as("its own place only").isEqualTo(1);
        pause.failed(1);
        assertThat(send(10)).as("three in flight").isEqualTo(2);
    }

    @Test
    void failureAtTheEndOfASlowStartAddsNothing() {
        pauseIsOver();
        for (int i = 0; i < 10; i++) {
            assertThat(send(1)).isEqualTo(1);
            pause.answered(1);
        }
        assertThat(send(5000)).isEqualTo(1024);
        pause.failed(1);
        assertThat(send(5000)).isEqualTo(1);
    }

    @Test
    void callsFromBeforeThePauseTellNothing() {
        int before = pause.sent(now);
        pauseIsOver();
        pause.answered(before);
        pause.failed(before);
        pause.refused(before);
        assertThat(send(10)).isEqualTo(1);
        assertThat(pause.sent(now)).isEqualTo(1);
    }

    @Test
    void nextPauseBeginsTheNextSlowStart() {
        pauseIsOver();
        send(1);
        pause.answered(1);
        assertThat(send(10)).isEqualTo(2);
        pauseIsOver();
        pause.answered(1);
        assertThat(send(10)).isEqualTo(1);
        pause.answered(2);
        assertThat(send(10)).isEqualTo(2);
    }

    @Test
    void callThatHangsHoldsBackOthersForTwoSecondsAfterTheLastOne() {
        pauseIsOver();
        assertThat(send(10)).isEqualTo(1);
        now += 2 * SECOND - 1;
        assertThat(send(10)).isZero();
        now++;
        assertThat(send(10)).as("the window is two").isEqualTo(1);
        now += 2 * SECOND - 1;
        assertThat(send(10)).isZero();
        now++;
        assertThat(send(10)).as("the window is four").isEqualTo(2);
    }

    @Test
    void windowThatWasWidenedIsNotWidenedAgainAtOnce() {
        pauseIsOver();
        assertThat(send(1)).isEqualTo(1);
        now += 2 * SECOND;
        assertThat(pause.isFull(now)).isFalse();
        // One call sent long ago takes the place: only the time of the widening counts.
        pause.sent(now - 10 * SECOND);
        assertThat(pause.isFull(now - 10 * SECOND + 1)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0,true", "1,true", "9.999999999,true", "10,false", "60,false"})
    void pauseSoonAfterAnotherIsToldFromALaterOne(double seconds, boolean isSoon) {
        now = 0;
        assertThat(pause.begin(Duration.ofSeconds(1), now)).as("the first one").isFalse();
        now += SECOND + Math.round(seconds * SECOND);
        assertThat(pause.begin(Duration.ofSeconds(1), now)).isEqualTo(isSoon);
        assertThat(pause.begin(Duration.ofSeconds(1), now + 1)).as("the same pause").isEqualTo(isSoon);
    }
}
