package dev.cplnroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text as editors and tools write it. */
class Utf8TextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "{}", "cpln.org=acme\n", "Größe 漢 😀"})
    void markInFrontIsNoPartOfTheText(String text) {
        byte[] marked = ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);

        assertThat(Utf8Text.of(marked)).isEqualTo(text);
        assertThat(Utf8Text.otherEncoding(marked)).isNull();
        assertThat(Utf8Text.withoutMark("\uFEFF" + text)).isEqualTo(text);
        assertThat(Utf8Text.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        assertThat(Utf8Text.otherEncoding(text.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-16, UTF-16", "UTF-16BE, UTF-16", "UTF-16LE, UTF-16", "x-UTF-16LE-BOM, UTF-16",
        "UTF-32, UTF-32", "UTF-32BE, UTF-32", "UTF-32LE, UTF-32", "X-UTF-32BE-BOM, UTF-32", "X-UTF-32LE-BOM, UTF-32",
        "ISO-8859-1, another encoding than UTF-8", "windows-1252, another encoding than UTF-8"})
    void otherEncodingIsNamed(String encoding, String named) {
        assertThat(Utf8Text.otherEncoding("cpln.org=größe".getBytes(Charset.forName(encoding)))).isEqualTo(named);
        if (!named.startsWith("another")) {
            assertThat(Utf8Text.otherEncoding("{}".getBytes(Charset.forName(encoding)))).isEqualTo(named);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\uFEFFb", " \uFEFF"})
    void markElsewhereIsText(String text) {
        assertThat(Utf8Text.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        assertThat(Utf8Text.withoutMark(null)).isNull();
    }
}
