package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import org.apache.camel.main.Main;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The token goes to the API in one header and nowhere else, however much is logged.
 */
@Timeout(60)
class TokenSecrecyTest {

    private static final String TOKEN = "very-secret-0815";

    private static final class Lines extends AbstractAppender {

        private final List<String> lines = new CopyOnWriteArrayList<>();

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
            lines.add(line.toString());
        }
    }

    /** As the standalone process does: Camel itself logs the values of properties. */
    private static Main withToken() {
        Main main = new Main();
        main.bind(Token.BEAN_NAME, new Token("Bearer " + TOKEN));
        return main;
    }

    @Test
    void tokenIsInNoLogLineErrorOrUri() {
        Lines log = new Lines();
        log.start();
        Logger root = (Logger) LogManager.getRootLogger();
        Level before = root.getLevel();
        root.addAppender(log);
        List<Appender> others = root.getAppenders().values().stream().filter(appender -> appender != log).toList();
        others.forEach(root::removeAppender);
        List<String> authorizations = new CopyOnWriteArrayList<>();
        try (DemoServer server = DemoServer.start(DemoOrganization.uniform("acme", "prod", 9),
                DemoSettings.defaults().withPageSize(4))) {
            server.intercept(request -> {
                authorizations.add(request.headers().get("authorization"));
                assertThat(request.headers()).doesNotContainKey("cpln-target");
                String path = request.path();
                return path.contains("00001/") ? DemoResponse.error(500, "who are you, Bearer " + TOKEN + "?")
                        : path.contains("00002/") ? DemoResponse.closeConnection()
                        : path.contains("00003/") ? DemoResponse.json("{\"items\":\"" + TOKEN + "\"}")
                        : path.contains("/refused/") ? DemoResponse.error(401, "no such token " + TOKEN) : null;
            });
            // Everything that any library has to say.
            Configurator.setRootLevel(Level.DEBUG);
            try (RunningRoutes routes = RunningRoutes.start(Map.of("cpln.endpoint", server.endpoint().toString(),
                    "cpln.org", "acme", "cpln.listing.retry-delay-seconds", "0.001"), withToken())) {
                ListingResult result = routes.list(ListingRequest.builder().gvc("prod").maxRetries(1).build());

                assertThat(result.errors()).hasSize(3);
                assertThat(result.toString()).doesNotContain(TOKEN);
                assertThat(result.errors().get(0).message()).isEqualTo("the API answered 500: who are you, Bearer ***?");
                assertThatThrownBy(() -> routes.list(ListingRequest.ofGvc("refused")))
                        .satisfies(failure -> assertThat(failure.toString()).doesNotContain(TOKEN));
            }
            assertThat(authorizations).hasSizeGreaterThan(10).containsOnly("Bearer " + TOKEN);
            assertThat(server.requests()).noneMatch(line -> line.contains(TOKEN));
        } finally {
            Configurator.setRootLevel(before);
            root.removeAppender(log);
            others.forEach(root::addAppender);
        }
        assertThat(log.lines).as("the log was captured").anyMatch(line -> line.startsWith("org.apache.hc"))
                .anyMatch(line -> line.startsWith("org.apache.camel"));
        assertThat(log.lines.stream().filter(line -> line.contains(TOKEN))).isEmpty();
    }
}
