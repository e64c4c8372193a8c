package dev.cplnroutes.demo;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;

/**
 * A response whose body is already encoded as bytes.
 *
 * @param status  the HTTP status
 * @param headers sent in addition to {@code Content-Length}; {@code Content-Type} is {@code application/json} unless it
 *                is among them
 * @param body    the body, in UTF-8
 */
record EncodedResponse(int status, Map<String, String> headers, Buffer body) {

    static EncodedResponse of(JsonNode document) {
        return of(200, Map.of(), document.toString());
    }

    static EncodedResponse error(int status, String message) {
        return of(status, Map.of(), ApiJson.error(status, message).toString());
    }

    static EncodedResponse of(int status, Map<String, String> headers, String body) {
        return new EncodedResponse(status, headers, Buffer.buffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** The same response with this header as its only one. */
    EncodedResponse withHeader(String name, String value) {
        return new EncodedResponse(status, Map.of(name, value), body);
    }
}
