package dev.cplnroutes.standalone;

import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.SecretSettings;
import dev.cplnroutes.Token;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.TokenFile;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.events.Event;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.support.Printable;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The standalone process: Camel Main with the packaged routes, the triggers that the settings turn on, and the settings
 * in the order that people expect.
 */
public final class Application {

    private static final int COMPLETE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;
    private static final int PARTIAL = 3;

    private final CommandLine commandLine;
    private final StandaloneSettings settings;
    private final PrintStream output;

    private Application(CommandLine commandLine, StandaloneSettings settings, PrintStream output) {
        this.commandLine = commandLine;
        this.settings = settings;
        this.output = output;
    }

    /**
     * Starts the process.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int exitCode;
        try {
            CommandLine commandLine = CommandLine.parse(List.of(arguments));
            if (commandLine.help()) {
                output.println(CommandLine.USAGE);
                return;
            }
            Path directory = Path.of("");
            // First of all: the first class with a logger would settle the log's configuration.
            StandaloneLogging.configure(directory);
            StandaloneSettings settings =
                    StandaloneSettings.load(directory, System.getenv(), System.getProperties());
            Application application = new Application(commandLine, settings, output);
            application.checkSettings();
            exitCode = application.run();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            exitCode = WRONG_USE;
        }
        if (exitCode != COMPLETE || List.of(arguments).contains("--once")) {
            System.exit(exitCode);
        }
    }

    private void checkSettings() {
        settings.check();
        if (!commandLine.demo()) {
            List<String> missing = new ArrayList<>();
            String tokenFile = settings.get("cpln.token-file", null);
            boolean hasToken = settings.get("cpln.token", null) != null;
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
        if (!commandLine.once()) {
            new ServerProtection(settings).require();
            requireKafka();
        }
    }

    private void requireKafka() {
        boolean isEnabled = settings.isTrue("cpln.kafka.enabled");
        if (isEnabled && settings.get("cpln.kafka.brokers", null) == null
                && settings.get("camel.component.kafka.brokers", null) == null) {
            throw new IllegalArgumentException("cpln.kafka.enabled=true needs cpln.kafka.brokers (CPLN_KAFKA_BROKERS), such "
                    + "as localhost:9092.");
        }
        if (!isEnabled && settings.isTrue("cpln.timer.enabled") && settings.isTrue("cpln.timer.requests")) {
            throw new IllegalArgumentException("cpln.timer.requests=true needs cpln.kafka.enabled=true.");
        }
    }

    // The demo is there to be closed, not to be talked to.
    @SuppressWarnings("try")
    private int run() {
        Logger log = LoggerFactory.getLogger(Application.class);
        settings.unknownVariables().forEach(variable -> log.warn("{} is no setting; the README lists all there are", variable));
        BoundedVertx vertx = null;
        try (DemoServer demo = commandLine.demo() ? startDemo(log) : null) {
            Main main = new StandaloneMain();
            // Camel's own order, which would be applied on top of ours. As properties they would be read too late for what it
            // logs, at level DEBUG, of the environment.
            main.configure().setAutoConfigurationEnvironmentVariablesEnabled(false);
            main.configure().setAutoConfigurationSystemPropertiesEnabled(false);
            configure();
            main.setAppName("cpln-container-routes");
            main.bind(Token.BEAN_NAME, new Token(settings.get("cpln.token", "")));
            settings.remove("cpln.token");
            main.bind(SecretSettings.BEAN_NAME, settings.takeSecrets());
            settings.takePasswords().forEach((name, value) -> setPassword(main.configure(), name, value));
            main.setOverrideProperties(settings.toProperties());
            if (!commandLine.once()) {
                vertx = new BoundedVertx(settings.get("cpln.http.request-timeout", "30s"));
                main.bind("cplnVertx", vertx);
            }
            return commandLine.once() ? once(main) : serve(main, log);
        } catch (Exception e) {
            return explain(e, log);
        } finally {
            if (vertx != null) {
                // Its threads would keep the process alive.
                vertx.end();
            }
        }
    }

    private DemoServer startDemo(Logger log) {
        DemoOrganization organization = DemoOrganization.realistic("acme", Instant.now());
        int port = Integer.parseInt(settings.get("cpln.demo.port", "0"));
        DemoServer demo = DemoServer.start(organization, DemoSettings.demo().withPort(port));
        log.info("cpln-demo endpoint={} org={} simulates {}", demo.endpoint(), demo.org(), organization.summary());
        // Whatever is set anywhere: the demo must never reach a real account.
        settings.set("cpln.endpoint", demo.endpoint().toString());
        settings.set("cpln.org", demo.org());
        settings.set("cpln.token", "demo");
        settings.remove("cpln.token-file");
        settings.set("cpln.gvc", ResolvedRequest.ALL_GVCS);
        if (settings.isTrue("cpln.kafka.enabled")) {
            // Its answers would be made up, and whoever asked cannot know.
            log.warn("cpln.kafka.enabled does not hold with --demo");
            settings.set("cpln.kafka.enabled", "false");
            settings.set("cpln.timer.requests", "false");
        }
        return demo;
    }

    private void configure() {
        List<String> routes = new ArrayList<>(List.of("classpath:camel/*"));
        boolean serves = !commandLine.once();
        settings.setDefault("camel.server.enabled", "true");
        if (!serves) {
            settings.set("camel.server.enabled", "false");
            settings.set("camel.management.enabled", "false");
            settings.set("cpln.timer.enabled", "false");
            settings.set("cpln.kafka.enabled", "false");
        }
        if (settings.isTrue("camel.server.enabled")) {
            routes.add("classpath:cpln-triggers/cpln-http.camel.yaml");
        }
        if (settings.isTrue("cpln.timer.enabled")) {
            routes.add("classpath:cpln-triggers/cpln-timer.camel.yaml");
        }
        if (settings.isTrue("cpln.kafka.enabled")) {
            routes.add("classpath:cpln-triggers/cpln-kafka.camel.yaml");
        }
        String given = settings.get("camel.main.routesIncludePattern", null);
        if (given != null) {
            routes.add(given);
        }
        settings.set("camel.main.routesIncludePattern", String.join(",", routes));
        settings.setDefault("camel.main.name", "cpln-container-routes");
        settings.setDefault("camel.main.shutdownTimeout", "15");
        settings.setDefault("camel.main.startupSummaryLevel", "oneline");
        settings.setDefault("camel.main.autoConfigurationLogSummary", "false");
        new ServerProtection(settings).setDefaults();
        settings.setDefault("camel.server.host", "127.0.0.1");
        // A request is a few options: more is no request.
        settings.setDefault("camel.server.maxBodySize", "65536");
        settings.setDefault("camel.management.enabled", "true");
        // On the same server as long as the ports are equal; Camel would take 8080 whatever the server's port is.
        settings.setDefault("camel.management.port", settings.get("camel.server.port", "8080"));
        settings.setDefault("camel.management.host", "127.0.0.1");
        settings.setDefault("camel.management.healthCheckEnabled", "true");
        settings.setDefault("camel.management.metricsEnabled", "true");
        settings.setDefault("camel.metrics.enabled", settings.get("camel.management.enabled", "true"));
        // Camel's own would measure each exchange by the endpoint's address, and with it what may be a secret.
        settings.setDefault("camel.metrics.enableExchangeEventNotifier", "false");
        settings.setDefault("camel.metrics.enableMessageHistory", "false");
    }

    private static void setPassword(MainConfigurationProperties camel, String name, String value) {
        switch (name) {
            case "camel.server.jwtKeystorePassword" -> camel.httpServer().setJwtKeystorePassword(value);
            case "camel.management.jwtKeystorePassword" -> camel.httpManagementServer().setJwtKeystorePassword(value);
            case "camel.ssl.keystorePassword" -> camel.sslConfig().setKeystorePassword(value);
            case "camel.ssl.trustStorePassword" -> camel.sslConfig().setTrustStorePassword(value);
            default -> throw new IllegalArgumentException(name);
        }
    }

    private int once(Main main) throws Exception {
        main.start();
        try {
            ListingResult result = list(main.getCamelContext());
            if (commandLine.table()) {
                output.print(ContainerTable.of(result));
            } else {
                output.println(json(result));
            }
            return result.complete() ? COMPLETE : PARTIAL;
        } finally {
            main.stop();
        }
    }

    private int serve(Main main, Logger log) throws Exception {
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
                // Camel Main looks for cluster services before it makes the beans that camel.beans.* describe.
                CamelContext context = configured.getCamelContext();
                for (CamelClusterService service : context.getRegistry().findByType(CamelClusterService.class)) {
                    addService(context, service);
                }
            }

            @Override
            public void afterStart(BaseMainSupport started) {
                if (settings.isTrue("camel.server.enabled")) {
                    log.info("Listening on {}", HttpAddress.of(started.getCamelContext(), settings));
                }
                if (commandLine.demo()) {
                    show(started.getCamelContext(), log);
                }
            }
        });
        main.run();
        return main.getExitCode();
    }

    private static void addService(CamelContext context, CamelClusterService service) {
        try {
            context.addService(service);
        } catch (Exception e) {
            throw new IllegalStateException("The cluster service could not be started", e);
        }
    }

    private void show(CamelContext context, Logger log) {
        try {
            ListingResult result = list(context);
            output.println();
            output.print(ContainerTable.of(result));
            output.println();
            ListingStatistics statistics = result.statistics();
            if (statistics != null) {
                output.println(Event.line(statistics));
            }
            if (settings.isTrue("camel.server.enabled")) {
                output.println("Next: curl " + HttpAddress.of(context, settings) + "/gvc/prod/containers");
            }
            output.println();
        } catch (RuntimeException e) {
            log.error("The first listing failed: {}", reason(e));
        }
    }

    private ListingResult list(CamelContext context) {
        // Camel Main hands a signal to the thread that is busy listing here: the listing has to be ended by another.
        Thread stop = new Thread(context::stop, "cpln-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            return context.createProducerTemplate()
                    .requestBody("direct:cpln-list-containers", ListingRequest.builder().build(), ListingResult.class);
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(stop);
            } catch (IllegalStateException e) {
                // The process ends already, and the hook does its work.
            }
        }
    }

    private static String json(ListingResult result) throws JsonProcessingException {
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result);
    }

    private int explain(Exception failure, Logger log) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                System.err.println("The port is in use: set another camel.server.port (8080), camel.management.port "
                        + "(the same) or cpln.demo.port.");
                return FAILED;
            }
            if (cause instanceof IllegalArgumentException && String.valueOf(cause.getMessage()).startsWith("Setting ")) {
                System.err.println(cause.getMessage());
                return WRONG_USE;
            }
            if (cause instanceof PropertyBindingException wrong && wrong.getOptionPrefix() != null) {
                // Its value may be a secret.
                System.err.println("Camel does not take the setting " + wrong.getOptionPrefix() + wrong.getOptionKey() + ".");
                return WRONG_USE;
            }
            if (cause instanceof FailedToCreateRouteException route && "cpln-timer".equals(route.getRouteId())) {
                System.err.println(timerProblem());
                return WRONG_USE;
            }
        }
        if (failure instanceof CamelExecutionException) {
            System.err.println("The listing failed: " + reason(failure));
        } else {
            log.error("Failed", failure);
        }
        return FAILED;
    }

    private String timerProblem() {
        String component = settings.get("cpln.timer.component", "timer");
        return "Setting cpln.timer.component has the value '" + Printable.text(component) + "'; "
                + (component.startsWith("master:") ? "it needs a cluster service, such as camel.beans.cluster=#class:"
                        + "org.apache.camel.component.file.cluster.FileLockClusterService with its camel.beans.cluster.root."
                        : "allowed is timer, or master:cpln-timer:timer together with a cluster service.");
    }

    private static String reason(Exception failure) {
        return failure instanceof CamelExecutionException && failure.getCause() != null
                ? failure.getCause().getMessage() : failure.getMessage();
    }

    /** Camel Main without its own order of settings. */
    private static final class StandaloneMain extends Main {

        @Override
        protected CamelContext createCamelContext() {
            CamelContext context = super.createCamelContext();
            PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
            // By default a variable of the environment wins over everything, -D included.
            properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
            properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
            return context;
        }
    }
}
