package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The known name that is said where a name is misspelt. */
class NearestNameTest {

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
