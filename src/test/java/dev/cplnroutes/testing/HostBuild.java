package dev.cplnroutes.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds a host of {@code src/it} as its owner would: with Maven, and with the packaged jar as its one dependency on
 * us.
 *
 * <p>Maven gets a local repository in {@code target}. The packaged jar is in this one alone: other builds never find
 * it. The rest of it are links to the user's own, so that nothing is fetched that the machine has.
 */
final class HostBuild {

    private static final Path HOSTS = Path.of("target", "hosts").toAbsolutePath();
    private static final Path REPOSITORY = Path.of("target", "hosts-repository").toAbsolutePath();
    /** Where our groupId leads to: a folder of the repository's own. */
    private static final Path GROUP = Path.of("dev", "cplnroutes");

    private HostBuild() {
    }

    /**
     * Builds.
     *
     * @param name folder in {@code src/it}
     * @param runs arguments of Maven, one text for each time that it is run
     */
    static void run(String name, List<String> runs) throws IOException, InterruptedException {
        prepareRepository();
        for (String arguments : runs) {
            maven(HOSTS.resolve(name), arguments.split(" "));
        }
    }

    private static void maven(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program(), "-B", "-ntp", "-Dstyle.color=never",
                "-Dmaven.repo.local=" + REPOSITORY));
        if ("offline=true".equals(System.getProperty("build.is"))) {
            command.add("-o");
        }
        command.addAll(List.of(arguments));
        Path log = folder.resolve("build.log");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        StandaloneProcess.cleanEnvironment(builder);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAVEN_OPTS", String.join(" ", ClassArchive.SHORT_LIFE));
        assertThat(builder.start().waitFor()).as(() -> read(log)).isZero();
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return log + ": " + e;
        }
    }

    private static String program() {
        return Path.of(property("build.maven"), "bin", "mvn").toString();
    }

    /** Hosts may be built at the same time. */
    private static void prepareRepository() throws IOException {
        Files.createDirectories(REPOSITORY);
        try (FileChannel channel = FileChannel.open(REPOSITORY.resolve(".lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            linkAllBut(GROUP, Path.of(property("build.repository")), REPOSITORY);
            install(property("build.version"));
        }
    }

    /** Links what is in a folder, but for one path, whose folders are made. */
    private static void linkAllBut(Path path, Path from, Path to) throws IOException {
        String own = path.getName(0).toString();
        Files.createDirectories(to.resolve(own));
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                Path link = to.resolve(entry.getFileName());
                if (Files.isDirectory(entry) && !Files.exists(link)) {
                    Files.createSymbolicLink(link, entry);
                }
            }
        }
        if (path.getNameCount() > 1) {
            linkAllBut(path.subpath(1, path.getNameCount()), from.resolve(own), to.resolve(own));
        }
    }

    private static void install(String version) throws IOException {
        String artifact = "cpln-container-routes";
        Path folder = Files.createDirectories(REPOSITORY.resolve(GROUP).resolve(artifact).resolve(version));
        Path jar = folder.resolve(artifact + "-" + version + ".jar");
        // Another process that runs tests may have done it, and a host be built with it.
        if (!Files.exists(jar) || Files.mismatch(StandaloneProcess.Launch.jar(), jar) >= 0) {
            Files.copy(StandaloneProcess.Launch.jar(), jar, StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        Path description = folder.resolve(artifact + "-" + version + ".pom");
        if (!Files.exists(description) || Files.mismatch(Path.of("pom.xml"), description) >= 0) {
            Files.copy(Path.of("pom.xml"), description, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        assertThat(value).as("%s, a system property that the build sets", name).isNotNull();
        return value;
    }
}
