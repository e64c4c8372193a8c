package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.demo.DemoWorkload;
import dev.cplnroutes.testing.HttpCalls.Answer;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What HTTP callers get of listings, counts and the cache, held against the data of the API's stand-in.
 */
class HttpListingTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DemoOrganization ORGANIZATION =
            DemoOrganization.realistic("acme", Instant.parse("2026-11-23T12:00:00Z"));
    private static final Set<String> SYSTEM_CONTAINERS = Set.of("istio-proxy", "queue-proxy", "cpln-mounter");
    private static final Set<String> ANSWERED_HEADERS = Set.of("content-type", "content-length");
    // Defaults that must not reach a caller who names a path: it alone says what is listed.
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(ORGANIZATION, DemoSettings.defaults().withPageSize(7))
            .withHttp().with("cpln.gvc", "staging");
    private static final DemoServer server = routes.server();
    private static final HttpCalls http = routes.http();

    private static Predicate<DemoWorkload> ofGvc(String gvc) {
        return workload -> workload.gvc().equals(gvc);
    }

    private static DemoWorkload workload(String gvc, String name) {
        return ORGANIZATION.workloads().stream()
                .filter(workload -> workload.gvc().equals(gvc) && workload.name().equals(name))
                .findFirst().orElseThrow();
    }

    private static JsonNode deployment(DemoWorkload workload, String location) {
        return workload.deployments().stream()
                .filter(deployment -> deployment.path("name").asText().equals(location))
                .findFirst().orElseThrow();
    }

    private static Set<String> headerNames(Answer answer) {
        return answer.headers().map().keySet();
    }

    private static List<String> fieldNames(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode containers, String field) {
        return StreamSupport.stream(containers.spliterator(), false).map(item -> item.path(field).asText()).toList();
    }

    private static List<String> identities(JsonNode answer) {
        return StreamSupport.stream(answer.get("containers").spliterator(), false)
                .map(container -> container.path("gvcName").asText() + "/" + container.path("workloadName").asText()
                        + "/" + container.path("location").asText() + "/"
                        + container.path("workloadVersion").asText() + "/" + container.path("name").asText())
                .toList();
    }

    /** What the stand-in's own documents say that there is, in the order that the contract promises. */
    private static List<String> identities(Predicate<DemoWorkload> selection, boolean includeSystemContainers) {
        List<String> identities = new ArrayList<>();
        ORGANIZATION.workloads().stream().filter(selection).forEach(workload -> workload.deployments().stream()
                .sorted(Comparator.comparing(deployment -> deployment.path("name").asText()))
                .forEach(deployment -> runs(workload, deployment.path("status")).forEach(run ->
                        containers(run, deployment.path("status"), includeSystemContainers).forEach(container ->
                                identities.add(workload.gvc() + "/" + workload.name() + "/"
                                        + deployment.path("name").asText() + "/" + workloadVersion(run) + "/"
                                        + container)))));
        return identities;
    }

    private static List<JsonNode> runs(DemoWorkload workload, JsonNode status) {
        if (workload.document().at("/spec/type").asText().equals("cron")) {
            // The stand-in lists the newest execution first.
            JsonNode newest = status.at("/jobExecutions/0");
            return newest.isMissingNode() ? List.of() : List.of(newest);
        }
        return StreamSupport.stream(status.path("versions").spliterator(), false)
                .sorted(Comparator.comparingInt(HttpListingTest::workloadVersion))
                .toList();
    }

    private static int workloadVersion(JsonNode run) {
        return run.path(run.has("workload") ? "workload" : "workloadVersion").asInt();
    }

    private static List<String> containers(JsonNode run, JsonNode status, boolean includeSystemContainers) {
        List<String> names = new ArrayList<>();
        run.path("containers").fields().forEachRemaining(entry -> {
            boolean isReplaced = run.has("workload") && status.has("expectedDeploymentVersion")
                    && workloadVersion(run) != status.path("expectedDeploymentVersion").asInt()
                    && entry.getValue().at("/resources/replicas").asInt(1) == 0;
            if (!isReplaced && (includeSystemContainers || !SYSTEM_CONTAINERS.contains(entry.getKey()))) {
                names.add(entry.getKey());
            }
        });
        names.sort(Comparator.naturalOrder());
        return names;
    }

    /** What is listed, and the form of the answer. */
    @Nested
    class Answers {

        static Stream<Target> targets() {
            return Stream.of(
                    new Target("/cpln/containers", workload -> true),
                    new Target("/cpln/gvc/prod/containers", workload -> workload.gvc().equals("prod")),
                    new Target("/cpln/gvc/batch/containers", workload -> workload.gvc().equals("batch")),
                    new Target("/cpln/gvc/prod/workload/checkout/containers",
                            workload -> workload.gvc().equals("prod") && workload.name().equals("checkout")));
        }

        record Target(String path, Predicate<DemoWorkload> selection) {

            List<String> containers() {
                return identities(selection, false);
            }

            @Override
            public String toString() {
                return path;
            }
        }

        @ParameterizedTest
        @MethodSource("targets")
        void getListsEveryContainerInTheOrderOfTheApi(Target target) {
            Answer answer = http.get(target.path());

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            JsonNode json = answer.json();
            assertThat(fieldNames(json))
                    .containsExactlyInAnyOrder("containers", "complete", "errors", "truncated", "statistics");
            assertThat(json.get("complete").isBoolean()).isTrue();
            assertThat(json.get("complete").booleanValue()).isTrue();
            assertThat(json.get("errors")).isEqualTo(JSON.createArrayNode());
            assertThat(json.get("truncated").isBoolean()).isTrue();
            assertThat(json.get("truncated").booleanValue()).isFalse();
            assertThat(identities(json)).isEqualTo(target.containers()).isNotEmpty();
        }

        @ParameterizedTest
        @MethodSource("targets")
        void getOfCountCountsTheSameContainers(Target target) {
            JsonNode json = http.get(target.path() + "/count").json();

            assertThat(fieldNames(json))
                    .containsExactlyInAnyOrder("count", "complete", "errors", "truncated", "statistics");
            assertThat(json.get("count").isInt()).isTrue();
            assertThat(json.get("count").intValue()).isEqualTo(target.containers().size());
            assertThat(json.get("complete").booleanValue()).isTrue();
            assertThat(json.get("errors")).isEqualTo(JSON.createArrayNode());
        }

        @ParameterizedTest
        @MethodSource("targets")
        void postWithAJsonBodyAnswersTheSame(Target target) {
            String options = """
                    {"parallel":true,"maxWorkers":3,"includeSystemContainers":true,"collectStatistics":false}""";

            Answer list = http.post(target.path(), options);
            Answer count = http.post(target.path() + "/count", options);

            List<String> expected = identities(target.selection(), true);
            assertThat(list.status()).isEqualTo(200);
            assertThat(identities(list.json())).isEqualTo(expected);
            assertThat(fieldNames(list.json())).doesNotContain("statistics");
            assertThat(count.status()).isEqualTo(200);
            assertThat(count.json().get("count").intValue()).isEqualTo(expected.size());
            assertThat(fieldNames(count.json())).containsExactlyInAnyOrder("count", "complete", "errors", "truncated");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{}", "{\"maxResults\":null,\"location\":null,\"maxWorkers\":null}"})
        void postWithoutOptionsMeansTheDefaults(String body) {
            Answer answer = http.post("/cpln/gvc/edge/containers", body);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(identities(answer.json())).isEqualTo(identities(ofGvc("edge"), false));
        }

        @Test
        void aContainerHasTheDocumentedFieldsWithTheValuesOfTheApi() {
            JsonNode answer = http.get("/cpln/gvc/prod/workload/fraud-scoring/containers?location=aws-us-west-2")
                    .json();

            DemoWorkload workload = workload("prod", "fraud-scoring");
            JsonNode deployment = deployment(workload, "aws-us-west-2");
            JsonNode version = deployment.at("/status/versions/0");
            JsonNode status = version.at("/containers/main");
            JsonNode specified = workload.document().at("/spec/containers/0");
            ObjectNode expected = JSON.createObjectNode()
                    .put("name", "main")
                    .put("workloadName", "fraud-scoring")
                    .put("gvcName", "prod")
                    .put("location", "aws-us-west-2")
                    .put("status", "notReady")
                    .put("healthStatus", "unhealthy")
                    .put("message", "CrashLoopBackOff")
                    .put("readyReplicas", 0)
                    .put("restartCount", 17)
                    .put("restartReason", "OOMKilled")
                    .put("lastExitCode", 137)
                    .put("latest", true);
            expected.set("image", status.get("image"));
            expected.set("totalReplicas", status.at("/resources/replicas"));
            expected.set("cpuUsage", status.at("/resources/cpu"));
            expected.set("memoryUsage", status.at("/resources/memory"));
            expected.set("lastRestartTime", status.at("/restarts/lastRestartTime"));
            expected.set("version", version.get("name"));
            expected.set("workloadVersion", version.get("workload"));
            expected.set("zone", version.get("zone"));
            expected.set("createdAt", version.get("created"));
            expected.set("updatedAt", deployment.get("lastModified"));
            expected.putObject("resourceLimits").put("cpu", specified.get("cpu").textValue())
                    .put("memory", specified.get("memory").textValue());
            expected.set("ports", specified.get("ports"));
            // Only references to secrets keep their value: a literal may be a secret.
            var variables = expected.putArray("environmentVariables");
            specified.get("env").forEach(variable -> {
                ObjectNode shown = variables.addObject().put("name", variable.get("name").textValue());
                if (variable.get("value").textValue().startsWith("cpln://")) {
                    shown.set("value", variable.get("value"));
                }
            });
            assertThat(answer.get("containers")).hasSize(1);
            assertThat(answer.at("/containers/0")).isEqualTo(expected);
            assertThat(answer.toString()).doesNotContain("demo-literal-value", "postgres://");
        }

        @Test
        void aCronWorkloadsContainerNamesItsJobExecution() {
            JsonNode answer = http.get("/cpln/gvc/batch/workload/invoice-run/containers?location=aws-us-west-2").json();

            JsonNode execution = deployment(workload("batch", "invoice-run"), "aws-us-west-2")
                    .at("/status/jobExecutions/0");
            assertThat(answer.get("containers")).hasSize(1);
            JsonNode container = answer.at("/containers/0");
            assertThat(container.get("jobExecution")).isEqualTo(execution.get("name"));
            assertThat(container.get("status").textValue()).isEqualTo("failed");
            assertThat(container.get("healthStatus").textValue()).isEqualTo("unhealthy");
        }

        @Test
        void statisticsHaveTheDocumentedFieldsAndTheServersOwnNumberOfCalls() {
            JsonNode statistics = http.get("/cpln/gvc/edge/containers").json().get("statistics");

            assertThat(fieldNames(statistics)).containsExactlyInAnyOrder("listingId", "startTime", "endTime",
                    "durationSeconds", "totalWorkloadsProcessed", "successfulWorkloads", "failedWorkloads",
                    "totalContainersFound", "healthyContainers", "unhealthyContainers", "unknownContainers",
                    "suspendedContainers",
                    "containersReturned", "cacheHits", "cacheMisses", "apiCallsMade", "retries", "errors", "timings");
            assertThat(fieldNames(statistics.get("timings"))).containsExactlyInAnyOrder("apiSeconds", "backoffSeconds",
                    "limiterSeconds", "cacheSeconds", "otherSeconds");
            assertThat(statistics.get("apiCallsMade").intValue()).isEqualTo(server.requests().size());
            assertThat(statistics.get("totalWorkloadsProcessed").intValue())
                    .isEqualTo((int) ORGANIZATION.workloads().stream().filter(ofGvc("edge")).count());
            int found = identities(ofGvc("edge"), false).size();
            assertThat(statistics.get("totalContainersFound").intValue()).isEqualTo(found);
            assertThat(statistics.get("containersReturned").intValue()).isEqualTo(found);
            assertThat(statistics.get("errors").isArray()).isTrue();
            assertThat(statistics.get("durationSeconds").isNumber()).isTrue();
            assertThat(Instant.parse(statistics.get("startTime").textValue()))
                    .isBeforeOrEqualTo(Instant.parse(statistics.get("endTime").textValue()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/cpln/gvc/edge/containers", "/cpln/gvc/edge/containers/count"})
        void statisticsAreLeftOutWhereTheyAreNotWanted(String path) {
            assertThat(fieldNames(http.get(path + "?collectStatistics=false").json())).doesNotContain("statistics");
            assertThat(fieldNames(http.get(path + "?collectStatistics=true").json())).contains("statistics");
        }

        @Test
        void theOrganizationsPathListsAllGvcsWhateverTheDefaultGvcIs() {
            http.get("/cpln/containers");

            assertThat(server.requests().get(0)).isEqualTo("GET /org/acme/workload");
        }

        @Test
        void aNamedWorkloadCostsTwoCalls() {
            http.get("/cpln/gvc/prod/workload/cart/containers");

            assertThat(server.requests()).containsExactly("GET /org/acme/gvc/prod/workload/cart",
                    "GET /org/acme/gvc/prod/workload/cart/deployment");
        }

        @ParameterizedTest
        @CsvSource({"/cpln/containers, 17", "/cpln/gvc/prod/containers, 10",
                "/cpln/gvc/prod/workload/checkout/containers, 1"})
        void pagesJoinToTheWholeList(String path, int pageSize) {
            List<String> whole = identities(http.get(path).json());

            List<String> joined = new ArrayList<>();
            String cursor = "";
            do {
                JsonNode page = http.get(path + "?pageSize=" + pageSize + cursor).json();
                List<String> ofPage = identities(page);
                JsonNode next = page.get("nextCursor");
                assertThat(ofPage).hasSizeBetween(1, pageSize);
                assertThat(next == null || ofPage.size() == pageSize).isTrue();
                assertThat(page.get("truncated").booleanValue()).isFalse();
                joined.addAll(ofPage);
                cursor = next == null ? null : "&cursor=" + next.textValue();
            } while (cursor != null && joined.size() <= whole.size());

            assertThat(joined).isEqualTo(whole);
        }

        @Test
        void theTriggerIsMountedAtTheBasePathThatIsSet() {
            String mounted = "/inventory/of-containers";
            try (RunningRoutes elsewhere = routes.start(
                    Map.of("cpln.gvc", "*", "cpln.http.base-path", mounted + "/"))) {
                HttpCalls calls = new HttpCalls(elsewhere.http());

                Answer list = calls.get(mounted + "/gvc/edge/containers");

                assertThat(list.status()).isEqualTo(200);
                assertThat(identities(list.json())).isEqualTo(identities(ofGvc("edge"), false));
                assertThat(calls.get(mounted + "/gvc/edge/containers/count").json().get("count").intValue())
                        .isEqualTo(list.json().get("containers").size());
                assertThat(calls.get(mounted + "/cache").json().get("size").intValue()).isPositive();
                assertThat(calls.delete(mounted + "/cache/gvc/edge").status()).isEqualTo(200);
                assertThat(calls.raw("GET /cpln/containers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 404 ");
            }
        }
    }

    /** Options in the query and in the body. */
    @Nested
    class Options {

        @Test
        void everyOptionIsTakenFromTheQuery() {
            Answer answer = http.get("/cpln/gvc/prod/containers?location=aws-us-west-2&parallel=true&maxWorkers=2"
                    + "&cache=true&cacheTtlSeconds=60&maxResults=30&pageSize=10&retry=true&maxRetries=1"
                    + "&retryDelaySeconds=0.5&retryBackoffFactor=1.5&filterUnhealthy=true"
                    + "&includeSystemContainers=true&collectStatistics=true");

            assertThat(answer.status()).isEqualTo(200);
            JsonNode containers = answer.json().get("containers");
            assertThat(containers).hasSize(10).allSatisfy(container -> {
                assertThat(container.get("location").textValue()).isEqualTo("aws-us-west-2");
                assertThat(container.get("healthStatus").textValue()).isIn("healthy", "suspended");
            });
            assertThat(texts(containers, "name")).contains("istio-proxy");

            Answer next = http.get("/cpln/gvc/prod/containers?location=aws-us-west-2&maxResults=30&filterUnhealthy=true"
                    + "&includeSystemContainers=true&cursor=" + answer.json().get("nextCursor").textValue());

            assertThat(next.status()).isEqualTo(200);
            // A cursor alone means pages of 50, and maxResults counts over all pages.
            assertThat(next.json().get("containers")).hasSize(20);
            assertThat(next.json().get("truncated").booleanValue()).isTrue();
        }

        @Test
        void everyOptionIsTakenFromTheBody() {
            Answer answer = http.post("/cpln/gvc/prod/containers", """
                    {"location":"aws-us-west-2","parallel":true,"maxWorkers":2,"cache":true,"cacheTtlSeconds":60,
                     "maxResults":30,"pageSize":10,"retry":true,"maxRetries":1,"retryDelaySeconds":0.5,
                     "retryBackoffFactor":1.5,"filterUnhealthy":true,"includeSystemContainers":true,
                     "collectStatistics":false}""");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("containers")).hasSize(10);

            Answer next = http.post("/cpln/gvc/prod/containers", """
                    {"location":"aws-us-west-2","maxResults":30,"filterUnhealthy":true,"includeSystemContainers":true,
                     "cursor":"%s"}""".formatted(answer.json().get("nextCursor").textValue()));

            assertThat(next.json().get("containers")).hasSize(20);
        }

        @Test
        void optionsMayBeSplitBetweenQueryAndBody() {
            Answer answer = http.post("/cpln/gvc/prod/containers?maxResults=3", "{\"collectStatistics\":false}");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("containers")).hasSize(3);
            assertThat(fieldNames(answer.json())).doesNotContain("statistics");
        }

        @ParameterizedTest
        @ValueSource(strings = {"CamelHttpUri", "CamelHttpPath", "CamelHttpRawQuery", "CamelHttpMethod",
            "CamelHttpResponseCode", "CamelRedeliveryDelay", "CamelCaffeineKey", "CamelCaffeineAction",
            "CamelExecutorService", "CamelCharsetName", "cplnStopping", "cplnHttpRequest", "Content-Type"})
        void controlNamesAreNoOptions(String name) {
            Answer byQuery = http.get("/cpln/gvc/edge/containers?" + name + "=/org/acme");
            Answer byBody = http.post("/cpln/gvc/edge/containers", "{\"" + name + "\":\"/org/acme\"}");

            assertThat(byQuery.status()).isEqualTo(400);
            assertThat(byQuery.json().get("detail").textValue()).contains(name, "maxWorkers");
            assertThat(byBody.status()).isEqualTo(400);
            assertThat(byBody.json().get("detail").textValue()).contains(name, "maxWorkers");
            assertThat(headerNames(byQuery)).isEqualTo(ANSWERED_HEADERS);
            assertThat(server.requests()).isEmpty();
        }
    }

    /** Headers of the request reach neither the routes nor the answer. */
    @Nested
    class Headers {

        @Test
        void neitherParametersNorHeadersAreEchoed() {
            Answer answer = http.get("/cpln/gvc/edge/containers?maxWorkers=3&location=aws-us-west-2",
                    "X-Marker", "marked", "Cookie", "session=marked", "Authorization", "Basic bWFya2Vk",
                    "Breadcrumb-Id", "marked");
            Answer problem = http.get("/cpln/gvc/edge/containers?maxWorkers=0", "X-Marker", "marked");
            Answer cleared = http.send("DELETE", "/cpln/cache/gvc/edge", null, "X-Marker", "marked");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(headerNames(answer)).isEqualTo(ANSWERED_HEADERS);
            assertThat(problem.status()).isEqualTo(400);
            assertThat(headerNames(problem)).isEqualTo(ANSWERED_HEADERS);
            assertThat(cleared.status()).isEqualTo(200);
            assertThat(headerNames(cleared)).isEqualTo(ANSWERED_HEADERS);
        }

        @Test
        void controlHeadersOfACallerChangeNothing() {
            String path = "/cpln/gvc/edge/containers?parallel=false&collectStatistics=false&cacheTtlSeconds=0";
            Answer plain = http.get(path);
            List<String> calls = server.requests();
            try (DemoServer elsewhere = DemoServer.start(ORGANIZATION, DemoSettings.defaults())) {
                for (boolean isLowerCase : new boolean[] {false, true}) {
                    server.resetCounters();
                    String[] headers = controlHeaders(elsewhere.endpoint().toString());
                    for (int i = 0; isLowerCase && i < headers.length; i += 2) {
                        headers[i] = headers[i].toLowerCase();
                    }

                    Answer answer = http.get(path, headers);

                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.json()).isEqualTo(plain.json());
                    assertThat(headerNames(answer)).isEqualTo(ANSWERED_HEADERS);
                    assertThat(server.requests()).isEqualTo(calls);
                }
                assertThat(elsewhere.requests()).isEmpty();
            }
        }

        private static String[] controlHeaders(String elsewhere) {
            return new String[] {
                "CamelHttpUri", elsewhere + "/org/acme/workload",
                "CamelHttpBaseUri", elsewhere,
                "CamelHttpPath", "/cpln/gvc/prod/containers",
                "CamelHttpQuery", "maxResults=1",
                "CamelHttpRawQuery", "maxResults=1",
                "CamelHttpMethod", "DELETE",
                "CamelHttpResponseCode", "418",
                "CamelHttpHost", "elsewhere",
                "CamelRestHttpUri", elsewhere,
                "CamelRedeliveryDelay", "60000",
                "CamelRedelivered", "true",
                "CamelCaffeineKey", "marked",
                "CamelCaffeineKeys", "marked",
                "CamelCaffeineAction", "INVALIDATE_ALL",
                "CamelCaffeineValue", "marked",
                "CamelExecutorService", "marked",
                "CamelOverruleFileName", "marked",
                "CamelToEndpoint", "direct:cpln-clear-cache",
                "CamelBeanMethodName", "marked",
                "CamelSplitComplete", "true",
                "CamelCharsetName", "UTF-16",
                "cplnStopping", "marked",
                "cplnHttpRequest", "marked",
                "cplnListing", "marked",
                "X-HTTP-Method-Override", "DELETE",
                "X-Forwarded-Host", "elsewhere",
                "X-Forwarded-Prefix", "/marked",
                // Would make Camel read the API's answers in it.
                "Content-Type", "application/json; charset=UTF-16",
                "Accept", "text/html, */*"
            };
        }
    }

    /** The cache, by its paths. */
    @Nested
    class Cache {

        @Test
        void theCacheTellsItsSizeAndServesTheNextListing() {
            JsonNode empty = http.get("/cpln/cache").json();
            assertThat(empty.get("size").intValue()).isZero();
            assertThat(empty.get("bytes").intValue()).isZero();
            assertThat(empty.get("loading").intValue()).isZero();

            http.get("/cpln/gvc/edge/containers");

            int calls = server.requests().size();
            Answer size = http.get("/cpln/cache");
            assertThat(size.status()).isEqualTo(200);
            assertThat(size.header("Content-Type")).isEqualTo("application/json");
            assertThat(size.json().get("size").intValue()).isEqualTo(calls);
            assertThat(size.json().get("bytes").intValue()).isGreaterThan(200 * calls);
            assertThat(size.json().get("evictions").intValue()).isZero();
            JsonNode statistics = http.get("/cpln/gvc/edge/containers").json().get("statistics");
            assertThat(server.requests()).hasSize(calls);
            assertThat(statistics.get("cacheHits").intValue()).isEqualTo(calls);
        }

        @Test
        void clearingEverythingEmptiesTheCache() {
            http.get("/cpln/gvc/edge/containers");
            http.get("/cpln/gvc/prod/workload/cart/containers");
            // Lists are stored; the document of a workload that was named is not.
            int stored = server.requests().size() - 1;

            Answer cleared = http.delete("/cpln/cache");

            assertThat(cleared.status()).isEqualTo(200);
            assertThat(cleared.header("Content-Type")).isEqualTo("application/json");
            assertThat(cleared.json()).isEqualTo(JSON.createObjectNode().put("removed", stored));
            assertThat(http.get("/cpln/cache").json().get("size").intValue()).isZero();
        }

        @Test
        void clearingAGvcLeavesTheOthers() {
            http.get("/cpln/gvc/edge/containers");
            int ofEdge = server.requests().size();
            http.get("/cpln/gvc/batch/containers");
            int ofBatch = server.requests().size() - ofEdge;

            Answer cleared = http.delete("/cpln/cache/gvc/edge");

            assertThat(cleared.json()).isEqualTo(JSON.createObjectNode().put("removed", ofEdge));
            assertThat(http.get("/cpln/cache").json().get("size").intValue()).isEqualTo(ofBatch);
            server.resetCounters();
            http.get("/cpln/gvc/batch/containers");
            assertThat(server.requests()).isEmpty();
            http.get("/cpln/gvc/edge/containers");
            assertThat(server.requests()).hasSize(ofEdge);
        }

        @Test
        void clearingAWorkloadDropsItsAnswersAndThePagesThatMayHoldIt() {
            http.get("/cpln/gvc/edge/containers");
            List<String> pages = server.requests().stream().filter(call -> !call.endsWith("/deployment")).toList();

            Answer cleared = http.delete("/cpln/cache/gvc/edge/workload/beacon");

            assertThat(cleared.json()).isEqualTo(JSON.createObjectNode().put("removed", pages.size() + 1));
            server.resetCounters();
            http.get("/cpln/gvc/edge/containers?parallel=false");
            assertThat(server.requests()).containsAll(pages)
                    .contains("GET /org/acme/gvc/edge/workload/beacon/deployment").hasSize(pages.size() + 1);
        }
    }
}
