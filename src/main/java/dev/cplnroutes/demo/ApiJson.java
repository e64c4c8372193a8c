package dev.cplnroutes.demo;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The building blocks that the API's documents share: identifiers, times, links, lists and errors. */
final class ApiJson {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private ApiJson() {
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A time in the API's notation: UTC, always with milliseconds. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** A UUID that depends on the kind and the name only. */
    static String identifier(String kind, String name) {
        return UUID.nameUUIDFromBytes((kind + "/" + name).getBytes(StandardCharsets.UTF_8)).toString();
    }

    static ObjectNode link(String rel, String href) {
        return object().put("rel", rel).put("href", href);
    }

    static ArrayNode array(List<ObjectNode> nodes) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(nodes.size());
        array.addAll(nodes);
        return array;
    }

    static ObjectNode list(String itemKind, List<ObjectNode> items, List<ObjectNode> links) {
        ObjectNode list = object().put("kind", "list").put("itemKind", itemKind);
        list.set("items", array(items));
        list.set("links", array(links));
        return list;
    }

    /** The document itself if it has links, otherwise a copy with the given ones. */
    static ObjectNode withLinks(ObjectNode document, List<ObjectNode> links) {
        if (document.has("links")) {
            return document;
        }
        ObjectNode linked = object().setAll(document);
        linked.set("links", array(links));
        return linked;
    }

    /** The body of an error response. */
    static ObjectNode error(int status, String message) {
        return object()
                .put("status", status)
                .put("message", message)
                .put("code", code(status))
                .put("id", identifier("error", status + message));
    }

    private static String code(int status) {
        return switch (status) {
            case 400 -> "BAD_REQUEST";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "FORBIDDEN";
            case 404 -> "NOT_FOUND";
            case 405 -> "METHOD_NOT_ALLOWED";
            case 429 -> "TOO_MANY_REQUESTS";
            default -> "ERROR_" + status;
        };
    }
}
