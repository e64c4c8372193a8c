package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DemoServerTest {

    /** A server that does not respond fails the test; nothing waits for it to pass. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<DemoServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(DemoServer::close);
    }

    @Nested
    class Lists {

        @Test
        void pagesJoinedGiveEveryWorkloadOnceInOrder() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 23), pagesOf(5));

            List<String> names = namesOfAllPages(server, "/org/acme/gvc/prod/workload");

            assertThat(names).isEqualTo(IntStream.range(0, 23).mapToObj("workload-%05d"::formatted).toList());
            assertThat(server.requests()).hasSize(5);
            assertThat(server.requests().get(0)).isEqualTo("GET /org/acme/gvc/prod/workload");
            assertThat(server.requests().get(1)).startsWith("GET /org/acme/gvc/prod/workload?page=");
        }

        @Test
        void lastPageThatIsFullHasNoNextLink() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 10), pagesOf(5));

            assertThat(namesOfAllPages(server, "/org/acme/gvc/prod/workload")).hasSize(10);
            assertThat(server.requests()).hasSize(2);
        }

        @Test
        void gvcWithoutWorkloadsHasAnEmptyList() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 0), DemoSettings.defaults());

            JsonNode list = json(get(server, "/org/acme/gvc/prod/workload"));

            assertThat(list.get("items").isArray()).isTrue();
            assertThat(list.get("items")).isEmpty();
            assertThat(link(list, "next")).isNull();
        }

        @Test
        void organizationWideListNamesTheGvcOfEachWorkload() throws Exception {
            DemoOrganization organization = DemoOrganization.realistic("acme", NOW);
            DemoServer server = start(organization, pagesOf(30));

            List<JsonNode> items = itemsOfAllPages(server, "/org/acme/workload");

            assertThat(items).extracting(item -> link(item, "self")).isEqualTo(organization.workloads().stream()
                    .map(workload -> "/org/acme/gvc/" + workload.gvc() + "/workload/" + workload.name()).toList());
            assertThat(items).allSatisfy(item ->
                    assertThat(link(item, "self")).startsWith(link(item, "gvc") + "/workload/"));
        }

        @Test
        void listsOfTheGvcsTogetherAreTheOrganizationsList() throws Exception {
            DemoServer server = start(DemoOrganization.realistic("acme", NOW), pagesOf(7));
            List<String> names = new ArrayList<>();

            JsonNode gvcs = json(get(server, "/org/acme/gvc"));
            for (JsonNode gvc : gvcs.get("items")) {
                names.addAll(namesOfAllPages(server, link(gvc, "workload")));
            }

            assertThat(names).hasSize(100).isEqualTo(namesOfAllPages(server, "/org/acme/workload"));
        }

        @Test
        void unknownPageTokenIsRefused() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 3), DemoSettings.defaults());

            assertError(get(server, "/org/acme/gvc/prod/workload?page=bm9uZQ"), 400);
        }

        @Test
        void queryFindsWorkloadsByGvcAndTagOverSeveralPages() throws Exception {
            DemoServer server = start(DemoOrganization.realistic("acme", NOW), pagesOf(2));
            String query = """
                    {"kind":"workload","spec":{"match":"all","terms":[{"rel":"gvc","op":"=","value":"prod"},
                    {"tag":"team","op":"=","value":"payments"}]}}""";

            JsonNode page = json(send(server, "/org/acme/workload/-query",
                    request -> request.POST(BodyPublishers.ofString(query))));
            List<String> names = new ArrayList<>();
            page.get("items").forEach(item -> names.add(item.get("name").asText()));
            names.addAll(namesOfAllPages(server, link(page, "next")));

            assertThat(names).containsExactly("checkout", "payments-gateway", "fraud-scoring", "gift-cards");
        }

        @Test
        void queryThatIsNotUnderstoodIsRefused() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());
            String path = "/org/acme/gvc/prod/workload/-query";

            assertError(send(server, path, request -> request.POST(BodyPublishers.ofString("{"))), 400);
            assertError(send(server, path, request -> request.POST(BodyPublishers.ofString(
                    "{\"spec\":{\"terms\":[{\"tag\":\"a\",\"op\":\"like\",\"value\":\"b\"}]}}"))), 400);
        }
    }

    @Nested
    class Documents {

        @Test
        void eachIsFoundWhereItsSelfLinkPoints() throws Exception {
            DemoServer server = start(DemoOrganization.realistic("acme", NOW), DemoSettings.defaults());

            for (String path : List.of("/org/acme", "/org/acme/gvc/edge", "/org/acme/gvc/prod/workload/checkout",
                    "/org/acme/gvc/prod/workload/checkout/deployment",
                    "/org/acme/gvc/prod/workload/checkout/deployment/gcp-us-east1")) {
                HttpResponse<String> answer = get(server, path);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
                assertThat(link(json(answer), "self")).isEqualTo(path);
            }
        }

        @Test
        void gvcListNamesLocations() throws Exception {
            DemoServer server = start(DemoOrganization.realistic("acme", NOW), DemoSettings.defaults());

            JsonNode gvcs = json(get(server, "/org/acme/gvc"));

            assertThat(gvcs.get("items").findValuesAsText("name")).containsExactly("prod", "staging", "batch", "edge");
            assertThat(gvcs.at("/items/1/spec/staticPlacement/locationLinks/0").asText())
                    .isEqualTo("//location/aws-us-west-2");
        }

        @Test
        void simpleWorkloadHasItsContainersInEachLocation() throws Exception {
            DemoServer server = start(DemoOrganization.of("acme", List.of(DemoWorkload.healthy(
                    "prod", "web", List.of("here", "there"), List.of("api", "proxy")))), DemoSettings.defaults());

            JsonNode deployments = json(get(server, "/org/acme/gvc/prod/workload/web/deployment"));

            assertThat(deployments.get("items").findValuesAsText("name")).contains("here", "there");
            for (JsonNode deployment : deployments.get("items")) {
                assertThat(deployment.at("/status/ready").asBoolean()).isTrue();
                assertThat(deployment.at("/status/versions/0/containers").fieldNames()).toIterable()
                        .containsExactly("api", "proxy");
            }
        }

        @Test
        void replacedOrganizationAnswersFromThenOn() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());
            get(server, "/org/acme/gvc/prod/workload");

            server.replace(DemoOrganization.uniform("acme", "prod", 2));

            assertThat(namesOfAllPages(server, "/org/acme/gvc/prod/workload")).hasSize(2);
        }
    }

    @Nested
    class Refusals {

        @Test
        void withoutTokenIsUnauthorized() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());

            for (String authorization : List.of("", "Bearer ", "Basic YTpi")) {
                assertError(send(server, "/org/acme/gvc",
                        request -> request.setHeader("Authorization", authorization)), 401);
            }
        }

        @Test
        void unknownPathsAreNotFound() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());

            for (String path : List.of("/", "/other", "/org/other", "/org/other/gvc", "/org/acme/gvc/none",
                    "/org/acme/gvc/none/workload", "/org/acme/gvc/prod/workload/none",
                    "/org/acme/gvc/prod/workload/none/deployment",
                    "/org/acme/gvc/prod/workload/workload-00000/deployment/gcp-us-east1",
                    "/org/acme/gvc/prod/workload/workload-00000/container", "/org/acme/gvc/")) {
                assertError(get(server, path), 404);
            }
        }

        @Test
        void otherMethodsAreNotAllowed() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());

            HttpResponse<String> answer = send(server, "/org/acme/gvc", HttpRequest.Builder::DELETE);

            assertError(answer, 405);
            assertThat(answer.headers().firstValue("Allow")).contains("GET");
            assertError(get(server, "/org/acme/workload/-query"), 405);
            assertError(send(server, "/org/none", HttpRequest.Builder::DELETE), 404);
        }

        @Test
        void everyThirdDeploymentListIsRefusedOnce() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 6),
                    DemoSettings.defaults().withTooManyRequestsEvery(3));
            List<Integer> statuses = new ArrayList<>();
            List<HttpResponse<String>> refused = new ArrayList<>();

            for (int index = 0; index < 6; index++) {
                String path = "/org/acme/gvc/prod/workload/workload-%05d/deployment".formatted(index);
                HttpResponse<String> answer = get(server, path);
                statuses.add(answer.statusCode());
                if (answer.statusCode() == 429) {
                    refused.add(answer);
                    statuses.add(get(server, path).statusCode());
                }
            }

            assertThat(statuses).containsExactly(200, 200, 429, 200, 200, 200, 429, 200);
            assertError(refused.get(0), 429);
            assertThat(refused.get(0).body()).doesNotContainIgnoringCase("quota");
            assertThat(refused.get(0).headers().firstValue("Retry-After")).isEmpty();
            assertThat(refused.get(1).headers().firstValue("Retry-After")).contains("1");
        }

        @Test
        void queryOverTheMaximumSizeIsRefused() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());
            // White space: any number of it is still a valid query.
            String maximum = "{}" + " ".repeat((1 << 20) - 2);

            assertThat(send(server, "/org/acme/workload/-query",
                    request -> request.POST(BodyPublishers.ofString(maximum))).statusCode()).isEqualTo(200);
            assertError(send(server, "/org/acme/workload/-query",
                    request -> request.POST(BodyPublishers.ofString(maximum + " "))), 413);
        }

        @Test
        void portThatIsTakenIsNamed() {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());

            assertThatThrownBy(() -> DemoServer.start(DemoOrganization.uniform("acme", "prod", 1),
                    DemoSettings.defaults().withPort(server.port())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("127.0.0.1:" + server.port());
        }
    }

    @Nested
    class Counting {

        @Test
        void requestsAtOnceAreCountedUntilTheirAnswerEnds() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 5), DemoSettings.defaults());
            CountDownLatch allArrived = new CountDownLatch(5);
            server.intercept(request -> {
                allArrived.countDown();
                return null;
            });
            // So long that none can end before the last has come; the connections are closed instead of waiting.
            server.latency(Duration.ofMinutes(10));
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 5)
                    .mapToObj(index -> client.sendAsync(request(server, "/org/acme/gvc?" + index).build(),
                            BodyHandlers.ofString()))
                    .toList();

            assertThat(allArrived.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.inFlight()).isEqualTo(5);
            assertThat(server.peakInFlight()).isEqualTo(5);
            assertThat(answers).noneMatch(CompletableFuture::isDone);

            server.close();
            assertThat(answers).allSatisfy(answer -> assertThat(answer).failsWithin(Duration.ofSeconds(30)));
            assertThat(server.inFlight()).isZero();
        }

        @Test
        void oneAfterTheOtherNeverCountsTwo() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 300), pagesOf(300));

            for (int index = 0; index < 50; index++) {
                get(server, "/org/acme/gvc/prod/workload");
            }

            assertThat(server.peakInFlight()).isEqualTo(1);
        }

        @Test
        void latencyIsWaitedFor() throws Exception {
            Duration latency = Duration.ofMillis(30);
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1),
                    DemoSettings.defaults().withLatency(latency));

            long start = System.nanoTime();
            get(server, "/org/acme/gvc");

            // Netty's timers may come up to a millisecond early.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(latency.minusMillis(2));
        }

        @Test
        void latencyCanBeShorterThanAMillisecond() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1),
                    DemoSettings.defaults().withLatency(Duration.ofNanos(1)));

            assertThat(client.sendAsync(request(server, "/org/acme/gvc").build(), BodyHandlers.ofString()))
                    .succeedsWithin(Duration.ofSeconds(30)).extracting(HttpResponse::statusCode).isEqualTo(200);
            assertThatThrownBy(() -> server.latency(Duration.ofNanos(-1))).hasMessageContaining("latency");
        }

        @Test
        void statisticsNeedNoTokenAndCanBeReset() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());
            get(server, "/org/acme/gvc");
            get(server, "/org/acme/gvc");

            assertThat(statistics(server, "GET")).isEqualTo("{\"requests\":2,\"peakInFlight\":1,\"refused\":0}");
            statistics(server, "DELETE");
            assertThat(statistics(server, "GET")).startsWith("{\"requests\":0,");
            assertThat(server.requests()).isEmpty();
        }

        @Test
        void statisticsAllowTwoMethods() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());

            HttpResponse<String> response = send(server, "/demo/statistics", HttpRequest.Builder::GET);
            HttpResponse<String> refused = send(server, "/demo/statistics",
                    request -> request.PUT(BodyPublishers.ofString("{}")));

            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
            assertError(refused, 405);
            assertThat(refused.headers().firstValue("Allow")).contains("GET, DELETE");
            assertThat(server.requests()).isEmpty();
        }

        private String statistics(DemoServer server, String method) throws Exception {
            return client.send(HttpRequest.newBuilder(server.endpoint().resolve("/demo/statistics"))
                    .method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString()).body();
        }
    }

    @Nested
    class Hook {

        @Test
        void answersInsteadAndKnowsTheAttempt() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());
            AtomicReference<DemoRequest> seen = new AtomicReference<>();
            server.intercept(request -> {
                seen.set(request);
                return request.attempt() < 3
                        ? DemoResponse.error(503, "busy").withHeader("Retry-After", "2").withLatency(Duration.ZERO)
                        : null;
            });

            HttpResponse<String> first = get(server, "/org/acme/gvc?a=b");
            get(server, "/org/acme/gvc?a=b");
            HttpResponse<String> third = get(server, "/org/acme/gvc?a=b");

            assertError(first, 503);
            assertThat(first.headers().firstValue("Retry-After")).contains("2");
            assertThat(json(first).get("message").asText()).isEqualTo("busy");
            assertThat(third.statusCode()).isEqualTo(200);
            assertThat(seen.get().method()).isEqualTo("GET");
            assertThat(seen.get().path()).isEqualTo("/org/acme/gvc");
            assertThat(seen.get().query()).isEqualTo("a=b");
            assertThat(seen.get().attempt()).isEqualTo(3);
            assertThat(seen.get().headers()).containsEntry("authorization", "Bearer secret");
        }

        @Test
        void canAnswerAnyText() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());
            server.intercept(request -> DemoResponse.json("{\"items\":").withHeader("Content-Type", "text/html"));

            HttpResponse<String> answer = get(server, "/org/acme/gvc");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"items\":");
            assertThat(answer.headers().allValues("Content-Type")).containsExactly("text/html");
        }

        @Test
        void canCloseTheConnection() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());
            // Not of GET: the client would send that once more by itself.
            server.intercept(request -> request.method().equals("POST") ? DemoResponse.closeConnection() : null);

            assertThatThrownBy(() -> send(server, "/org/acme/workload/-query",
                    request -> request.POST(BodyPublishers.ofString("{}"))))
                    .isInstanceOf(IOException.class).isNotInstanceOf(HttpTimeoutException.class);
            assertThat(get(server, "/org/acme/gvc").statusCode()).isEqualTo(200);
        }

        @Test
        void thatThrowsIsAnErrorOfTheServer() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1), DemoSettings.defaults());
            server.intercept(request -> {
                throw new IllegalStateException("wrong test");
            });

            assertError(get(server, "/org/acme/gvc"), 500);

            server.intercept(null);
            assertThat(get(server, "/org/acme/gvc").statusCode()).isEqualTo(200);
        }
    }

    @Nested
    class RateLimit {

        @Test
        void serverRefusesWhatIsOverTheLimitAndCountsIt() throws Exception {
            DemoServer server = start(DemoOrganization.uniform("acme", "prod", 1),
                    DemoSettings.defaults().withRateLimit(new DemoRateLimit(1, 2)));
            HttpResponse<String> answer = get(server, "/org/acme/gvc/prod");
            assertThat(answer.statusCode()).isEqualTo(200);
            while (answer.statusCode() == 200) {
                answer = get(server, "/org/acme/gvc/prod");
            }
            assertError(answer, 429);
            assertThat(server.refusedRequests()).isEqualTo(1);

            server.rateLimit(null);
            assertThat(get(server, "/org/acme/gvc/prod").statusCode()).isEqualTo(200);
            server.resetCounters();
            assertThat(server.refusedRequests()).isZero();
        }
    }

    @Nested
    class OwnProcess {

        @Test
        void printsItsEndpointAndEndsWhenItsInputCloses() throws Exception {
            Process process = run("--workloads", "3", "--org", "shop", "--gvc", "main", "--until-stdin-closes");
            try {
                String line = process.inputReader().readLine();
                assertThat(line).matches("cpln-demo endpoint=http://127\\.0\\.0\\.1:\\d+ org=shop");
                URI list = URI.create(line.replaceAll(".*endpoint=(\\S+).*", "$1/org/shop/gvc/main/workload"));
                HttpResponse<String> response = client.send(HttpRequest.newBuilder(list)
                        .header("Authorization", "Bearer secret").build(), BodyHandlers.ofString());
                assertThat(json(response).get("items")).hasSize(3);

                process.outputWriter().close();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }

        @Test
        void namesAWrongArgumentInOneLine() throws Exception {
            Process process = run("--page-size", "0");
            try {
                List<String> errors = process.errorReader().lines().toList();

                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(2);
                assertThat(errors).hasSize(1);
                assertThat(errors.get(0)).contains("pageSize must be at least 1: 0", "Usage: [--port N]");
            } finally {
                process.destroyForcibly();
            }
        }

        private Process run(String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                    "-cp", System.getProperty("java.class.path"), DemoServer.class.getName()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command);
            // The virtual machine would name them in a line of its own.
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").forEach(builder.environment()::remove);
            return builder.start();
        }
    }

    private DemoServer start(DemoOrganization organization, DemoSettings settings) {
        DemoServer server = DemoServer.start(organization, settings);
        servers.add(server);
        return server;
    }

    private static DemoSettings pagesOf(int workloads) {
        return DemoSettings.defaults().withPageSize(workloads);
    }

    private static HttpRequest.Builder request(DemoServer server, String path) {
        return HttpRequest.newBuilder(server.endpoint().resolve(path)).timeout(DEADLINE)
                .header("Authorization", "Bearer secret");
    }

    private HttpResponse<String> get(DemoServer server, String path) throws Exception {
        return send(server, path, HttpRequest.Builder::GET);
    }

    private HttpResponse<String> send(
            DemoServer server, String path, Consumer<HttpRequest.Builder> change) throws Exception {
        HttpRequest.Builder request = request(server, path);
        change.accept(request);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private List<JsonNode> itemsOfAllPages(DemoServer server, String path) throws Exception {
        List<JsonNode> items = new ArrayList<>();
        for (String next = path; next != null;) {
            JsonNode page = json(get(server, next));
            page.get("items").forEach(items::add);
            next = link(page, "next");
        }
        return items;
    }

    private List<String> namesOfAllPages(DemoServer server, String path) throws Exception {
        return itemsOfAllPages(server, path).stream().map(item -> item.get("name").asText()).toList();
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    private static String link(JsonNode document, String rel) {
        Map<String, String> links = new HashMap<>();
        document.get("links").forEach(link -> links.put(link.get("rel").asText(), link.get("href").asText()));
        return links.get(rel);
    }

    private static void assertError(HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.statusCode()).as(answer.request().uri().toString()).isEqualTo(status);
        JsonNode error = json(answer);
        assertThat(error.get("status").asInt()).isEqualTo(status);
        assertThat(error.get("message").asText()).isNotEmpty();
        assertThat(error.get("code").asText()).isNotEmpty();
        assertThat(error.get("id").asText()).isNotEmpty();
    }
}
