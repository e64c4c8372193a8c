package dev.cplnroutes.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A class data archive of the packaged jar, with which its processes start in half the time. Made once for each jar, by
 * a
 * process that lists the demo organization; without it the processes start all the same.
 */
final class ClassArchive {

    /** Options for a short life: time spent on optimizing code would not come back. */
    static final List<String> SHORT_LIFE = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private ClassArchive() {
    }

    /** The options that make a process of the jar use the archive; makes it where there is none yet. */
    static synchronized List<String> options(Path jar) {
        try {
            Path archive = jar.resolveSibling("cpln-container-routes-" + Files.getLastModifiedTime(jar)
                    .toMillis() + ".jsa");
            if (!Files.exists(archive)) {
                make(jar, archive);
            }
            // Not a word on standard output, should it not fit.
            return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off",
                    "-Xlog:class+path=off")
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Other processes that run tests may want it too. */
    private static void make(Path jar, Path archive) throws IOException {
        try (FileChannel channel = FileChannel.open(jar.resolveSibling("cpln-container-routes.jsa.lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (Files.exists(archive)) {
                return;
            }
            Path directory = Files.createTempDirectory(jar.getParent(), "class-archive");
            Path made = directory.resolve("made.jsa");
            List<String> command = new ArrayList<>(List.of(StandaloneProcess.JAVA));
            command.addAll(SHORT_LIFE);
            command.addAll(List.of("-XX:ArchiveClassesAtExit=" + made, "-jar", jar.toString(),
                    "--demo", "--once"));
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
            StandaloneProcess.cleanEnvironment(builder);
            Process process = builder.start();
            if (process.waitFor(StandaloneProcess.DEADLINE.toSeconds(), TimeUnit.SECONDS) && Files.exists(made)) {
                Files.move(made, archive);
            }
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
