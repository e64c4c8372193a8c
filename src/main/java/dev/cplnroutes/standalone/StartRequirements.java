package dev.cplnroutes.standalone;

import java.util.ArrayList;
import java.util.List;

import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.TokenFile;

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
        if (!commandLine.once()) {
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
        if (!isEnabled && settings.isTrue("cpln.timer.enabled") && settings.isTrue("cpln.timer.requests")) {
            throw new IllegalArgumentException("cpln.timer.requests=true needs cpln.kafka.enabled=true.");
        }
    }
}
