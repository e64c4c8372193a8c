package dev.cplnroutes.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.cplnroutes.SecretSettings;
import dev.cplnroutes.loading.RouteFiles;
import dev.cplnroutes.request.RequestOption;
import dev.cplnroutes.support.NearestName;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.support.SettingValue;
import dev.cplnroutes.trigger.http.OwnNames;

/**
 * The settings of the standalone process: {@code config/application.properties} in the working directory, then the
 * environment, then {@code -D}; a later source wins. Camel itself puts the environment above {@code -D} and does not
 * look into {@code config/}.
 */
public final class StandaloneSettings {

    /** The settings of this project. Another name that begins with {@code cpln.} stops the start. */
    public static final Set<String> KNOWN = Stream.concat(
            Stream.of("cpln.endpoint", "cpln.org", "cpln.gvc", "cpln.token", "cpln.token-file",
                    "cpln.triggers", "cpln.routes.exclude",
                    "cpln.timer.enabled", "cpln.timer.period", "cpln.timer.component", "cpln.timer.requests",
                    "cpln.kafka.enabled", "cpln.kafka.brokers",
                    "cpln.kafka.requests-topic", "cpln.kafka.answers-topic", "cpln.kafka.dead-letter-topic",
                    "cpln.kafka.group-id", "cpln.kafka.consumers", "cpln.kafka.listing-timeout",
                    "cpln.progress.endpoints", "cpln.progress.interval", "cpln.statistics.endpoints",
                    "cpln.containers.endpoints", "cpln.changes.endpoints", "cpln.undelivered.endpoint",
                    "cpln.webhook.secret",
                    "cpln.events.queue-size", "cpln.events.timeout", "cpln.events.max-retries",
                    "cpln.events.retry-delay", "cpln.events.flush-timeout",
                    "cpln.api.max-connections", "cpln.api.connect-timeout", "cpln.api.response-timeout",
                    "cpln.api.maximum-answer-bytes", "cpln.api.maximum-pages",
                    "cpln.cache.maximum-bytes", "cpln.cache.maximum-age", "cpln.cache.refresh-after",
                    "cpln.meters.maximum-containers",
                    "cpln.watch.gvcs", "cpln.watch.interval", "cpln.watch.sweep", "cpln.watch.max-calls-per-second",
                    "cpln.watch.usage", "cpln.watch.max-subscribers",
                    "cpln.http.base-path", "cpln.http.max-concurrent-listings",
                    "cpln.http.listing-timeout", "cpln.http.request-timeout", "cpln.http.allow-anonymous",
                    "cpln.http.allowed-hosts", "cpln.demo.port", "cpln.log.format"),
            Stream.of(RequestOption.values()).filter(RequestOption::hasSetting)
                    .map(RequestOption::settingName)).collect(Collectors.toUnmodifiableSet());

    /** Names of triggers, each with the setting that turns it on, in the order in which they are loaded. */
    static final Map<String, String> TRIGGERS = triggers();

    /**
     * Settings whose values may hold secrets, such as the path of a webhook or a password in the options of an
     * endpoint.
     */
    private static final List<String> SECRET = List.of("cpln.webhook.secret", "cpln.progress.endpoints",
            "cpln.statistics.endpoints", "cpln.containers.endpoints", "cpln.changes.endpoints",
            "cpln.undelivered.endpoint");

    /** Settings of Camel that are passwords. */
    private static final List<String> PASSWORDS = List.of("camel.server.jwtKeystorePassword",
            "camel.management.jwtKeystorePassword", "camel.ssl.keystorePassword", "camel.ssl.trustStorePassword");

    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

    /** The form that Kafka's client takes, or any text with a placeholder, which Camel resolves later. */
    private static final Pattern BROKER =
            Pattern.compile("(\\w+://)?(\\[[0-9A-Fa-f:.]+]|[^\\s:/\\[\\],]+):\\d{1,5}|.*\\{\\{.*");

    /**
     * Beginnings of variables that only this project uses. Variables of the official client and the platform are
     * shorter.
     */
    private static final Set<String> GROUPS = KNOWN.stream().filter(name -> name.indexOf('.', 5) > 0)
            .map(name -> variableOf(name.substring(0, name.indexOf('.', 5) + 1)))
            .collect(Collectors.toUnmodifiableSet());

