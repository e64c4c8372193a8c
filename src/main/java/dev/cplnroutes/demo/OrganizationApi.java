package dev.cplnroutes.demo;

import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The API's responses for one organization, without HTTP. Each document is encoded when it is first asked for, and the
 * bytes are kept. Not thread-safe: only the server's event loop asks.
 */
final class OrganizationApi {

    private static final String QUERY = "/-query";
    private static final String COMMANDS = "/-command";

    private final ObjectMapper mapper = new ObjectMapper();
    private final DemoOrganization organization;
    private final String self;
    private final Map<String, ObjectNode> documents = new HashMap<>();
    private final Map<String, List<ObjectNode>> deploymentLists = new HashMap<>();
    private final Map<String, List<DemoWorkload>> workloadLists = new HashMap<>();
    private final Map<String, WorkloadPages> pages = new HashMap<>();
    private final Map<String, EncodedResponse> encoded = new HashMap<>();
    private final int pageSize;

    /**
     * Prepares the API of an organization.
     *
     * @param pageSize the maximum number of workloads on a page, from 1
     */
    OrganizationApi(DemoOrganization organization, int pageSize) {
        this.organization = organization;
        this.self = "/org/" + organization.name();
        this.pageSize = pageSize;
        documents.put(self, organizationDocument());
        documents.put(self + "/gvc", ApiJson.list("gvc", organization.gvcs(), selfLink(self + "/gvc")));
        workloadLists.put(self + "/workload", organization.workloads());
        for (ObjectNode gvc : organization.gvcs()) {
            String name = gvc.path("name").asText();
            documents.put(self + "/gvc/" + name, gvc);
            add(self + "/gvc/" + name + "/workload",
                    organization.workloads().stream().filter(workload -> workload.gvc().equals(name)).toList());
        }
        workloadLists.forEach((path, workloads) -> pages.put(path, new WorkloadPages(path, pageSize, workloads)));
    }

    /** The organization's name. */
    String organization() {
        return organization.name();
    }

    /**
     * Responds to a request without a body.
     *
     * @param method the HTTP method, upper case
     * @param path   the path
     * @param query  what follows the question mark; null: nothing
     * @return the document, or an error with status 400, 404 or 405
     */
    EncodedResponse respond(String method, String path, String query) {
        EncodedResponse document = get(path, pageToken(query));
        boolean isQuery = isQuery(path);
        if (document == null && !isQuery) {
            return EncodedResponse.error(404, "There is nothing at " + path);
        }
        if (document == null || !method.equals("GET")) {
            return EncodedResponse.error(405, method + " is not allowed at " + path)
                    .withHeader("Allow", isQuery ? "POST" : "GET");
        }
        return document;
    }

    /** Whether the path is that of a list of deployments. */
    boolean isDeploymentList(String path) {
        return deploymentLists.containsKey(path);
    }

    /** Whether the path accepts a query by POST. */
    boolean isQuery(String path) {
        return path.endsWith(QUERY) && workloadLists.containsKey(queried(path));
    }

    /**
     * Responds to a query.
     *
     * @param path a path for which {@link #isQuery} holds
     * @param body the query as JSON
     * @return the first page of what was found, or an error with status 400
     */
    EncodedResponse query(String path, byte[] body) {
        try {
            return found(path, mapper.readTree(body), null);
        } catch (IOException e) {
            return EncodedResponse.error(400, "The request body is not valid JSON");
        } catch (IllegalArgumentException e) {
            return EncodedResponse.error(400, e.getMessage());
        }
    }

    private static String pageToken(String query) {
        if (query != null) {
            for (String parameter : query.split("&")) {
                if (parameter.startsWith("page=")) {
                    return parameter.substring("page=".length());
                }
            }
        }
        return null;
    }

    /** The document at a path; null: there is none. A token of null stands for the first page. */
    private EncodedResponse get(String path, String token) {
        WorkloadPages list = pages.get(path);
        if (list != null) {
            return list.knows(token) ? kept(path + "?" + token, () -> list.page(token)) : invalidToken();
        }
        List<ObjectNode> deployments = deploymentLists.get(path);
        if (deployments != null) {
            return kept(path, () -> ApiJson.list("deployment", deployments, selfLink(path)));
        }
        if (isQuery(path)) {
            return token == null ? null : laterPage(path, token);
        }
        if (isCommandList(path)) {
            return EncodedResponse.of(ApiJson.list("command", List.of(), selfLink(path)));
        }
        ObjectNode document = documents.get(path);
        return document == null ? null : kept(path, () -> document);
    }

    private EncodedResponse laterPage(String path, String token) {
        try {
            JsonNode place = mapper.readTree(Base64.getUrlDecoder().decode(token));
            return found(path, place.path("query"), place.path("page").asText());
        } catch (IOException | IllegalArgumentException e) {
            return invalidToken();
        }
    }

    private EncodedResponse found(String path, JsonNode query, String token) {
        List<DemoWorkload> matching =
                workloadLists.get(queried(path)).stream().filter(new WorkloadQuery(query)).toList();
        WorkloadPages found = new WorkloadPages(path, pageSize, matching);
        if (!found.knows(token)) {
            return invalidToken();
        }
        ObjectNode page = found.page(token, next -> tokenWithQuery(query, next));
        ObjectNode understood = ApiJson.object().put("kind", "workload");
        understood.set("spec", query.path("spec").isMissingNode() ? ApiJson.object() : query.get("spec"));
        page.put("kind", "queryresult").set("query", understood);
        return EncodedResponse.of(page);
    }

    /** The server keeps no queries: the link to the next page carries the query. */
    private static String tokenWithQuery(JsonNode query, String next) {
        ObjectNode place = ApiJson.object().put("page", next);
        place.set("query", query);
        return WorkloadPages.encode(place.toString());
    }

    /** The official client reads a workload's commands when it lists job executions. There are never any. */
    private boolean isCommandList(String path) {
        return path.endsWith(COMMANDS)
                && deploymentLists.containsKey(path.substring(0, path.length() - COMMANDS.length()) + "/deployment");
    }

    private static String queried(String path) {
        return path.substring(0, path.length() - QUERY.length());
    }

    private EncodedResponse kept(String key, Supplier<ObjectNode> document) {
        return encoded.computeIfAbsent(key, absent -> EncodedResponse.of(document.get()));
    }

    private static EncodedResponse invalidToken() {
        return EncodedResponse.error(400, "The page token is not valid");
    }

    private void add(String path, List<DemoWorkload> workloads) {
        workloadLists.put(path, workloads);
        for (DemoWorkload workload : workloads) {
            String own = path + "/" + workload.name();
            documents.put(own, workload.document());
            deploymentLists.put(own + "/deployment", workload.deployments());
            workload.deployments().forEach(deployment ->
                    documents.put(own + "/deployment/" + deployment.path("name").asText(), deployment));
        }
    }

    private ObjectNode organizationDocument() {
        ObjectNode document = ApiJson.object()
                .put("id", ApiJson.identifier("org", organization.name()))
                .put("name", organization.name())
                .put("kind", "org")
                .put("version", 1)
                .put("description", organization.name());
        document.putObject("tags");
        document.putObject("spec");
        document.set("links", ApiJson.array(List.of(
                ApiJson.link("self", self),
                ApiJson.link("gvc", self + "/gvc"),
                ApiJson.link("workload", self + "/workload"))));
        return document;
    }

    private static List<ObjectNode> selfLink(String path) {
        return List.of(ApiJson.link("self", path));
    }
}
