package dev.cplnroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void textIsOneShortLine() {
        assertThat(Printable.text("a\r\nb\tc\u0000d\u007f")).isEqualTo("a??b?c?d?");
        assertThat(Printable.text("a".repeat(100))).isEqualTo("a".repeat(100));
        assertThat(Printable.text("a".repeat(101))).isEqualTo("a".repeat(100) + "...");
        assertThat(Printable.text("a".repeat(99) + "\ud83d\ude00b")).isEqualTo("a".repeat(99) + "...");
        assertThat(Printable.text("a".repeat(98) + "\ud83d\ude00b")).isEqualTo("a".repeat(98) + "\ud83d\ude00...");
        assertThat(Printable.text("\n".repeat(101))).isEqualTo("?".repeat(100) + "...");
    }

    @Test
    void terminalHasNothingToObey() {
        assertThat(Printable.line("\u001b[2J \u009b2J \u202e \u2028 \ud800 " + "ä".repeat(200)))
                .isEqualTo("?[2J ?2J ? ? ? " + "ä".repeat(200));
    }

    @Test
    void jsonMeansTheSameWithoutControlCharacters() throws Exception {
        String json = "{\n  \"message\" : \"a\u009b2J\u007f ä\u202e\u2067\u2028\u200e\"\n}";
        assertThat(Printable.json(json)).isEqualTo("{\n  \"message\" : \"a\\u009b2J\\u007f ä"
                + "\\u202e\\u2067\\u2028\\u200e\"\n}");
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(Printable.json(json))).isEqualTo(mapper.readTree(json));
    }

    @Test
    void valueThatIsNoTextIsWrittenAsOne() {
        assertThat(Printable.text(null)).isEqualTo("null");
        assertThat(Printable.text(12)).isEqualTo("12");
    }
}
