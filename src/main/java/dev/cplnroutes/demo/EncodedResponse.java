package dev.cplnroutes.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer ready to be sent.
 *
 * @param status  the HTTP status
 * @param headers beside {@code Content-Type} and {@code Content-Length}
 * @param body    JSON
 */
record EncodedResponse(int status, Map<String, String> headers, Buffer body) {

    static EncodedResponse of(JsonNode document) {
        return of(200, Map.of(), document.toString());
    }

    static EncodedResponse error(int status, String message) {
        return of(status, Map.of(), DemoResponse.errorBody(status, message));
    }

    static EncodedResponse of(int status, Map<String, String> headers, String body) {
        return new EncodedResponse(status, headers, Buffer.buffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    EncodedResponse withHeader(String name, String value) {
        return new EncodedResponse(status, Map.of(name, value), body);
    }
}
