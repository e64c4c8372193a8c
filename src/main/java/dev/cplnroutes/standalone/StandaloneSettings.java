package dev.cplnroutes.standalone;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.cplnroutes.SecretSettings;
import dev.cplnroutes.request.RequestOption;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.support.SettingValue;

/**
 * The settings of the standalone process: {@code config/application.properties} in the working directory, then the
 * environment, then {@code -D}, the later winning. Camel itself would put the environment above {@code -D} and would
 * not look into {@code config/}.
 */
public final class StandaloneSettings {

    /** Every setting of ours; a misspelt one stops the start. */
    public static final Set<String> KNOWN = Stream.concat(
            Stream.of("cpln.endpoint", "cpln.org", "cpln.gvc", "cpln.token", "cpln.token-file",
                    "cpln.timer.enabled", "cpln.timer.period", "cpln.timer.component", "cpln.timer.requests", "cpln.kafka.enabled", "cpln.kafka.brokers",
                    "cpln.kafka.requests-topic", "cpln.kafka.answers-topic", "cpln.kafka.dead-letter-topic",
                    "cpln.kafka.group-id", "cpln.kafka.consumers", "cpln.kafka.listing-timeout",
                    "cpln.progress.endpoints", "cpln.progress.interval", "cpln.statistics.endpoints",
                    "cpln.containers.endpoints", "cpln.undelivered.endpoint", "cpln.webhook.secret",
                    "cpln.events.queue-size", "cpln.events.timeout", "cpln.events.max-retries",
                    "cpln.events.retry-delay", "cpln.events.flush-timeout",
                    "cpln.api.max-connections", "cpln.api.connect-timeout", "cpln.api.response-timeout",
                    "cpln.api.maximum-answer-bytes", "cpln.cache.maximum-bytes", "cpln.cache.maximum-age",
                    "cpln.meters.maximum-containers", "cpln.http.base-path", "cpln.http.max-concurrent-listings",
                    "cpln.http.listing-timeout", "cpln.http.request-timeout", "cpln.http.allow-anonymous", "cpln.demo.port"),
            Stream.of(RequestOption.values()).filter(option -> option != RequestOption.CURSOR)
                    .map(RequestOption::settingName)).collect(Collectors.toUnmodifiableSet());

    /** Those whose values may hold secrets: a webhook's path, a password in an endpoint's options. */
    private static final List<String> SECRET = List.of("cpln.webhook.secret", "cpln.progress.endpoints",
            "cpln.statistics.endpoints", "cpln.containers.endpoints", "cpln.undelivered.endpoint");

    /** Those of Camel's that are passwords. */
    private static final List<String> PASSWORDS = List.of("camel.server.jwtKeystorePassword",
            "camel.management.jwtKeystorePassword", "camel.ssl.keystorePassword", "camel.ssl.trustStorePassword");

    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

    /** As Kafka's client takes them; a placeholder is Camel's to resolve. */
    private static final Pattern BROKER =
            Pattern.compile("(\\w+://)?(\\[[0-9A-Fa-f:.]+]|[^\\s:/\\[\\],]+):\\d{1,5}|.*\\{\\{.*");

    /** What names begin with that can only be ours: those of the official client and the platform have fewer words. */
    private static final Set<String> GROUPS = KNOWN.stream().filter(name -> name.indexOf('.', 5) > 0)
            .map(name -> variableOf(name.substring(0, name.indexOf('.', 5) + 1))).collect(Collectors.toUnmodifiableSet());

    private final List<String> unknownVariables = new ArrayList<>();
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final Map<String, String> values = new LinkedHashMap<>();

    private StandaloneSettings() {
    }

    /**
     * Reads the settings.
     *
     * @param directory   the working directory
     * @param environment environment variables
     * @param system      system properties
     * @throws IllegalArgumentException where the file cannot be read or a setting of ours does not exist
     */
    static StandaloneSettings load(Path directory, Map<String, String> environment, Properties system) {
        StandaloneSettings settings = new StandaloneSettings();
        settings.addFile(directory.resolve("config").resolve("application.properties"));
        environment.forEach(settings::addVariable);
        system.stringPropertyNames().stream()
                .filter(name -> name.startsWith("cpln.") || name.startsWith("camel."))
                .forEach(name -> settings.put(name, system.getProperty(name), "-D" + name));
        return settings;
    }

