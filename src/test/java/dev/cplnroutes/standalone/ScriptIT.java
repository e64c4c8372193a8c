package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged start script, in a folder of its own with the packaged jar and libraries. Where only its words matter, a
 * Java that prints its arguments stands in for the real one.
 */
@Timeout(180)
class ScriptIT {

    private static final Path PACKAGED = Path.of("target").toAbsolutePath();
    private static final String REAL = System.getProperty("java.home");

    /** Prints its number and its arguments, writes the archive that it is told to write, and ends with code 7. */
    private static final String PRINTING_JAVA = """
            #!/bin/sh
            echo $$
            for argument in "$@"; do
                printf '<%s>\\n' "$argument"
                case $argument in
                    -XX:ArchiveClassesAtExit=*)
                        printf '\\250\\272\\013\\360 dev/cplnroutes/mapping/JobExecution' > "${argument#*=}" ;;
                esac
            done
            exit 7
            """;

    @TempDir
    private Path directory;
    private Path home;
    private Path script;
    private Path java;

    /** What a run has left. */
    private record Run(int code, long process, List<String> output, List<String> errors) {

        /** The option that names an archive; empty if there is none. */
        String archive() {
            return output.stream().filter(line -> line.contains("ArchiveClassesAtExit")
                    || line.contains("SharedArchiveFile")).findFirst().orElse("");
        }
    }

    @BeforeEach
    void install() throws IOException {
        home = directory.resolve("!a-folder");
        script = home.resolve("bin/cpln-container-routes");
        Files.createDirectories(script.getParent());
        Files.copy(PACKAGED.resolve("bin/cpln-container-routes"), script,
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(PACKAGED.resolve("cpln-container-routes.jar"), home.resolve("cpln-container-routes.jar"));
        Files.createSymbolicLink(home.resolve("lib"), PACKAGED.resolve("lib"));
        java = directory.resolve("printing java");
        write(java.resolve("bin/java"), PRINTING_JAVA);
        Files.writeString(java.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.1\"\n");
        mode(home, "rwxr-xr-x");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        mode(file, "rwxr-xr-x");
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private ProcessBuilder command(Map<String, String> variables, List<String> command)
            throws IOException {
        Path work = Files.createDirectories(directory.resolve("work"));
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile())
                .redirectOutput(directory.resolve("output").toFile())
                .redirectError(directory.resolve("errors").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CPLN_") || name.startsWith("CAMEL_")
                || name.startsWith("XDG_") || name.matches("JAVA_HOME|JAVA_OPTS|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS"));
        builder.environment().put("HOME", directory.resolve("home").toString());
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        variables.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        return builder;
    }

    private Run run(Map<String, String> variables, String... arguments) throws Exception {
        return run(script, variables, arguments);
    }

    private Run run(Path file, Map<String, String> variables, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(arguments));
        Process process = command(variables, command).start();
        assertThat(process.waitFor(StandaloneProcess.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), process.pid(), Files.readAllLines(directory.resolve("output")),
                Files.readAllLines(directory.resolve("errors")));
    }

