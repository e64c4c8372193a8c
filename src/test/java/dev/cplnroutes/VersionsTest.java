package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Versions are in one place, the properties of {@code pom.xml}: an old one is found there. */
class VersionsTest {

    private static final Pattern VERSION = Pattern.compile("<version>([^<]*)</version>");

    private static List<String> versions(Path pom) throws IOException {
        return VERSION.matcher(Files.readString(pom)).results().map(result -> result.group(1)).toList();
    }

    @Test
    void versionsAreProperties() throws IOException {
        List<String> versions = versions(Path.of("pom.xml"));
        assertThat(versions).hasSizeGreaterThan(20).first().as("the project's own").isEqualTo("0.1.0");
        assertThat(versions.subList(1, versions.size()))
                .allMatch(version -> version.matches("\\$\\{[a-z0-9-]+\\.version}"));
    }

    @Test
    void hostsTakeThemFromThere() throws IOException {
        try (Stream<Path> hosts = Files.list(Path.of("src", "it"))) {
            List<Path> poms = hosts.map(host -> host.resolve("pom.xml")).filter(Files::exists).toList();
            assertThat(poms).hasSize(5);
            for (Path pom : poms) {
                List<String> versions = versions(pom);
                assertThat(versions).first().as("the host's own").isEqualTo("1");
                assertThat(versions.subList(1, versions.size())).as(pom.toString()).isNotEmpty()
                        .allMatch(version -> version.matches("@[a-z0-9.-]+\\.version@"));
            }
        }
    }
}
