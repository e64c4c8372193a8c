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

    @ParameterizedTest
    @CsvSource({"https://api.example,/org/acme/workload?n=1,https://api.example/org/acme/workload?n=1",
            "https://api.example/base,/org/acme/workload?n=1,https://api.example/base/org/acme/workload?n=1",
            "https://api.example/base,/base/org/acme/workload?n=1,https://api.example/base/org/acme/workload?n=1",
            "https://api.example,https://API.example:443/org/acme/x,https://API.example:443/org/acme/x",
            "https://api.example,?n=%2F~,https://api.example/org/acme/gvc/prod/workload?n=%2F~"})
    void nextLinkIsResolved(String endpoint, String href, String expected) throws ApiException {
        ApiUris uris = uris(endpoint);
        assertThat(uris.next(uris.workloads("prod"), href)).isEqualTo(URI.create(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://other.example/org/acme/workload", "http://api.example/org/acme/workload",
            "https://api.example:444/org/acme/workload", "//other.example/x", "https://u:p@api.example/x",
            "ftp://api.example/x", "https://api.example@other.example/x", "mailto:x", "", " ", "#x",
            "\\\\other.example\\x", "http://[", "{{x}}"})
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
}
