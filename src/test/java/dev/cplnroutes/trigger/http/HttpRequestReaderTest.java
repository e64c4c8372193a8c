package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.testing.RandomSeed;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an HTTP request asks for, by its path, method, query and body. */
class HttpRequestReaderTest {

    private final HttpRequestReader reader = new HttpRequestReader("/cpln");
    private final AtomicInteger bodiesAsked = new AtomicInteger();

    private HttpRequest read(String method, String path) {
        return read(method, path, null, "", null);
    }

    private HttpRequest get(String path, String query) {
        return read("GET", path, query, "", null);
    }

    private HttpRequest post(String path, String contentType, String body) {
        return read("POST", path, null, contentType, body);
    }

    private HttpRequest read(String method, String path, String query, String contentType, String body) {
        return reader.read(new HttpCall(method, path, query, "", contentType, false, () -> {
            bodiesAsked.incrementAndGet();
            return body == null ? null : body.getBytes(StandardCharsets.UTF_8);
        }));
    }

    /** The body of a request, with a null that Map.of does not take. */
    private static Map<String, Object> body(String gvc, String workload, Map<String, ?> others) {
        Map<String, Object> body = new LinkedHashMap<>(others);
        body.put("gvc", gvc);
        body.put("workloadName", workload);
        return body;
    }

    @Nested
    class Paths {

        @ParameterizedTest
        @CsvSource({"/cpln/containers,list,*,", "/cpln/containers/count,count,*,",
            "/cpln/gvc/prod/containers,list,prod,",
            "/cpln/gvc/prod/containers/count,count,prod,", "/cpln/gvc/prod/workload/cart/containers,list,prod,cart",
            "/cpln/gvc/prod/workload/cart/containers/count,count,prod,cart",
            "/cpln/gvc/count/containers,list,count,", "/cpln/gvc/containers/containers,list,containers,",
            "/cpln/gvc/gvc/workload/workload/containers,list,gvc,workload",
            "/cpln/gvc/pr%6Fd/containers,list,prod,"})
        void pathOfAListingSetsWhatIsListed(String path, String action, String gvc, String workload) {
            for (String method : List.of("GET", "POST")) {
                HttpRequest request = read(method, path);

                assertThat(request.getAction()).isEqualTo(action);
                assertThat(request.getBody()).isEqualTo(body(gvc, workload, Map.of()));
            }
        }

