package dev.cplnroutes.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;

import dev.cplnroutes.testing.RandomSeed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lengths of time as requests write them. */
class DurationsTest {

    @ParameterizedTest
    @CsvSource({"15m, PT15M", "2h, PT2H", "1h30m, PT1H30M", "500ms, PT0.5S", "1d2h3m4s5ms, P1DT2H3M4.005S", "0s, PT0S",
        "90m, PT1H30M", "PT1H, PT1H", "P2D, P2D", "PT0.1S, PT0.1S", "999999999d, P999999999D"})
    void areUnitsOrIso8601(String text, Duration expected) {
        assertThat(Durations.read(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15", "m", "15 m", "15M", "m15", "-15m", "1m1h", "1.5h", "1h1h", "PT-1H", "-PT1H", "P",
        "pt1h", "1234567890s", "15m\n", "PT99999999999999999999H", "0000000000000000000000000000000000000000001s"})
    void nothingElseIsOne(String text) {
        assertThat(Durations.read(text)).isNull();
    }

    @Test
    void bothWaysOfWritingAreTheSame() {
        Random random = new Random(RandomSeed.next("durations"));
        for (int i = 0; i < 1_000; i++) {
            int hours = random.nextInt(100);
            int minutes = random.nextInt(100);
            int seconds = random.nextInt(100);
            assertThat(Durations.read(hours + "h" + minutes + "m" + seconds + "s"))
                    .isEqualTo(Durations.read("PT" + hours + "H" + minutes + "M" + seconds + "S"))
                    .isEqualTo(Duration.ofHours(hours).plusMinutes(minutes).plusSeconds(seconds));
        }
    }
}
