package dev.cplnroutes.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoServer;

/**
 * The packaged jar as a process of its own: in an empty working directory, without any setting of the process that
 * runs the tests. Closing it ends the process, whatever state it is in.
 */
public final class StandaloneProcess implements AutoCloseable {

    /** Long enough for a machine that is busy with other things; nothing waits for it to pass. */
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Path directory;
    private final Process process;
    private final Lines output;
    private final Lines errors;

    private StandaloneProcess(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
        this.output = new Lines(process.getInputStream(), "standard-output");
        this.errors = new Lines(process.getErrorStream(), "standard-error");
    }

    /** Prepares a process with arguments. */
    public static Launch with(String... arguments) {
        return new Launch(List.of(arguments));
    }

    /** Takes away what the process that runs the tests was started with. */
    static void cleanEnvironment(ProcessBuilder builder) {
        builder.environment().keySet().removeIf(name -> name.startsWith("CPLN_") || name.startsWith("CAMEL_")
                // The virtual machine would take options from them, and say so on standard error.
                || name.equals("JAVA_TOOL_OPTIONS") || name.equals("JDK_JAVA_OPTIONS"));
    }

    /** Lines of standard output so far. */
    public List<String> output() {
        return output.lines;
    }

    /** Lines of standard error so far. */
    public List<String> errors() {
        return errors.lines;
    }

    /** What the process has left in its working directory so far. */
    public List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** Standard output so far. */
    public String outputText() {
        return String.join("\n", output.lines);
    }

    /** Standard output so far, which is one JSON document. */
    public JsonNode outputJson() throws IOException {
        return new ObjectMapper().readTree(outputText());
    }

    /** Waits for a line of standard output that has this in it. */
    public String awaitOutput(String part) {
        return awaitLine(output, part);
    }

    /** Waits for a line of standard error that has this in it. */
    public String awaitError(String part) {
        return awaitLine(errors, part);
    }

    /** Asks the process to end, as an operator does: SIGTERM. */
    public void terminate() {
        // Process.destroy() would close the streams as well, and the last lines with them.
        process.toHandle().destroy();
    }

    /** Ends the process at once, without its knowing: SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for the end. */
    public int exitCode() throws InterruptedException {
        boolean ended = process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(ended).as("The process has ended; its log:\n%s", String.join("\n", errors.lines)).isTrue();
        output.awaitEnd();
        errors.awaitEnd();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            output.awaitEnd();
            errors.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String awaitLine(Lines stream, String part) {
        Predicate<String> isWanted = line -> line.contains(part);
        await().atMost(DEADLINE).until(() -> stream.lines.stream().anyMatch(isWanted) || stream.hasEnded());
        assertThat(stream.lines).as("Log:\n%s", String.join("\n", errors.lines)).anyMatch(isWanted);
        return stream.lines.stream().filter(isWanted).findFirst().orElseThrow();
    }

    /** What a process is started with. */
    public static final class Launch {

        private final List<String> arguments;
        private final Map<String, String> environment = new TreeMap<>();
        private final Map<String, String> properties = new TreeMap<>();
        private String file;
        private Path jar = jar();
        private String host;
        private boolean withRoutes = true;
        private Path classes;

        private Launch(List<String> arguments) {
            this.arguments = arguments;
        }

        /** Sets the endpoint and the organization, as variables of the environment. */
        public Launch on(DemoServer server) {
            return variable("CPLN_ENDPOINT", server.endpoint().toString()).variable("CPLN_ORG", server.org());
        }

        /** Sets a variable of the environment. */
        public Launch variable(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** Sets a system property. */
        public Launch property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /** Writes {@code config/application.properties}. */
        public Launch file(String... lines) {
            file = String.join("\n", lines) + "\n";
            return this;
        }

        /** Starts another copy of the jar. */
        public Launch jar(Path copy) {
            jar = copy;
            return this;
        }

        /** Starts a host of {@code src/it}, as it was built, instead of the jar. */
        public Launch host(String name) {
            host = name;
            return this;
        }

        /** Leaves the jar out of the host's class path, as if the host had never heard of it. */
        public Launch withoutTheJar() {
            withRoutes = false;
            return this;
        }

        /** Adds a folder of classes to the host's own. */
        public Launch classes(Path folder) {
            classes = folder;
            return this;
        }

        /** Starts the process. */
        public StandaloneProcess start() throws IOException {
            Path directory = Files.createTempDirectory("standalone-process");
            if (file != null) {
                Path config = Files.createDirectory(directory.resolve("config"));
                Files.writeString(config.resolve("application.properties"), file);
            }
            List<String> command = new ArrayList<>(List.of(JAVA));
            command.addAll(ClassArchive.SHORT_LIFE);
            if (host == null && jar.equals(jar())) {
                command.addAll(ClassArchive.options(jar));
            }
            properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(host == null ? List.of("-jar", jar.toString()) : prepareHost(directory));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
            cleanEnvironment(builder);
            builder.environment().putAll(environment);
            return new StandaloneProcess(directory, builder.start());
        }

        /** How a host is started, whose folder {@code routes} is put where it runs. */
        private List<String> prepareHost(Path directory) throws IOException {
            Path folder = Path.of("target", "hosts", host).toAbsolutePath();
            if (Files.isDirectory(folder.resolve("routes"))) {
                Files.createDirectory(directory.resolve("routes"));
                try (Stream<Path> files = Files.list(folder.resolve("routes"))) {
                    for (Path routes : files.toList()) {
                        Files.copy(routes, directory.resolve("routes").resolve(routes.getFileName()));
                    }
                }
            }
            if (Files.exists(folder.resolve("target/host.jar"))) {
                return List.of("-jar", folder.resolve("target/host.jar").toString());
            }
            if (Files.exists(folder.resolve("target/quarkus-app"))) {
                // Put together when it is built, so there is one without the jar as well.
                Path target = folder.resolve(withRoutes ? "target" : "target-without");
                return List.of("-jar", target.resolve("quarkus-app/quarkus-run.jar").toString());
            }
            try (Stream<Path> libraries = Files.list(folder.resolve("target/lib"))) {
                List<Path> all = libraries.sorted().toList();
                List<Path> wanted = all.stream().filter(library -> withRoutes
                        || !library.getFileName().toString().startsWith("cpln-container-routes")).toList();
                assertThat(wanted).hasSize(withRoutes ? all.size() : all.size() - 1);
                return List.of("-cp", folder.resolve("target/classes") + File.pathSeparator
                        + (classes == null ? "" : classes + File.pathSeparator)
                        + wanted.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                        "host.Host");
            }
        }

        /** The command that starts the jar that was packaged, without arguments: for a shell. */
        public static List<String> java() {
            List<String> command = new ArrayList<>(List.of(JAVA));
            command.addAll(ClassArchive.SHORT_LIFE);
            command.addAll(ClassArchive.options(jar()));
            command.addAll(List.of("-jar", jar().toString()));
            return List.copyOf(command);
        }

        /** The jar that was packaged. */
        public static Path jar() {
            return Path.of("target", "cpln-container-routes.jar").toAbsolutePath();
        }
    }

    /** Takes the lines of a stream as they come. */
    private static final class Lines {

        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Thread reader;

        Lines(InputStream stream, String name) {
            reader = new Thread(() -> read(stream), name);
            reader.setDaemon(true);
            reader.start();
        }

        public boolean hasEnded() {
            return !reader.isAlive();
        }

        public void awaitEnd() throws InterruptedException {
            reader.join();
        }

        private void read(InputStream stream) {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                // The process was killed while its line was read.
            }
        }
    }
}
