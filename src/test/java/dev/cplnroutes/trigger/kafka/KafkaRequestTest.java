package dev.cplnroutes.trigger.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;

import dev.cplnroutes.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which values of a record are taken for a request, and the key of its answer. */
class KafkaRequestTest {

    private static KafkaRequest request(String value) {
        return new KafkaRequest(null, value == null ? null : value.getBytes(StandardCharsets.UTF_8), "requests/0/7",
                null);
    }

    @Test
    void valueIsTextInUtf8() {
        assertThat(request("{\"gvc\":\"\u00fc\"}").text()).isEqualTo("{\"gvc\":\"\u00fc\"}");
        assertThat(request("\uFEFF{}").text()).isEqualTo("{}");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\n\t", "\uFEFF", "\uFEFF \n"})
    void emptyValueIsRefused(String value) {
        assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> request(value).text())
                .withMessageStartingWith("The request is empty; allowed is a JSON object").withMessageContaining("{}");
    }

    @Test
    void valueOfMoreThan64KibibytesIsRefused() {
        assertThat(request("x".repeat(65_536)).text()).hasSize(65_536);
        assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> request("x".repeat(65_537)).text())
                .withMessage("The request has 65537 bytes; allowed are 65536.");
    }

    @Test
    void answerHasTheKeyOfTheRequestOrElseItsPlace() {
        byte[] key = {1, -1};

        assertThat(new KafkaRequest(key, null, "requests/0/7", null).answerKey()).isEqualTo(new byte[] {1, -1});
        assertThat(request("{}").answerKey()).asString(StandardCharsets.UTF_8).isEqualTo("requests/0/7");
    }
}
