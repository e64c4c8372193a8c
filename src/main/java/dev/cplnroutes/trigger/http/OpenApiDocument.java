package dev.cplnroutes.trigger.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.request.RequestOption;

/**
 * The description of the HTTP trigger (OpenAPI 3.1). A file of the jar has the paths and what only they have. The
 * options come from {@link RequestOption}, the schemas of a container and of statistics from their own files, and HEAD
 * and OPTIONS are added to each path, so that none of these can differ from what is served.
 */
final class OpenApiDocument {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLDER = "/cpln-schemas/";
    /** Paths that take the options of a listing end so. */
    private static final List<String> LISTINGS = List.of("/containers", "/containers/count", "/containers/wait");

    private OpenApiDocument() {
    }

    /**
     * Makes the description.
     *
     * @param basePath path of the trigger on its server, without a slash at the end
     */
    static JsonNode at(String basePath) {
        ObjectNode document = resource("openapi.json");
        String version = OpenApiDocument.class.getPackage().getImplementationVersion();
        ((ObjectNode) document.get("info")).put("version", version == null ? "not packaged" : version);
        ((ObjectNode) document.at("/servers/0")).put("url", basePath.isEmpty() ? "/" : basePath);
        ObjectNode components = (ObjectNode) document.get("components");
        addSchemas((ObjectNode) components.get("schemas"));
        ObjectNode parameters = (ObjectNode) components.get("parameters");
        addOptions(parameters, (ObjectNode) components.get("schemas"));
        document.get("paths").properties().forEach(path ->
                complete((ObjectNode) path.getValue(), references(path.getKey())));
        return document;
    }

    private static void addSchemas(ObjectNode schemas) {
        for (String name : List.of("container", "statistics")) {
            ObjectNode schema = resource(name + ".schema.json");
            // That of the whole document holds.
            schema.remove("$schema");
            if (name.equals("container")) {
                // The option fields may leave out any of them.
                schema.remove("required");
            }
            schemas.set(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1), schema);
        }
    }

    /** The references to the options that a path takes; none where it neither lists nor watches. */
    private static ArrayNode references(String path) {
        ArrayNode references = JSON.createArrayNode();
        boolean isWatch = path.endsWith("/changes");
        if (!isWatch && LISTINGS.stream().noneMatch(path::endsWith)) {
            return references;
        }
        for (RequestOption option : RequestOption.values()) {
            boolean isForOrganization = option == RequestOption.GVC || option == RequestOption.WORKLOAD_NAME;
            boolean isWait = path.endsWith("/wait");
            boolean isForCount = option == RequestOption.GROUP_BY;
            boolean isTaken = isWatch ? option.isOfWatches() : isWait ? !option.isForeignToWaits()
                    : !option.isOfWaits() && (!isForCount || path.endsWith("/count"));
            if (isTaken && (!isForOrganization || !path.startsWith("/gvc/"))) {
                references.addObject().put("$ref", "#/components/parameters/" + key(option));
            }
        }
        return references;
    }

    /** The path has a parameter of this name too. */
    private static String key(RequestOption option) {
        return option == RequestOption.GVC ? "gvcs" : option.optionName();
    }

    /** Adds the options of a listing, as parameters of a query and as properties of a body. */
    private static void addOptions(ObjectNode parameters, ObjectNode schemas) {
        ObjectNode body = schemas.putObject("Options").put("type", "object")
                .put("description", "Options of a listing; an option in both query and body is refused, and so are gvc "
                        + "and workloadName on a path that names a GVC, groupBy where nothing is counted, and what "
                        + "the parameters of a path leave out");
        ObjectNode properties = body.putObject("properties");
        body.put("additionalProperties", false);
        for (RequestOption option : RequestOption.values()) {
            ObjectNode value = JSON.valueToTree(option.schema());
            ObjectNode list = JSON.createObjectNode().put("type", "array").put("minItems", 1);
            list.set("items", value);
            ObjectNode parameter = parameters.putObject(key(option)).put("name", option.optionName())
                    .put("in", "query").put("description", option.description());
            if (option.isSeveral()) {
                // Separated by commas.
                parameter.put("style", "form").put("explode", false);
            }
            parameter.set("schema", option.isSeveral() ? list : value);
            ObjectNode property = option.isSeveral() ? JSON.createObjectNode() : value.deepCopy();
            if (option.isSeveral()) {
                property.putArray("anyOf").add(value.deepCopy()).add(list.deepCopy());
            }
            properties.set(option.optionName(), property.put("description", option.description()));
        }
    }

    private static void complete(ObjectNode path, ArrayNode options) {
        for (String method : List.of("get", "post")) {
            if (path.has(method) && !options.isEmpty()) {
                ((ObjectNode) path.get(method)).set("parameters", options);
            }
        }
        if (path.has("get")) {
            ObjectNode head = path.get("get").deepCopy();
            head.put("operationId", head.get("operationId").textValue() + "Headers");
            head.put("summary", "The headers alone" + (options.isEmpty() ? "" : ", without a listing"));
            // A body is never there, and neither are its media types.
            head.putObject("responses").putObject("default").put("description", "As GET, without a body");
            path.set("head", head);
        }
        ObjectNode answer = path.putObject("options").put("summary", "The methods of this path")
                .putObject("responses").putObject("204").put("description", "No content");
        answer.putObject("headers").putObject("Allow").put("description", "The methods, separated by commas")
                .putObject("schema").put("type", "string");
    }

    private static ObjectNode resource(String name) {
        try (InputStream file = OpenApiDocument.class.getResourceAsStream(FOLDER + name)) {
            return (ObjectNode) JSON.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The description could not be read from the jar", e);
        }
    }
}
