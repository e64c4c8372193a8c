package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.cplnroutes.api.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the pace learns from each kind of outcome.
 */
class PaceSignalTest {

    @ParameterizedTest
    @CsvSource({"302,,ANSWERED", "400,,ANSWERED", "401,,ANSWERED", "404,,ANSWERED", "404,PT1S,ANSWERED",
            "428,PT1S,ANSWERED", "430,,ANSWERED", "499,,ANSWERED",
            "429,,REFUSED", "429,PT0S,REFUSED", "429,PT1S,ASKED_TO_WAIT", "429,PT1M,ASKED_TO_WAIT",
            "429,PT1M1S,NOTHING",
            "503,PT1S,ASKED_TO_WAIT", "503,PT1M,ASKED_TO_WAIT", "503,PT1M1S,NOTHING", "503,PT0S,NOTHING",
            "503,,NOTHING", "500,,NOTHING", "500,PT1S,NOTHING", "502,PT1S,NOTHING", "504,,NOTHING"})
    void statusTells(int status, String retryAfter, PaceSignal expected) {
        Duration wait = retryAfter == null ? null : Duration.parse(retryAfter);
        assertThat(PaceSignal.of(ApiException.status(status, "x", wait))).isEqualTo(expected);
    }

    @Test
    void otherOutcomes() {
        assertThat(PaceSignal.of(null)).isEqualTo(PaceSignal.ANSWERED);
        assertThat(PaceSignal.of(ApiException.quota("x"))).isEqualTo(PaceSignal.NOTHING);
        assertThat(PaceSignal.of(ApiException.unreachable("x"))).isEqualTo(PaceSignal.NOTHING);
        assertThat(PaceSignal.of(ApiException.timedOut("x"))).isEqualTo(PaceSignal.NOTHING);
        assertThat(PaceSignal.of(ApiException.nonsense("x"))).isEqualTo(PaceSignal.NOTHING);
        assertThat(PaceSignal.of(ApiException.cancelled())).isEqualTo(PaceSignal.NOTHING);
    }
}
