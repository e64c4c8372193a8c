package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import dev.cplnroutes.trigger.http.OwnNames;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients may hold of the standalone process's server: connections, and time before their request has arrived. */
@Timeout(120)
class BoundedVertxTest {

    private static final String POST =
            "POST /cpln/containers HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n";

    @RegisterExtension
    private static final RoutesExtension api = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 3))
            .withHttp().with("camel.server.maxBodySize", "65536");
    private static final DemoServer server = api.server();

    /** Routes that are running, by what their server was started with: most tests share one. */
    private static final Map<List<Object>, Running> running = new HashMap<>();

    private HttpCalls http;

    private record Running(BoundedVertx vertx, RunningRoutes routes, HttpCalls http) {
    }

    private void start(Duration requestTimeout, int mostConnections) {
        start(requestTimeout, Duration.ofMinutes(5), mostConnections);
    }

    private void start(Duration requestTimeout, Duration idle, int mostConnections) {
        Running started = running.computeIfAbsent(List.of(requestTimeout, idle, mostConnections), wanted -> {
            BoundedVertx vertx = new BoundedVertx(requestTimeout, idle, mostConnections);
            RunningRoutes routes = api.start(Map.of(), main -> main.bind("cplnVertx", vertx));
            return new Running(vertx, routes, new HttpCalls(routes.http()));
        });
        started.routes().send("direct:cpln-clear-cache", null, Long.class);
        http = started.http();
    }

    @AfterAll
    static void stop() {
        running.values().forEach(started -> {
            started.routes().close();
            started.vertx().end();
        });
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private Socket open(String text) {
        return http.open(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private boolean answers(String request) {
        try (Socket client = open(request)) {
            return rest(client).startsWith("HTTP/1.1 200 OK");
        } catch (IOException e) {
            return false;
        }
    }

    private static void addStartupListener(CamelContext context, StartupListener listener) {
        try {
            context.addStartupListener(listener);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Nested
    class Time {

        @ParameterizedTest
        @ValueSource(strings = {"", "G", "GET /cpln/ca", "GET /cpln/cache HTTP/1.1\r\nHost: te",
                POST + "Content-Length: 100\r\n\r\n{\"max",
            POST + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"m",
                    POST + "Content-Length: 100\r\nExpect: 100-continue\r\n\r\n"})
        void aRequestThatDoesNotArriveEndsItsConnection(String part) throws IOException {
            start(Duration.ofMillis(400), 100);

            try (Socket client = open(part)) {
                assertThat(rest(client).replace("HTTP/1.1 100 Continue\r\n\r\n", "")).isEmpty();
            }
            assertThat(server.requests()).isEmpty();
            assertThat(http.get("/cpln/containers/count").json().path("count").asInt()).isEqualTo(3);
        }

        /** However the bytes trickle in. */
        @Test
        void aClientThatKeepsSendingALittleIsNoDifferent() throws IOException {
            start(Duration.ofMillis(400), 100);

            try (Socket client = open("GET /cpln/cache HTTP/1.1\r\nX: ")) {
                await().pollInterval(Duration.ofMillis(50)).until(() -> {
                    try {
                        client.getOutputStream().write('a');
                        return false;
                    } catch (SocketException e) {
                        return true;
                    }
                });
            }
        }

        @Test
        void anAnswerMayTakeLongerThanItsRequest() throws IOException {
            start(Duration.ofMillis(200), 100);
            server.latency(Duration.ofMillis(600));

            try (Socket client = open("GET /cpln/gvc/prod/containers/count HTTP/1.1\r\nHost: test\r\nConnection: "
                    + "close\r\n\r\n")) {
                assertThat(rest(client)).startsWith("HTTP/1.1 200 OK").contains("\"count\":3");
            }
        }

        @Test
        void aConnectionWithoutARequestIsClosedAndOneWhoseAnswerIsOnItsWayIsNot() throws Exception {
            start(Duration.ofMinutes(10), Duration.ofMillis(300), 100);
            CountDownLatch mayAnswer = new CountDownLatch(1);
            server.intercept(request -> {
                try {
                    mayAnswer.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return null;
            });

            try (Socket client = open("GET /cpln/gvc/prod/containers/count HTTP/1.1\r\nHost: test\r\nConnection: "
                    + "close\r\n\r\n")) {
                await().atMost(Duration.ofSeconds(30)).until(() -> server.inFlight() == 1);
                try (Socket idle = open("GET /cpln/nothing HTTP/1.1\r\nHost: test\r\n\r\n")) {
                    assertThat(rest(idle)).startsWith("HTTP/1.1 404");
                }
                mayAnswer.countDown();
                assertThat(rest(client)).startsWith("HTTP/1.1 200 OK").contains("\"count\":3");
            }
        }

        /** Its connection is idle then, and not late with a request. */
        @Test
        void aClientThatWaitsBeforeItAsksAgainIsAnswered() throws IOException {
            start(Duration.ofMillis(200), 100);
            String request = "GET /cpln/nothing HTTP/1.1\r\nHost: test\r\n\r\n";

            try (Socket client = open(request); Socket late = open("GET")) {
                assertThat(new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 404");
                assertThat(rest(late)).isEmpty();
                client.getOutputStream().write(request.replace("Host: test", "Host: test\r\nConnection: close")
                        .getBytes(StandardCharsets.US_ASCII));
                assertThat(rest(client)).contains("HTTP/1.1 404");
            }
        }
    }

    @Nested
    class Connections {

        @Test
        void oneConnectionMoreIsClosedAtOnceAndOneThatEndsMakesRoom() throws IOException {
            start(Duration.ofMinutes(10), 5);
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                clients.add(open("GET"));
            }
            try (Socket more = open("")) {
                assertThat(more.getInputStream().read()).isEqualTo(-1);
            }
            for (Socket client : clients) {
                client.close();
            }
            await().until(() -> answers("GET /cpln/cache HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"));
        }

        /**
         * A second request before the first is answered: Vert.x would not notice that the client has gone, and count
         * it for
         * ever.
         */
        @Test
        void clientsThatGoAwayBehindASecondRequestHoldNothing() throws IOException {
            // Listed to the end, it would take a minute.
            server.replace(DemoOrganization.uniform("acme", "prod", 3000));
            server.latency(Duration.ofMillis(20));
            start(Duration.ofMinutes(10), 3);
            for (int i = 0; i < 10; i++) {
                int calls = server.requests().size();
                try (Socket client = open("GET /cpln/containers?cache=false&maxWorkers=1 HTTP/1.1\r\nHost: test\r\n\r\n"
                        + POST
                        + "Content-Length: 100\r\n\r\n{")) {
                    await().until(() -> server.requests().size() > calls + 1);
                    assertThat(client.isConnected()).isTrue();
                }
                await().until(() -> server.inFlight() == 0);
            }
            await().until(() -> answers("GET /cpln/cache HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"));
        }

        @Test
        void theFirstOfRequestsThatComeTogetherIsAnswered() throws IOException {
            start(Duration.ofMinutes(10), 3);

            try (Socket client = open("GET /cpln/containers/count HTTP/1.1\r\nHost: test\r\n\r\n".repeat(20))) {
                assertThat(rest(client)).startsWith("HTTP/1.1 200 OK").contains("\"count\":3")
                        .containsOnlyOnce("HTTP/1.1");
            }
        }
    }

    @Nested
    class Refused {

        @ParameterizedTest
        @ValueSource(strings = {"HTTP/9.9", "XTTP/1.1", "http/1.1", "HTTP/2.0"})
        void aVersionThatDoesNotExistIsABadRequestInOneThatDoes(String version) throws IOException {
            start(Duration.ofMinutes(10), 3);

            try (Socket client = open("GET /cpln/cache " + version + "\r\nHost: test\r\n\r\n")) {
                assertThat(rest(client)).startsWith("HTTP/1.1 400 Bad Request\r\n");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"/unknown", "/cplnx", "/", "*"})
        void aPathThatIsNobodysIsAProblem(String path) throws IOException {
            start(Duration.ofMinutes(10), 3);

            try (Socket client = open("GET " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")) {
                assertThat(rest(client)).startsWith("HTTP/1.1 404 Not Found")
                        .containsIgnoringCase("application/problem+json")
                        .contains("\"status\":404");
            }
        }

        /** Said to be so long, or not said at all, and never sent to its end. */
        @ParameterizedTest
        @ValueSource(strings = {"Content-Length: 65537\r\n\r\n", "Content-Length: 9223372036854775807\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n"})
        void aBodyThatIsTooLargeIsAProblem(String framing) throws IOException {
            start(Duration.ofMinutes(10), 3);
            String chunks = framing.startsWith("Transfer") ? ("1000\r\n" + "x".repeat(4096) + "\r\n").repeat(17) : "{";

            try (Socket client = open(POST + framing + chunks)) {
                InputStream in = client.getInputStream();
                StringBuilder answer = new StringBuilder();
                for (int next = in.read(); next >= 0 && next != '}'; next = in.read()) {
                    answer.append((char) next);
                }
                assertThat(answer.toString()).startsWith("HTTP/1.1 413 ")
                        .containsIgnoringCase("application/problem+json")
                        .contains("\"status\":413");
            }
            assertThat(server.requests()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET /cpln/cache?x=LONG HTTP/1.1|414", "GET /LONG HTTP/1.1|414",
                "GET /cpln/cache HTTP/1.1\r\nX: LONGLONGLONG|431", "GET /cpln/cache HTTP/7.7|400"})
        void aLineOrHeadersThatAreTooLongAreRefused(String line) throws IOException {
            start(Duration.ofMinutes(10), 3);
            String[] requestAndStatus = line.split("\\|");

            try (Socket client =
                    open(requestAndStatus[0].replace("LONG", "a".repeat(4096)) + "\r\nHost: test\r\n\r\n")) {
                assertThat(rest(client)).matches("(?s)HTTP/1\\.[01] " + requestAndStatus[1] + " .*")
                        .containsIgnoringCase("content-type: application/problem+json")
                        .contains("{\"status\":" + requestAndStatus[1] + ",").endsWith("\"}");
            }
        }

        /**
         * Camel's server listens before the routes are there; what is asked meanwhile must not read as "no such path".
         */
        @ParameterizedTest
        @ValueSource(strings = {"/cpln/cache", "/cpln/gvc/prod/containers", "/cpln/containers/count", "/own"})
        void requestsWhileTheRoutesStartAreToldToComeAgain(String path) {
            List<HttpCalls.Answer> early = new ArrayList<>();
            BoundedVertx vertx = new BoundedVertx("30s", port -> OwnNames.EVERY);
            // Called when the server listens and before the first route starts.
            StartupListener duringStart = (context, alreadyStarted) -> early.add(new HttpCalls("http://127.0.0.1:"
                    + context.getComponent("platform-http", PlatformHttpComponent.class).getEngine().getServerPort())
                    .get(path));
            try (RunningRoutes routes = api.start(Map.of(), main -> {
                main.bind("cplnVertx", vertx);
                main.addMainListener(new MainListenerSupport() {
                    @Override
                    public void beforeInitialize(BaseMainSupport initialized) {
                        addStartupListener(initialized.getCamelContext(), duringStart);
                    }
                });
            })) {
                assertThat(early).singleElement().satisfies(answer -> {
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
                    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                    assertThat(answer.json().path("detail").asText()).isEqualTo("The process is starting; try again.");
                });
                HttpCalls started = new HttpCalls(routes.http());
                assertThat(started.get(path).status()).isEqualTo(503);
                vertx.open();
                assertThat(started.get(path).status()).isEqualTo(path.equals("/own") ? 404 : 200);
            } finally {
                vertx.end();
            }
        }
    }
}
