package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.standalone.StandaloneSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The steps of the Dockerfile, in an empty folder instead of an image; and the manifest that deploys it.
 */
@Timeout(180)
class DockerfileIT {

    private record Instruction(String name, String arguments) {
    }

    @TempDir
    private Path app;

    private static List<Instruction> instructions() throws IOException {
        List<Instruction> instructions = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String part : Files.readAllLines(Path.of("Dockerfile"))) {
            if (part.isBlank() || part.startsWith("#")) {
                continue;
            }
            boolean goesOn = part.endsWith("\\");
            line.append(goesOn ? part.substring(0, part.length() - 1) : part).append(' ');
            if (!goesOn) {
                String[] words = line.toString().trim().split("\\s+", 2);
                instructions.add(new Instruction(words[0], words[1].trim()));
                line.setLength(0);
            }
        }
        return instructions;
    }

    private static List<String> of(String name) throws IOException {
        return instructions().stream().filter(instruction -> instruction.name().equals(name))
                .map(Instruction::arguments).toList();
    }

    private static List<String> command(String json) throws IOException {
        List<String> words = new ArrayList<>();
        new ObjectMapper().readTree(json).forEach(word -> words.add(word.asText()));
        return words;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = Files.isDirectory(from) ? to.resolve(from.relativize(file))
                        : to.resolve(file.getFileName());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Process run(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(app.toFile())
                .redirectErrorStream(true).redirectOutput(app.resolve("output.log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CPLN_") || name.startsWith("CAMEL_")
                || name.matches("JAVA_(HOME|OPTS|TOOL_OPTIONS)"));
        builder.environment().put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":"
                + System.getenv("PATH"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    @Test
    void stepsLeadToAProcessThatIsHealthyAndStops() throws Exception {
        for (String copied : of("COPY")) {
            String[] words = copied.split("\\s+");
            assertThat(words).hasSize(2);
            copy(Path.of(words[0]), app.resolve(words[1]));
        }
        Path script = app.resolve("bin/cpln-container-routes");
        assertThat(script).isExecutable();
        String archive = of("RUN").stream().filter(step -> step.startsWith("bin/")).findFirst().orElseThrow();
        Process archiving = run(Map.of("CAMEL_SERVER_PORT", "0", "CAMEL_MANAGEMENT_ENABLED", "false"),
                List.of("sh", "-c", archive));
        assertThat(archiving.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(archiving.exitValue()).as(Files.readString(app.resolve("output.log"))).isZero();
        try (Stream<Path> files = Files.list(app)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.contains(".jsa")))
                    .singleElement().asString().endsWith("-serving.jsa");
        }

        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String options = of("ENV").get(0).replaceFirst("(?s).*JAVA_OPTS=\"(.*)\".*", "$1");
        assertThat(options).contains("MaxRAMPercentage");
        String check = command(of("HEALTHCHECK").get(0).replaceFirst(".*CMD ", "")).get(2).replace("8080", "" + port);
        try (DemoServer server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 3),
                DemoSettings.defaults())) {
            List<String> command = new ArrayList<>(command(of("ENTRYPOINT").get(0)));
            command.replaceAll(word -> word.replace("/app/", app + "/"));
            Process process = run(Map.of("JAVA_OPTS", options + " -Xlog:class+load:file=classes.log",
                    "CPLN_ENDPOINT", server.endpoint().toString(), "CPLN_ORG", "acme",
                    "CPLN_TOKEN", "t",
                    "CAMEL_SERVER_PORT", "" + port, "CPLN_UNDELIVERED_ENDPOINT", "file:" + app + "/data/undelivered"),
                    command);
            try {
                await().atMost(Duration.ofSeconds(60)).until(() -> !process.isAlive()
                        || new ProcessBuilder("bash", "-c", check).start().waitFor() == 0);
                assertThat(process.isAlive()).as(Files.readString(app.resolve("output.log"))).isTrue();
                assertThat(Files.readString(app.resolve("classes.log"))).as("the archive fits")
                        .contains("dev.cplnroutes.standalone.BoundedVertx source: shared objects file (top)");
                process.toHandle().destroy();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(new ProcessBuilder("bash", "-c", check).start().waitFor()).as("not healthy any more")
                        .isNotZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /**
     * What hadolint would say: pinned base, no root, exec form, one purpose a layer, nothing installed from a network.
     */
    @Test
    void dockerfileFollowsTheRules() throws IOException {
        List<String> names = instructions().stream().map(Instruction::name).toList();
        assertThat(of("FROM")).hasSize(1)
                .allMatch(image -> image.matches("eclipse-temurin:(2[1-9]|[3-9]\\d)-jre-[a-z]+"));
        assertThat(of("USER")).containsExactly("10001:10001");
        assertThat(names.indexOf("USER")).isLessThan(names.indexOf("ENTRYPOINT"));
        assertThat(of("WORKDIR")).allMatch(folder -> folder.startsWith("/"));
        assertThat(of("COPY").get(0)).as("libraries change rarely").startsWith("target/lib ");
        assertThat(of("COPY").get(1)).startsWith("target/cpln-container-routes.jar ");
        assertThat(command(of("ENTRYPOINT").get(0))).containsExactly("/app/bin/cpln-container-routes");
        assertThat(names).doesNotContain("ADD", "MAINTAINER", "SHELL");
        assertThat(String.join("\n", of("RUN"))).doesNotContain("sudo", "curl", "wget", "apt")
                .doesNotContainPattern("[^|]\\| ");
        assertThat(Files.readAllLines(Path.of(".dockerignore")))
                .contains("*", "!target/bin", "!target/lib", "!target/cpln-container-routes.jar");
    }

    /** As OpenShift runs an image: with a user that the image does not know, in the group 0. */
    @Test
    void folderOfEventsIsWritableForTheUserOfTheImageAndForTheGroupZero() throws Exception {
        String step = of("RUN").stream().filter(run -> run.contains("install ")).findFirst().orElseThrow();
        String install = step.substring(step.indexOf("install "));
        assertThat(install).contains("--owner=cpln", "--group=root").endsWith(" /data /data/undelivered");
        assertThat(of("ENV").get(0)).startsWith("CPLN_UNDELIVERED_ENDPOINT=file:/data/undelivered ");

        // Nobody but root may give a folder away.
        Process made = run(Map.of(), List.of("sh", "-c", install.replaceAll("--(owner|group)=\\w+", "")
                .replace(" /data", " " + app + "/data")));
        assertThat(made.waitFor()).as(Files.readString(app.resolve("output.log"))).isZero();
        for (Path folder : List.of(app.resolve("data"), app.resolve("data").resolve("undelivered"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwxrwx---");
            assertThat((int) Files.getAttribute(folder, "unix:mode") & 02000)
                    .as("what one user leaves there belongs to the group").isNotZero();
        }
    }

    @Test
    void manifestRunsWhatTheDockerfileBuilds() throws IOException {
        YAMLFactory factory = new YAMLFactory();
        List<JsonNode> documents;
        try (YAMLParser parser = factory.createParser(Path.of("config", "deploy", "kubernetes.yaml").toFile())) {
            documents = new ObjectMapper(factory).readValues(parser, JsonNode.class).readAll();
        }
        JsonNode pod = documents.get(0).at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        // OpenShift refuses a pod that names a user or a group; elsewhere the image's own are taken.
        for (JsonNode context : List.of(pod.path("securityContext"), container.path("securityContext"))) {
            assertThat(context.fieldNames()).toIterable().doesNotContain("runAsUser", "runAsGroup", "fsGroup");
        }
        assertThat(of("USER").get(0)).as("a number, to be known as no root").matches("[1-9]\\d*(:\\d+)?");
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(container.at("/ports/0/containerPort").asText()).isEqualTo(of("EXPOSE").get(0));
        assertThat(StreamSupport.stream(container.path("volumeMounts").spliterator(), false)
                .map(mount -> mount.path("mountPath").asText())).contains(of("VOLUME").get(0), "/tmp");
        for (JsonNode variable : container.path("env")) {
            String name = variable.path("name").asText();
            assertThat(name.startsWith("CAMEL_") || StandaloneSettings.KNOWN.stream()
                    .anyMatch(setting -> setting.toUpperCase().replaceAll("[.-]", "_").equals(name))).as(name).isTrue();
        }
        assertThat(documents.get(1).at("/spec/selector")).isEqualTo(documents.get(0).at("/spec/selector/matchLabels"));
    }
}
