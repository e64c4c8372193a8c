package dev.cplnroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void textIsOneShortLine() {
        assertThat(Printable.text("a\r\nb\tc\u0000d\u007f")).isEqualTo("a??b?c?d?");
        assertThat(Printable.text("a".repeat(100))).isEqualTo("a".repeat(100));
        assertThat(Printable.text("a".repeat(101))).isEqualTo("a".repeat(100) + "...");
        assertThat(Printable.text("\n".repeat(101))).isEqualTo("?".repeat(100) + "...");
    }

    @Test
    void valueThatIsNoTextIsWrittenAsOne() {
        assertThat(Printable.text(null)).isEqualTo("null");
        assertThat(Printable.text(12)).isEqualTo("12");
    }
}
