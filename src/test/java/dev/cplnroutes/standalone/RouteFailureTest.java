package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator reads whose own route files Camel does not take: Camel's real failures, in one line each. */
class RouteFailureTest {

    @TempDir
    private Path directory;

    private StandaloneSettings settings(String pattern) {
        StandaloneSettings settings = StandaloneSettings.load(directory, Map.of(), new Properties());
        settings.set("camel.main.routesIncludePattern", pattern);
        return settings;
    }

    /** Starts Camel with the pattern alone, and explains why it does not start. */
    private StartFailure failure(String pattern) {
        Properties properties = new Properties();
        properties.setProperty("camel.main.routesIncludePattern", pattern);
        properties.setProperty("camel.main.startupSummaryLevel", "off");
        Main main = new Main();
        main.setOverrideProperties(properties);
        try {
            Exception failure = catchThrowableOfType(Exception.class, main::start);
            return StartFailure.of(failure, settings(pattern));
        } finally {
            main.stop();
        }
    }

    private StartFailure failureOf(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("own.yaml"), text.replace("\\n", "\n"));
        return failure("file:" + file);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "- route:\\n    id: x\\n   from: timer:x | own.yaml, line 3: expected <block end>",
        "- route: {id: x, from: {uri: timer:x, | own.yaml, line 2: expected the node content",
        "- route:\\n    from:\\n      uri: timer:x\\n      stepz:\\n        - log: x "
                + "| own.yaml, line 5: Unsupported field: stepz",
        "- rout:\\n    from:\\n      uri: timer:x | own.yaml, line 1: Unknown node id: rout",
        "- from:\\n    uri: timer:x\\n    steps:\\n      - tooo: log:x | own.yaml, line 4: Unknown node id: tooo",
        "'' | own.yaml: it is empty",
        "- beans:\\n    - name: b\\n      type: no.such.Type | there is no class no.such.Type on the class path",
        "- route:\\n    id: x\\n    from:\\n      uri: nosuch:s3cret\\n      steps: [{log: x}] "
                + "| own.yaml cannot be made: there is no Camel component 'nosuch' on the class path",
        "- route:\\n    id: x\\n    from:\\n      uri: timer:x?perid=s3cret\\n      steps: [{log: x}] "
                + "| cannot be made: the component does not know the option perid",
        "- route:\\n    id: x\\n    from:\\n      uri: timer:x?period=s3cret\\n      steps: [{log: x}] "
                + "| cannot be made: the option period has a value that the component does not take",
        "- route:\\n    id: x\\n    from:\\n      uri: timer:x?period={{no.such}}\\n      steps: [{log: x}] "
                + "| cannot be made: the setting no.such, which it names in a placeholder, is missing",
        "- route:\\n    id: x\\n    from:\\n      uri: timer:x\\n      steps: [{log: '${nosuch}'}] "
                + "| Route x cannot be made: Unknown function: nosuch",
        "- route:\\n    id: x\\n    from:\\n      uri: direct:a\\n      steps: [{log: x}]\\n"
                + "- route:\\n    id: y\\n    from:\\n      uri: direct:a\\n      steps: [{log: x}] "
                + "| cannot start: Multiple consumers for the same endpoint is not allowed: direct://a",
        "- route:\\n    id: x\\n    from:\\n      uri: direct:a\\n      steps: [{log: x}]\\n"
                + "- route:\\n    id: x\\n    from:\\n      uri: direct:b\\n      steps: [{log: x}] "
                + "| Two routes have the same id: x; give that in your files"})
    void mistakeInAFileIsSaidWithItsPlace(String text, String said) throws IOException {
        StartFailure failure = failureOf(text);

        assertThat(failure.exitCode()).isEqualTo(2);
        assertThat(failure.line()).contains(said).endsWith(".").doesNotContain("\n", "s3cret", "Exception");
    }

    @Test
    void whatThePatternNamesAndIsNotThereIsSaidWithItsSetting() throws IOException {
        Files.createDirectory(directory.resolve("folder"));
        Files.writeString(directory.resolve("readme.txt"), "hello");
        Files.writeString(directory.resolve("routes.xml"), "<routes/>");

        assertThat(failure("file:" + directory + "/none/*")).isEqualTo(new StartFailure(2,
                "Setting camel.main.routes-include-pattern names '" + directory + "/none', which does not exist; "
                        + "correct the name, or make the folder."));
        assertThat(failure("file:" + directory + "/none.yaml").line())
                .contains("names '" + directory + "/none.yaml', which does not exist");
        assertThat(failure("file:" + directory + "/folder").line())
                .contains("names a folder, or a file without an extension; name files: file:routes/*.yaml");
        Files.createDirectory(directory.resolve("folder.yaml"));
        assertThat(failure("file:" + directory + "/folder.yaml").line())
                .contains("/folder.yaml', which is a folder; name its files: file:").endsWith("/folder.yaml/*.");
        assertThat(failure("file:" + directory + "/readme.txt").line()).contains("extension 'txt'", "routes/*.yaml");
        assertThat(failure("file:" + directory + "/*.xml").line()).contains("extension 'xml'", "routes/*.yaml");
    }

    @Test
    void failuresOfOurOwnRoutesAndOfOtherFilesNeedTheirStackTrace() {
        for (Exception failure : new Exception[] {
            new FailedToCreateRouteException("cpln-lane", "cpln-list-containers.camel.yaml:5", "Route", "why"),
            new FailedToCreateRouteException("x", "classpath:camel/cpln-api.camel.yaml:7", "Route", "why"),
            new FailedToCreateRouteException("cpln-http", null, "Route", "why"),
            new NoSuchFileException("/etc/other"),
            new AccessDeniedException("/etc/other"), new IllegalStateException((String) null)}) {
            assertThat(RouteFailure.line(failure, settings("classpath:camel/*,file:own/*"))).isNull();
        }
    }

    @Test
    void fileThatMayNotBeReadIsSaid() {
        for (Exception failure : new Exception[] {new AccessDeniedException("own"),
            new FileNotFoundException("own/a.yaml (Permission denied)")}) {
            assertThat(RouteFailure.line(new IllegalStateException(failure), settings("file:own/a.yaml")))
                    .contains("names 'own").contains("', which cannot be read; allow the user of this process");
        }
    }
}
