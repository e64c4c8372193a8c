package dev.cplnroutes.standalone;

import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/**
 * The log of the standalone process: readable lines on standard error, since standard output is for results. Made here
 * and not in a file of the jar, which would collide with a host's. {@code config/log4j2.properties} in the working
 * directory or {@code -Dlog4j2.configurationFile} replace it.
 */
final class StandaloneLogging {

    private static final String CONFIGURATION_FILE = "log4j2.configurationFile";

    private StandaloneLogging() {
    }

    static void configure(Path directory) {
        Path file = directory.resolve("config").resolve("log4j2.properties");
        if (System.getProperty(CONFIGURATION_FILE) != null) {
            return;
        }
        if (Files.isRegularFile(file)) {
            System.setProperty(CONFIGURATION_FILE, file.toUri().toString());
            return;
        }
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setStatusLevel(Level.WARN);
        // Its own hook would silence the log while Camel's is still stopping the routes.
        builder.setShutdownHook("disable");
        builder.add(builder.newAppender("console", "Console")
                .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
                .add(builder.newLayout("PatternLayout")
                        .addAttribute("pattern", "%d{HH:mm:ss.SSS} %-5level %-28c{1.} %notEmpty{[%X{cplnListingId}] }%msg%n%throwable")));
        // It says 0.0.0.0 whatever the host is; Application logs the real address.
        builder.add(builder.newLogger("org.apache.camel.component.platform.http.main.MainHttpServerUtil", Level.WARN));
        // It lists every option of every client.
        builder.add(builder.newLogger("org.apache.kafka", Level.WARN));
        builder.add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("console")));
        Configurator.initialize(builder.build());
    }
}