    private List<String> archives(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.contains(".jsa")).toList();
        }
    }

    private Path cache() {
        return directory.resolve("home/.cache/cpln-container-routes");
    }

    private void expectRefusal(Map<String, String> variables, String reason) throws Exception {
        Run run = run(variables);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.output()).isEmpty();
        assertThat(run.errors()).singleElement().asString().contains(reason).endsWith(".");
    }

    private void expectArchiveThatFits(Map<String, String> settings) throws Exception {
        Map<String, String> variables = new TreeMap<>(settings);
        Run first = run(variables, "--once");
        assertThat(first.code()).isZero();
        assertThat(archives(home)).singleElement().asString().endsWith(".new");

        variables.put("CPLN_JAVA_OPTS", "-Xlog:class+load:file=" + directory.resolve("classes"));
        Run second = run(variables, "--once");
        assertThat(second.code()).isZero();
        for (Run run : List.of(first, second)) {
            assertThat(new ObjectMapper().readTree(String.join("\n", run.output())).path("containers")).isNotEmpty();
            assertThat(run.errors()).allMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d.* (INFO|WARN) .*"));
        }
        List<String> classes = Files.readAllLines(directory.resolve("classes"));
        assertThat(classes).filteredOn(line -> line.contains("dev.cplnroutes.standalone.Application "))
                .singleElement().asString().contains("shared objects file (top)");
        assertThat(classes).as("parts that are off").anyMatch(line -> line.contains(" dev.cplnroutes.outcome."))
                .noneMatch(line -> line.matches(".* (org\\.apache\\.kafka|io\\.(vertx|netty|micrometer|prometheus)"
                        + "|org\\.apache\\.camel\\.component\\.(kafka|micrometer|platform))\\..*"));
    }

    @Nested
    class Starting {

        @Test
        void argumentsArePassedOnAsTheyAreAndTheProcessBecomesJava() throws Exception {
            Run run = run(Map.of("JAVA_OPTS", "-Dfirst=* -Xmx1g", "CPLN_JAVA_OPTS", "-Xmx2g"),
                    "", "two words", "'quoted\" \\", "$HOME", "*", "-x");
            assertThat(run.code()).isEqualTo(7);
            assertThat(run.errors()).isEmpty();
            assertThat(run.output().get(0)).as("exec").isEqualTo("" + run.process());
            assertThat(run.output()).endsWith("<-Dfirst=*>", "<-Xmx1g>", "<-Xmx2g>", "<-jar>",
                    "<" + home.toRealPath() + "/cpln-container-routes.jar>",
                    "<>", "<two words>", "<'quoted\" \\>", "<$HOME>", "<*>", "<-x>");
            assertThat(run.output()).noneMatch(line -> line.contains("Tiered") || line.contains("GC"));
        }

        @Test
        void shortLifeHasOptionsOfItsOwnThatCanBeReplaced() throws Exception {
            assertThat(run(Map.of(), "--output", "json", "--once").output())
                    .contains("<-XX:TieredStopAtLevel=1>", "<-XX:+UseSerialGC>");
            assertThat(run(Map.of(), "--wait").output()).contains("<-XX:TieredStopAtLevel=1>", "<-XX:+UseSerialGC>");
            List<String> replaced =
                    run(Map.of("CPLN_JAVA_OPTS", "-XX:+UseParallelGC -XX:TieredStopAtLevel=4"), "--once")
                    .output();
            assertThat(replaced).as("two collectors would be refused").doesNotContain("<-XX:+UseSerialGC>");
            assertThat(replaced.indexOf("<-XX:TieredStopAtLevel=4>"))
                    .isGreaterThan(replaced.indexOf("<-XX:TieredStopAtLevel=1>"));
        }

        @Test
        void jarIsFoundThroughLinksAndInAnyFolder() throws Exception {
            home = Files.move(home, directory.resolve("a folder! of größe $(one) 'quoted' *"));
            script = home.resolve("bin/cpln-container-routes");
            Run real = run(Map.of("JAVA_HOME", REAL));
            assertThat(real.code()).as("neither token nor organization").isEqualTo(2);
            assertThat(real.output()).isEmpty();
            assertThat(real.errors()).singleElement().asString().startsWith("Missing CPLN_TOKEN");
            assertThat(run(Map.of(), "--once").archive()).as("Java uses none in such a folder").isEmpty();
            Path link = directory.resolve("links/start here");
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(directory.resolve("links/second"), script);
            Files.createSymbolicLink(link, Path.of("second"));
            assertThat(run(link, Map.of()).output()).contains("<" + home.toRealPath() + "/cpln-container-routes.jar>");
            String found = "<" + home.toRealPath() + "/cpln-container-routes.jar>";
            String path = link.getParent() + ":" + System.getenv("PATH");
            Process byName = command(Map.of("PATH", path), List.of("sh", "-c", "'start here'; cd /; exec second"))
                    .start();
            assertThat(byName.waitFor()).isEqualTo(7);
            assertThat(Files.readAllLines(directory.resolve("output")))
                    .filteredOn(found::equals).hasSize(2);
            Files.delete(home.resolve("cpln-container-routes.jar"));
            Run missing = run(Map.of());
            assertThat(missing.code()).isEqualTo(2);
            assertThat(missing.errors()).singleElement().asString()
                    .contains("There is no ", "cpln-container-routes.jar");
        }

        @Test
        void missingOrOldJavaIsSaidInOneLine() throws Exception {
            expectRefusal(Map.of("JAVA_HOME", "/no/such"), "JAVA_HOME is /no/such, which has no bin/java");
            Path tools = Files.createDirectories(directory.resolve("tools"));
            for (String tool : List.of("sh", "readlink", "sed", "head")) {
                Files.createSymbolicLink(tools.resolve(tool), Path.of("/bin", tool).toRealPath());
            }
            expectRefusal(Map.of("JAVA_HOME", "", "PATH", tools.toString()), "There is no java in PATH");
            for (String version : List.of("11.0.2", "1.8.0_402", "16")) {
                Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
                expectRefusal(Map.of(), "is Java " + version.replaceFirst("^1\\.", "").replaceFirst("\\D.*", ""));
            }
            // A command that picks a Java has no file that describes it.
            Files.delete(java.resolve("release"));
            expectRefusal(Map.of(), "does not tell its version");
            write(tools.resolve("java"), "#!/bin/sh\necho 'openjdk version \"9-ea\" 2017-01-01' >&2\n");
            expectRefusal(Map.of("JAVA_HOME", "", "PATH", tools + ":" + System.getenv("PATH")), "/java is Java 9");
        }

        @Test
        void signalReachesTheProcess() throws Exception {
            Process process = command(Map.of("JAVA_HOME", REAL, "CAMEL_SERVER_PORT", "0", "CAMEL_MANAGEMENT_ENABLED",
                    "false", "CPLN_ORG", "acme", "CPLN_TOKEN", "t", "CPLN_JAVA_OPTS",
                    "-Xshare:auto -XX:TieredStopAtLevel=1"), List.of(script.toString())).start();
            try {
                await().atMost(StandaloneProcess.DEADLINE).until(() -> !process.isAlive()
                        || Files.readString(directory.resolve("errors")).contains("Listening on"));
                process.toHandle().destroy();
                assertThat(process.waitFor(StandaloneProcess.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(143);
                assertThat(Files.readString(directory.resolve("errors"))).contains("is shutdown");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Nested
    class AtATerminal {

        @Test
        void terminalIsToldOf() throws Exception {
            Process process = command(Map.of(), List.of("script", "-qec", "stty rows 40 cols 132; '" + script
                    + "' --once; '" + script + "' --once 2>/dev/null; '" + script + "' --once | cat", "/dev/null"))
                    .start();
            assertThat(process.waitFor()).isIn(0, 7);
            assertThat(Files.readString(directory.resolve("output")).lines()
                    .filter(line -> line.contains("terminal"))).containsExactly(
                            "<-Ddev.cplnroutes.terminal=output,errors,132>", "<-Ddev.cplnroutes.terminal=output,132>",
                            "<-Ddev.cplnroutes.terminal=errors,132>");
            assertThat(run(Map.of(), "--once").output()).noneMatch(line -> line.contains("terminal"));
        }

        /** Both streams of the real thing go to one terminal. */
        @Test
        void terminalGetsABarAndColours() throws Exception {
            Process process = command(Map.of("JAVA_HOME", REAL, "TERM", "xterm", "NO_COLOR", "", "CPLN_JAVA_OPTS",
                    "-Xshare:auto"), List.of("script", "-qec", "stty rows 40 cols 132; '" + script
                    + "' --demo --once --output=table --fail-on=unhealthy --gvc=prod", "/dev/null")).start();
            assertThat(process.waitFor()).isEqualTo(5);
            assertThat(Files.readString(directory.resolve("output"))).contains("cpln-demo endpoint=",
                    "\r\u001b[K[" + " ".repeat(30) + "] 0 of 0 workloads", "\r\u001b[K", " took ", "GVC  ", "  WHY",
                    "\u001b[31munhealthy\u001b[0m").doesNotContain("completed, ", "Apache Camel");
        }
    }

    @Nested
    class Archive {

        @Test
        void archiveIsMadeOnceAndUsedUntilJarOrJavaChange() throws Exception {
            assertThat(run(Map.of(), "--help").archive()).as("too little is loaded").isEmpty();
            // Two first starts at once: neither sees what the other makes.
            Run first = run(Map.of(), "--once");
            assertThat(first.archive())
                    .contains("ArchiveClassesAtExit=" + home.toRealPath(), ".jsa." + first.process());
            String made = first.archive().replaceFirst("<.*?=(.*)>", "$1");
            Files.copy(Path.of(made), Path.of(made.replace("." + first.process() + ".", ".1999999999.")));
            Files.writeString(Path.of(made.replace("." + first.process() + ".", ".1999999998.")), "");

            String used = run(Map.of(), "--once").archive();
            assertThat(used).contains("SharedArchiveFile=" + home.toRealPath()).endsWith("-once.jsa>");
            assertThat(archives(home)).hasSize(1);
            assertThat(run(Map.of()).archive()).as("a process that serves loads more").contains("ArchiveClassesAtExit");
            assertThat(run(Map.of()).archive()).contains("SharedArchiveFile").endsWith("-serving.jsa>");
            assertThat(run(Map.of("CPLN_JAVA_OPTS", "-Xshare:off"), "--once").archive()).isEmpty();

            Files.writeString(java.resolve("release"), "JAVA_VERSION=\"21.0.1\"\n");
            assertThat(run(Map.of(), "--once").archive()).contains("ArchiveClassesAtExit");
            assertThat(run(Map.of(), "--once").archive()).contains("SharedArchiveFile").isNotEqualTo(used);
            Path jar = home.resolve("cpln-container-routes.jar");
            Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000_000_000L));
            assertThat(run(Map.of(), "--once").archive()).contains("ArchiveClassesAtExit");
            assertThat(run(Map.of(), "--once").archive()).contains("SharedArchiveFile");
            assertThat(archives(home).stream().filter(name -> name.endsWith("-once.jsa"))).as("old ones are gone")
                    .hasSize(1);
        }

        @Test
        void archiveOfAProcessThatDidNotListIsThrownAway() throws Exception {
            write(java.resolve("bin/java"), PRINTING_JAVA.replace("JobExecution", ""));
            assertThat(run(Map.of(), "--once").archive()).contains("ArchiveClassesAtExit");
            Run second = run(Map.of(), "--once");
            assertThat(second.archive()).contains("ArchiveClassesAtExit");
            assertThat(archives(home)).singleElement().asString().contains("" + second.process());
        }

        @Test
        void folderThatOthersCanWriteIsLeftAlone() throws Exception {
            assertThat(run(Map.of(), "--once").archive()).contains("ArchiveClassesAtExit=" + home.toRealPath());
            assertThat(run(Map.of(), "--once").archive()).contains("SharedArchiveFile=" + home.toRealPath());
            mode(home.resolve(archives(home).get(0)), "rw-rw-rw-");
            assertThat(run(Map.of(), "--once").archive()).as("another user could have written it")
                    .contains("ArchiveClassesAtExit");
            run(Map.of(), "--help");
            mode(home, "rwxrwxr-x");

            Run cached = run(Map.of(), "--once");
            assertThat(cached.archive()).contains("ArchiveClassesAtExit=" + cache());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache()))).isEqualTo("rwx------");
            assertThat(run(Map.of(), "--once").archive()).contains("SharedArchiveFile=" + cache());
            mode(cache(), "rwxrwxrwx");
            Run without = run(Map.of(), "--once");
            assertThat(without.archive()).isEmpty();
            assertThat(without.errors()).isEmpty();
            assertThat(run(Map.of("HOME", ""), "--once").archive()).isEmpty();
            Path other = directory.resolve("other cache");
            assertThat(run(Map.of("XDG_CACHE_HOME", other.toString()), "--once").archive())
                    .contains("ArchiveClassesAtExit=" + other + "/cpln-container-routes/");
        }

        @Test
        void archiveOfTheRealJavaFitsAndSaysNothing() throws Exception {
            try (DemoServer server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 3),
                    DemoSettings.defaults())) {
                expectArchiveThatFits(Map.of("JAVA_HOME", REAL, "CPLN_ENDPOINT", server.endpoint().toString(),
                        "CPLN_ORG", "acme", "CPLN_TOKEN", "t"));
            }
        }
    }
}
