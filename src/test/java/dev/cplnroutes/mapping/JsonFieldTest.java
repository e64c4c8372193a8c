package dev.cplnroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper EXACT_JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    @ParameterizedTest
    @CsvSource({"3,3", "3.0,3", "3e2,300", "-1,-1", "-0.0,0", "2147483647,2147483647", "-2147483648,-2147483648",
        "2147483647.0,2147483647"})
    void integersOf32Bits(String written, int expected) {
        assertThat(value(written).integer()).isEqualTo(expected);
        assertThat(exactValue(written).integer()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.5", "2147483648", "-2147483649", "4294967299", "1e10", "1e400", "-1e400",
        "18446744073709551619", "\"3\"", "true", "[]", "{}"})
    void noIntegersOf32Bits(String written) {
        assertThatThrownBy(() -> value(written).integer())
                .isInstanceOf(UnreadableAnswerException.class)
                .hasMessageStartingWith("Expected an integer of 32 bits at answer.value, found ");
        assertThatThrownBy(() -> exactValue(written).integer()).isInstanceOf(UnreadableAnswerException.class);
    }

    @ParameterizedTest
    @CsvSource({"3,3", "3.0,3", "4294967299,4294967299", "9223372036854775807,9223372036854775807",
        "-9223372036854775808,-9223372036854775808"})
    void integersOf64Bits(String written, long expected) {
        assertThat(value(written).longInteger()).isEqualTo(expected);
        assertThat(exactValue(written).longInteger()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.5", "9223372036854775808", "9223372036854775808.0", "-9223372036854775809", "1e400",
        "18446744073709551619", "\"3\"", "false", "[]", "{}"})
    void noIntegersOf64Bits(String written) {
        assertThatThrownBy(() -> value(written).longInteger())
                .isInstanceOf(UnreadableAnswerException.class)
                .hasMessageStartingWith("Expected an integer of 64 bits at answer.value, found ");
        assertThatThrownBy(() -> exactValue(written).longInteger()).isInstanceOf(UnreadableAnswerException.class);
    }

    @Test
    void numbersStayAsWritten() {
        assertThat(value("240").number()).isEqualTo(240);
        assertThat(value("240.25").number()).isEqualTo(240.25);
        assertThat(value("3.0").number()).isEqualTo(3.0);
        assertThat(value("4294967299").number()).isEqualTo(4294967299L);
        assertThat(value("18446744073709551619").number()).isEqualTo(new BigInteger("18446744073709551619"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "\"240\"", "true", "[]", "{}"})
    void noNumbers(String written) {
        assertThatThrownBy(() -> value(written).number())
                .isInstanceOf(UnreadableAnswerException.class)
                .hasMessageStartingWith("Expected a number at answer.value, found ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "text" | text
            3      | an integer
            3.5    | a number with a fraction
            false  | true or false
            [1]    | an array
            {}     | an object
            """)
    void theMessageSaysWhatWasFound(String written, String found) {
        JsonField value = value(written);
        ThrowingCallable wrongReading = "text".equals(found) ? value::truth : value::text;
        assertThatThrownBy(wrongReading).hasMessageEndingWith(", found " + found);
    }

    @Test
    void whatIsMissingReadsAsNothing() {
        for (String answer : new String[] {"{}", "{\"value\":null}"}) {
            JsonField missing = JsonField.root("", tree(JSON, answer)).member("value");
            assertThat(missing.isMissing()).isTrue();
            assertThat(missing.text()).isNull();
            assertThat(missing.truth()).isNull();
            assertThat(missing.isTrue()).isFalse();
            assertThat(missing.integer()).isNull();
            assertThat(missing.longInteger()).isNull();
            assertThat(missing.number()).isNull();
            assertThat(missing.objects()).isEmpty();
            assertThat(missing.members()).isEmpty();
            assertThat(missing.member("below").member("further below").text()).isNull();
            assertThatThrownBy(missing::requiredElements).hasMessageStartingWith("Expected an array at value, found n");
        }
    }

    @Test
    void blankTextIsMissing() {
        assertThat(value("\"\"").text()).isNull();
        assertThat(value("\" \\n\"").text()).isNull();
        assertThat(value("\" a \"").text()).isEqualTo(" a ");
    }

    @Test
    void thePathNamesMembersAndPositions() {
        JsonField root = JsonField.root("", tree(JSON, "{\"a\":[null,{\"b\":{\"c-d\":\"text\"}}]}"));
        JsonField wrong = root.member("a").objects().get(0).member("b").members().get(0);
        assertThatThrownBy(wrong::integer)
                .hasMessage("Expected an integer of 32 bits at a[1].b.c-d, found text");
        assertThatThrownBy(() -> root.member("a").requiredElements().get(0).requireObject())
                .hasMessage("Expected an object at a[0], found null");
        assertThatThrownBy(() -> JsonField.root("", tree(JSON, "[]")))
                .hasMessage("Expected an object at the answer, found an array");
        assertThatThrownBy(() -> JsonField.root("workload", null))
                .hasMessage("Expected an object at workload, found nothing");
    }

    @Test
    void keysThatAreNoPlainNamesStayOutOfTheMessage() {
        String longName = "x".repeat(65);
        JsonField root = JsonField.root("", tree(JSON, "{\"a\\nFATAL b\":{\"c\":1},\"" + longName + "\":2,\"\":3}"));
        assertThatThrownBy(() -> root.members().get(0).member("c").text())
                .hasMessage("Expected text at *.c, found an integer");
        assertThatThrownBy(() -> root.members().get(1).text()).hasMessage("Expected text at *, found an integer");
        assertThatThrownBy(() -> root.members().get(2).text()).hasMessage("Expected text at *, found an integer");
    }

    private static JsonField value(String written) {
        return JsonField.root("answer", tree(JSON, "{\"value\":" + written + "}")).member("value");
    }

    private static JsonField exactValue(String written) {
        return JsonField.root("answer", tree(EXACT_JSON, "{\"value\":" + written + "}")).member("value");
    }

    private static JsonNode tree(ObjectMapper mapper, String json) {
        try {
            return mapper.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
