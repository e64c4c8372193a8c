package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.HttpCalls.Answer;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an HTTP caller is told where the API fails.
 */
@Timeout(120)
class HttpFailureTest {

    private static final String PROD = "/cpln/gvc/prod/containers?retryDelaySeconds=0.01&maxRetries=1&cache=false";

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 4))
            .withHttp();
    private static final DemoServer server = routes.server();
    private static final HttpCalls http = routes.http();

    private static JsonNode problem(HttpCalls.Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("title").asText()).isNotBlank();
        assertThat(answer.json().path("detail").asText()).isNotBlank().doesNotContain("Exception", "\tat ");
        assertThat(answer.body() + answer.headers().map()).doesNotContain("secret-token");
        return answer.json();
    }

    @ParameterizedTest
    @CsvSource({"400,502,1,false", "401,502,1,false", "403,502,1,false", "404,404,1,false", "409,502,1,false",
            "429,503,2,true", "500,502,2,false", "501,502,1,false", "502,502,2,false", "503,503,2,true",
            "504,504,2,false"})
    void statusOfTheListSaysWhatTheCallerGets(int api, int caller, int calls, boolean retryLater) {
        server.intercept(request -> DemoResponse.error(api, "secret-token said no"));

        HttpCalls.Answer answer = http.get(PROD);

        problem(answer, caller);
        assertThat(answer.header("Retry-After") != null).isEqualTo(retryLater);
        assertThat(server.requests()).hasSize(calls);
    }

    @Test
    void retryAfterOfTheApiIsPassedOn() {
        server.intercept(request -> DemoResponse.error(429, "slow down").withHeader("Retry-After", "86400"));
        HttpCalls.Answer answer = http.get(PROD);
        problem(answer, 503);
        assertThat(answer.header("Retry-After")).isEqualTo("86400");
        assertThat(server.requests()).as("a day is not waited for").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"quota exceeded", "Your QUOTA is used up", "Quota: 0 left"})
    void quotaIsAskedForOnceAndNoWaitIsAdvised(String message) {
        server.intercept(request -> DemoResponse.error(429, message));
        HttpCalls.Answer answer = http.get(PROD);
        assertThat(problem(answer, 503).path("title").asText()).isEqualTo("Quota used up");
        assertThat(answer.header("Retry-After")).isNull();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void missingGvcAndWorkloadAreNamed() {
        assertThat(problem(http.get("/cpln/gvc/nope/containers"), 404).path("detail").asText()).contains("'nope'");
        assertThat(problem(http.get("/cpln/gvc/prod/workload/nope/containers/count"), 404).path("detail").asText())
                .contains("'nope'", "'prod'");
    }

    @ParameterizedTest
    @CsvSource(value = {"<html>", "{}", "[]", "{\"items\":{}}", "{\"items\":", "NULL"}, delimiter = '|')
    void nonsenseIs502(String body) {
        server.intercept(request -> DemoResponse.json(body.equals("NULL") ? "" : body));
        problem(http.get(PROD), 502);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void silenceIs504AndNotAskedForAgain() {
        server.intercept(request -> DemoResponse.json("{}").withLatency(Duration.ofMinutes(2)));
        try (RunningRoutes impatient = routes.start(Map.of("cpln.api.response-timeout", "500ms"))) {
            problem(new HttpCalls(impatient.http()).get(PROD), 504);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void brokenConnectionAndNobodyThereAre502() throws IOException {
        server.intercept(request -> DemoResponse.closeConnection());
        assertThat(problem(http.get(PROD), 502).path("detail").asText())
                .isEqualTo("The connection to the API at " + server.endpoint() + " broke before an answer came.");
        // One more at once where the first went out on a connection that had been used before.
        assertThat(server.requests()).hasSizeBetween(2, 3);

        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        Map<String, String> settings = new HashMap<>(RunningRoutes.WITH_HTTP);
        settings.putAll(Map.of("cpln.endpoint", "http://127.0.0.1:" + nobody, "cpln.org", "acme", "cpln.token", "x"));
        try (RunningRoutes alone = RunningRoutes.start(settings)) {
            JsonNode problem = problem(new HttpCalls(alone.http()).get(PROD), 502);
            assertThat(problem.path("detail").asText())
                    .isEqualTo("The API at http://127.0.0.1:" + nobody
                            + " cannot be reached: the connection was refused, nothing listens on that port.");
        }
    }

    @Test
    void redirectToAnotherOriginIsNotFollowed() {
        try (DemoServer other = DemoServer.start(DemoOrganization.uniform("acme", "prod", 4),
                DemoSettings.defaults())) {
            server.intercept(request -> DemoResponse.error(307, "moved")
                    .withHeader("Location", other.endpoint() + "/x"));
            problem(http.get(PROD), 502);
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void allWorkloadsFailingAlikeFailTheListingAndSomeDoNot() {
        server.intercept(request -> request.isDeploymentList() ? DemoResponse.error(503, "later") : null);
        HttpCalls.Answer failed = http.get(PROD);
        problem(failed, 503);
        assertThat(failed.header("Retry-After")).isNotNull();

        server.intercept(request -> request.path().contains("00002/") ? DemoResponse.error(503, "later") : null);
        HttpCalls.Answer partial = http.get(PROD.replace("containers?", "containers/count?"));
        assertThat(partial.status()).isEqualTo(200);
        assertThat(partial.json().path("count").asInt()).isEqualTo(3);
        assertThat(partial.json().path("complete").asBoolean()).isFalse();
        assertThat(partial.json().path("errors").toString()).isEqualTo("[{\"workloadName\":\"workload-00002\","
                + "\"gvcName\":\"prod\",\"status\":503,\"message\":\"the API answered 503: later\"}]");
    }
}
