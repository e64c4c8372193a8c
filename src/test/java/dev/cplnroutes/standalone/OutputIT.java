package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar in a shell that redirects or closes its standard output. */
@Timeout(180)
class OutputIT {

    @TempDir
    private Path directory;

    /** Lines of standard error but the log, after the exit code of the process. */
    private List<String> run(String arguments) throws IOException, InterruptedException {
        Path errors = directory.resolve("errors");
        Path code = directory.resolve("code");
        String[] parts = arguments.split("\\|");
        String command = "(\"" + String.join("\" \"", StandaloneProcess.Launch.java()) + "\" "
                + parts[0] + " 2>errors; echo $? >code)" + (parts.length > 1 ? "|" + parts[1] : "");
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command).directory(directory.toFile())
                .redirectOutput(directory.resolve("output").toFile())
                .redirectError(directory.resolve("shell").toFile());
        shell.environment().keySet().removeIf(name -> name.startsWith("CPLN_") || name.startsWith("CAMEL_")
                || name.equals("JAVA_TOOL_OPTIONS") || name.equals("JDK_JAVA_OPTIONS"));
        assertThat(shell.start().waitFor()).isZero();
        assertThat(code).hasContent("1");
        return Files.readAllLines(errors).stream()
                .filter(line -> !line.matches("\\d\\d:\\d\\d:\\d\\d.* (INFO|WARN) .*")).toList();
    }

    @ParameterizedTest
    @CsvSource({"--help >/dev/full, No space left", "--demo --once >/dev/full, No space left",
        "--demo --once --output table >/dev/full, No space left",
        "--demo --watch >/dev/full, No space left", "--help >&-, ''", "--help 1</dev/null, ''"})
    void outputThatCannotBeWrittenIsAnError(String arguments, String reason) throws Exception {
        assertThat(run(arguments)).singleElement().asString()
                .startsWith("The output could not be written: ").contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--demo --once | head -1", "--demo --watch --gvc=prod | head -1",
        "--help | sh -c 'exec <&-; while [ ! -s code ]; do sleep 0.1; done'"})
    void readerThatGoesEndsTheProcessQuietly(String arguments) throws Exception {
        assertThat(run(arguments)).isEmpty();
    }
}
