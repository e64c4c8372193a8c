package dev.cplnroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which parts of its time an answer may be refreshed after. */
class CacheSettingsTest {

    private final CacheSettings settings = new CacheSettings();

    @ParameterizedTest
    @CsvSource({"0.8, 0.8", "' 0.1 ', 0.1", "0.95, 0.95", "'', 0", "' ', 0"})
    void isAPartOrOff(String text, double part) {
        settings.setRefreshAfter(text);
        assertThat(settings.getRefreshAfter()).isEqualTo(part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.05", "1", "0.99", "80%", "NaN", "-1", "60s"})
    void anythingElseIsRefusedWithTheNameOfTheSetting(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> settings.setRefreshAfter(text))
                .withMessageContaining("cpln.cache.refresh-after").withMessageContaining("0.1 to 0.95");
    }
}
