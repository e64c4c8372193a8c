package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exit code and the line of a process whose output could or could not be written. */
class StandardOutputTest {

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private int finish(OutputStream stream, int exitCode, String text) {
        StandardOutput output = new StandardOutput(stream);
        output.printer().print(text);
        return output.finish(exitCode, new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(message);
            }
        };
    }

    private String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void writtenOutputLeavesTheExitCodeAndIsInUtf8(int exitCode) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();

        assertThat(finish(stream, exitCode, "größe\n")).isEqualTo(exitCode);
        assertThat(stream.toString(StandardCharsets.UTF_8)).isEqualTo("größe\n");
        assertThat(errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "3, 1", "0, 10", "0, 100000"})
    void fullDiskIsSaidInOneLine(int exitCode, int characters) throws IOException {
        try (OutputStream full = new FileOutputStream("/dev/full")) {
            assertThat(finish(full, exitCode, "x".repeat(characters))).isEqualTo(1);
        }
        assertThat(errors()).isEqualTo("The output could not be written: No space left on device; "
                + "check where standard output goes." + System.lineSeparator());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bad file descriptor", "Input/output error", "File too large"})
    void otherFailureIsSaidInOneLine(String message) {
        assertThat(finish(failing(message), 0, "x")).isEqualTo(1);
        assertThat(errors()).startsWith("The output could not be written: " + message).hasLineCount(1);
    }

    @Test
    void closedFileIsSaid(@TempDir Path directory) throws IOException {
        FileOutputStream closed = new FileOutputStream(directory.resolve("output").toFile());
        closed.close();

        assertThat(finish(closed, 0, "x")).isEqualTo(1);
        assertThat(errors()).startsWith("The output could not be written: ").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Broken pipe", "Connection reset by peer", "The pipe is being closed",
        "The pipe has been ended"})
    void readerThatHasGoneEndsTheProcessQuietly(String message) {
        assertThat(finish(failing(message), 0, "x".repeat(100_000))).isEqualTo(1);
        assertThat(errors()).isEmpty();
    }
}
