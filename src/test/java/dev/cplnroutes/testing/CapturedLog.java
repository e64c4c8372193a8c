package dev.cplnroutes.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/**
 * Everything that any library has to say, at level DEBUG, instead of on the console.
 */
public final class CapturedLog implements AutoCloseable {

    /** A line with its level, its thread and what was in the MDC. */
    public record Line(String text, String level, String thread, Map<String, String> mdc) {
    }

    private static final class Lines extends AbstractAppender {

        private final List<Line> lines = new CopyOnWriteArrayList<>();

        Lines() {
            super("lines", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            StringBuilder line = new StringBuilder(event.getLoggerName()).append(' ')
                    .append(event.getMessage().getFormattedMessage());
            for (Throwable cause = event.getThrown(); cause != null; cause = cause.getCause()) {
                line.append(' ').append(cause);
            }
            lines.add(new Line(line.toString(), event.getLevel().name(), event.getThreadName(),
                    event.getContextData().toMap()));
        }
    }

    private final Lines log = new Lines();
    private final Logger root = (Logger) LogManager.getRootLogger();
    private final Level before = root.getLevel();
    private final List<Appender> others;

    private CapturedLog() {
        log.start();
        root.addAppender(log);
        others = root.getAppenders().values().stream().filter(appender -> appender != log).toList();
        others.forEach(root::removeAppender);
        Configurator.setRootLevel(Level.DEBUG);
    }

    /** Captures from now on. */
    public static CapturedLog start() {
        return new CapturedLog();
    }

    /** Logger, message and exceptions of each event so far. */
    public List<String> lines() {
        return events().stream().map(Line::text).toList();
    }

    /** The same with more about each. */
    public List<Line> events() {
        return List.copyOf(log.lines);
    }

    /** Logger, message and exceptions of our own warnings and errors so far. */
    public List<String> ownWarnings() {
        return events().stream().filter(line -> List.of("WARN", "ERROR").contains(line.level()))
                .map(Line::text).filter(text -> text.startsWith("dev.cplnroutes.")).toList();
    }

    @Override
    public void close() {
        Configurator.setRootLevel(before);
        root.removeAppender(log);
        others.forEach(root::addAppender);
    }
}
