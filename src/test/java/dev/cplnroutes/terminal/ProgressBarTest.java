package dev.cplnroutes.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

/** What the terminal gets of a listing's progress. */
class ProgressBarTest {

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final ProgressBar bar = new ProgressBar(new PrintStream(terminal, true, StandardCharsets.UTF_8));

    private String taken() {
        String text = terminal.toString(StandardCharsets.UTF_8);
        terminal.reset();
        return text;
    }

    @Test
    void barGrowsOnOneLineAndIsGoneInTheEnd() {
        bar.onProgress("listing-workloads", 0, 0);
        assertThat(taken()).isEqualTo("\r\u001b[K[" + " ".repeat(30) + "] 0 of 0 workloads");
        bar.onProgress("processing-workloads", 5, 10);
        assertThat(taken()).isEqualTo("\r\u001b[K[" + "=".repeat(15) + " ".repeat(15) + "] 5 of 10 workloads");
        bar.onProgress("processing-workloads", 2_000_000_000, 2_000_000_000);
        assertThat(taken()).contains("[" + "=".repeat(30) + "]").doesNotContain("\n");
        bar.end();
        assertThat(taken()).isEqualTo("\r\u001b[K");
        bar.onProgress("processing-workloads", 1, 1);
        bar.end();
        assertThat(taken()).as("late").isEmpty();
    }

    @Test
    void lastEventsDrawNothing() {
        bar.onProgress("completed", 10, 10);
        bar.onProgress("failed", 3, 10);
        assertThat(taken()).isEmpty();
    }

    @Test
    void othersTakeThePlaceOfTheBar() {
        PrintStream others = bar.others();
        others.println("ä first");
        assertThat(taken()).isEqualTo("ä first" + System.lineSeparator());
        bar.onProgress("processing-workloads", 1, 2);
        taken();
        others.print("second");
        assertThat(taken()).isEqualTo("\r\u001b[Ksecond");
    }
}
