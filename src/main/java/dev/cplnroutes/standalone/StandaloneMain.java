package dev.cplnroutes.standalone;

import dev.cplnroutes.SecretSettings;
import dev.cplnroutes.Token;
import dev.cplnroutes.metrics.RouteMeters;
import dev.cplnroutes.trigger.http.ServerInternals;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;

/**
 * Camel Main with the settings of the process, in the order of the process instead of Camel's, and with secrets as
 * beans.
 */
final class StandaloneMain extends Main {

    private final boolean serves;

    /**
     * Creates a Camel Main that is not started.
     *
     * @param settings settings of the process; the secrets among them are taken out
     * @param serves   whether the process has an HTTP server
     */
    StandaloneMain(StandaloneSettings settings, boolean serves) {
        this.serves = serves;
        // Camel would add both on top of these settings. As properties the two switches would come too late: Camel has
        // logged the environment at level DEBUG by then.
        configure().setAutoConfigurationEnvironmentVariablesEnabled(false);
        configure().setAutoConfigurationSystemPropertiesEnabled(false);
        setAppName("cpln-container-routes");
        bind(Token.BEAN_NAME, new Token(settings.get("cpln.token", "")));
        settings.remove("cpln.token");
        bind(SecretSettings.BEAN_NAME, settings.takeSecrets());
        settings.takePasswords().forEach((name, value) -> setPassword(configure(), name, value));
        if (settings.isTrue("camel.metrics.enabled")
                && settings.get("camel.metrics.enableRoutePolicy", null) == null) {
            settings.set("camel.metrics.enableRoutePolicy", "false");
            bind("cplnRouteMeters", new RouteMeters());
        }
        setOverrideProperties(settings.toProperties());
    }

    private static void setPassword(MainConfigurationProperties camel, String name, String value) {
        switch (name) {
            case "camel.server.jwtKeystorePassword" -> camel.httpServer().setJwtKeystorePassword(value);
            case "camel.management.jwtKeystorePassword" -> camel.httpManagementServer().setJwtKeystorePassword(value);
            case "camel.ssl.keystorePassword" -> camel.sslConfig().setKeystorePassword(value);
            case "camel.ssl.trustStorePassword" -> camel.sslConfig().setTrustStorePassword(value);
            default -> throw new IllegalArgumentException("No setter for the password " + name);
        }
    }

    @Override
    protected CamelContext createCamelContext() {
        CamelContext context = serves ? super.createCamelContext() : new ServerInternals.ContextWithoutServer(registry);
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        // By default a variable of the environment wins over every setting, -D included.
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
        return context;
    }
}
