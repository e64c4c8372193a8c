package dev.cplnroutes.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.cplnroutes.support.SettingValue;
import dev.cplnroutes.trigger.http.ServerInternals;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.LayoutComponentBuilder;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.message.Message;

/**
 * The log of the standalone process: readable lines on standard error, because standard output is for results. It is
 * configured here and not by a file of the jar, which would collide with the file of a host.
 * {@code config/log4j2.properties} in the working directory or {@code -Dlog4j2.configurationFile} replaces it.
 */
final class StandaloneLogging {

    private static final String CONFIGURATION_FILE = "log4j2.configurationFile";
    private static final String FORMAT = "cpln.log.format";

    /** What is logged. */
    enum Detail {
        /** Everything that may be of use. */
        ALL,
        /** How listings went; their progress is shown otherwise. */
        RESULTS,
        /** Warnings and errors. */
        WARNINGS
    }

    private StandaloneLogging() {
    }

    /** Whether the log is lines for people. */
    static boolean isText(StandaloneSettings settings) {
        return settings.get(FORMAT, "text").equals("text");
    }

    /**
     * Configures the log.
     *
     * @param directory the working directory
     * @param settings  tell the format, {@code cpln.log.format}
     * @param detail    what is logged
     * @throws IllegalArgumentException if the format is neither {@code text} nor {@code json}
     */
    static void configure(Path directory, StandaloneSettings settings, Detail detail) {
        String format = settings.get(FORMAT, "text");
        if (!format.equals("text") && !format.equals("json")) {
            throw SettingValue.wrong(FORMAT, format, "text or json");
        }
        Path file = directory.resolve("config").resolve("log4j2.properties");
        if (System.getProperty(CONFIGURATION_FILE) != null) {
            return;
        }
        if (Files.isRegularFile(file)) {
            System.setProperty(CONFIGURATION_FILE, file.toUri().toString());
            return;
        }
        ConfigurationBuilder<?> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setStatusLevel(Level.WARN);
        // The hook of Log4j would silence the log while Camel's hook is still stopping the routes.
        builder.setShutdownHook("disable");
        builder.add(builder.newAppender("console", "Console")
                .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
                // The process says why it does not start, in a line of its own or with the same stack trace.
                .addComponent(builder.newFilter("RegexFilter", Filter.Result.DENY, Filter.Result.NEUTRAL)
                        .addAttribute("regex", "(?s)(Error starting CamelContext "
                                + "|Lifecycle strategy .* initializing ).*"))
                .add(format.equals("json") ? json(builder) : text(builder)));
        // Application logs the real address instead.
        builder.add(builder.newLogger(ServerInternals.ADDRESS_LOGGER, Level.WARN));
        // The clients of Kafka log every option that they have.
        builder.add(builder.newLogger("org.apache.kafka", Level.WARN));
        if (detail == Detail.RESULTS) {
            builder.add(builder.newLogger("org.apache.camel", Level.WARN));
            builder.add(builder.newLogger("dev.cplnroutes.progress", Level.WARN));
        }
        builder.add(builder.newRootLogger(detail == Detail.WARNINGS ? Level.WARN : Level.INFO)
                .add(builder.newAppenderRef("console")));
        LoggerContext context = Configurator.initialize(builder.build());
        context.getConfiguration().getLoggerConfig("org.apache.kafka").addFilter(new OnceAMinute());
    }

    /**
     * Lets a warning of a Kafka client through once a minute. A client tries several times a second to reach a broker
     * that is away, and warns of each attempt, in one of two forms. Errors and other levels pass.
     */
    static final class OnceAMinute extends AbstractFilter {

        private static final long MINUTE = 60_000;
        /** Far more than there are clients and forms; beyond it all is forgotten. */
        private static final int MOST_WARNINGS = 1000;
        private static final Pattern CLIENT = Pattern.compile("(?s)(\\[[^]]*]).*"
                + "(could not be established|disconnected|Error connecting to node).*");

        /** When each warning was let through last, in milliseconds since 1970. */
        private final Map<String, Long> last = new HashMap<>();

        @Override
        public synchronized Filter.Result filter(LogEvent event) {
            if (event.getLevel() != Level.WARN) {
                return Filter.Result.NEUTRAL;
            }
            long now = event.getTimeMillis();
            Long before = last.get(key(event.getMessage()));
            if (before != null && now - before < MINUTE) {
                return Filter.Result.DENY;
            }
            if (last.size() >= MOST_WARNINGS) {
                last.clear();
            }
            last.put(key(event.getMessage()), now);
            return Filter.Result.NEUTRAL;
        }

        /** What is the same in warnings that say the same: the client where a broker is away, else the form. */
        @SuppressWarnings("deprecation")
        private static String key(Message message) {
            Matcher away = CLIENT.matcher(message.getFormattedMessage());
            return away.matches() ? away.group(1) : String.valueOf(message.getFormat());
        }
    }

    private static LayoutComponentBuilder text(ConfigurationBuilder<?> builder) {
        return builder.newLayout("PatternLayout").addAttribute("pattern",
                "%d{HH:mm:ss.SSS} %-5level %-28c{1.} %notEmpty{[%X{cplnListingId}] }"
                        // What the API says may be in a message, and a terminal obeys control characters.
                        + "%replace{%msg}{[\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F]}{?}%n%throwable");
    }

    /** An object a line, with the fields of the Elastic Common Schema; each key of the MDC is a field of its own. */
    private static LayoutComponentBuilder json(ConfigurationBuilder<?> builder) {
        return builder.newLayout("JsonTemplateLayout").addAttribute("eventTemplateUri", "classpath:EcsLayout.json");
    }
}
