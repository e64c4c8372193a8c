package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.HttpCalls.Answer;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods HEAD and OPTIONS, and what a client accepts, over sockets. */
class HttpMethodsTest {

    private static final String LIST = "/cpln/gvc/prod/containers";
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension.on(DemoOrganization.uniform("acme", "prod", 3))
            .withHttp();
    private static final DemoServer server = routes.server();
    private static final HttpCalls http = routes.http();

    private static String raw(String method, String path, String... lines) {
        return http.raw(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + String.join("", List.of(lines).stream().map(line -> line + "\r\n").toList())
                + "Connection: close\r\n\r\n");
    }

    private static Map<String, List<String>> withoutLength(Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("content-length");
        return headers;
    }

    /** It would cost the calls of the listing, for a length that nobody asked for. */
    @ParameterizedTest
    @ValueSource(strings = {"/cpln/containers", LIST, LIST + "/count", LIST + "?maxResults=2",
        "/cpln/gvc/prod/workload/other/containers"})
    void headOfAListingHasItsHeadersAndMakesNoCall(String path) {
        String answer = raw("HEAD", path);

        assertThat(server.requests()).isEmpty();
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
        assertThat(answer.toLowerCase()).doesNotContain("content-length", "transfer-encoding");
        assertThat(withoutLength(http.send("HEAD", path, null)))
                .isEqualTo(withoutLength(http.get(LIST)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cpln/cache", "/cpln/events", "/cpln/openapi.json",
        LIST + "?maxWorkers=0", "/cpln/gvc/PROD/containers",
        "/cpln/cache?x=1", "/cpln/nothing", LIST + "?maxWorkers=1&maxWorkers=1"})
    void headOfAnythingElseHasTheHeadersOfGet(String path) {
        Answer get = http.get(path);
        Answer head = http.send("HEAD", path, null);

        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.headers().map()).isEqualTo(get.headers().map());
        assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(get.body().length()));
        assertThat(head.body()).isEmpty();
        assertThat(raw("HEAD", path)).endsWith("\r\n\r\n");
        assertThat(server.requests()).isEmpty();
    }

    /** One that is no GET. */
    @Test
    void headOfAPathWithoutGetIsNotAllowed() {
        for (String path : List.of("/cpln/cache/gvc/prod", "/cpln/events/redeliver")) {
            Answer head = http.send("HEAD", path, null);

            assertThat(head.status()).isEqualTo(405);
            assertThat(head.header("Allow")).doesNotContain("GET", "HEAD").endsWith("OPTIONS");
        }
    }

    @ParameterizedTest
    @CsvSource({"/cpln/containers,'GET, HEAD, POST, OPTIONS'", "/cpln/gvc/prod/containers,'GET, HEAD, POST, OPTIONS'",
        "/cpln/gvc/prod/workload/cart/containers/count?x=1,'GET, HEAD, POST, OPTIONS'",
        "/cpln/cache,'GET, HEAD, DELETE, OPTIONS'", "/cpln/cache/gvc/prod/workload/cart,'DELETE, OPTIONS'",
        "/cpln/events,'GET, HEAD, OPTIONS'", "/cpln/openapi.json,'GET, HEAD, OPTIONS'",
        "/cpln/events/redeliver,'POST, OPTIONS'"})
    void optionsNamesTheMethodsOfAPath(String path, String allowed) {
        String answer = raw("OPTIONS", path, "Accept: text/html", "Origin: http://elsewhere",
                "Access-Control-Request-Method: GET");

        assertThat(answer).startsWith("HTTP/1.1 204 No Content\r\n").contains("\r\nAllow: " + allowed + "\r\n")
                .endsWith("\r\n\r\n");
        // No other origin gets a permission.
        assertThat(answer.toLowerCase()).doesNotContain("access-control", "content-type", "transfer-encoding",
                "content-length");
        assertThat(server.requests()).isEmpty();
        for (String method : allowed.split(", ")) {
            assertThat(http.send(method, path.replace("?x=1", ""), null).status()).as(method).isNotEqualTo(405);
        }
    }

    @Test
    void optionsOfAPathThatDoesNotExistIsNotFound() {
        Answer answer = http.send("OPTIONS", "/cpln/nothing", null);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Allow")).isNull();
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"application/json, application/x-ndjson;q=0.5 | 200",
        "x-ndjson;q=0, */* | 200", "application/x-ndjson;q=0, */* | 200", "text/html;q=0.9, */*;q=0.1 | 200",
        "application/json;charset=utf-8 | 200", "nonsense | 200", "application/x-ndjson | 406",
        "application/json;q=0, */* | 406", "text/html, application/xml;q=0.9 | 406"})
    void theAnswerIsOfATypeThatIsAccepted(String accept, int status) {
        for (String path : List.of(LIST, LIST + "/count", "/cpln/cache", "/cpln/events")) {
            Answer answer = http.get(path, "Accept", accept);

            // A listing is on offer as a stream too.
            boolean mayStream = path.equals(LIST);
            boolean isStream = mayStream && (accept.equals("application/x-ndjson")
                    || accept.equals("application/json;q=0, */*"));
            assertThat(answer.status()).isEqualTo(isStream ? 200 : status);
            if (isStream) {
                assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
            } else if (status == 200) {
                assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            } else {
                // A problem is sent whatever is accepted: else nobody would learn the reason.
                assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(answer.json().get("detail").textValue())
                        .isEqualTo("The answer comes as application/json" + (mayStream
                                ? " or as application/x-ndjson" : "") + ", which Accept does not allow.");
            }
        }
    }

    @Test
    void linesOfAcceptAreOneList() {
        assertThat(raw("GET", LIST, "Accept: text/html", "Accept: application/json;q=0.1"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(raw("GET", LIST + "/count", "Accept: */*", "accept: application/json;q=0", "Accept: text/html"))
                .startsWith("HTTP/1.1 406 ");
        assertThat(raw("GET", LIST, "Accept: text/html", "Accept: application/xml")).startsWith("HTTP/1.1 406 ");
        assertThat(raw("GET", LIST, "Accept:")).startsWith("HTTP/1.1 200 ");
    }

    /** What is refused is a problem, also for a client that does not know problems. */
    @Test
    void problemsAreSentWhateverIsAccepted() {
        for (String accept : List.of("application/json", "text/html", "application/problem+json;q=0, */*")) {
            Answer answer = http.get(LIST + "x", "Accept", accept);

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }
}
