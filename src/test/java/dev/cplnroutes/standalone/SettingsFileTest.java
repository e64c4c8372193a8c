package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings file in each state that people leave it in. */
class SettingsFileTest {

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void makeFolder() throws IOException {
        file = Files.createDirectory(directory.resolve("config")).resolve("application.properties");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpln.org=acme", "\uFEFFcpln.org=acme", "\uFEFF# comment\r\ncpln.org = acme\r\n",
        "\uFEFF\ncpln.org: acme", "\uFEFFcpln.gvc=prod\ncpln.org=acme"})
    void firstSettingCountsWithAndWithoutAMark(String text) throws IOException {
        Files.writeString(file, text);

        assertThat(StandaloneSettings.load(directory, Map.of(), new Properties()).get("cpln.org", null))
                .isEqualTo("acme");
    }

    @ParameterizedTest
    @CsvSource({"UTF-16, UTF-16", "UTF-16LE, UTF-16", "x-UTF-16LE-BOM, UTF-16", "UTF-32, UTF-32",
        "ISO-8859-1, another encoding than UTF-8"})
    void otherEncodingIsNamed(String encoding, String named) throws IOException {
        Files.write(file, "cpln.org=größe\n".getBytes(Charset.forName(encoding)));

        assertThatIllegalArgumentException().isThrownBy(() -> SettingsFile.read(directory))
                .withMessage("config/application.properties is in " + named + "; save it in UTF-8.");
    }

    @Test
    void missingFileOrFolderIsNoSettings() throws IOException {
        assertThat(SettingsFile.read(directory)).isEmpty();
        assertThat(SettingsFile.read(directory.resolve("nowhere"))).isEmpty();
        Files.write(file, new byte[0]);
        assertThat(SettingsFile.read(directory)).isEmpty();
        Files.writeString(file, "\uFEFF", StandardCharsets.UTF_8);
        assertThat(SettingsFile.read(directory)).isEmpty();
    }

    @Test
    void folderInItsPlaceIsRefused() throws IOException {
        Files.createDirectory(file);

        assertThatIllegalArgumentException().isThrownBy(() -> SettingsFile.read(directory))
                .withMessageStartingWith("config/application.properties is a folder");
    }

    @Test
    void linksAreFollowedAndBrokenOnesRefused() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        Files.createSymbolicLink(file, elsewhere);
        assertThatIllegalArgumentException().isThrownBy(() -> SettingsFile.read(directory))
                .withMessageStartingWith("config/application.properties is a link to a file that does not exist");

        Files.writeString(elsewhere, "cpln.org=acme");
        assertThat(SettingsFile.read(directory)).containsOnly(Map.entry("cpln.org", "acme"));

        Files.delete(elsewhere);
        Files.createDirectory(elsewhere);
        assertThatIllegalArgumentException().isThrownBy(() -> SettingsFile.read(directory))
                .withMessageStartingWith("config/application.properties is a folder");
    }

    @Test
    void backslashThatIsNoEscapeIsSaid() throws IOException {
        Files.writeString(file, "cpln.token-file=C:\\users\\token");

        assertThatIllegalArgumentException().isThrownBy(() -> SettingsFile.read(directory))
                .withMessageContaining("four hexadecimal digits");
    }
}