    /**
     * Checks the values that no bean of the routes checks.
     *
     * @throws IllegalArgumentException where one is not allowed; names the setting
     */
    void check() {
        for (String name : List.of("cpln.timer.enabled", "cpln.timer.requests", "cpln.kafka.enabled",
                "cpln.http.allow-anonymous")) {
            String value = get(name, "false");
            if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
                throw SettingValue.wrong(name, value, "true or false");
            }
        }
        SettingValue.duration("cpln.timer.period", get("cpln.timer.period", "60s"), Duration.ofMillis(1),
                Duration.ofDays(365));
        BoundedVertx.requestTimeout(get("cpln.http.request-timeout", "30s"));
        SettingValue.number("cpln.demo.port", get("cpln.demo.port", "0"), 0, 65_535);
        SettingValue.number("cpln.kafka.consumers", get("cpln.kafka.consumers", "1"), 1, 64);
        for (String broker : get("cpln.kafka.brokers", "localhost:9092").split(",")) {
            if (!BROKER.matcher(broker.trim()).matches()) {
                throw SettingValue.wrong("cpln.kafka.brokers", broker, "host:port, several separated by commas");
            }
        }
        for (String name : List.of("requests-topic", "answers-topic", "dead-letter-topic")) {
            String topic = get("cpln.kafka." + name, "x");
            if (!TOPIC.matcher(topic).matches()) {
                throw new IllegalArgumentException("Setting cpln.kafka." + name + " has the value '"
                        + Printable.text(topic) + "'; allowed are letters, digits, '.', '_' and '-'.");
            }
        }
    }

    /** Variables that look like settings of ours and are none. */
    List<String> unknownVariables() {
        return unknownVariables.stream().sorted().toList();
    }

    /** The value of a setting, or the default where it is not set or blank. */
    String get(String name, String defaultValue) {
        String value = values.get(canonical(name));
        return value == null || value.isBlank() ? defaultValue : value.trim();
    }

    /** Whether a setting is {@code true}. */
    boolean isTrue(String name) {
        return "true".equalsIgnoreCase(get(name, "false"));
    }

    /** Sets a value, whatever was set before. */
    void set(String name, String value) {
        keys.put(canonical(name), name);
        values.put(canonical(name), value);
    }

    /** Sets a value where none is set. */
    void setDefault(String name, String value) {
        if (get(name, null) == null) {
            set(name, value);
        }
    }

    /** Takes a setting out. */
    void remove(String name) {
        keys.remove(canonical(name));
        values.remove(canonical(name));
    }

    /** Takes out those that Camel must not write to its log. */
    SecretSettings takeSecrets() {
        return new SecretSettings(take(SECRET));
    }

    /** Takes out the passwords among Camel's own settings, for it would write these to its log too, at level DEBUG. */
    Map<String, String> takePasswords() {
        return take(PASSWORDS);
    }

    private Map<String, String> take(List<String> names) {
        Map<String, String> taken = new LinkedHashMap<>();
        for (String name : names) {
            if (values.containsKey(canonical(name))) {
                taken.put(name, values.get(canonical(name)));
                remove(name);
            }
        }
        return taken;
    }

    /** All of them, for Camel. */
    Properties toProperties() {
        Properties properties = new Properties();
        values.forEach((canonical, value) -> properties.setProperty(keys.get(canonical), value));
        return properties;
    }

    private void addFile(Path file) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("config/application.properties cannot be read.");
        }
        properties.stringPropertyNames().forEach(name ->
                put(name, properties.getProperty(name), name + " in config/application.properties"));
    }

    private void addVariable(String variable, String value) {
        if (variable.startsWith("CPLN_")) {
            // Others of that prefix, such as CPLN_PROFILE, belong to the official client.
            Optional<String> known = KNOWN.stream().filter(name -> variableOf(name).equals(variable)).findFirst();
            known.ifPresent(name -> set(name, value));
            if (known.isEmpty() && GROUPS.stream().anyMatch(variable::startsWith)) {
                unknownVariables.add(variable);
            }
        } else if (variable.startsWith("CAMEL_") && !value.startsWith("tcp://")) {
            // Kubernetes sets CAMEL_..._PORT=tcp://... for a service of that name.
            set(variable.toLowerCase(Locale.ROOT).replace('_', '.'), value);
        }
    }

    private void put(String name, String value, String origin) {
        if (name.startsWith("cpln.") && !KNOWN.contains(name)) {
            throw new IllegalArgumentException("Unknown setting " + origin + "; the README lists all there are.");
        }
        set(name, value);
    }

    private static String variableOf(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Camel takes camel.server.max-body-size, .maxBodySize and, from a variable, .max.body.size for the same. */
    private static String canonical(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
    }
}
