package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.Authenticator;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.testing.CapturedLog;
import dev.cplnroutes.testing.RawApi;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Proxies that the environment names: which address goes through which, and what is said where a proxy refuses.
 */
@Timeout(60)
class EnvironmentProxiesTest {

    private static final ProxySelector JVM = ProxySelector.getDefault();

    @AfterEach
    void removeProxies() {
        ProxySelector.setDefault(JVM);
        Authenticator.setDefault(null);
    }

    private static void install(Map<String, String> environment) {
        EnvironmentProxies.install(environment, new Properties(), null);
    }

    private static String proxyOf(String address) {
        return ProxySelector.getDefault().select(URI.create(address)).get(0).toString()
                .replace("/<unresolved>", "").replace("HTTP @ ", "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "http_proxy=http://p:1             | http://a  | p:1",
            "http_proxy=p                      | http://a  | p:1080",
            "http_proxy=p:3128/                | http://a  | p:3128",
            "HTTP_PROXY=http://p:1             | http://a  | DIRECT",
            "http_proxy=http://p:1             | https://a | DIRECT",
            "HTTPS_PROXY=http://p:1            | https://a | p:1",
            "HTTPS_PROXY=http://p:1            | http://a  | DIRECT",
            "HTTPS_PROXY=p:1 https_proxy=q:2   | https://a | q:2",
            "ALL_PROXY=p:1                     | https://a | p:1",
            "ALL_PROXY=p:1                     | http://a  | p:1",
            "ALL_PROXY=p:1 all_proxy=q:2       | http://a  | q:2",
            "ALL_PROXY=p:1 HTTPS_PROXY=q:2     | https://a | q:2",
            "ALL_PROXY=socks5://p https_proxy=q http_proxy=q:2 | http://a | q:2",
            "HTTPS_PROXY=http://[::1]:3128     | https://a | ::1:3128",
            "HTTPS_PROXY=http://u:s@my_proxy:3 | https://a | my_proxy:3",
            "https_proxy=                      | https://a | DIRECT",
            "HTTPS_PROXY=p:1                   | https://my_host | p:1"})
    void variableNamesTheProxy(String environment, String address, String proxy) {
        Map<String, String> variables = new HashMap<>();
        for (String variable : environment.split(" ")) {
            variables.put(variable.split("=")[0], variable.substring(variable.indexOf('=') + 1));
        }
        install(variables);
        assertThat(proxyOf(address)).isEqualTo(proxy);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "api.cpln.io             | https://api.cpln.io   | true",
            "cpln.io                 | https://api.cpln.io   | true",
            ".cpln.io                | https://cpln.io       | true",
            "*.cpln.io               | https://api.cpln.io   | true",
            "*.cpln.io:444           | https://api.cpln.io   | false",
            "*.cpln.io               | https://xcpln.io      | false",
            "cpln.io.                | https://API.CPLN.IO.  | true",
            "pln.io                  | https://api.cpln.io   | false",
            "'a.example, cpln.io'    | https://api.cpln.io   | true",
            "'a.example cpln.io'     | https://api.cpln.io   | true",
            "*                       | https://api.cpln.io   | true",
            "*.io                    | https://api.cpln.io   | true",
            "*io                     | https://api.cpln.io   | false",
            "*.                      | https://api.cpln.io   | false",
            "api.cpln.io:443         | https://api.cpln.io   | true",
            "api.cpln.io:8443        | https://api.cpln.io   | false",
            "10.0.0.0/8              | http://10.200.3.4:1   | true",
            "10.0.0.0/8              | http://11.0.0.1       | false",
            "10.1.2.128/25           | http://10.1.2.127     | false",
            "10.1.2.3                | http://10.1.2.3       | true",
            "0.0.0.0/0               | http://name           | false",
            "10.0.0.0/33             | http://10.0.0.0       | false",
            "::1                     | http://[::1]:8080     | true",
            "[::1]:8080              | http://[0:0::1]:8080  | true",
            "fe80::/10               | http://[febf::80]     | true",
            "fe80::1:80              | http://[fe80::1]      | false",
            "my_stub                 | http://my_stub:8080   | true",
            "'/8,:80,, '             | http://a              | false"})
    void noProxyNamesWhatIsReachedDirectly(String list, String address, boolean isDirect) {
        for (String variable : List.of("NO_PROXY", "no_proxy")) {
            install(Map.of("http_proxy", "p:1", "HTTPS_PROXY", "p:1", variable, list));
            assertThat(proxyOf(address)).isEqualTo(isDirect ? "DIRECT" : "p:1");
        }
        install(Map.of("ALL_PROXY", "p:1", "NO_PROXY", list, "no_proxy", "other"));
        assertThat(proxyOf(address)).isEqualTo("p:1");
    }

    @Test
    void propertiesOfTheJvmWin() {
        Properties system = new Properties();
        system.setProperty("https.proxyHost", "jvm.example");
        EnvironmentProxies.install(Map.of("HTTPS_PROXY", "p:1", "http_proxy", "p:2"), system, null);
        assertThat(proxyOf("https://a")).as("this JVM has no such property").isEqualTo("DIRECT");
        assertThat(proxyOf("http://a")).isEqualTo("p:2");

        ProxySelector.setDefault(JVM);
        system.clear();
        system.setProperty("http.nonProxyHosts", "*.direct|x");
        System.setProperty("http.nonProxyHosts", "*.direct|x");
        try {
            EnvironmentProxies.install(Map.of("ALL_PROXY", "p:1", "NO_PROXY", "*"), system, null);
            assertThat(proxyOf("https://a.direct")).isEqualTo("DIRECT");
            assertThat(proxyOf("https://X")).isEqualTo("DIRECT");
            assertThat(proxyOf("https://directx")).isEqualTo("p:1");
        } finally {
            System.clearProperty("http.nonProxyHosts");
        }
    }

    @Test
    void serverInThisProcessIsNeverReachedThroughAProxy() {
        EnvironmentProxies.install(Map.of("ALL_PROXY", "p:1"), new Properties(), URI.create("http://127.0.0.1:4711"));
        assertThat(proxyOf("http://127.0.0.1:4711/org/acme")).isEqualTo("DIRECT");
        assertThat(proxyOf("http://127.0.0.1:4712/org/acme")).isEqualTo("p:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://secret@p:1", "https://secret@p", "http://secret@", "http://:99", "p:0",
            "http://secret @p", "p:99999"})
    void whatIsNoProxyIsRefusedWithoutItsValue(String value) {
        assertThatThrownBy(() -> install(Map.of("HTTPS_PROXY", value))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Setting HTTPS_PROXY of the environment names no proxy")
                .hasMessageNotContaining("secret").hasMessageNotContaining("\n");
        assertThat(ProxySelector.getDefault()).isSameAs(JVM);
    }

    /** No name server knows the hosts, which have an underscore: the proxy gets the names as they are. */
    @Test
    void apiAndWebhooksAreReachedThroughTheProxyWithItsCredentials() throws Exception {
        String authorization = "Basic "
                + Base64.getEncoder().encodeToString("tim:sau:s@ges".getBytes(StandardCharsets.UTF_8));
        try (CapturedLog log = CapturedLog.start(); RawApi proxy = RawApi.start((request, out) -> {
            if (!authorization.equals(request.header("Proxy-Authorization"))) {
                // The body of an event is not read.
                RawApi.write(out, "407 Proxy Authentication Required\nConnection: close\n"
                        + "Proxy-Authenticate: Basic realm=\"p\"", "");
                return false;
            }
            return RawApi.json(out, request.target().endsWith("/deployment") ? RawApi.DEPLOYMENTS
                    : "{\"items\":[{\"name\":\"web\"}]}");
        })) {
            install(Map.of("http_proxy", "http://tim:sau%3As%40ges@127.0.0.1:" + proxy.port()));
            Map<String, String> settings = new HashMap<>(proxy.settings());
            settings.put("cpln.endpoint", "http://cpln_stub.invalid:8080");
            settings.put("cpln.progress.endpoints", "");
            settings.put("cpln.statistics.endpoints", "http://my_hook:81/a_b?c=1");
            try (RunningRoutes routes = RunningRoutes.start(settings)) {
                assertThat(routes.list(ListingRequest.ofGvc("prod")).containers()).hasSize(1);
                await().atMost(Duration.ofSeconds(30)).until(() -> proxy.requests().stream().anyMatch(request ->
                        request.line().startsWith("POST") && request.header("Proxy-Authorization") != null));
            }
            assertThat(proxy.requests()).extracting(RawApi.Request::line).contains(
                    "GET http://cpln_stub.invalid:8080/org/acme/gvc/prod/workload HTTP/1.1",
                    "GET http://cpln_stub.invalid:8080/org/acme/gvc/prod/workload/web/deployment HTTP/1.1");
            assertThat(proxy.requests()).extracting(RawApi.Request::line)
                    .anyMatch(line -> line.startsWith("POST http://my_hook:81/a_b?c=1"));
            assertThat(String.join("\n", log.lines())).doesNotContain("sau:s@ges", "sau%3As", authorization);
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("https", "407 Proxy Authentication Required", 1,
                        "The proxy (HTTPS_PROXY or https.proxyHost) answered 407: it wants a user and a password"),
                Arguments.of("https", "403 Forbidden", 1,
                        "The proxy (HTTPS_PROXY or https.proxyHost) answered 403 and made no connection"),
                Arguments.of("https", "502 Bad Gateway", 3,
                        "The proxy (HTTPS_PROXY or https.proxyHost) answered 502 and made no connection"),
                Arguments.of("http", "407 Proxy Authentication Required", 1,
                        "The proxy (http_proxy or http.proxyHost) answered 407: it wants a user and a password"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void proxyThatRefusesIsNamedByItsSettings(String scheme, String refusal, int tries, String words) throws Exception {
        try (RawApi proxy = RawApi.start((request, out) -> RawApi.write(out, refusal, "no"))) {
            install(Map.of("ALL_PROXY", "127.0.0.1:" + proxy.port()));
            Map<String, String> settings = new HashMap<>(proxy.settings());
            settings.put("cpln.endpoint", scheme + "://api.example");
            settings.put("cpln.listing.max-retries", "2");
            try (RunningRoutes routes = RunningRoutes.start(settings)) {
                assertThatThrownBy(() -> routes.list(ListingRequest.ofGvc("prod")))
                        .isInstanceOf(ListingFailedException.class).hasMessageContaining(words);
            }
            assertThat(proxy.requests()).hasSize(tries);
            assertThat(proxy.requests().get(0).line())
                    .startsWith(scheme.equals("https") ? "CONNECT api.example:443" : "GET http://api.example/org/acme");
        }
    }

    @Test
    void proxyThatCannotBeReachedIsNotTakenForTheApi() {
        install(Map.of("HTTPS_PROXY", "wires.invalid:3128"));
        try (RunningRoutes routes = RunningRoutes.start(Map.of("cpln.endpoint", "https://api.example", "cpln.org",
                "acme", "cpln.token", "secret-token"))) {
            assertThatThrownBy(() -> routes.list(ListingRequest.ofGvc("prod"))).hasMessageContaining(
                    "The API at https://api.example cannot be reached through the proxy (HTTPS_PROXY or "
                            + "https.proxyHost): there is no host with the name of the proxy");
        }
    }
}
