package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The sources of the tests: where they are, and that long classes are grouped. */
class TestClassesTest {

    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final int LINES_WITHOUT_GROUPS = 300;
    private static final Pattern TEST = Pattern.compile("@(Test|TestFactory|ParameterizedTest|RepeatedTest)\\b");

    private static List<Path> classes() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.toString().matches(".*(Test|IT)\\.java")).sorted().toList();
        }
    }

    @Test
    void eachIsInAPackageOfWhatItTests() throws IOException {
        assertThat(classes()).hasSizeGreaterThan(200)
                .allSatisfy(file -> assertThat(MAIN.resolve(TESTS.relativize(file.getParent()))).isDirectory());
    }

    @Test
    void aLongOneGroupsItsTests() throws IOException {
        List<Path> flat = new ArrayList<>();
        for (Path file : classes()) {
            String text = Files.readString(file);
            if (text.lines().count() > LINES_WITHOUT_GROUPS && TEST.matcher(text).results().count() > 1
                    && !text.contains("@Nested")) {
                flat.add(file);
            }
        }
        assertThat(flat).as("classes of over %s lines without @Nested", LINES_WITHOUT_GROUPS).isEmpty();
    }
}
