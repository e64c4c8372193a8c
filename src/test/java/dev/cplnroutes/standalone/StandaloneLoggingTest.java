package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.cplnroutes.standalone.StandaloneLogging.OnceAMinute;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Filter.Result;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the log of the standalone process lets through of Kafka's clients. */
@Timeout(60)
class StandaloneLoggingTest {

    private static final String AWAY =
            "] Connection to node {} ({}) could not be established. Node may not be available.";

    private static final long START = 1_800_000_000_000L;

    private final OnceAMinute filter = new OnceAMinute();

    private Result filter(long seconds, Level level, String form, Object... values) {
        return filter.filter(Log4jLogEvent.newBuilder().setLoggerName("org.apache.kafka.clients.NetworkClient")
                .setLevel(level).setMessage(new ParameterizedMessage(form, values)).setTimeMillis(
                        START + seconds * 1000)
                .build());
    }

    /** The real client, at a port where nobody listens. */
    @Test
    void clientWhoseBrokerIsAwayWarnsOnce() throws Exception {
        List<LogEvent> all = new CopyOnWriteArrayList<>();
        Logger logger = (Logger) LogManager.getLogger("org.apache.kafka.clients.NetworkClient");
        AbstractAppender appender = new AbstractAppender("all", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                all.add(event.toImmutable());
            }
        };
        appender.start();
        Level before = logger.getLevel();
        logger.addAppender(appender);
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers",
                "127.0.0.1:" + port, "group.id", "g", "reconnect.backoff.ms", "1", "reconnect.backoff.max.ms", "1"),
                new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("topic"));
            while (all.stream().filter(event -> event.getLevel() == Level.WARN).count() < 20) {
                consumer.poll(Duration.ofMillis(20));
            }
        } finally {
            logger.removeAppender(appender);
            logger.setLevel(before);
            logger.setAdditive(true);
        }

        List<String> passed = new ArrayList<>();
        for (LogEvent event : all) {
            if (event.getLevel() == Level.WARN && filter.filter(event) != Result.DENY) {
                passed.add(event.getMessage().getFormattedMessage());
            }
        }
        assertThat(passed).singleElement().asString().contains("127.0.0.1:" + port);
    }

    @Test
    void warningComesAgainAfterAMinute() {
        assertThat(filter(0, Level.WARN, "[client a" + AWAY, 1, "h:1")).isEqualTo(Result.NEUTRAL);
        assertThat(filter(0, Level.WARN, "[client a" + AWAY, 2, "h:2")).isEqualTo(Result.DENY);
        assertThat(filter(59, Level.WARN, "[client a] Bootstrap broker {} disconnected", "h:1")).isEqualTo(Result.DENY);
        assertThat(filter(60, Level.WARN, "[client a" + AWAY, 1, "h:1")).isEqualTo(Result.NEUTRAL);
        assertThat(filter(119, Level.WARN, "[client a" + AWAY, 1, "h:1")).isEqualTo(Result.DENY);
        assertThat(filter(120, Level.WARN, "[client a" + AWAY, 1, "h:1")).isEqualTo(Result.NEUTRAL);
    }

    @Test
    void otherClientsOtherWarningsAndErrorsPass() {
        assertThat(filter(0, Level.WARN, "[client a" + AWAY, 1, "h:1")).isEqualTo(Result.NEUTRAL);
        assertThat(filter(1, Level.WARN, "[client b" + AWAY, 1, "h:1")).isEqualTo(Result.NEUTRAL);
        assertThat(filter(2, Level.WARN, "[client a] The topic {} is unknown", "t")).isEqualTo(Result.NEUTRAL);
        assertThat(filter(3, Level.WARN, "[client a] The topic {} is unknown", "u")).isEqualTo(Result.DENY);
        for (int i = 4; i < 7; i++) {
            assertThat(filter(i, Level.ERROR, "[client a" + AWAY, 1, "h:1")).isEqualTo(Result.NEUTRAL);
            assertThat(filter(i, Level.INFO, "[client a" + AWAY, 1, "h:1")).isEqualTo(Result.NEUTRAL);
        }
    }

    @Test
    void memoryIsBounded() {
        for (int client = 0; client < 1000; client++) {
            assertThat(filter(0, Level.WARN, "[client " + client + AWAY, 1, "h:1")).isEqualTo(Result.NEUTRAL);
        }
        assertThat(filter(1, Level.WARN, "[client 0" + AWAY, 1, "h:1")).isEqualTo(Result.DENY);
        assertThat(filter(2, Level.WARN, "[client 1000" + AWAY, 1, "h:1")).isEqualTo(Result.NEUTRAL);
        assertThat(filter(3, Level.WARN, "[client 0" + AWAY, 1, "h:1")).as("forgotten").isEqualTo(Result.NEUTRAL);
    }
}
