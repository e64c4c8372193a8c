package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import dev.cplnroutes.standalone.Application;
import dev.cplnroutes.testing.StandaloneProcess;
import org.junit.jupiter.api.Test;

/** What the packaged jar holds, since Camel acts upon some of it in whatever runtime the jar lands in. */
class PackagedJarIT {

    private static final Path LIBRARIES = Path.of("target", "lib");

    @Test
    void routesLieWhereCamelDoesNotScan() throws IOException {
        assertThat(filesUnder("camel/")).isEmpty();
        assertThat(filesUnder("cpln-routes/"))
                .containsExactlyInAnyOrderElementsOf(routeFiles(Path.of("routes"), "cpln-routes/"));
    }

    @Test
    void triggersLieWhereCamelDoesNotScan() throws IOException {
        assertThat(filesUnder("cpln-triggers/"))
                .containsExactlyInAnyOrderElementsOf(routeFiles(Path.of("routes", "triggers"), "cpln-triggers/"));
    }

    @Test
    void kameletsLieWhereCamelLooksForThem() throws IOException {
        assertThat(filesUnder("kamelets/")).containsExactlyInAnyOrder("kamelets/cpln-containers-source.kamelet.yaml",
                "kamelets/cpln-containers-action.kamelet.yaml", "kamelets/cpln-await-containers-action.kamelet.yaml",
                "kamelets/cpln-changes-source.kamelet.yaml");
    }

    @Test
    void librariesOfOneFamilyAreOfOneVersion() throws IOException {
        for (String family : List.of("jackson-", "netty-", "vertx-", "log4j-", "prometheus-metrics-", "micrometer-")) {
            try (Stream<Path> libraries = Files.list(LIBRARIES)) {
                assertThat(libraries.map(library -> library.getFileName().toString())
                        .filter(name -> name.startsWith(family))
                        .map(name -> name.replaceFirst("^.*?-([0-9][^-]*)\\.jar$", "$1")).distinct()).as(family)
                        .hasSize(1);
            }
        }
    }

    @Test
    void indexOfClassesIsThereForQuarkus() throws IOException {
        try (JarFile jar = jar(); InputStream index = jar.getInputStream(jar.getEntry("META-INF/jandex.idx"))) {
            assertThat(new String(index.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains("RequestReader", "EventEndpoints");
        }
    }

    @Test
    void routesInTheJarAreThoseOfTheSources() throws IOException {
        try (JarFile jar = jar()) {
            for (String name : List.of("cpln-routes/cpln-list-containers.camel.yaml",
                    "cpln-routes/cpln-beans.camel.yaml")) {
                byte[] packaged = jar.getInputStream(jar.getEntry(name)).readAllBytes();
                assertThat(packaged).isEqualTo(
                        Files.readAllBytes(Path.of("routes", name.substring("cpln-routes/".length()))));
            }
        }
    }

    @Test
    void nothingInTheJarWouldCollideWithTheSettingsOrTheLogOfAHost() throws IOException {
        assertThat(filesUnder("")).noneMatch(name -> name.matches("(.*/)?application[^/]*\\.(properties|ya?ml)")
                || name.matches("(.*/)?(log4j2?|logback|simplelogger|logging)[^/]*\\.[a-z]+")
                || name.startsWith("META-INF/services/")
                && !name.equals("META-INF/services/org.apache.camel.spi.ContextServicePlugin"));
    }

    @Test
    void everythingElseIsClassesAndTheManifest() throws IOException {
        assertThat(filesUnder("")).allMatch(name -> name.startsWith("cpln-routes/") || name.startsWith("cpln-triggers/")
                || name.startsWith("cpln-schemas/") || name.startsWith("kamelets/")
                || name.matches("dev/cplnroutes/.*\\.class") || name.startsWith("META-INF/"));
    }

    @Test
    void manifestNamesTheProgramAndLibrariesThatExist() throws IOException {
        try (JarFile jar = jar()) {
            Attributes manifest = jar.getManifest().getMainAttributes();

            assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo(Application.class.getName());
            assertThat(jar.getEntry(Application.class.getName().replace('.', '/') + ".class")).isNotNull();
            List<String> classPath = List.of(manifest.getValue(Attributes.Name.CLASS_PATH).split(" "));
            assertThat(classPath).isNotEmpty()
                    .allSatisfy(library -> assertThat(Path.of("target").resolve(library)).isRegularFile());
            assertThat(classPath).containsExactlyInAnyOrderElementsOf(
                    libraries().stream().map(library -> "lib/" + library).toList());
        }
    }

    @Test
    void librariesOfTestsAreNotShipped() throws IOException {
        assertThat(libraries()).isNotEmpty()
                .noneMatch(library -> library.matches(
                        "(wiremock|junit|assertj|awaitility|camel-test|opentest4j|kafka_|kafka-server|spring|"
                                + "cloudevents|standardwebhooks).*"));
    }

    @Test
    void sourcesOfEveryClassAreInAJarBesideIt() throws IOException {
        Path sources = Path.of("target", "cpln-container-routes-sources.jar");
        try (JarFile jar = new JarFile(sources.toFile())) {
            Path java = Path.of("src", "main", "java");
            try (Stream<Path> files = Files.walk(java)) {
                assertThat(jar.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".java")))
                        .containsExactlyInAnyOrderElementsOf(files.filter(Files::isRegularFile)
                                .map(file -> java.relativize(file).toString().replace('\\', '/')).toList());
            }
            String container = "dev/cplnroutes/Container.java";
            assertThat(jar.getInputStream(jar.getEntry(container)).readAllBytes())
                    .isEqualTo(Files.readAllBytes(java.resolve(container)));
            assertThat(jar.stream().map(ZipEntry::getName)).contains("cpln-routes/cpln-list-containers.camel.yaml")
                    .noneMatch(name -> name.startsWith("camel/") || name.endsWith(".class"));
        }
    }

    private static List<String> filesUnder(String folder) throws IOException {
        try (JarFile jar = jar()) {
            return jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName)
                    .filter(name -> name.startsWith(folder)).toList();
        }
    }

    private static List<String> routeFiles(Path folder, String target) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".camel.yaml")).map(name -> target + name).toList();
            assertThat(names).isNotEmpty();
            return names;
        }
    }

    private static List<String> libraries() throws IOException {
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static JarFile jar() throws IOException {
        return new JarFile(StandaloneProcess.Launch.jar().toFile());
    }
}
