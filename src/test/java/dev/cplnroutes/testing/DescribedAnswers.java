package dev.cplnroutes.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.cplnroutes.trigger.http.HttpRequests;

/**
 * Checks the answers of the HTTP trigger against its own description.
 */
public final class DescribedAnswers {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BASE = "/cpln";
    private static final JsonNode DOCUMENT = document();
    private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();

    private DescribedAnswers() {
    }

    private static JsonNode document() {
        HttpRequests requests = new HttpRequests();
        requests.setBasePath(BASE);
        return requests.description();
    }

    /**
     * Fails where an answer is none that the description allows. Looks at paths below {@code /cpln} only.
     *
     * @param path path of the request, with its query
     */
    public static void check(String method, String path, int status, String contentType, String body) {
        String relative = path.replaceFirst("[?#].*", "");
        if (!relative.startsWith(BASE + "/")) {
            return;
        }
        String request = method + " " + path + " answered " + status + " " + contentType;
        JsonNode operation = operation(method, relative.substring(BASE.length()));
        if (operation.isMissingNode()) {
            assertThat(status).as(request).isBetween(400, 499);
            checkBody(request, "application/problem+json", contentType, response("Problem"), method, body);
            return;
        }
        JsonNode responses = operation.get("responses");
        JsonNode response = responses.path(Integer.toString(status));
        response = response.isMissingNode() ? responses.path("default") : response;
        assertThat(response.isMissingNode()).as(request + " is not described").isFalse();
        if (response.has("$ref")) {
            response = response(response.get("$ref").textValue().replaceFirst(".*/", ""));
        }
        if (response.has("content")) {
            checkBody(request, response.get("content").has(String.valueOf(contentType)) ? contentType
                    : response.get("content").fieldNames().next(), contentType, response, method, body);
        } else {
            assertThat(body).as(request).isEmpty();
        }
    }

    /**
     * Fails where an event of a stream is none that the description has by this name.
     *
     * @param data its data
     */
    public static void checkEvent(String name, JsonNode data) {
        String schema = switch (name) {
            case "snapshot" -> "SnapshotEvent";
            case "ready" -> "ReadyEvent";
            case "added", "modified", "deleted" -> "ContainerEvent";
            case "unconfirmed", "confirmed" -> "UnconfirmedEvent";
            case "reset", "ended" -> "ReasonEvent";
            case "problem", "recovered" -> "ProblemEvent";
            default -> throw new AssertionError("There is no event " + name + ": " + data);
        };
        JsonNode reference = JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema);
        assertThat(SCHEMAS.computeIfAbsent(reference.toString(), text -> compiled(reference)).validate(data))
                .as(name + ": " + data).isEmpty();
    }

    private static JsonNode response(String name) {
        return DOCUMENT.at("/components/responses/" + name);
    }

    private static JsonNode operation(String method, String path) {
        var paths = DOCUMENT.get("paths").fields();
        while (paths.hasNext()) {
            var item = paths.next();
            if (path.matches(item.getKey().replace(".", "\\.").replaceAll("\\{\\w+}", "[^/]+"))) {
                return item.getValue().path(method.toLowerCase(Locale.ROOT));
            }
        }
        return DOCUMENT.path("none");
    }

    private static void checkBody(String request, String expectedType, String contentType, JsonNode response,
            String method, String body) {
        assertThat(contentType).as(request).isEqualTo(expectedType);
        if (method.equals("HEAD")) {
            return;
        }
        JsonNode schema = response.get("content").get(expectedType).get("schema");
        try {
            JsonSchema compiled = SCHEMAS.computeIfAbsent(schema.toString(), text -> compiled(schema));
            for (String part : expectedType.endsWith("ndjson") ? body.split("(?<=\n)") : new String[] {body}) {
                assertThat(compiled.validate(JSON.readTree(part))).as(request + ": " + part).isEmpty();
            }
        } catch (IOException e) {
            throw new AssertionError(request + " is no JSON: " + body, e);
        }
    }

    private static JsonSchema compiled(JsonNode schema) {
        ObjectNode root = schema.deepCopy();
        root.set("components", DOCUMENT.get("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
    }
}
