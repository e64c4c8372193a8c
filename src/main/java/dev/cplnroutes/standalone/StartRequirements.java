package dev.cplnroutes.standalone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.TokenFile;
import dev.cplnroutes.support.Printable;

/**
 * The check of arguments and settings before the process starts anything.
 */
final class StartRequirements {

    private StartRequirements() {
    }

    /**
     * Requires what the process needs to do what its arguments ask for.
     *
     * @throws IllegalArgumentException if a setting is missing, wrong or does not fit another; one line that names it
     */
    static void require(CommandLine commandLine, StandaloneSettings settings) {
        settings.check();
        if (!commandLine.demo()) {
            requireOrganization(settings);
        }
        requireTls(settings);
        if (!commandLine.isForResults()) {
            new ServerProtection(settings).require();
            requireKafka(settings);
        }
    }

    private static void requireOrganization(StandaloneSettings settings) {
        String tokenFile = settings.get("cpln.token-file", null);
        boolean hasToken = ApiSettings.hasToken(settings.get("cpln.token", null));
        List<String> missing = new ArrayList<>();
        if (!hasToken && tokenFile == null) {
            missing.add("CPLN_TOKEN (setting cpln.token) or CPLN_TOKEN_FILE (cpln.token-file)");
        }
        if (settings.get("cpln.org", null) == null) {
            missing.add("CPLN_ORG (setting cpln.org)");
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("Missing " + String.join(" and ", missing)
                    + "; or try --demo, which needs neither.");
        }
        if (hasToken && tokenFile != null) {
            throw new IllegalArgumentException(ApiSettings.TWO_TOKENS);
        }
        if (tokenFile != null) {
            TokenFile.require(tokenFile);
        }
    }

    private static void requireKafka(StandaloneSettings settings) {
        boolean isEnabled = settings.isTrue("cpln.kafka.enabled");
        if (isEnabled && settings.get("cpln.kafka.brokers", null) == null
                && settings.get("camel.component.kafka.brokers", null) == null) {
            throw new IllegalArgumentException("cpln.kafka.enabled=true needs cpln.kafka.brokers (CPLN_KAFKA_BROKERS), "
                    + "such as localhost:9092.");
        }
        if (isEnabled) {
            requireBrokers(settings);
            requireKafkaStores(settings);
        }
        if (!isEnabled && settings.isTrue("cpln.timer.enabled") && settings.isTrue("cpln.timer.requests")) {
            throw new IllegalArgumentException("cpln.timer.requests=true needs cpln.kafka.enabled=true.");
        }
    }

    /** Kafka's client does not start where it can resolve none of its brokers. */
    private static void requireBrokers(StandaloneSettings settings) {
        String setting = settings.get("cpln.kafka.brokers", null) != null ? "cpln.kafka.brokers"
                : "camel.component.kafka.brokers";
        String brokers = settings.get(setting, "");
        if (!brokers.contains("{{") && Stream.of(brokers.split(",")).noneMatch(StartRequirements::isResolvable)) {
            throw new IllegalArgumentException("Setting " + setting + " has the value '" + Printable.text(brokers)
                    + "'; no such host can be found: check the names and the network's name service.");
        }
    }

    private static boolean isResolvable(String broker) {
        String host = broker.trim().replaceFirst("^\\w+://", "").replaceFirst(":\\d+$", "");
        try {
            return InetAddress.getByName(host) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void requireKafkaStores(StandaloneSettings settings) {
        String kafka = "camel.component.kafka.";
        if (!settings.get(kafka + "securityProtocol", "").toUpperCase(Locale.ROOT).endsWith("SSL")) {
            return;
        }
        for (String store : List.of("sslKeystore", "sslTruststore")) {
            String path = settings.get(kafka + store + "Location", null);
            String type = settings.get(kafka + store + "Type", "JKS");
            String password = settings.get(kafka + store + "Password", null);
            if (isFile(path, type, password) && !type.equalsIgnoreCase("PEM")) {
                new KeyStoreFile(kafka + store + "Location", path, type, password, "a key store of " + kafka + store
                        + "Type that opens with ." + store + "Password").open();
            }
        }
    }

    /** The key stores of Camel's TLS settings, which its servers and components share. */
    private static void requireTls(StandaloneSettings settings) {
        if (!settings.isTrue("camel.ssl.enabled")) {
            return;
        }
        if (settings.get("camel.ssl.keyStore", null) != null
                && settings.get("camel.ssl.keystorePassword", null) == null) {
            throw new IllegalArgumentException("Setting camel.ssl.keyStore needs camel.ssl.keystorePassword; set it.");
        }
        String type = settings.get("camel.ssl.keyStoreType", KeyStore.getDefaultType());
        String trustType = KeyStore.getDefaultType();
        requireTls(settings, "camel.ssl.keyStore", type, "camel.ssl.keystorePassword",
                "a key store of camel.ssl.keyStoreType that opens with camel.ssl.keystorePassword");
        requireTls(settings, "camel.ssl.trustStore", trustType, "camel.ssl.trustStorePassword",
                "a key store that opens with camel.ssl.trustStorePassword");
    }

    private static void requireTls(StandaloneSettings settings, String setting, String type, String passwordSetting,
            String needs) {
        String resource = settings.get(setting, null);
        String password = settings.get(passwordSetting, null);
        // Camel takes other resources too, such as classpath:server.p12.
        if (resource != null && isFile(resource, type, password)
                && (resource.startsWith("file:") || !resource.matches("\\w{2,}:.*"))) {
            new KeyStoreFile(setting, resource.replaceFirst("^file:(//)?", ""), type, password, needs).open();
        }
    }

    /** Whether the settings of a key store have values that can be checked here, so without placeholders. */
    private static boolean isFile(String path, String type, String password) {
        return path != null && !(path + type + password).contains("{{");
    }
}
