package dev.cplnroutes.demo;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;

/**
 * An answer ready to be sent.
 *
 * @param status  the HTTP status
 * @param headers beside {@code Content-Type} and {@code Content-Length}
 * @param body    JSON
 */
record DemoAnswer(int status, Map<String, String> headers, Buffer body) {

    static DemoAnswer of(JsonNode document) {
        return of(200, Map.of(), document.toString());
    }

    static DemoAnswer error(int status, String message) {
        return of(status, Map.of(), DemoResponse.errorBody(status, message));
    }

    static DemoAnswer of(int status, Map<String, String> headers, String body) {
        return new DemoAnswer(status, headers, Buffer.buffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    DemoAnswer withHeader(String name, String value) {
        return new DemoAnswer(status, Map.of(name, value), body);
    }
}
