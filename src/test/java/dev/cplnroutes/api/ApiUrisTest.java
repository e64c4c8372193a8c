package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The addresses that are called, and those that are not.
 */
class ApiUrisTest {

    private static ApiUris uris(String endpoint) {
        ApiSettings settings = new ApiSettings();
        settings.setEndpoint(endpoint);
        settings.setOrg("acme");
        return new ApiUris(settings);
    }

    @Test
    void pathsComeFromCheckedNamesBehindTheBase() {
        ApiUris uris = uris("https://proxy.example/base/");
        assertThat(uris.workloads("*")).hasToString("https://proxy.example/base/org/acme/workload");
        assertThat(uris.workloads("prod")).hasToString("https://proxy.example/base/org/acme/gvc/prod/workload");
        assertThat(uris.workload("prod", "web"))
                .hasToString("https://proxy.example/base/org/acme/gvc/prod/workload/web");
        assertThat(uris.deployments("prod", "web"))
                .hasToString("https://proxy.example/base/org/acme/gvc/prod/workload/web/deployment");
        assertThatThrownBy(() -> uris.deployments("prod", "../x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> uris.workloads("a/b")).isInstanceOf(IllegalArgumentException.class);
    }

    private static final String PAGE = "https://api.example/base/org/acme/gvc/prod/workload?cursor=10";

    /** Behind a path of a proxy that the API does not know, or knows. */
    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {
            "workload?cursor=20 /base/org/acme/gvc/prod/workload?cursor=20",
            "./workload?cursor=20 /base/org/acme/gvc/prod/workload?cursor=20",
            "./?n=1 /base/org/acme/gvc/prod/?n=1",
            "../../workload?n=1 /base/org/acme/workload?n=1",
            "x/../workload?n=../1 /base/org/acme/gvc/prod/workload?n=../1",
            "../../../../../../../org/acme/workload?n=1 /base/org/acme/workload?n=1",
            "?cursor=20 /base/org/acme/gvc/prod/workload?cursor=20",
            "?n=%2F~ /base/org/acme/gvc/prod/workload?n=%2F~",
            "? /base/org/acme/gvc/prod/workload?",
            "/org/acme/workload?n=1 /base/org/acme/workload?n=1",
            "/base/org/acme/workload?n=1 /base/org/acme/workload?n=1",
            "/base/./org/acme//workload?n=1 /base/org/acme//workload?n=1",
            "https://api.example/org/acme/workload?n=1 /base/org/acme/workload?n=1",
            "https://api.example/base/org/acme/workload?n=1 /base/org/acme/workload?n=1",
            "//api.example/org/acme/workload?n=1 /base/org/acme/workload?n=1",
            "//api.example:443/base/org/acme/workload?n=1 /base/org/acme/workload?n=1",
            "https://api.example:443/org/acme/workload?n=1 /base/org/acme/workload?n=1",
            "HTTPS://API.Example:0443/org/acme/workload?n=1 /base/org/acme/workload?n=1",
            "https://api.example:/org/acme/workload?n=1 /base/org/acme/workload?n=1",
            "https://api.example?n=1 /base/?n=1"})
    void nextLinkIsResolvedAgainstItsPage(String href, String expected) throws ApiException {
        assertThat(uris("https://api.example/base").next(URI.create(PAGE), href))
                .isEqualTo(URI.create("https://api.example" + expected));
    }

    @ParameterizedTest
    @CsvSource({"https://api.example,/org/acme/workload?n=1,/org/acme/workload?n=1",
            "https://api.example:443,https://API.example/org/acme/x,/org/acme/x",
            "http://api.example:8080,//api.example:8080/org/acme/x,/org/acme/x",
            "https://api.example/org,/org/acme/x,/org/org/acme/x",
            "https://api.example/org,/org/org/acme/x,/org/org/acme/x",
            "http://cpln-api,HTTP://CPLN-API:80/org/acme/x,/org/acme/x",
            "https://xn--bcher-kva.example,https://b\u00fccher.example/org/acme/x,/org/acme/x",
            "http://[::1]:8080,http://[0:0:0:0:0:0:0:1]:8080/org/acme/x,/org/acme/x"})
    void nextLinkStaysAtTheEndpointsOwnSpelling(String endpoint, String href, String path) throws ApiException {
        ApiUris uris = uris(endpoint);
        String origin = endpoint.endsWith("/org") ? "https://api.example" : endpoint;
        assertThat(uris.next(uris.workloads("prod"), href)).hasToString(origin + path);
    }

    /** What may stand on a request line stays, an escape too; the rest is encoded, once. */
    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', value = {
            "k=a|b!k=a%7Cb", "k={\"id\":7}!k=%7B%22id%22:7%7D", "k=100%!k=100%25",
            "k=100%&n=%zz%4!k=100%25&n=%25zz%254", "k=a b!k=a%20b", "k=a+b%20c!k=a+b%20c",
            "k=\u00e4!k=%C3%A4", "k=a\u0308!k=a%CC%88",
            "k=\ud83d\ude80!k=%F0%9F%9A%80", "k=%e4%7c%25!k=%e4%7c%25",
            "k=<a>^`\\!k=%3Ca%3E%5E%60%5C", "k=a#b!k=a%23b", "k[0]=a!k%5B0%5D=a",
            "k=a/b?c:d@e;f,g=$(h)*'~!k=a/b?c:d@e;f,g=$(h)*'~", "k=${{x}}!k=$%7B%7Bx%7D%7D",
            "k=a\tb\u007f!k=a%09b%7F"})
    void nextLinkIsSentAsItCame(String query, String sent) throws ApiException {
        ApiUris uris = uris("https://api.example");
        URI page = uris.workloads("prod");
        for (String path : new String[] {"", "workload", "/org/acme/gvc/prod/workload",
                "https://api.example/org/acme/gvc/prod/workload"}) {
            URI next = uris.next(page, path + "?" + query);
            assertThat(next).hasToString(page + "?" + sent);
            assertThat(uris.next(next, next.toString())).as("encoded once").isEqualTo(next);
            assertThat(uris.page(ApiUris.relative(next), "prod")).as("in a cursor").isEqualTo(next);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://other.example/org/acme/workload", "http://api.example/org/acme/workload",
            "https://api.example:444/org/acme/workload", "//other.example/x",
            "https://u:p@api.example/x", "ftp://api.example/x",
            "https://api.example@other.example/x", "mailto:x", "", " ", "#x", "\\\\other.example\\x", "http://[",
            "https://api.example.other.example/x", "https://api.example%2eother.example/x", "https:\\\\other.example/x",
            "https:/org/acme/x", "https:org/acme/x", "///org/acme/x", "https://api.example:80/x",
            "https://api.example:x/y", "//api.example@other.example/x", "workload#x", "/\\other.example/x",
            "https://api.example\\@other.example/x",
            "javascript:x", "https:///org/acme/x", "//", "https://api.example:443443/x"})
    void nextLinkElsewhereIsRefused(String href) {
        ApiUris uris = uris("https://api.example");
        assertThatThrownBy(() -> uris.next(uris.workloads("prod"), href)).isInstanceOf(ApiException.class);
    }

    @Test
    void cursorsPageIsAPageOfTheSameList() {
        ApiUris uris = uris("https://api.example");
        assertThat(uris.page("/org/acme/gvc/prod/workload?n=1", "prod")).isNotNull();
        assertThat(uris.page("/org/acme/workload", "*")).isNotNull();
        assertThat(uris.page("/org/acme/gvc/other/workload?n=1", "prod")).isNull();
        assertThat(uris.page("/org/other/gvc/prod/workload?n=1", "prod")).isNull();
        assertThat(uris.page("/org/acme/gvc/prod/workload/x", "prod")).isNull();
        assertThat(uris.page("/org/acme/gvc/prod/../prod/workload", "prod")).isNull();
        assertThat(uris.page("https://api.example/org/acme/gvc/prod/workload", "prod")).isNull();
        assertThat(uris.page("//api.example/org/acme/gvc/prod/workload", "prod")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "api.example", "ftp://api.example", "https://", "https://u:p@api.example",
            "https://api.example?x=1", "https://api.example#x", "https://api example"})
    void endpointIsAPlainAddress(String endpoint) {
        assertThatThrownBy(() -> new ApiSettings().setEndpoint(endpoint)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Setting cpln.endpoint has the value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://cpln_stub:8080", "https://cpln_stub", "http://a._b/x"})
    void hostMayHaveAnUnderscore(String endpoint) {
        ApiSettings settings = new ApiSettings();
        settings.setEndpoint(endpoint);
        settings.setOrg("acme");

        assertThat(settings.getEndpoint()).hasToString(endpoint);
        assertThat(new ApiUris(settings).workloads("prod")).hasToString(endpoint + "/org/acme/gvc/prod/workload");
        assertThat(URI.create(settings.callAddress())).hasHost("cpln-endpoint.invalid")
                .hasScheme(URI.create(endpoint).getScheme()).hasPath(URI.create(endpoint).getPath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://u:p@cpln_stub", "http://cpln_stub:0", "http://cpln_stub:65536", "http://a_b?x=1",
            "http://cpln_stub:80x"})
    void addressWithAnUnderscoreIsCheckedAsAnyOther(String endpoint) {
        endpointIsAPlainAddress(endpoint);
    }
}
