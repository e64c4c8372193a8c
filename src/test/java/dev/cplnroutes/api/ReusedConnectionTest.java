package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.recording.CallRecorder;
import dev.cplnroutes.testing.RawApi;
import dev.cplnroutes.testing.RunningRoutes;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Connections that are used for more than one call: a server may close them at any time between two calls.
 */
@Timeout(60)
class ReusedConnectionTest {

    private static final int WORKLOADS = 6;
    private static final String LIST = IntStream.range(0, WORKLOADS).mapToObj(i -> "{\"name\":\"w" + i + "\"}")
            .collect(Collectors.joining(",", "{\"items\":[", "]}"));

    private static boolean answer(RawApi.Request request, OutputStream out) throws IOException {
        return RawApi.json(out, request.target().endsWith("/deployment") ? RawApi.DEPLOYMENTS : LIST);
    }

    private static boolean write(OutputStream out, String bytes) throws IOException {
        out.write(bytes.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return false;
    }

    private static ListingRequest.Builder prod() {
        return ListingRequest.builder().gvc("prod");
    }

    static Stream<Arguments> closings() {
        RawApi.Answers closes = (request, out) -> false;
        RawApi.Answers says408 = (request, out) -> {
            RawApi.write(out, "408 Request Timeout\nConnection: close", "");
            return false;
        };
        RawApi.Answers says408AndStays = (request, out) -> RawApi.write(out, "408 Request Timeout", "{}");
        return Stream.of(Arguments.of("closes when the request has come", closes, "unreachable"),
                Arguments.of("says 408 and closes", says408, "408"),
                Arguments.of("says 408 and stays open", says408AndStays, "408"));
    }

    private static void waitFor(CyclicBarrier all, RawApi.Request request) throws InterruptedException {
        try {
            if (request.connection() < all.getParties()) {
                all.await();
            }
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int answerAndCloseOneSide(Socket socket, CountDownLatch opened)
            throws IOException, InterruptedException {
        try (socket) {
            byte[] request = new byte[4096];
            int length = 0;
            while (!new String(request, 0, length, StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                length += socket.getInputStream().read(request, length, request.length - length);
            }
            // Only when all are open: no call takes the connection of another one.
            opened.countDown();
            opened.await();
            RawApi.json(socket.getOutputStream(), "{}");
            socket.shutdownOutput();
            return socket.getInputStream().read();
        }
    }

    private static String listWithoutRetries(RunningRoutes routes) {
        try {
            routes.list(prod().retry(false).build());
            return "";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Makes so many calls at a time; the API answers when it has them all. */
    private static void openConnections(ApiHttpClient client, RawApi api, int number) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(number);
        try {
            List<Future<Integer>> calls = IntStream.range(0, number).mapToObj(i -> threads.submit(() ->
                    ApiHttpClient.clientOf(client).execute(call(api, false), HttpResponse::getCode))).toList();
            for (Future<Integer> call : calls) {
                assertThat(call.get()).isEqualTo(200);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(api.connections()).isEqualTo(number);
    }

    private static Map<String, String> with(RawApi api, String name, String value) {
        Map<String, String> settings = new HashMap<>(api.settings());
        settings.put(name, value);
        return settings;
    }

    private static ApiSettings settings(RawApi api) {
        return settings("http://127.0.0.1:" + api.port());
    }

    private static ApiSettings settings(String endpoint) {
        ApiSettings settings = new ApiSettings();
        settings.setEndpoint(endpoint);
        settings.setOrg("acme");
        settings.setToken("secret-token");
        return settings;
    }

    private static HttpGet call(RawApi api, boolean onNewConnection) {
        return call(settings(api), onNewConnection);
    }

    private static HttpGet call(ApiSettings settings, boolean onNewConnection) {
        HttpGet call = new HttpGet(settings.getEndpoint());
        call.setHeader("cpln-target", "/org/acme/workload");
        if (onNewConnection) {
            call.setHeader("cpln-new-connection", "true");
        }
        return call;
    }

    @Nested
    class ClosedByTheServer {

        /** Every listing but the first finds each of its connections closed; it loses nothing and waits for nothing. */
        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.cplnroutes.api.ReusedConnectionTest#closings")
        void closedConnectionCostsACallAndNoRetry(String name, RawApi.Answers closing, String outcome)
                throws Exception {
            try (RawApi api = RawApi.start((request, out) ->
                    request.place() > 0 ? closing.answer(request, out) : answer(request, out));
                    RunningRoutes routes = RunningRoutes.start(with(api, "cpln.listing.retry-delay-seconds", "300"))) {
                Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
                routes.context().getRegistry().findSingleByType(CallRecorder.class).connect(new CallRecorder.Meters() {
                    @Override
                    public void apiCall(String outcome, boolean isRetry, Duration took) {
                        calls.computeIfAbsent(outcome + (isRetry ? " retry" : ""), o -> new AtomicInteger())
                                .incrementAndGet();
                    }

                    @Override
                    public void listing(String outcome, Duration took) {
                        // Calls alone are counted here.
                    }
                });
                int made = 0;
                for (ListingRequest request : List.of(ListingRequest.ofGvc("prod"),
                        prod().maxWorkers(3).build(), prod().retry(false).build(),
                        prod().maxRetries(0).parallel(false).build())) {
                    ListingResult result = routes.list(request);
                    assertThat(result.errors()).isEmpty();
                    assertThat(result.containers()).hasSize(WORKLOADS);
                    assertThat(result.statistics().retries()).isZero();
                    made += result.statistics().apiCallsMade();
                }

                assertThat(made).isEqualTo(api.requests().size());
                int closed = made - 4 * (WORKLOADS + 1);
                // A listing of one worker breaks every second call.
                assertThat(closed).isGreaterThanOrEqualTo(3).isEqualTo((int) api.requests().stream()
                        .filter(request -> request.place() > 0).count());
                assertThat(calls.get("ok")).hasValue(made - closed);
                assertThat(calls.get(outcome)).hasValue(closed);
                assertThat(calls).hasSize(2);
            }
        }

        /** What the server has closed while it was idle; the call does not reach it. */
        @Test
        void connectionClosedWhileIdleCostsNoRetry() throws Exception {
            try (RawApi api = RawApi.start((request, out) -> {
                answer(request, out);
                return false;
            }); RunningRoutes routes = RunningRoutes.start(with(api, "cpln.listing.retry-delay-seconds", "300"))) {
                for (int i = 0; i < 3; i++) {
                    ListingResult result = routes.list(prod().parallel(false).build());
                    assertThat(result.errors()).isEmpty();
                    assertThat(result.containers()).hasSize(WORKLOADS);
                    assertThat(result.statistics().retries()).isZero();
                }
                assertThat(api.requests()).hasSize(3 * (WORKLOADS + 1));
            }
        }
    }

    @Nested
    class SecondTry {

        /** The pool has other connections, which were closed as well: the second try must not get one of them. */
        @Test
        void secondTryIsOnANewConnection() throws Exception {
            CyclicBarrier all = new CyclicBarrier(4);
            try (RawApi api = RawApi.start((request, out) -> {
                waitFor(all, request);
                return request.place() == 0 && answer(request, out);
            }); ApiHttpClient client = new ApiHttpClient(settings(api))) {
                openConnections(client, api, 4);

                assertThat(ApiHttpClient.clientOf(client).execute(call(api, true), HttpResponse::getCode).intValue())
                        .isEqualTo(200);
                assertThat(api.connections()).isEqualTo(5);
                assertThat(api.requests()).last().satisfies(request -> {
                    assertThat(request.place()).isZero();
                    assertThat(request.headers()).noneMatch(header -> header.startsWith("cpln-"));
                });
            }
        }

        /** The server has begun to answer: it is at work, so the ordinary retry waits and is paid for. */
        @Test
        void answerThatHasBegunIsAnOrdinaryFailure() throws Exception {
            for (String beginning : List.of("H", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")) {
                try (RawApi api = RawApi.start((request, out) ->
                        request.place() == 1 ? write(out, beginning) : answer(request, out));
                        RunningRoutes routes = RunningRoutes.start(api.settings())) {
                    ListingResult result = routes.list(prod().parallel(false).build());
                    assertThat(result.errors()).isEmpty();
                    assertThat(result.statistics().retries()).as(beginning).isPositive();
                    assertThat(result.statistics().apiCallsMade())
                            .isEqualTo(WORKLOADS + 1 + result.statistics().retries());
                }
            }
        }

        @Test
        void newConnectionThatBreaksIsAnOrdinaryFailure() throws Exception {
            try (RawApi api = RawApi.start((request, out) -> false);
                    RunningRoutes routes = RunningRoutes.start(api.settings())) {
                assertThat(listWithoutRetries(routes)).contains("broke before an answer came");
                assertThat(api.requests()).hasSize(1);
            }
        }

        /** The connections were closed, and the server does not answer any more: one more try tells it. */
        @Test
        void thereIsNoThirdTry() throws Exception {
            for (String refusal : List.of("", "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")) {
                AtomicInteger answered = new AtomicInteger();
                try (RawApi api = RawApi.start((request, out) ->
                        answered.incrementAndGet() <= WORKLOADS + 1 ? answer(request, out) : write(out, refusal));
                        RunningRoutes routes = RunningRoutes.start(api.settings())) {
                    routes.list(prod().parallel(false).build());
                    assertThat(listWithoutRetries(routes))
                            .contains(refusal.isEmpty() ? "broke before an answer came" : "408");
                    assertThat(api.requests()).hasSize(WORKLOADS + 3);
                    assertThat(api.requests()).last().extracting(RawApi.Request::place).isEqualTo(0);
                }
            }
        }
    }

    @Nested
    class Idle {

        /** The server closes its side; ours must follow, or the socket stays in CLOSE_WAIT. */
        @Test
        void idleConnectionsAreClosedOnBothSides() throws Exception {
            List<Future<Integer>> closings = new ArrayList<>();
            CountDownLatch opened = new CountDownLatch(64);
            ExecutorService threads = Executors.newCachedThreadPool();
            try (ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
                threads.execute(() -> {
                    while (!server.isClosed()) {
                        try {
                            Socket socket = server.accept();
                            synchronized (closings) {
                                closings.add(threads.submit(() -> answerAndCloseOneSide(socket, opened)));
                            }
                        } catch (IOException e) {
                            return;
                        }
                    }
                });
                ApiSettings settings = settings("http://127.0.0.1:" + server.getLocalPort());
                try (ApiHttpClient client = new ApiHttpClient(settings, Duration.ofMillis(200))) {
                    CloseableHttpClient http = ApiHttpClient.clientOf(client);
                    List<Future<Integer>> calls = IntStream.range(0, 64).mapToObj(i -> threads.submit(() ->
                            http.execute(call(settings, false), response -> {
                                EntityUtils.consume(response.getEntity());
                                return response.getCode();
                            }))).toList();
                    for (Future<Integer> call : calls) {
                        assertThat(call.get()).isEqualTo(200);
                    }
                    // Each reads up to the end that our side's closing brings.
                    await().atMost(Duration.ofSeconds(30)).until(() -> closings.stream().allMatch(Future::isDone));
                    for (Future<Integer> closing : closings) {
                        assertThat(closing.get()).isEqualTo(-1);
                    }
                }
            } finally {
                threads.shutdownNow();
            }
        }

        @Test
        void idleConnectionsThatTheServerKeepsAreClosedToo() throws Exception {
            CyclicBarrier all = new CyclicBarrier(3);
            try (RawApi api = RawApi.start((request, out) -> {
                waitFor(all, request);
                return answer(request, out);
            }); ApiHttpClient client = new ApiHttpClient(settings(api), Duration.ofMillis(200))) {
                openConnections(client, api, 3);
                await().atMost(Duration.ofSeconds(30)).until(() -> api.openConnections() == 0);
            }
        }
    }
}
