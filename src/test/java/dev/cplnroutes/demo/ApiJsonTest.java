package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiJsonTest {

    @Test
    void timesHaveMillisecondsAndAreInUtc() {
        assertThat(ApiJson.time(Instant.parse("2026-11-23T12:00:00Z"))).isEqualTo("2026-11-23T12:00:00.000Z");
        assertThat(ApiJson.time(Instant.parse("2026-11-23T12:00:00.123456Z"))).isEqualTo("2026-11-23T12:00:00.123Z");
    }

    @Test
    void identifierDependsOnKindAndName() {
        assertThat(ApiJson.identifier("gvc", "prod")).isEqualTo(ApiJson.identifier("gvc", "prod"))
                .isNotEqualTo(ApiJson.identifier("org", "prod")).isNotEqualTo(ApiJson.identifier("gvc", "test"));
    }

    @Test
    void linksAreAddedToACopy() {
        ObjectNode document = ApiJson.object().put("name", "web");

        ObjectNode linked = ApiJson.withLinks(document, List.of(ApiJson.link("self", "/web")));

        assertThat(linked.toString()).isEqualTo("{\"name\":\"web\",\"links\":[{\"rel\":\"self\",\"href\":\"/web\"}]}");
        assertThat(document.has("links")).isFalse();
        assertThat(ApiJson.withLinks(linked, List.of())).isSameAs(linked);
    }

    @ParameterizedTest
    @CsvSource({"400, BAD_REQUEST", "401, UNAUTHENTICATED", "403, FORBIDDEN", "404, NOT_FOUND",
            "405, METHOD_NOT_ALLOWED", "429, TOO_MANY_REQUESTS", "500, ERROR_500"})
    void errorsHaveACode(int status, String code) {
        ObjectNode error = ApiJson.error(status, "what happened");

        assertThat(error.get("status").asInt()).isEqualTo(status);
        assertThat(error.get("message").asText()).isEqualTo("what happened");
        assertThat(error.get("code").asText()).isEqualTo(code);
        assertThat(error.get("id").asText()).isEqualTo(ApiJson.identifier("error", status + "what happened"));
    }
}
