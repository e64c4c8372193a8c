package dev.cplnroutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingValueTest {

    private static Duration duration(String text) {
        return SettingValue.duration("cpln.x", text, Duration.ofMillis(10), Duration.ofDays(1));
    }

    private static long number(String text) {
        return SettingValue.number("cpln.x", text, -2, 10);
    }

    @ParameterizedTest
    @CsvSource({"10, PT0.01S", "500ms, PT0.5S", "5s, PT5S", "1m30s, PT1M30S", "24h, PT24H", "1d, PT24H", "' 5s ', PT5S",
        "1h2m3s4ms, PT1H2M3.004S", "1000, PT1S", "10ms, PT0.01S", "86400000, PT24H"})
    void timeIsInCamelsNotation(String text, Duration expected) {
        assertThat(duration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "s", "5 s", "-5s", "5s5m", "1.5s", "five", "PT5S", "9ms", "86400001", "25h",
        "99999999999999999999", "99999999999999999999s", "9223372036854775807h", "0"})
    void otherTimeIsWrong(String text) {
        assertThatThrownBy(() -> duration(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Setting cpln.x has the value '" + text
                        + "'; allowed is a time such as 500ms, 5s or 1m30s, from 10 ms to 1d0h.");
    }

    @ParameterizedTest
    @CsvSource({"-2, -2", "10, 10", "' 7 ', 7", "+3, 3"})
    void numberIsInItsRange(String text, long expected) {
        assertThat(number(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-3", "11", "1.0", "x", "0x1", "99999999999999999999"})
    void otherNumberIsWrong(String text) {
        assertThatThrownBy(() -> number(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Setting cpln.x has the value '" + text + "'; allowed is a whole number from -2 to 10.");
    }

    @Test
    void wrongValueIsWrittenInOneShortLine() {
        assertThat(SettingValue.wrong("cpln.x", "a\nb" + "c".repeat(200), "a color")).hasMessage(
                "Setting cpln.x has the value 'a?b" + "c".repeat(97) + "...'; allowed is a color.");
        assertThat(SettingValue.wrong("cpln.x", null, "a color"))
                .hasMessage("Setting cpln.x has the value 'null'; allowed is a color.");
    }

    @Test
    void localeDoesNotMatter() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(duration("1m30s")).isEqualTo(Duration.ofSeconds(90));
        } finally {
            Locale.setDefault(before);
        }
    }
}