    private final List<String> unknownVariables = new ArrayList<>();
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final Map<String, String> values = new LinkedHashMap<>();
    /** Secrets with placeholders that were taken out, by their names. */
    private final Map<String, String> takenWithPlaceholders = new LinkedHashMap<>();

    private StandaloneSettings() {
    }

    /**
     * Reads the settings.
     *
     * @param directory   the working directory
     * @param environment environment variables
     * @param system      system properties
     * @throws IllegalArgumentException if the file cannot be read, or a name that begins with {@code cpln.} is unknown
     */
    static StandaloneSettings load(Path directory, Map<String, String> environment, Properties system) {
        StandaloneSettings settings = new StandaloneSettings();
        Properties file = SettingsFile.read(directory);
        file.stringPropertyNames().forEach(name ->
                settings.put(name, file.getProperty(name), name + " in " + SettingsFile.NAME));
        environment.forEach(settings::addVariable);
        system.stringPropertyNames().stream()
                .filter(name -> name.startsWith("cpln.") || name.startsWith("camel."))
                .forEach(name -> settings.put(name, system.getProperty(name), "-D" + name));
        settings.turnOnTriggers();
        return settings;
    }

    /**
     * Checks the values that no bean of the routes checks.
     *
     * @throws IllegalArgumentException if a value is not allowed; names the setting
     */
    void check() {
        for (String name : List.of("cpln.timer.enabled", "cpln.timer.requests", "cpln.kafka.enabled",
                "cpln.http.allow-anonymous")) {
            String value = get(name, "false");
            if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
                throw SettingValue.wrong(name, value, "true or false");
            }
        }
        RouteFiles.selected(get("cpln.triggers", ""), get("cpln.routes.exclude", ""));
        SettingValue.duration("cpln.timer.period", get("cpln.timer.period", "60s"), Duration.ofMillis(1),
                Duration.ofDays(365));
        requestTimeout(get("cpln.http.request-timeout", "30s"));
        String hosts = get("cpln.http.allowed-hosts", "");
        if (!OwnNames.isList(hosts)) {
            throw SettingValue.wrong("cpln.http.allowed-hosts", hosts, "names of hosts without ports, several "
                    + "separated by commas");
        }
        SettingValue.number("cpln.demo.port", get("cpln.demo.port", "0"), 0, 65_535);
        for (String name : List.of("camel.server.port", "camel.management.port")) {
            String port = get(name, "0");
            if (!port.contains("{{")) {
                SettingValue.number(name, port, 0, 65_535);
            }
        }
        SettingValue.number("cpln.kafka.consumers", get("cpln.kafka.consumers", "1"), 1, 64);
        for (String broker : get("cpln.kafka.brokers", "localhost:9092").split(",")) {
            if (!BROKER.matcher(broker.trim()).matches()) {
                throw SettingValue.wrong("cpln.kafka.brokers", broker, "host:port, several separated by commas");
            }
            String port = broker.substring(broker.lastIndexOf(':') + 1).trim();
            if (port.matches("\\d+") && Integer.parseInt(port) > 65_535) {
                throw SettingValue.wrong("cpln.kafka.brokers", broker, "host:port with a port up to 65535");
            }
        }
        for (String name : List.of("requests-topic", "answers-topic", "dead-letter-topic")) {
            String topic = get("cpln.kafka." + name, "x");
            if (!TOPIC.matcher(topic).matches()) {
                throw new IllegalArgumentException("Setting cpln.kafka." + name + " has the value '"
                        + Printable.text(topic)
                        + "'; allowed are letters, digits, '.', '_' and '-'.");
            }
        }
    }

    /**
     * Reads the setting {@code cpln.http.request-timeout}. Here and not in {@link BoundedVertx}, whose classes are not
     * loaded by a process that does not serve.
     *
     * @param text in Camel's notation, 1 millisecond to 1 hour
     * @return the time
     * @throws IllegalArgumentException if the value is not a time or out of range
     */
    static Duration requestTimeout(String text) {
        return SettingValue.duration("cpln.http.request-timeout", text, Duration.ofMillis(1), Duration.ofHours(1));
    }

    /** Variables that begin like settings of this project and are unknown, in alphabetical order. */
    List<String> unknownVariables() {
        return unknownVariables.stream().sorted().toList();
    }

    /** What a log says of an unknown variable: its name, and the nearest known one. */
    static String unknown(String variable) {
        return variable + " is no setting"
                + NearestName.hint(variable, KNOWN.stream().map(StandaloneSettings::variableOf).toList())
                + "; docs/settings.md lists all settings";
    }

    /** The value of a setting, without white space around it; the default if it is not set or blank. */
    String get(String name, String defaultValue) {
        String value = values.get(canonical(name));
        return value == null || value.isBlank() ? defaultValue : value.trim();
    }

    /** Whether a setting is {@code true}. */
    boolean isTrue(String name) {
        return "true".equalsIgnoreCase(get(name, "false"));
    }

    /** Sets a value in place of the one that was set before. */
    void set(String name, String value) {
        keys.put(canonical(name), name);
        values.put(canonical(name), value);
    }

    /** Sets a value if none is set, or a blank one. */
    void setDefault(String name, String value) {
        if (get(name, null) == null) {
            set(name, value);
        }
    }

    /** Removes a setting. */
    void remove(String name) {
        keys.remove(canonical(name));
        values.remove(canonical(name));
    }

    /** Removes the settings that Camel must not write to its log, and returns them. */
    SecretSettings takeSecrets() {
        return new SecretSettings(take(SECRET));
    }

    /** Removes the passwords of Camel, which it would write to its log at level DEBUG, and returns them. */
    Map<String, String> takePasswords() {
        return take(PASSWORDS);
    }

    private Map<String, String> take(List<String> names) {
        Map<String, String> taken = new LinkedHashMap<>();
        for (String name : names) {
            if (values.containsKey(canonical(name))) {
                String value = values.get(canonical(name));
                taken.put(name, value);
                if (value.contains("{{")) {
                    takenWithPlaceholders.put(name, value);
                }
                remove(name);
            }
        }
        return taken;
    }

    /** Names of the settings whose values hold a text, in alphabetical order; secrets that were taken included. */
    List<String> holding(String text) {
        Map<String, String> all = new TreeMap<>(takenWithPlaceholders);
        values.forEach((canonical, value) -> all.put(keys.get(canonical), value));
        return all.keySet().stream().filter(name -> all.get(name).contains(text)).toList();
    }

    /** All settings, for Camel. */
    Properties toProperties() {
        Properties properties = new Properties();
        values.forEach((canonical, value) -> properties.setProperty(keys.get(canonical), value));
        return properties;
    }

    private static Map<String, String> triggers() {
        Map<String, String> triggers = new LinkedHashMap<>();
        triggers.put("http", "camel.server.enabled");
        triggers.put("timer", "cpln.timer.enabled");
        triggers.put("kafka", "cpln.kafka.enabled");
        return Collections.unmodifiableMap(triggers);
    }

    /** Here each trigger has a setting of its own, which wins over the one that a host has. */
    private void turnOnTriggers() {
        List<String> named = List.of(get("cpln.triggers", "").split("\\s*,\\s*"));
        TRIGGERS.forEach((trigger, setting) -> {
            if (named.contains(trigger)) {
                setDefault(setting, "true");
            }
        });
    }

    private void addVariable(String variable, String value) {
        if (ServiceVariables.contain(variable, value)) {
            return;
        }
        if (variable.startsWith("CPLN_")) {
            // Other variables with this prefix, such as CPLN_PROFILE, belong to the official client.
            Optional<String> known = KNOWN.stream().filter(name -> variableOf(name).equals(variable)).findFirst();
            known.ifPresent(name -> set(name, value));
            if (known.isEmpty() && GROUPS.stream().anyMatch(variable::startsWith)) {
                unknownVariables.add(variable);
            }
        } else if (variable.startsWith("CAMEL_")) {
            set(variable.toLowerCase(Locale.ROOT).replace('_', '.'), value);
        }
    }

    private void put(String name, String value, String origin) {
        if (name.startsWith("cpln.") && !KNOWN.contains(name)) {
            throw new IllegalArgumentException("Unknown setting " + origin + NearestName.hint(name, KNOWN)
                    + "; docs/settings.md lists all settings.");
        }
        set(name, value);
    }

    private static String variableOf(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** One name for all spellings: Camel takes max-body-size, maxBodySize and, from a variable, max.body.size alike. */
    private static String canonical(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
    }
}
