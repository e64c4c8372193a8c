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

/** The small parts that the documents of the API share. */
final class DemoJson {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private DemoJson() {
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** As the API writes times: UTC, always with milliseconds. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** The same for the same name, and different from that of other names. */
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

    /** With links, put there where the document has none; the given document itself stays as it is. */
    static ObjectNode withLinks(ObjectNode document, List<ObjectNode> links) {
        if (document.has("links")) {
            return document;
        }
        ObjectNode linked = object().setAll(document);
        linked.set("links", array(links));
        return linked;
    }
}