        @ParameterizedTest
        @CsvSource({"GET,/cpln/cache,cache-statistics,,", "DELETE,/cpln/cache,clear-cache,,",
            "DELETE,/cpln/cache/gvc/prod,clear-cache,prod,",
            "DELETE,/cpln/cache/gvc/prod/workload/cart,clear-cache,prod,cart",
            "GET,/cpln/events,event-statistics,,", "POST,/cpln/events/redeliver,redeliver,,"})
        void pathOfTheCacheAndTheEvents(String method, String path, String action, String gvc, String workload) {
            Map<String, Object> expected = new LinkedHashMap<>();
            if (gvc != null) {
                expected.put("gvc", gvc);
            }
            if (workload != null) {
                expected.put("workloadName", workload);
            }
            HttpRequest request = read(method, path);

            assertThat(request.getAction()).isEqualTo(action);
            assertThat(request.getBody()).isEqualTo(expected);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/cpln", "/cpln/", "/cpln/count", "/cpln/containers/", "/cpln/containers/x",
            "/cpln/containers/count/count", "/cpln/Containers", "/cpln/gvc/prod", "/cpln/gvc/containers",
            "/cpln/gvc/prod/cart/containers", "/cpln/gvc/prod/workload/containers", "/cpln/gvx/prod/containers",
            "/cpln/gvc/prod/workloads/cart/containers", "/cpln/gvx/prod/workload/cart/containers",
            "/cpln/gvc/prod/workload/cart/version/containers", "/cpln/x/containers", "/cpln/cache/x", "/cpln/cache/",
            "/cpln/cache/gvc", "/cpln/cache/containers", "/cpln/events/x", "/cpln/events/redeliver/x", "/cpln/events/",
            "/cplnx/containers", "", "x"})
        void anotherPathIsNotFound(String path) {
            for (String method : List.of("GET", "POST", "DELETE")) {
                assertThatExceptionOfType(HttpException.class).isThrownBy(() -> read(method, path))
                        .satisfies(refused -> {
                    assertThat(refused.status()).isEqualTo(404);
                    assertThat(refused.title()).isEqualTo("Not found");
                    assertThat(refused.allow()).isNull();
                }).withMessageContaining("/gvc/{gvc}/containers");
            }
            assertThat(bodiesAsked).hasValue(0);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/cpln", "/cpln/", "", "/", "/a/b"})
        void pathOfTheServerMayComeBeforeTheBasePath(String basePath) {
            HttpRequestReader mounted = new HttpRequestReader(basePath);
            String path = (basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath)
                    + "/containers";
            for (String server : basePath.length() > 1 ? List.of("", "/api", "/api/v1") : List.of("")) {
                assertThat(mounted.read(new HttpCall("GET", server + path, null, "", "", false, () -> null))
                        .getAction())
                        .isEqualTo("list");
            }
        }

        @Test
        void pathThatIsNotEncodedCorrectlyIsABadRequest() {
            assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> read("GET",
                    "/cpln/gvc/%zz/containers"))
                    .withMessage("The path is not encoded correctly.");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/cpln/gvc/*/containers", "/cpln/gvc/%2A/containers", "/cpln/cache/gvc/*"})
        void everyGvcHasAPathOfItsOwn(String path) {
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> read(path.contains("cache") ? "DELETE" : "GET", path))
                    .withMessageStartingWith("Option 'gvc' has the value '*'; allowed is the name of one GVC");
        }
    }

    @Nested
    class Methods {

        @ParameterizedTest
        @CsvSource({"DELETE,/cpln/containers,'GET, HEAD, POST, OPTIONS'",
            "PUT,/cpln/gvc/prod/containers/count,'GET, HEAD, POST, OPTIONS'",
            "get,/cpln/containers,'GET, HEAD, POST, OPTIONS'", "options,/cpln/containers,'GET, HEAD, POST, OPTIONS'",
            "POST,/cpln/cache,'GET, HEAD, DELETE, OPTIONS'", "GET,/cpln/cache/gvc/prod,'DELETE, OPTIONS'",
            "HEAD,/cpln/cache/gvc/prod/workload/cart,'DELETE, OPTIONS'", "POST,/cpln/events,'GET, HEAD, OPTIONS'",
            "GET,/cpln/events/redeliver,'POST, OPTIONS'", "HEAD,/cpln/events/redeliver,'POST, OPTIONS'"})
        void anotherMethodIsNotAllowed(String method, String path, String allowed) {
            assertThatExceptionOfType(HttpException.class).isThrownBy(() -> read(method, path)).satisfies(refused -> {
                assertThat(refused.status()).isEqualTo(405);
                assertThat(refused.title()).isEqualTo("Method not allowed");
                assertThat(refused.allow()).isEqualTo(allowed);
            }).withMessage("Allowed here: " + allowed + ".");
            assertThat(bodiesAsked).hasValue(0);
        }

        @ParameterizedTest
        @CsvSource({"/cpln/containers,'GET, HEAD, POST, OPTIONS'",
            "/cpln/gvc/prod/workload/cart/containers/count,'GET, HEAD, POST, OPTIONS'",
            "/cpln/cache,'GET, HEAD, DELETE, OPTIONS'", "/cpln/cache/gvc/prod,'DELETE, OPTIONS'",
            "/cpln/events,'GET, HEAD, OPTIONS'", "/cpln/events/redeliver,'POST, OPTIONS'"})
        void optionsAsksForTheMethodsOfAPath(String path, String allowed) {
            HttpRequest request = reader.read(new HttpCall("OPTIONS", path, "any=thing", "text/html", "text/plain",
                    false, () -> null));

            assertThat(request.getAction()).isEqualTo("options");
            assertThat(request.getAllow()).isEqualTo(allowed);
            assertThat(request.getBody()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"/cpln/containers,head", "/cpln/gvc/prod/containers,head", "/cpln/gvc/prod/containers/count,head",
            "/cpln/gvc/prod/workload/cart/containers,head", "/cpln/cache,cache-statistics",
            "/cpln/events,event-statistics"})
        void headOfAListingAsksForNoContainers(String path, String action) {
            HttpRequest request = read("HEAD", path);

            assertThat(request.getAction()).isEqualTo(action);
            assertThat(request.getBody()).isEmpty();
            assertThat(request.getAllow()).isNull();
        }

        @ParameterizedTest
        @CsvSource({"/cpln/containers,maxWorkers=0,'maxWorkers'", "/cpln/containers,x=1,'x'",
            "/cpln/gvc/PROD/containers,,'gvc'", "/cpln/gvc/prod/workload/CART/containers/count,,'workloadName'",
            "/cpln/gvc/prod/containers,gvc=prod,'gvc'", "/cpln/gvc/a%2Fb/containers,,'a/b'", "/cpln/cache,x=1,'x'"})
        void headIsCheckedAsGetIs(String path, String query, String named) {
            assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> read("HEAD", path, query, "",
                    null)).withMessageContaining(named);
        }

        /** AcceptedTypesTest has the headers. */
        @ParameterizedTest
        @CsvSource({"GET,/cpln/containers", "HEAD,/cpln/containers", "POST,/cpln/gvc/prod/containers/count",
            "GET,/cpln/cache", "DELETE,/cpln/cache/gvc/prod", "GET,/cpln/events", "POST,/cpln/events/redeliver"})
        void answerHasATypeThatIsAccepted(String method, String path) {
            for (String accept : List.of("application/x-ndjson", "text/html", "application/json;q=0, */*")) {
                assertThatExceptionOfType(HttpException.class).isThrownBy(() -> reader.read(
                        new HttpCall(method, path, null, accept, "", false, () -> null)))
                        .satisfies(refused -> {
                            assertThat(refused.status()).isEqualTo(406);
                            assertThat(refused.title()).isEqualTo("Not acceptable");
                        }).withMessage("The answer comes as application/json, which Accept does not allow.");
            }
            for (String accept : List.of("", "*/*", "application/json, application/x-ndjson;q=0.5")) {
                assertThat(reader.read(new HttpCall(method, path, null, accept, "", false, () -> null)).getAction())
                        .isNotNull();
            }
        }
    }

