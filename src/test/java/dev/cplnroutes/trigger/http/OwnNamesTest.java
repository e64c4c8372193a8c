package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnNamesTest {

    private final OwnNames names = OwnNames.with("My-Box, other_box.example [fe80::1]");

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost:8080", "localhost.", "localhost:", "127.0.0.1", "127.0.0.1:1",
            "127.255.3.4", "127.1", "127.0.0.1.", "0x7f.1", "2130706433", "017700000001",
            "[::1]", "[::1]:8080", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "my-box", "MY-BOX:9",
            "other_box.example.", "[fe80::1]:1"})
    void ownNamesAreTaken(String host) {
        assertThat(names.have(List.of(host), "/cpln/cache")).isTrue();
        assertThat(names.have(List.of(), "http://" + host + "/cpln/cache")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "",
            "evil.example:8080", "127.0.0.256", "127.0.0.0.1", "126.0.0.1", "128.0.0.1", "0.0.0.0", "[::]", "[::2]",
            "::1", "[::1", "my-boxx", "localhost@evil.example", "evil.example%", "x", "1e2",
            "99999999999999999999", "[fe80::2]"})
    void otherNamesAreNot(String host) {
        assertThat(names.have(List.of(host), "/cpln/cache")).isFalse();
        assertThat(names.have(List.of("localhost"), "http://" + host + "/cpln/cache")).isFalse();
        assertThat(names.have(List.of("localhost", host), "/")).isFalse();
        assertThat(OwnNames.EVERY.have(List.of(host), "/")).isTrue();
    }

    @Test
    void requestWithoutHostIsTaken() {
        assertThat(names.have(List.of(), "/cpln/cache?x=http://evil.example")).isTrue();
        assertThat(names.have(List.of(), "*")).isTrue();
    }

    @Test
    void listHasNamesAlone() {
        assertThat(OwnNames.isList(" a.b,c_d\n[::1] 10.0.0.1")).isTrue();
        assertThat(OwnNames.isList("")).isTrue();
        assertThat(List.of("a:80", "*", "http://a", "a/b", "[x]")).noneMatch(OwnNames::isList);
    }
}
