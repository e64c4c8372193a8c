package dev.cplnroutes.standalone;

import java.util.ArrayList;
import java.util.List;

/**
 * The settings that the process adds for Camel: which triggers to load, and defaults that are safer or quieter than
 * Camel's own.
 */
final class CamelSettings {

    /** Ids of Camel's checks of the trigger's consumer; a route of an operator has another id. */
    private static final String KAFKA_CONSUMERS = "consumer:cpln-kafka*,consumer:kafka-cpln-kafka*";

    private CamelSettings() {
    }

    /**
     * Adds the settings.
     *
     * @param settings settings of the process; what an operator has set wins over the defaults
     * @param serves   whether the process serves; otherwise it opens no port, starts no trigger and watches nothing
     */
    static void add(StandaloneSettings settings, boolean serves) {
        settings.setDefault("camel.server.enabled", "true");
        if (!serves) {
            settings.set("camel.server.enabled", "false");
            settings.set("camel.management.enabled", "false");
            settings.set("cpln.timer.enabled", "false");
            settings.set("cpln.kafka.enabled", "false");
            settings.set("cpln.watch.gvcs", "");
            settings.set("cpln.changes.endpoints", "");
        }
        settings.set("cpln.triggers", triggers(settings));
        // Reloading an operator's file would otherwise remove the packaged routes first.
        settings.setDefault("camel.main.routesReloadRemoveAllRoutes", "false");
        settings.setDefault("camel.main.name", "cpln-container-routes");
        settings.setDefault("camel.main.shutdownTimeout", "15");
        settings.setDefault("camel.main.startupSummaryLevel", "oneline");
        settings.setDefault("camel.main.autoConfigurationLogSummary", "false");
        addServer(settings);
    }

    private static String triggers(StandaloneSettings settings) {
        List<String> triggers = new ArrayList<>();
        StandaloneSettings.TRIGGERS.forEach((trigger, setting) -> {
            if (settings.isTrue(setting)) {
                triggers.add(trigger);
            }
        });
        return String.join(",", triggers);
    }

    private static void addServer(StandaloneSettings settings) {
        new ServerProtection(settings).setDefaults();
        settings.setDefault("camel.server.host", "127.0.0.1");
        // A request is a few options, so a larger body is not one.
        settings.setDefault("camel.server.maxBodySize", "65536");
        settings.setDefault("camel.management.enabled", "true");
        // With equal ports Camel serves both from one server. Its own default is 8080, whatever the port of the
        // server is.
        settings.setDefault("camel.management.port", settings.get("camel.server.port", "8080"));
        settings.setDefault("camel.management.host", "127.0.0.1");
        settings.setDefault("camel.management.healthCheckEnabled", "true");
        settings.setDefault("camel.management.metricsEnabled", "true");
        if (settings.isTrue("camel.server.enabled") && settings.isTrue("cpln.kafka.enabled")) {
            excludeBrokers(settings);
        }
        settings.setDefault("camel.metrics.enabled", settings.get("camel.management.enabled", "true"));
        // Camel's notifier labels each exchange with the address of its endpoint, which may hold a secret.
        settings.setDefault("camel.metrics.enableExchangeEventNotifier", "false");
        settings.setDefault("camel.metrics.enableMessageHistory", "false");
    }

    /**
     * Leaves the consumer of the Kafka trigger out of the health checks: HTTP works without a broker, and a process
     * that is not ready gets no HTTP requests.
     */
    private static void excludeBrokers(StandaloneSettings settings) {
        String given = settings.get("camel.health.excludePattern", null);
        settings.set("camel.health.excludePattern", (given == null ? "" : given + ",") + KAFKA_CONSUMERS);
    }
}
