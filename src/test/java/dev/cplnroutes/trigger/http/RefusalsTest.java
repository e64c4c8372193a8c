package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Vert.x answers by itself, on a router without Camel. */
@Timeout(60)
class RefusalsTest {

    private final Vertx vertx = Vertx.vertx();
    private final Router router = Router.router(vertx);
    private final List<Integer> passedOn = new CopyOnWriteArrayList<>();
    private int port;

    @BeforeEach
    void listen() {
        port = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().join().actualPort();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String title, String detail)
            throws IOException {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.fieldNames()).toIterable().containsExactly("status", "title", "detail");
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isEqualTo(title);
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    private void failAtEveryPath() {
        router.route("/:status").handler(context -> context.fail(Integer.parseInt(context.pathParam("status"))));
    }

    @ParameterizedTest
    @CsvSource({"400,Bad Request,could not be read", "401,Unauthorized,Credentials are missing",
        "403,Forbidden,could not be read", "404,Not Found,no such path",
        "406,Not Acceptable,Accept", "413,Request Entity Too Large,larger than this server takes",
        "417,Expectation Failed,100-continue", "499,Client Error (499),could not be read"})
    void refusalOfARouterIsAProblem(int status, String title, String detail) throws Exception {
        Refusals.ofRouter(router);
        failAtEveryPath();

        assertProblem(get("/" + status), status, title, detail);
    }

    @Test
    void pathOfNobodyIsAProblem() throws Exception {
        Refusals.ofRouter(router);

        assertProblem(get("/x"), 404, "Not Found", "There is no such path.");
    }

    /** Its request is answered if it is still there, as one that could not be read. */
    @Test
    void failureWithoutAStatusOfItsOwnIsABadRequest() throws Exception {
        Refusals.ofRouter(router);
        failAtEveryPath();

        assertProblem(get("/200"), 400, "Bad Request", "could not be read");
    }

    /**
     * Vert.x names the methods, and errors of the server are no refusals.
     */
    @ParameterizedTest
    @ValueSource(ints = {405, 500, 503})
    void otherFailuresOfARouterAreLeftAsTheyAre(int status) throws Exception {
        Refusals.ofRouter(router);
        failAtEveryPath();
        HttpResponse<String> answer = get("/" + status);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).doesNotContain("problem");
    }

    @Test
    void methodsThatAreAllowedAreNamed() throws Exception {
        Refusals.ofRouter(router);
        router.route(HttpMethod.GET, "/x").handler(context -> context.response().end());
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/x")).POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET");
    }

    @ParameterizedTest
    @CsvSource({"400,Bad Request", "404,Not Found", "499,Client Error (499)"})
    void refusalOnTheWayOfARouteIsAProblem(int status, String title) throws Exception {
        Refusals.ofRoute(router.route("/*"));
        failAtEveryPath();

        assertProblem(get("/" + status), status, title, "");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 500, 503})
    void otherFailuresOnTheWayOfARouteArePassedOn(int status) throws Exception {
        Refusals.ofRoute(router.route("/*"));
        failAtEveryPath();
        router.errorHandler(status, context -> {
            passedOn.add(context.statusCode());
            context.response().setStatusCode(status).end("passed on");
        });

        assertThat(get("/" + status).body()).isEqualTo("passed on");
        assertThat(passedOn).containsExactly(status);
    }

    @Test
    void answerThatHasBegunIsNotAnsweredAgain() throws Exception {
        router.route("/ended").handler(context -> {
            context.response().end("answered");
            Refusals.answer(context.response(), 400, "Bad request", "Too late.");
        });
        router.route("/begun").handler(context -> {
            context.response().setChunked(true).write("answ");
            Refusals.answer(context.response(), 400, "Bad request", "Too late.");
            context.response().end("ered");
        });

        for (String path : List.of("/ended", "/begun")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("answered");
        }
    }
}
