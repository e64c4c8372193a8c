package dev.cplnroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceNameTest {

    private static final String OF_64 = "a123456789012345678901234567890123456789012345678901234567890123";

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "a-b", "a--b", "7-up", OF_64})
    void nameOfTheApiIsValid(String name) {
        assertThat(ResourceName.isValid(name)).isTrue();
        assertThat(ResourceName.isPathSegment(name)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "-a", "a-", "A", "a.b", "a_b", "a b", "a/b", "..", "../x", "a\n", "%2e", OF_64 + "a"})
    void otherNameIsNotValid(String name) {
        assertThat(ResourceName.isValid(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "a.b", "a_b", "-", "~x", "a..", "a-"})
    void nameThatStaysInItsSegmentIsSafe(String name) {
        assertThat(ResourceName.isPathSegment(name)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", ".", "..", ".a", "a/b", "a b", "a?b", "a#b", "a%2fb", "a;b", "a\\b", "a:b", "a@b",
            "\u00e4"})
    void nameThatCouldLeaveItsSegmentIsNotSafe(String name) {
        assertThat(ResourceName.isPathSegment(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {253, 254})
    void segmentIsBounded(int length) {
        assertThat(ResourceName.isPathSegment("a".repeat(length))).isEqualTo(length <= 253);
    }
}
