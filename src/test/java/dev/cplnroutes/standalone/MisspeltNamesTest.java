package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import dev.cplnroutes.support.NearestName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The known name that is said where a name is misspelt. */
class MisspeltNamesTest {

    private static final Path NOWHERE = Path.of("no-such-folder");

    @ParameterizedTest
    @CsvSource({
        "cpln.listing.max-worker, cpln.listing.max-workers",
        "cpln.listing.maxWorkers, cpln.listing.max-workers",
        "cpln.listing.max_workers, cpln.listing.max-workers",
        "cpln.listing.retires, cpln.listing.retry",
        "cpln.gcv, cpln.gvc",
        "cpln.Org, cpln.org",
        "cpln.tokenfile, cpln.token-file",
        "cpln.kafka.broker, cpln.kafka.brokers",
        "cpln.cache.max-bytes, cpln.cache.maximum-bytes"})
    void misspeltSettingIsSaidWithTheNearestOne(String misspelt, String nearest) {
        Properties system = new Properties();
        system.setProperty(misspelt, "s3cret");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StandaloneSettings.load(NOWHERE, Map.of(), system))
                .withMessage("Unknown setting -D" + misspelt + "; the nearest is " + nearest
                        + "; docs/settings.md lists all settings.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpln.", "cpln.something-else-entirely", "cpln.x.y.z"})
    void nameThatIsLikeNoneIsSaidAlone(String name) {
        assertThat(NearestName.of(name, List.of("cpln.listing.max-workers", "cpln.endpoint"))).isEmpty();
        assertThat(NearestName.hint(name, List.of("cpln.listing.max-workers"))).isEmpty();
    }

    @Test
    void misspeltSettingInTheFileIsSaidWithTheNearestOne(@TempDir Path directory) throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("config")).resolve("application.properties"),
                "cpln.listing.health-statsu=unknown\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StandaloneSettings.load(directory, Map.of(), new Properties()))
                .withMessage("Unknown setting cpln.listing.health-statsu in config/application.properties; the nearest "
                        + "is cpln.listing.health-status; docs/settings.md lists all settings.");
    }

    @Test
    void nameOfWhichNothingIsRightOrThatIsFarTooLongHasNone() {
        assertThat(NearestName.of("x", List.of("vm"))).isEmpty();
        assertThat(NearestName.of("", List.of("vm"))).isEmpty();
        assertThat(NearestName.of("n".repeat(101), List.of("n".repeat(100)))).isEmpty();
        assertThat(NearestName.of("n".repeat(99), List.of("n".repeat(100)))).isPresent();
    }

    @Test
    void misspeltVariableAndArgumentAreSaidWithTheNearestOne() {
        assertThat(StandaloneSettings.unknown("CPLN_LISTING_MAX_WORKER")).isEqualTo(
                "CPLN_LISTING_MAX_WORKER is no setting; the nearest is CPLN_LISTING_MAX_WORKERS; "
                        + "docs/settings.md lists all settings");
        assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(List.of("--onec")))
                .withMessageStartingWith("Unknown argument --onec; the nearest is --once; allowed: ");
    }

    @Test
    void firstInAlphabeticalOrderIsTakenOfSeveral() {
        assertThat(NearestName.of("cpln.abx", List.of("cpln.abd", "cpln.abc"))).contains("cpln.abc");
    }
}
