package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.mapping.WorkloadItem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Items of the workload list, usable or not.
 */
class ListItemTest {

    /** A workload as the API tells it. */
    static WorkloadItem item(String text) {
        return WorkloadItem.read(json(text));
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static final String LINK = "\"links\":[{\"rel\":\"gvc\",\"href\":\"/org/acme/gvc/test\"}]";

    static Stream<Arguments> items() {
        return Stream.of(
                Arguments.of("{\"name\":\"api\"}", "prod", new ListItem("api", "prod", null)),
                Arguments.of("{\"name\":\"api\"," + LINK + "}", "prod", new ListItem("api", "prod", null)),
                Arguments.of("{\"name\":\"api\"," + LINK + "}", null, new ListItem("api", "test", null)),
                Arguments.of("{\"name\":\"api\"}", null,
                        new ListItem("api", null, "does not say which GVC it belongs to")),
                Arguments.of("{\"name\":\"api\",\"links\":5}", null,
                        new ListItem("api", null, "does not say which GVC it belongs to")),
                Arguments.of("{\"name\":\"api\",\"links\":[{\"rel\":\"gvc\",\"href\":\"/org/acme/gvc/..\"}]}", null,
                        new ListItem("api", "..", "does not say which GVC it belongs to")),
                Arguments.of("{}", "prod", new ListItem(null, "prod", "has no usable name")),
                Arguments.of("{\"name\":7}", "prod", new ListItem(null, "prod", "has no usable name")),
                Arguments.of("{\"name\":\"../x\"}", "prod", new ListItem("../x", "prod", "has no usable name")),
                Arguments.of("{}", null, new ListItem(null, null, "has no usable name")),
                Arguments.of("[]", "prod", new ListItem(null, "prod", "is not a JSON object")),
                Arguments.of("null", null, new ListItem(null, null, "is not a JSON object")),
                Arguments.of("\"api\"", null, new ListItem(null, null, "is not a JSON object")));
    }

    @ParameterizedTest
    @MethodSource("items")
    void eachIsAWorkloadOrSaysWhyNot(String text, String listGvc, ListItem expected) {
        ListItem item = ListItem.of(item(text), listGvc);
        assertThat(item).isEqualTo(expected);
        assertThat(item.isUsable()).isEqualTo(expected.problem() == null);
    }

    @Test
    void gvcIsThatOfTheListOrOfTheLinks() {
        assertThat(ListItem.gvcOf(item("{" + LINK + "}"), "prod")).isEqualTo("prod");
        assertThat(ListItem.gvcOf(item("{" + LINK + "}"), null)).isEqualTo("test");
        assertThat(ListItem.gvcOf(item("5"), null)).isNull();
    }
}
