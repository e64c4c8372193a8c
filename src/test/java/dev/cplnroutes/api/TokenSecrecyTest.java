package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.Token;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.CapturedLog;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The token goes to the API in one header and nowhere else, however much is logged.
 */
@Timeout(60)
class TokenSecrecyTest {

    private static final String TOKEN = "very-secret-0815";

    /** The token is a bean, as the standalone process makes it: Camel itself logs the values of properties. */
    @RegisterExtension
    private final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 9), DemoSettings.defaults().withPageSize(4))
            .without("cpln.token").with("cpln.listing.retry-delay-seconds", "0.001")
            .prepare(main -> main.bind(Token.BEAN_NAME, new Token("Bearer " + TOKEN)));
    private final DemoServer server = routes.server();

    @Test
    void tokenIsInNoLogLineErrorOrUri() {
        List<String> authorizations = new CopyOnWriteArrayList<>();
        List<String> lines;
        try (CapturedLog log = CapturedLog.start()) {
            server.intercept(request -> {
                authorizations.add(request.headers().get("authorization"));
                assertThat(request.headers()).doesNotContainKey("cpln-target");
                String path = request.path();
                return path.contains("00001/") ? DemoResponse.error(500, "who are you, Bearer " + TOKEN + "?")
                        : path.contains("00002/") ? DemoResponse.closeConnection()
                        : path.contains("00003/") ? DemoResponse.json("{\"items\":\"" + TOKEN + "\"}")
                        : path.contains("/refused/") ? DemoResponse.error(401, "no such token " + TOKEN) : null;
            });
            try (RunningRoutes running = routes.start(Map.of())) {
                ListingResult result = running.list(ListingRequest.builder().gvc("prod").maxRetries(1).build());

                assertThat(result.errors()).hasSize(3);
                assertThat(result.toString()).doesNotContain(TOKEN);
                assertThat(result.errors().get(0).message())
                        .isEqualTo("the API answered 500: who are you, Bearer ***?");
                assertThatThrownBy(() -> running.list(ListingRequest.ofGvc("refused")))
                        .satisfies(failure -> assertThat(failure.toString()).doesNotContain(TOKEN));
            }
            assertThat(authorizations).hasSizeGreaterThan(10).containsOnly("Bearer " + TOKEN);
            assertThat(server.requests()).noneMatch(line -> line.contains(TOKEN));
            lines = log.lines();
        }
        assertThat(lines).as("the log was captured").anyMatch(line -> line.startsWith("org.apache.hc"))
                .anyMatch(line -> line.startsWith("org.apache.camel"));
        assertThat(lines.stream().filter(line -> line.contains(TOKEN))).isEmpty();
    }
}
