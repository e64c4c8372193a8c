package dev.cplnroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lengths of time as they stand in messages. */
class TimeTextTest {

    @ParameterizedTest
    @CsvSource({"PT0S, 0s, 0 s", "PT5S, 5s, 5 s", "PT0.5S, 500ms, 500 ms", "PT1M30S, 1m30s, 1 min 30 s",
        "PT1H, 1h, 1 h", "PT90M, 1h30m, 1 h 30 min", "P3DT1.25S, 72h1s250ms, 72 h 1 s 250 ms", "PT-5S, PT-5S, PT-5S",
        "PT0.0001S, PT0.0001S, PT0.0001S"})
    void unitsAreThoseOfOptionsAndOfPeople(String time, String option, String prose) {
        assertThat(TimeText.option(Duration.parse(time))).isEqualTo(option);
        assertThat(TimeText.prose(Duration.parse(time))).isEqualTo(prose);
    }
}
