package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that are refused: each with a problem that says what is wrong and what is allowed, none with a call of the
 * API.
 */
class HttpBadRequestTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LIST = "/cpln/gvc/prod/containers";
    private static final String WORKLOAD = "/cpln/gvc/prod/workload/cart/containers";
    private static final String NAME_RULE = "lower-case letters, digits and hyphens, at most 64 characters";
    private static final String CURSOR_RULE = "the nextCursor of an answer to the same request";
    private static final String OBJECT_RULE = "not a JSON object of options";
    private static final DemoOrganization ORGANIZATION = DemoOrganization.of("acme", List.of(
            DemoWorkload.healthy("prod", "cart", "main", "proxy"),
            DemoWorkload.healthy("prod", "orders", "main"),
            DemoWorkload.healthy("prod", "payments", "main"),
            DemoWorkload.healthy("staging", "cart", "main", "proxy")));
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(ORGANIZATION, DemoSettings.defaults().withPageSize(1))
            .withHttp().with("camel.server.maxBodySize", "65536");
    private static final DemoServer server = routes.server();
    private static final HttpCalls http = routes.http();
    /** Where no request may lead to. */
    private static DemoServer elsewhere;

    @BeforeAll
    static void start() {
        elsewhere = DemoServer.start(ORGANIZATION, DemoSettings.defaults());
    }

    @AfterAll
    static void stop() {
        elsewhere.close();
    }

    @AfterEach
    void noCallWasMade() {
        assertThat(elsewhere.requests()).isEmpty();
    }

    private static Arguments altered(String name, Consumer<ObjectNode> change) {
        return Arguments.of(name, change);
    }

    private static void assertProblem(Answer answer, int status, String title, String... said) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = answer.json();
        List<String> names = new ArrayList<>();
        problem.fieldNames().forEachRemaining(names::add);
        assertThat(names).containsExactlyInAnyOrder("status", "title", "detail");
        assertThat(problem.get("status").isInt()).isTrue();
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("title").textValue()).isEqualTo(title);
        assertThat(problem.get("detail").textValue()).contains(said);
        // A value is repeated cut: the caller knows it.
        assertThat(problem.get("detail").textValue()).hasSizeLessThan(700);
        assertHarmless(answer.body());
    }

    private static void assertHarmless(String answer) {
        assertThat(answer).doesNotContain("Exception", "\tat ", "\n\tat", "dev.cplnroutes", "io.vertx", "org.apache",
                "secret-token");
        assertThat(answer).doesNotContainPattern("HTTP/1\\.[01] 5\\d\\d");
    }

    /** For request lines that a proper client would not send. */
    private static Answer rawAnswer(String methodAndPath) {
        return rawAnswer(methodAndPath, "", "");
    }

    private static Answer rawAnswer(String methodAndPath, String lines, String body) {
        String answer = http.raw(methodAndPath + " HTTP/1.1\r\nHost: test\r\n" + lines + "Connection: close\r\n\r\n"
                + body);
        int end = answer.indexOf("\r\n\r\n");
        Map<String, List<String>> headers = new HashMap<>();
        answer.substring(0, end).lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), List.of(line.substring(colon + 1).trim()));
        });
        return new Answer(Integer.parseInt(answer.substring(9, 12)),
                HttpHeaders.of(headers, (name, value) -> true), answer.substring(end + 4));
    }

    private static String nextCursor(String path) {
        return http.get(path).json().get("nextCursor").textValue();
    }

    private static ObjectNode decoded(String cursor) throws IOException {
        return (ObjectNode) JSON.readTree(Base64.getUrlDecoder().decode(cursor));
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding()
                .encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Options that are not allowed. */
    @Nested
    class Options {

        /** Option, value, and what is allowed instead: the same in a query and in a body. */
        static Stream<Arguments> optionsOfTheWrongValue() {
            List<Arguments> cases = new ArrayList<>();
            outOfRange(cases, "maxWorkers", "a whole number from 1 to 256", "0", "257", "-1", "5.5", "1e9",
                    "2147483648");
            outOfRange(cases, "cacheTtlSeconds", "a whole number from 0 to 86400", "-1", "86401", "0.5");
            outOfRange(cases, "maxResults", "a whole number from 1 to 2147483647", "0", "-5", "2147483648");
            outOfRange(cases, "pageSize", "a whole number from 1 to 10000", "0", "10001", "1.5");
            outOfRange(cases, "maxRetries", "a whole number from 0 to 100", "-1", "101", "0.1");
            outOfRange(cases, "retryDelaySeconds", "a number from 0 to 3600", "-0.1", "3600.1");
            outOfRange(cases, "retryBackoffFactor", "a number from 1 to 10", "0.9", "10.1");
            // Numbers that would take minutes to become one.
            outOfRange(cases, "maxResults", "a whole number from 1 to 2147483647", "1e999999999", "1e-999999999");
            outOfRange(cases, "retryDelaySeconds", "a number from 0 to 3600", "1e999999999");
            for (String option : List.of("parallel", "cache", "retry", "filterUnhealthy", "includeSystemContainers",
                    "collectStatistics")) {
                outOfRange(cases, option, "true or false", "1", "0");
            }
            return cases.stream();
        }

        private static void outOfRange(List<Arguments> cases, String option, String allowed, String... values) {
            for (String value : values) {
                cases.add(Arguments.of(option, value, allowed));
            }
        }

        @ParameterizedTest
        @MethodSource("optionsOfTheWrongValue")
        void aValueThatIsNotAllowedIsRefused(String option, String value, String allowed) {
            Answer byQuery = http.get(LIST + "?" + option + "=" + value);
            Answer byBody = http.post("/cpln/containers/count", "{\"" + option + "\":" + value + "}");

            assertProblem(byQuery, 400, "Bad request", "'" + option + "'", "'" + value + "'", "allowed is " + allowed);
            assertProblem(byBody, 400, "Bad request", "'" + option + "'", "allowed is " + allowed);
            assertThat(server.requests()).isEmpty();
        }

        /** The ends of each range, which are allowed: a boundary that moved inwards would show here. */
        @ParameterizedTest
        @ValueSource(strings = {"maxWorkers=1", "maxWorkers=256", "cacheTtlSeconds=0", "cacheTtlSeconds=86400",
            "maxResults=1", "maxResults=2147483647", "pageSize=1", "pageSize=10000", "maxRetries=0", "maxRetries=100",
            "retryDelaySeconds=0", "retryDelaySeconds=3600", "retryBackoffFactor=1", "retryBackoffFactor=10"})
        void bothEndsOfARangeAreAllowed(String option) {
            String[] nameAndValue = option.split("=");

            assertThat(http.get(LIST + "?" + option).status()).isEqualTo(200);
            assertThat(http.post(LIST, "{\"" + nameAndValue[0] + "\":" + nameAndValue[1] + "}").status())
                    .isEqualTo(200);
        }

        /** Query, and what the problem has to say. */
        static Stream<Arguments> queries() {
            return Stream.of(
                    Arguments.of(LIST + "?workers=5", List.of("'workers'", "maxWorkers", "collectStatistics")),
                    Arguments.of(LIST + "?maxworkers=5", List.of("'maxworkers'", "maxWorkers")),
                    Arguments.of(LIST + "?max-workers=5", List.of("'max-workers'", "maxWorkers")),
                    Arguments.of(LIST + "?max%57orkers=x", List.of("'maxWorkers'", "'x'", "1 to 256")),
                    Arguments.of(LIST + "?=5", List.of("''", "maxWorkers")),
                    Arguments.of(LIST + "?maxWorkers=", List.of("'maxWorkers'", "''", "1 to 256")),
                    Arguments.of(LIST + "?maxWorkers", List.of("'maxWorkers'", "1 to 256")),
                    Arguments.of(LIST + "?maxWorkers=five", List.of("'maxWorkers'", "'five'", "1 to 256")),
                    Arguments.of(LIST + "?maxWorkers=+5", List.of("'maxWorkers'", "' 5'", "1 to 256")),
                    Arguments.of(LIST + "?maxWorkers=0x5", List.of("'maxWorkers'", "'0x5'", "1 to 256")),
                    Arguments.of(LIST + "?maxWorkers=NaN", List.of("'maxWorkers'", "'NaN'", "1 to 256")),
                    Arguments.of(LIST + "?retryDelaySeconds=Infinity", List.of("'retryDelaySeconds'", "0 to 3600")),
                    Arguments.of(LIST + "?maxWorkers=5,6", List.of("'maxWorkers'", "'5,6'", "1 to 256")),
                    Arguments.of(LIST + "?parallel=TRUE", List.of("'parallel'", "'TRUE'", "true or false")),
                    Arguments.of(LIST + "?cache=yes", List.of("'cache'", "'yes'", "true or false")),
                    Arguments.of(LIST + "?cache", List.of("'cache'", "true or false")),
                    Arguments.of(LIST + "?location=", List.of("'location'", NAME_RULE)),
                    Arguments.of(LIST + "?location=../x", List.of("'location'", "'../x'", NAME_RULE)),
                    Arguments.of(LIST + "?location=%2e%2e%2fx", List.of("'location'", "'../x'", NAME_RULE)),
                    Arguments.of(LIST + "?location=AWS", List.of("'location'", "'AWS'", NAME_RULE)),
                    Arguments.of(LIST + "?location=a%20b", List.of("'location'", "'a b'", NAME_RULE)),
                    Arguments.of(LIST + "?location=a%0D%0AX:b", List.of("'location'", "'a??X:b'", NAME_RULE)),
                    Arguments.of(LIST + "?location=" + "a".repeat(65), List.of("'location'", NAME_RULE)),
                    Arguments.of(LIST + "?location=*", List.of("'location'", "'*'", NAME_RULE)),
                    Arguments.of(LIST + "?pageSize=2&pageSize=3", List.of("'pageSize'", "repeated", "once")),
                    Arguments.of(LIST + "?pageSize=2&pageSize=2", List.of("'pageSize'", "repeated", "once")),
                    Arguments.of(LIST + "?pageSize=2&page%53ize=3", List.of("'pageSize'", "repeated", "once")),
                    Arguments.of(LIST + "?gvc=prod", List.of("'gvc'", "'prod'", "path")),
                    Arguments.of("/cpln/containers?gvc=*,prod", List.of("'gvc'", "'*,prod'", "* alone")),
                    Arguments.of("/cpln/containers?workloadName=cart,Pay-*", List.of("'workloadName'", "'Pay-*'",
                            NAME_RULE)),
                    Arguments.of("/cpln/containers?healthStatus=unhealthy,bad", List.of("'healthStatus'", "'bad'",
                            "one or more of healthy, unhealthy, suspended, unknown")),
                    Arguments.of("/cpln/containers?workloadType=job", List.of("'workloadType'", "'job'",
                            "one or more of serverless, standard, stateful, cron, vm")),
                    Arguments.of("/cpln/containers?tag==x", List.of("'tag'", "'=x'", "key or key=value")),
                    Arguments.of("/cpln/containers?latest=yes", List.of("'latest'", "'yes'", "true or false")),
                    Arguments.of("/cpln/containers?minRestarts=-1", List.of("'minRestarts'", "'-1'",
                            "a whole number from 0")),
                    Arguments.of("/cpln/containers?restartedWithin=15", List.of("'restartedWithin'", "'15'",
                            "15m, 2h or PT1H")),
                    Arguments.of("/cpln/containers?image=a%20b", List.of("'image'", "'a b'", "an image reference")),
                    Arguments.of("/cpln/containers?fields=name,nam", List.of("'fields'", "'nam'",
                            "one or more of name, image")),
                    Arguments.of("/cpln/containers?groupBy=image", List.of("'groupBy'", "'image'", "only a count")),
                    Arguments.of("/cpln/containers/count?groupBy=name", List.of("'groupBy'", "'name'",
                            "one or more of gvcName, workloadName, location, image, healthStatus")),
                    Arguments.of(LIST + "?workloadName=cart", List.of("'workloadName'", "'cart'", "path")),
                    Arguments.of(WORKLOAD + "?workloadName=cart", List.of("'workloadName'", "'cart'", "path")),
                    Arguments.of(LIST + "?cursor=", List.of("'cursor'", CURSOR_RULE)),
                    Arguments.of(LIST + "?cursor=garbage", List.of("'cursor'", "'garbage'", CURSOR_RULE)),
                    Arguments.of(LIST + "?cursor=%21%21", List.of("'cursor'", "'!!'", CURSOR_RULE)),
                    Arguments.of(LIST + "?cursor=" + encoded("{}"), List.of("'cursor'", CURSOR_RULE)),
                    Arguments.of(LIST + "?cursor=" + encoded("null"), List.of("'cursor'", CURSOR_RULE)),
                    Arguments.of(LIST + "?cursor=" + encoded("[]"), List.of("'cursor'", CURSOR_RULE)),
                    Arguments.of(LIST + "?cursor=" + encoded("{\"p\":"), List.of("'cursor'", CURSOR_RULE)),
                    Arguments.of(LIST + "?cursor=" + encoded("{\"p\":{\"a\":1},\"o\":7}"),
                            List.of("'cursor'", CURSOR_RULE)),
                    Arguments.of(LIST + "?cursor=" + encoded("{\"a\":".repeat(1200)).substring(0, 3000),
                            List.of("'cursor'", CURSOR_RULE)),
                    Arguments.of("/cpln/gvc/PROD/containers", List.of("'gvc'", "'PROD'", NAME_RULE)),
                    Arguments.of("/cpln/gvc/%2e%2e%2fx/containers", List.of("'gvc'", "'../x'", NAME_RULE)),
                    Arguments.of("/cpln/gvc/a%20b/containers", List.of("'gvc'", "'a b'", NAME_RULE)),
                    Arguments.of("/cpln/gvc/-a/containers", List.of("'gvc'", "'-a'", NAME_RULE)),
                    Arguments.of("/cpln/gvc/a%00/containers", List.of("'gvc'", "'a?'", NAME_RULE)),
                    Arguments.of("/cpln/gvc/" + "a".repeat(65) + "/containers", List.of("'gvc'", NAME_RULE)),
                    Arguments.of("/cpln/gvc/*/containers", List.of("'gvc'", "'*'", "whole organization")),
                    Arguments.of("/cpln/gvc/%2a/workload/cart/containers", List.of("'gvc'", "'*'")),
                    Arguments.of("/cpln/gvc/prod/workload/CART/containers",
                    List.of("'workloadName'", "'CART'", NAME_RULE)),
                    Arguments.of("/cpln/gvc/prod/workload/%2e%2e%2fx/containers",
                            List.of("'workloadName'", "'../x'", NAME_RULE)),
                    Arguments.of("/cpln/gvc/prod/workload/*/containers", List.of("'workloadName'", "'*'", NAME_RULE)),
                    Arguments.of("/cpln/gvc/prod/workload/%20/containers/count",
                            List.of("'workloadName'", "' '", NAME_RULE)),
                    Arguments.of("/cpln/cache?gvc=prod", List.of("'gvc'", "none")));
        }

        @ParameterizedTest
        @MethodSource("queries")
        void aQueryOrPathThatIsNotAllowedIsRefused(String path, List<String> said) {
            Answer answer = http.get(path);

            assertProblem(answer, 400, "Bad request", said.toArray(String[]::new));
            assertThat(server.requests()).isEmpty();
        }

        /** Body, and what the problem has to say. */
        static Stream<Arguments> bodies() {
            return Stream.of(
                    Arguments.of("{\"workers\":5}", List.of("'workers'", "maxWorkers", "collectStatistics")),
                    Arguments.of("{\"\":5}", List.of("''", "maxWorkers")),
                    Arguments.of("{\"workers\":null}", List.of("'workers'", "maxWorkers")),
                    Arguments.of("{\"maxWorkers\":\"5\"}", List.of("'maxWorkers'", "'5'", "1 to 256")),
                    Arguments.of("{\"maxWorkers\":true}", List.of("'maxWorkers'", "'true'", "1 to 256")),
                    Arguments.of("{\"maxWorkers\":{}}", List.of("'maxWorkers'", "1 to 256")),
                    Arguments.of("{\"maxWorkers\":{\"value\":5}}", List.of("'maxWorkers'", "1 to 256")),
                    Arguments.of("{\"maxWorkers\":[5]}", List.of("'maxWorkers'", "1 to 256")),
                    Arguments.of("{\"retryDelaySeconds\":\"0.5\"}", List.of("'retryDelaySeconds'", "0 to 3600")),
                    Arguments.of("{\"parallel\":\"true\"}", List.of("'parallel'", "'true'", "true or false")),
                    Arguments.of("{\"cache\":[]}", List.of("'cache'", "true or false")),
                    Arguments.of("{\"location\":5}", List.of("'location'", "'5'", NAME_RULE)),
                    Arguments.of("{\"location\":true}", List.of("'location'", NAME_RULE)),
                    Arguments.of("{\"location\":[\"aws-us-west-2\",\"A\"]}", List.of("'location'", "'A'", NAME_RULE)),
                    Arguments.of("{\"location\":\"a,b\"}", List.of("'location'", "'a,b'", NAME_RULE)),
                    Arguments.of("{\"location\":[]}", List.of("'location'", NAME_RULE)),
                    Arguments.of("{\"location\":\"\"}", List.of("'location'", NAME_RULE)),
                    Arguments.of("{\"location\":\"../x\"}", List.of("'location'", "'../x'", NAME_RULE)),
                    Arguments.of("{\"location\":\"a\\u0000\\r\\nb\"}", List.of("'location'", "'a???b'", NAME_RULE)),
                    Arguments.of("{\"gvc\":\"prod\"}", List.of("'gvc'", "'prod'", "path")),
                    Arguments.of("{\"gvc\":null}", List.of("'gvc'", "path")),
                    Arguments.of("{\"workloadName\":\"cart\"}", List.of("'workloadName'", "'cart'", "path")),
                    Arguments.of("{\"workloadName\":null}", List.of("'workloadName'", "path")),
                    Arguments.of("{\"cursor\":5}", List.of("'cursor'", CURSOR_RULE)),
                    Arguments.of("{\"cursor\":\"garbage\"}", List.of("'cursor'", CURSOR_RULE)),
                    Arguments.of("{\"cursor\":\"" + "a".repeat(16_385) + "\"}", List.of("'cursor'", CURSOR_RULE)),
                    Arguments.of("{\"maxWorkers\":5,\"maxWorkers\":5}", List.of("repeated", "once")),
                    Arguments.of("{\"maxWorkers\":5,\"max\\u0057orkers\":5}", List.of("repeated", "once")),
                    Arguments.of("{", List.of(OBJECT_RULE)),
                    Arguments.of("[]", List.of(OBJECT_RULE)),
                    Arguments.of("[{\"maxWorkers\":5}]", List.of(OBJECT_RULE)),
                    Arguments.of("5", List.of(OBJECT_RULE)),
                    Arguments.of("null", List.of(OBJECT_RULE)),
                    Arguments.of("\"maxWorkers\"", List.of(OBJECT_RULE)),
                    Arguments.of("maxWorkers=5", List.of(OBJECT_RULE)),
                    Arguments.of("{\"maxWorkers\":5}}", List.of(OBJECT_RULE)),
                    Arguments.of("{\"maxWorkers\":5}{}", List.of(OBJECT_RULE)),
                    Arguments.of("{\"maxWorkers\":05}", List.of(OBJECT_RULE)),
                    Arguments.of("{\"maxWorkers\":NaN}", List.of(OBJECT_RULE)),
                    Arguments.of("{'maxWorkers':5}", List.of(OBJECT_RULE)),
                    Arguments.of("{\"maxWorkers\":" + "9".repeat(2_000) + "}", List.of("not a JSON object of options")),
                    Arguments.of("{\"maxWorkers\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}",
                    List.of(OBJECT_RULE)),
                    Arguments.of("<?xml version=\"1.0\"?><maxWorkers>5</maxWorkers>", List.of(OBJECT_RULE)));
        }

        @ParameterizedTest
        @MethodSource("bodies")
        void aBodyThatIsNotAllowedIsRefused(String body, List<String> said) {
            assertProblem(http.post(LIST, body), 400, "Bad request", said.toArray(String[]::new));
            assertThat(server.requests()).isEmpty();
        }

        /** As curl sends it with -d, without a type of its own: with one of forms. */
        @ParameterizedTest
        @CsvSource({"/cpln/containers, application/json", "/cpln/gvc/prod/containers/count, text/plain",
            "/cpln/containers, application/x-www-form-urlencoded", "/cpln/changes, application/json",
            "/cpln/cache, application/json"})
        void aBodyOfAGetIsRefused(String path, String mediaType) {
            Answer answer = http.send("GET", path, "{\"gvc\":\"prod\"}", "Content-Type", mediaType);

            assertProblem(answer, 400, "Bad request", "GET takes its options in the query", "goes with POST");
            assertThat(rawAnswer("GET " + path, "Content-Type: " + mediaType
                    + "\r\nTransfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n").json()).isEqualTo(answer.json());
            assertThat(server.requests()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"application/json", "application/x-www-form-urlencoded"})
        void aBodyOfADeleteIsRefused(String mediaType) {
            http.get("/cpln/gvc/prod/containers");
            int size = http.get("/cpln/cache").json().get("size").intValue();

            assertProblem(http.send("DELETE", "/cpln/cache", "{\"gvc\":\"staging\"}", "Content-Type", mediaType), 400,
                    "Bad request", "DELETE takes no body");
            assertThat(http.get("/cpln/cache").json().get("size").intValue()).as("nothing is cleared").isEqualTo(size)
                    .isPositive();
        }

        @Test
        void anOptionInBothQueryAndBodyIsRefused() {
            Answer answer = http.post(LIST + "?maxWorkers=5", "{\"maxWorkers\":5}");

            assertProblem(answer, 400, "Bad request", "'maxWorkers'", "both query and body", "one of them");
            assertThat(server.requests()).isEmpty();
        }
    }

    /** Paths and methods that there are not. */
    @Nested
    class PathsAndMethods {

        @ParameterizedTest
        @ValueSource(strings = {"/cpln", "/cpln/", "/cpln/count", "/cpln/containers/", "/cpln/containers/x",
            "/cpln/containers/count/count", "/cpln/gvc", "/cpln/gvc/prod", "/cpln/gvc//containers",
                    "/cpln/prod/containers",
            "/cpln/gvc/prod/workload/containers", "/cpln/gvc/prod/workload/cart", "/cpln/gvc/prod/workload//containers",
            "/cpln/gvc/prod/workloads/cart/containers", "/cpln/cache/x", "/cpln/cache/gvc", "/cpln/containers%00",
            "/cpln/containers;x=1", "/cplnx/containers"})
        void anUnknownPathIsNotFound(String path) {
            assertProblem(http.get(path), 404, "Not found", "/gvc/{gvc}/containers");
            assertThat(server.requests()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "FOO"})
        void anotherMethodIsNotAllowedAndTheAnswerNamesThoseThatAre(String method) {
            for (String path : List.of("/cpln/containers", LIST + "/count", WORKLOAD)) {
                Answer answer = rawAnswer(method + " " + path);
                assertProblem(answer, 405, "Method not allowed", "GET, HEAD, POST, OPTIONS");
                assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
            }
            if (!method.equals("DELETE")) {
                Answer cache = rawAnswer(method + " /cpln/cache");
                assertProblem(cache, 405, "Method not allowed", "GET, HEAD, DELETE, OPTIONS");
                assertThat(cache.header("Allow")).isEqualTo("GET, HEAD, DELETE, OPTIONS");
                Answer part = rawAnswer(method + " /cpln/cache/gvc/prod");
                assertProblem(part, 405, "Method not allowed", "DELETE, OPTIONS");
                assertThat(part.header("Allow")).isEqualTo("DELETE, OPTIONS");
            }
            assertThat(server.requests()).isEmpty();
        }

        @Test
        void namesOfAPartOfTheCacheAreChecked() {
            assertProblem(http.delete("/cpln/cache/gvc/PROD"), 400, "Bad request", "'gvc'", "'PROD'", NAME_RULE);
            assertProblem(http.delete("/cpln/cache/gvc/*"), 400, "Bad request", "'gvc'", "'*'");
            assertProblem(http.delete("/cpln/cache/gvc/prod/workload/%2e%2e%2fx"), 400, "Bad request",
                    "'workloadName'", "'../x'", NAME_RULE);
            assertProblem(http.delete("/cpln/cache?everything=true"), 400, "Bad request", "'everything'");
        }
    }

    /** Bodies of another kind. */
    @Nested
    class MediaTypes {

        @ParameterizedTest
        @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/xml",
            "application/jsonx", "application/problem+json", "multipart/form-data; boundary=x", "nonsense", ";;;"})
        void aBodyOfAnotherMediaTypeIsRefused(String mediaType) {
            Answer answer = http.send("POST", LIST, "{\"maxWorkers\":5}", "Content-Type", mediaType);

            assertProblem(answer, 415, "Unsupported media type", "application/json");
            assertThat(server.requests()).isEmpty();
        }

        /** Without being read: Vert.x would write the file to the disk. */
        @Test
        void anUploadIsWrittenNowhere() {
            String upload = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n"
                    + "a".repeat(20_000)
                    + "\r\n--x--\r\n";

            Answer answer = http.send("POST", LIST, upload, "Content-Type", "Multipart/form-data; boundary=x");

            assertProblem(answer, 415, "Unsupported media type", "application/json");
            assertThat(Path.of("file-uploads")).doesNotExist();
        }

        /** On the bare server of a host too. */
        @ParameterizedTest
        @CsvSource({"65537, X: y, 413, Request Entity Too Large", "2, Expect: more, 417, Expectation Failed"})
        void aBodyThatTheServerDoesNotTakeIsAProblem(int length, String header, int status, String title) {
            Answer answer = rawAnswer("POST " + LIST, "Content-Length: " + length + "\r\n" + header + "\r\n",
                    "x".repeat(length));

            assertProblem(answer, status, title, "");
            assertThat(server.requests()).isEmpty();
        }

        @Test
        void aBodyWithoutMediaTypeIsRefused() {
            Answer answer = http.send("POST", LIST, "{\"maxWorkers\":5}");

            assertProblem(answer, 415, "Unsupported media type", "application/json");
            assertThat(server.requests()).isEmpty();
        }

        /** The charset is said to be none that exists, or another than JSON has: JSON is UTF-8 all the same. */
        @ParameterizedTest
        @ValueSource(strings = {"application/json; charset=utf-8", "APPLICATION/JSON",
                "application/json;charset=nonsense",
            "application/json; charset=UTF-16", "application/json; charset=\"\""})
        void jsonIsReadAsUtf8WhateverTheCharsetParameterSays(String mediaType) {
            Answer answer = http.send("POST", LIST, "{\"maxResults\":1}", "Content-Type", mediaType);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("containers")).hasSize(1);
        }

        @Test
        void linesOfJsonAreNotAcceptableForACount() {
            Answer answer = http.get(LIST + "/count", "Accept", "application/x-ndjson");

            assertProblem(answer, 406, "Not acceptable", "application/json");
            assertThat(server.requests()).isEmpty();
        }
    }

    /** Cursors that were altered, or of another request. */
    @Nested
    class Cursors {

        /** What is altered in a cursor that was given out, and how. */
        static Stream<Arguments> alteredCursors() {
            return Stream.of(
                    altered("another GVC's page", cursor -> cursor.put("p", "/org/acme/gvc/staging/workload")),
                    altered("the whole organization's page", cursor -> cursor.put("p", "/org/acme/workload")),
                    altered("another organization's page", cursor -> cursor.put("p", "/org/other/gvc/prod/workload")),
                    altered("a page that is no workload list", cursor -> cursor.put("p", "/org/acme/gvc")),
                    altered("a page reached by dots", cursor -> cursor.put("p",
                            "/org/acme/gvc/staging/../prod/workload/../../../../org/other/workload")),
                    altered("an encoded path", cursor -> cursor.put("p", "/org/acme/gvc/prod%2fworkload")),
                    altered("another origin's page", cursor -> cursor.put("p",
                            elsewhere.endpoint() + "/org/acme/gvc/prod/workload")),
                    altered("another origin without scheme", cursor -> cursor.put("p",
                            "//127.0.0.1:" + elsewhere.port() + "/org/acme/gvc/prod/workload")),
                    altered("another origin behind a user", cursor -> cursor.put("p",
                            "http://127.0.0.1:" + server.port() + "@127.0.0.1:" + elsewhere.port()
                                    + "/org/acme/gvc/prod/workload")),
                    altered("another scheme", cursor -> cursor.put("p", "file:///etc/passwd")),
                    altered("no address", cursor -> cursor.put("p", "http://[")),
                    altered("a page of another type", cursor -> cursor.putArray("p").add("x")),
                    altered("a line break in the page", cursor -> cursor.put("p",
                            "/org/acme/gvc/prod/workload\r\nX-Injected: x")),
                    altered("no options", cursor -> cursor.remove("o")),
                    altered("options of another GVC", cursor -> cursor.withObject("/o").put("g", "staging")),
                    altered("options of a location", cursor -> cursor.withObject("/o").put("l", "aws-us-west-2")),
                    altered("options of a workload", cursor -> cursor.withObject("/o").put("w", "cart")),
                    altered("options with maxResults", cursor -> cursor.withObject("/o").put("m", 5)),
                    altered("options that filter", cursor -> cursor.withObject("/o").put("f", true)),
                    altered("options with system containers", cursor -> cursor.withObject("/o").put("s", true)),
                    altered("results spent without a limit", cursor -> cursor.put("n", 1)),
                    altered("results spent below zero", cursor -> cursor.put("n", -1)),
                    altered("results spent as text", cursor -> cursor.put("n", "many")),
                    altered("no workload", cursor -> cursor.remove("w")),
                    altered("a zone of another type", cursor -> cursor.put("z", 1)),
                    altered("a field that is unknown", cursor -> cursor.put("unknown", 1)));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("alteredCursors")
        void anAlteredCursorIsRefused(String name, Consumer<ObjectNode> change) throws IOException {
            ObjectNode cursor = decoded(nextCursor(LIST + "?pageSize=1"));
            change.accept(cursor);
            server.resetCounters();

            Answer answer = http.get(LIST + "?pageSize=1&cursor=" + encoded(cursor.toString()));

            assertProblem(answer, 400, "Bad request", "'cursor'", CURSOR_RULE);
            assertThat(server.requests()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"/cpln/containers?cursor=", "/cpln/gvc/staging/containers?cursor=",
                WORKLOAD + "?cursor=",
            LIST + "?location=aws-us-west-2&cursor=", LIST + "?maxResults=3&cursor=",
                    LIST + "?filterUnhealthy=true&cursor=",
            LIST + "?includeSystemContainers=true&cursor="})
        void aCursorOfAnotherRequestIsRefused(String path) {
            String cursor = nextCursor(LIST + "?pageSize=1");
            server.resetCounters();

            assertProblem(http.get(path + cursor), 400, "Bad request", "'cursor'", CURSOR_RULE);
            assertThat(server.requests()).isEmpty();
        }

        @Test
        void anUnalteredCursorIsTakenSoThatTheOthersFailForWhatWasAltered() throws IOException {
            String cursor = nextCursor(LIST + "?pageSize=1");

            Answer answer = http.get(LIST + "?pageSize=1&cursor=" + encoded(decoded(cursor).toString()));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("containers")).hasSize(1);
        }
    }

    /** What scanners send. */
    @Nested
    class Scanners {

        /** Request lines as scanners send them, and the statuses that may come back. */
        static Stream<Arguments> scannerRequests() {
            return Stream.of(
                    Arguments.of("GET /cpln/gvc/%zz/containers HTTP/1.1", List.of(400)),
                    Arguments.of("GET /cpln/gvc/a% HTTP/1.1", List.of(400)),
                    Arguments.of("GET /cpln/containers\0 HTTP/1.1", List.of(400, 404)),
                    Arguments.of("GET /cpln/ containers HTTP/1.1", List.of(400)),
                    Arguments.of("GET /cpln/" + "a".repeat(3_000) + " HTTP/1.1", List.of(404)),
                    Arguments.of("GET /cpln/" + "a".repeat(100_000) + " HTTP/1.1", List.of(414)),
                    Arguments.of("GET " + LIST + "?cursor=" + "a".repeat(20_000) + " HTTP/1.1", List.of(414)),
                    Arguments.of("GET /cpln/" + "../".repeat(500) + "etc/passwd HTTP/1.1", List.of(404)),
                    Arguments.of("GET /cpln/%2e%2e/%2e%2e/etc/passwd HTTP/1.1", List.of(404)),
                    Arguments.of("GET /cpln/..%2f..%2fetc/passwd HTTP/1.1", List.of(404)),
                    Arguments.of("GET /cpln/\\..\\containers HTTP/1.1", List.of(404)),
                    Arguments.of("GET /cpln/../containers HTTP/1.1", List.of(404)),
                    Arguments.of("GET //etc//passwd HTTP/1.1", List.of(404)),
                    Arguments.of("GET /.git/config HTTP/1.1", List.of(404)),
                    Arguments.of("GET /CPLN/containers HTTP/1.1", List.of(404)),
                    Arguments.of("OPTIONS * HTTP/1.1", List.of(404, 405)),
                    Arguments.of("CONNECT 127.0.0.1:22 HTTP/1.1", List.of(400, 404, 405)),
                    Arguments.of("GET http://127.0.0.1:22/cpln/nothing HTTP/1.1", List.of(404)),
                    Arguments.of("GET /cpln/containers?location=${jndi:ldap://127.0.0.1/x} HTTP/1.1", List.of(400)),
                    Arguments.of("GET /cpln/containers?location=${bean:cplnApiSettings} HTTP/1.1", List.of(400)),
                    Arguments.of("GET /cpln/containers?{{cpln.token}}=1 HTTP/1.1", List.of(400)),
                    Arguments.of("GET " + LIST + "?location=\u00ff\u00fe HTTP/1.1", List.of(400)),
                    Arguments.of("GET " + LIST + "?location=%C0%AF HTTP/1.1", List.of(400)),
                    Arguments.of("GET " + LIST + "?location=x#fragment HTTP/1.1", List.of(400)),
                    Arguments.of("GET " + LIST + "?" + "x=1&".repeat(900) + " HTTP/1.1", List.of(400)),
                    Arguments.of("GET /cpln/nothing HTTP/1.1\r\nX-Long: " + "a".repeat(50_000), List.of(431)),
                    Arguments.of("GET /cpln/nothing HTTP/1.1\r\nUpgrade: websocket", List.of(404)),
                    Arguments.of("POST " + LIST + " HTTP/1.1\r\nContent-Length: -1", List.of(400)));
        }

        @ParameterizedTest
        @MethodSource("scannerRequests")
        void aScannerLearnsNothingAndIsAlwaysAnswered(String request, List<Integer> statuses) {
            String answer = http.raw(request + "\r\nHost: test\r\nConnection: close\r\n\r\n");

            assertThat(answer).matches("(?s)HTTP/1\\.[01] \\d{3} .*");
            assertThat(Integer.parseInt(answer.substring(9, 12))).isIn(statuses);
            assertHarmless(answer);
            assertThat(server.requests()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"maxWorkers=%", "maxWorkers=%zz", "%=5", "%E0%A4=5%"})
        void aQueryOfBrokenEncodingIsABadRequest(String query) {
            assertProblem(rawAnswer("GET " + LIST + "?" + query), 400, "Bad request", "query is not encoded correctly");
            assertThat(server.requests()).isEmpty();
        }

        /** Not HTTP at all, or HTTP that breaks off: the connection ends, with or without an answer. */
        @ParameterizedTest
        @ValueSource(strings = {"\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
            "GET /cpln/containers HTTP/9.9\r\nHost: test\r\n\r\n", "\r\n\r\nnonsense\r\n\r\n",
            "POST /cpln/containers HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n\r\n"})
        void whatIsNotHttpEndsTheConnection(String request) {
            String answer = http.raw(request);

            assertHarmless(answer);
            assertThat(server.requests()).isEmpty();
        }
    }
}
