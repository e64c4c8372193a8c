package dev.cplnroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNameTest {

    @ParameterizedTest
    @CsvSource({"http://a/x, a, -1,", "http://my_stub:8080/x, my_stub, 8080,", "http://_a._b., _a._b., -1,",
            "http://u:p%40@my_stub/x, my_stub, -1, u:p@", "https://u@[::1]:8443, [::1], 8443, u",
            "http://my_stub:, my_stub, -1,", "http://my_stub:x, , -1,", "mailto:a_b, , -1,"})
    void hostPortAndUserAreThoseOfTheAddress(String uri, String host, int port, String user) {
        assertThat(HostName.of(URI.create(uri))).isEqualTo(host);
        assertThat(HostName.port(URI.create(uri))).isEqualTo(port);
        assertThat(HostName.user(URI.create(uri))).isEqualTo(user);
    }
}
