package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

import dev.cplnroutes.SecretSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the settings of the standalone process come from, and which one wins. */
class StandaloneSettingsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
            "false, false, false, default",
            "true,  false, false, file",
            "false, true,  false, environment",
            "true,  true,  false, environment",
            "false, false, true,  property",
            "true,  false, true,  property",
            "false, true,  true,  property",
            "true,  true,  true,  property"})
    void laterSourceWins(boolean inFile, boolean inEnvironment, boolean asProperty, String expected)
            throws IOException {
        if (inFile) {
            file("cpln.listing.workload-name=file");
        }
        Map<String, String> environment = inEnvironment ? Map.of("CPLN_LISTING_WORKLOAD_NAME", "environment")
                : Map.of();
        Properties system = asProperty ? properties("cpln.listing.workload-name", "property") : new Properties();

        StandaloneSettings settings = StandaloneSettings.load(directory, environment, system);

        assertThat(settings.get("cpln.listing.workload-name", "default")).isEqualTo(expected);
    }

    @Test
    void spellingsOfCamelForTheSameSettingReplaceOneAnother() throws IOException {
        file("camel.server.max-body-size=1", "camel.server.port=1");

        StandaloneSettings settings = StandaloneSettings.load(directory,
                Map.of("CAMEL_SERVER_MAX_BODY_SIZE", "2", "CAMEL_SERVER_PORT", "2"),
                properties("camel.server.maxBodySize", "3"));

        assertThat(settings.get("camel.server.max-body-size", null)).isEqualTo("3");
        assertThat(settings.toProperties()).containsOnly(
                Map.entry("camel.server.maxBodySize", "3"), Map.entry("camel.server.port", "2"));
    }

    @Test
    void everySettingOfOursHasAVariable() {
        assertThat(StandaloneSettings.KNOWN).isNotEmpty().allSatisfy(name -> {
            String variable = name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
            assertThat(load(Map.of(variable, "value")).get(name, null)).isEqualTo("value");
        });
    }

    @Test
    void variablesOfTheOfficialClientAreIgnored() {
        assertThat(load(Map.of("CPLN_PROFILE", "default", "CPLN_SKIP_UPDATE_CHECK", "true")).toProperties()).isEmpty();
    }

    @Test
    void addressOfAServiceNamedCamelIsNoSetting() {
        assertThat(load(Map.of("CAMEL_SERVER_PORT", "tcp://10.0.0.1:8080")).toProperties()).isEmpty();
    }

    @Test
    void othersPropertiesAreIgnored() {
        assertThat(StandaloneSettings.load(directory, Map.of("HOME", "/root"), properties("user.name", "somebody"))
                .toProperties()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpln.gcv", "cpln.listing.gvc", "cpln.listing.maxWorkers", "cpln.listing.cursor",
        "cpln.", "cpln.Org"})
    void misspeltSettingIsNamedTogetherWithItsPlace(String name) throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StandaloneSettings.load(directory, Map.of(), properties(name, "secret-value")))
                .withMessageContaining("-D" + name).withMessageNotContaining("secret-value");
        file(name + "=secret-value");
        assertThatIllegalArgumentException().isThrownBy(() -> load(Map.of()))
                .withMessageContaining(name + " in config/application.properties")
                .withMessageNotContaining("secret-value");
    }

    @Test
    void fileThatIsNoPropertiesFileIsNamed() throws IOException {
        file("cpln.org=\\u00zz");
        assertThatIllegalArgumentException().isThrownBy(() -> load(Map.of()))
                .withMessageContaining("config/application.properties");
    }

    @Test
    void blankValueIsNoneAndOthersAreTrimmed() {
        StandaloneSettings settings = load(Map.of("CPLN_ORG", " ", "CPLN_GVC", " prod "));

        assertThat(settings.get("cpln.org", null)).isNull();
        assertThat(settings.get("cpln.gvc", null)).isEqualTo("prod");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "TRUE, true", "false, false", "yes, false"})
    void onlyTrueIsTrue(String value, boolean expected) {
        StandaloneSettings settings = load(Map.of());
        settings.set("camel.server.enabled", value);

        assertThat(settings.isTrue("camel.server.enabled")).isEqualTo(expected);
        assertThat(settings.isTrue("camel.management.enabled")).isFalse();
    }

    @Test
    void defaultFillsOnlyWhatIsNotSet() {
        StandaloneSettings settings = load(Map.of("CPLN_GVC", "prod", "CPLN_ORG", ""));
        settings.setDefault("cpln.gvc", "other");
        settings.setDefault("cpln.org", "acme");

        assertThat(settings.toProperties()).containsOnly(Map.entry("cpln.gvc", "prod"), Map.entry("cpln.org", "acme"));
    }

    @ParameterizedTest
    @CsvSource({
            "cpln.timer.enabled,        maybe, true or false",
            "cpln.http.allow-anonymous, yes,   true or false",
            "cpln.timer.period,         soon,  a time",
            "cpln.timer.period,         0,     a time",
            "cpln.timer.period,         -5s,   a time",
            "cpln.timer.period,         5 s,   a time",
            "cpln.demo.port,            x,     a whole number",
            "cpln.demo.port,            65536, a whole number",
            "cpln.demo.port,            -1,    a whole number",
            "cpln.timer.requests,       maybe, true or false",
            "cpln.kafka.enabled,        1,     true or false",
            "cpln.http.request-timeout, 2h,    a time",
            "cpln.http.request-timeout, 0,     a time",
            "cpln.kafka.consumers,      0,     a whole number",
            "cpln.kafka.consumers,      65,    a whole number",
            "cpln.kafka.brokers,        kafka, host:port",
            "cpln.kafka.brokers,        :9092, host:port",
            "cpln.kafka.brokers,        a:x,   host:port"})
    void wrongValueIsNamedTogetherWithWhatIsAllowed(String name, String value, String allowed) {
        StandaloneSettings settings = StandaloneSettings.load(directory, Map.of(), properties(name, value));

        assertThatIllegalArgumentException().isThrownBy(settings::check)
                .withMessageStartingWith("Setting " + name + " has the value '" + value + "'")
                .withMessageContaining("allowed is " + allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"requests-topic", "answers-topic", "dead-letter-topic"})
    void wrongTopicIsNamed(String topic) {
        for (String value : List.of("a b", "a/b", "x".repeat(250))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(StandaloneSettings.load(directory, Map.of(), properties("cpln.kafka."
                            + topic, value))::check)
                    .withMessageStartingWith("Setting cpln.kafka." + topic + " has the value '" + value.charAt(0))
                    .withMessageContaining("letters, digits");
        }
    }

    @Test
    void variablesThatBeginLikeSettingsAreNamedInOrder() {
        StandaloneSettings settings = load(Map.of("CPLN_LISTING_MAX_WORKER", "3", "CPLN_API_KEY", "x", "CPLN_PROFILE",
                "x",
                "CPLN_ORG", "acme", "CPLN_LISTING", "x"));

        assertThat(settings.unknownVariables()).containsExactly("CPLN_API_KEY", "CPLN_LISTING_MAX_WORKER");
    }

    @Test
    void removedSettingIsNotSet() {
        StandaloneSettings settings = load(Map.of("CPLN_GVC", "prod", "CPLN_ORG", "acme"));
        settings.remove("cpln.gvc");

        assertThat(settings.get("cpln.gvc", "none")).isEqualTo("none");
        assertThat(settings.toProperties()).containsOnly(Map.entry("cpln.org", "acme"));
    }

    @ParameterizedTest
    @CsvSource({
            "cpln.timer.enabled, TRUE", "cpln.timer.enabled, false", "cpln.timer.enabled, ''",
            "cpln.timer.period, 500", "cpln.timer.period, 500ms", "cpln.timer.period, 1h30m", "cpln.timer.period, 2d",
            "cpln.timer.period, 1m5s10ms", "cpln.demo.port, 0", "cpln.demo.port, 65535",
            "cpln.http.request-timeout, 1", "cpln.http.request-timeout, 1h", "cpln.kafka.consumers, 1",
            "cpln.kafka.consumers, 64", "cpln.kafka.brokers, 'kafka:9092, [::1]:9093,ssl://a.b:1'",
            "cpln.kafka.brokers, {{kafka.brokers}}", "cpln.kafka.requests-topic, a.B_c-1"})
    void rightValueIsTaken(String name, String value) {
        StandaloneSettings.load(directory, Map.of(), properties(name, value)).check();
    }

    @Test
    void fileOfDefaultsHasEverySettingOfOursAndIsTakenAsItIs() throws IOException {
        Path defaults = Path.of("config", "application.properties");
        Properties written = new Properties();
        try (Reader reader = Files.newBufferedReader(defaults)) {
            written.load(reader);
        }

        assertThat(written.stringPropertyNames()).filteredOn(name -> name.startsWith("cpln."))
                .containsExactlyInAnyOrderElementsOf(StandaloneSettings.KNOWN);
        StandaloneSettings.load(Path.of(""), Map.of(), new Properties()).check();
    }

    private StandaloneSettings load(Map<String, String> environment) {
        return StandaloneSettings.load(directory, environment, new Properties());
    }

    private void file(String... lines) throws IOException {
        Path config = Files.createDirectories(directory.resolve("config"));
        Files.write(config.resolve("application.properties"), List.of(lines));
    }

    private static Properties properties(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        return properties;
    }

    @Test
    void settingsWithSecretsAreTakenOutOfWhatCamelLogs() {
        StandaloneSettings settings = StandaloneSettings.load(Path.of("no-such-folder"),
                Map.of("CPLN_WEBHOOK_SECRET", "whsec_x", "CPLN_PROGRESS_ENDPOINTS", "https://a/1 log:b"),
                        new Properties());
        settings.set("cpln.statistics.endpoints", "https://a/2");
        settings.set("cpln.containers.endpoints", "https://a/3");
        settings.set("cpln.undelivered.endpoint", "https://a/4");
        settings.set("cpln.org", "acme");
        SecretSettings secrets = settings.takeSecrets();
        assertThat(secrets.values()).isEqualTo(Map.of("cpln.webhook.secret", "whsec_x", "cpln.progress.endpoints",
                "https://a/1 log:b", "cpln.statistics.endpoints", "https://a/2", "cpln.containers.endpoints",
                "https://a/3",
                "cpln.undelivered.endpoint", "https://a/4"));
        assertThat(settings.toProperties()).isEqualTo(Map.of("cpln.org", "acme"));
        assertThat(secrets.toString()).doesNotContain("https", "whsec");
    }
}