    @Nested
    class Queries {

        @Test
        void optionsHaveTheirTypes() {
            assertThat(get("/cpln/gvc/prod/containers",
                    "maxWorkers=7&cursor=a+b%2Bc&parallel=false&&retryDelaySeconds=0.5")
                    .getBody()).isEqualTo(body("prod", null, Map.of("maxWorkers", 7, "cursor", "a b+c", "parallel",
                            false,
                            "retryDelaySeconds", 0.5)));
        }

        @ParameterizedTest
        @CsvSource({"GET, /cpln/containers", "HEAD, /cpln/gvc/prod/containers/count", "GET, /cpln/containers/wait",
            "GET, /cpln/cache", "GET, /cpln/openapi.json"})
        void aBodyWhereOptionsAreInTheQueryIsRefused(String method, String path) {
            assertThat(read(method, path, null, "application/json", "")).isNotNull();
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> read(method, path, null, "application/json", "{}"))
                    .withMessage("A " + method + " takes its options in the query; a body with options goes with "
                            + "POST.");
        }

        @Test
        void aBodyDoesNotSayWhatIsCleared() {
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> read("DELETE", "/cpln/cache", null, "application/json", "{\"gvc\":\"prod\"}"))
                    .withMessage("A DELETE takes no body; leave it out.");
        }

        @Test
        void valueMayHoldAnEqualsSign() {
            assertThat(get("/cpln/containers", "cursor=a=b").getBody()).containsEntry("cursor", "a=b");
        }

        /** Whatever their order and values, what was written is read. */
        @Test
        void anyTextComesBackAsItWas() {
            Random random = new Random(RandomSeed.next("HttpRequestReaderTest"));
            for (int i = 0; i < 200; i++) {
                Map<String, Object> options = new LinkedHashMap<>();
                options.put("cursor", random.ints(1 + random.nextInt(8), '!', 0x250).collect(StringBuilder::new,
                        StringBuilder::appendCodePoint, StringBuilder::append).toString().replaceAll("\\p{Cntrl}",
                                "c"));
                options.put("maxWorkers", 1 + random.nextInt(256));
                options.put("cache", random.nextBoolean());
                List<String> pairs = new ArrayList<>();
                options.forEach((name, value) -> pairs.add(name + "="
                        + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8)));
                Collections.shuffle(pairs, random);

                assertThat(get("/cpln/gvc/prod/containers", String.join("&", pairs)).getBody())
                        .isEqualTo(body("prod", null, options));
            }
        }

        @ParameterizedTest
        @CsvSource({"maxWorkers=0,'maxWorkers'", "nonsense=1,'nonsense'", "maxWorkers,'maxWorkers'",
            "maxWorkers=1&maxWorkers=1,'maxWorkers' is repeated", "location=&location=a,'location' is repeated",
            "location=%zz,The query is not encoded correctly.", "%zz=1,The query is not encoded correctly.",
            "healthStatus=bad,'healthStatus' has the value 'bad'", "tag=a%2C%2Cb,'tag' has the value ''"})
        void wrongOptionIsNamed(String query, String named) {
            for (String path : List.of("/cpln/containers", "/cpln/gvc/prod/containers/count")) {
                assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> get(path, query))
                        .withMessageContaining(named);
            }
        }

        @Test
        void organizationSelectsByOptionsWhatAPathNames() {
            assertThat(get("/cpln/containers", "gvc=prod,stage&workloadName=pay-*").getBody())
                    .isEqualTo(Map.of("gvc", List.of("prod", "stage"), "workloadName", List.of("pay-*")));
            for (String path : List.of("/cpln/gvc/prod/containers", "/cpln/gvc/prod/workload/w/containers/count")) {
                for (String query : List.of("gvc=prod", "workloadName=w")) {
                    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> get(path, query))
                            .withMessageContaining("'; allowed is none beside a path that names a GVC; the paths of "
                                    + "the organization, /containers and /changes, take gvc and workloadName.");
                }
            }
            for (String path : List.of("/cpln/gvc/a,b/containers", "/cpln/gvc/*/containers",
                    "/cpln/gvc/prod/workload/pay-*/containers", "/cpln/gvc/prod/workload/a,b/containers")) {
                assertThatExceptionOfType(InvalidRequestException.class).as(path).isThrownBy(() -> get(path, null));
            }
        }

        @Test
        void onlyCountsHaveGroups() {
            assertThat(get("/cpln/containers/count", "groupBy=image,location").getBody())
                    .containsEntry("groupBy", List.of("image", "location"));
            for (String method : List.of("GET", "HEAD")) {
                assertThatExceptionOfType(InvalidRequestException.class)
                        .isThrownBy(() -> read(method, "/cpln/containers", "groupBy=image", "", null))
                        .withMessage("Option 'groupBy' has the value 'image'; allowed is none, because only a count "
                                + "has groups.");
            }
        }

        @ParameterizedTest
        @CsvSource({"GET,/cpln/cache", "DELETE,/cpln/cache/gvc/prod", "GET,/cpln/events",
            "POST,/cpln/events/redeliver"})
        void otherPathsHaveNoOptions(String method, String path) {
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> read(method, path, "all=true&x=1", "", null))
                    .withMessage("Unknown option 'all'; allowed is none on this path.");
            assertThat(read(method, path, "", "", null).getAction()).isNotNull();
        }
    }

    @Nested
    class Bodies {

        @ParameterizedTest
        @ValueSource(strings = {"application/json", "application/json; charset=utf-16", "Application/JSON",
            " application/json ", "application/json;", "application/json;profile=\"a;b\"; x=y"})
        void optionsOfABodyAreJsonInUtf8(String contentType) {
            assertThat(post("/cpln/gvc/prod/containers", contentType, "{\"maxWorkers\":7,\"location\":\"\u00fc\"}")
                    .getBody())
                    .isEqualTo(body("prod", null, Map.of("maxWorkers", 7, "location", "\u00fc")));
            assertThat(bodiesAsked).hasValue(1);
        }

        @ParameterizedTest
        @CsvSource({"'',", "'',''", "'',' \n'", "application/json,", "application/json,' '"})
        void emptyBodyAsksForTheDefaults(String contentType, String text) {
            assertThat(post("/cpln/containers", contentType, text).getBody()).isEqualTo(body("*", null, Map.of()));
        }

        @ParameterizedTest
        @CsvSource({"'',{}", "text/plain,{}", "text/plain,", "application/jsonp,{}", "multipart/form-data,",
            "application/problem+json,{}", "application/vnd.api+json,{}", "text/json,{}", "application/x-ndjson,{}",
            "'application/json, application/json',{}", "application/json x,{}", "*/*,{}"})
        void anotherContentTypeIsNotSupported(String contentType, String text) {
            assertThatExceptionOfType(HttpException.class)
                    .isThrownBy(() -> post("/cpln/containers", contentType, text)).satisfies(refused -> {
                        assertThat(refused.status()).isEqualTo(415);
                        assertThat(refused.title()).isEqualTo("Unsupported media type");
                    }).withMessageContaining("application/json");
        }

        @Test
        void aCompressedBodyIsNotSupported() {
            byte[] gzip = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0};
            assertThatExceptionOfType(HttpException.class).isThrownBy(() -> reader.read(new HttpCall("POST",
                    "/cpln/containers", null, "", "application/json", false, () -> gzip)))
                    .satisfies(refused -> assertThat(refused.status()).isEqualTo(415))
                    .withMessageStartingWith("The body is compressed;");
        }

        @Test
        void optionInBothQueryAndBodyIsRefused() {
            assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> read("POST", "/cpln/containers",
                    "cache=true&maxWorkers=7", "application/json", "{\"maxWorkers\":7}"))
                    .withMessage("Option 'maxWorkers' is in both query and body; allowed is one of them.");
        }

        @Test
        void queryAndBodyComplementEachOther() {
            assertThat(read("POST", "/cpln/containers", "cache=false", "application/json", "{\"maxWorkers\":7}")
                    .getBody())
                    .isEqualTo(body("*", null, Map.of("cache", false, "maxWorkers", 7)));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {"{\"gvc\":\"prod\"} | 'gvc' has the value 'prod'; allowed is none beside",
            "{\"gvc\":null} | 'gvc' has the value 'null'", "{\"workloadName\":\"cart\"} | 'workloadName'",
            "[] | not a JSON object"})
        void wrongBodyIsNamed(String text, String named) {
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> post("/cpln/gvc/prod/containers", "application/json", text))
                    .withMessageContaining(named);
        }
    }
}
