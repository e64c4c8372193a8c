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
 * The answers for one organization. Each is put into bytes when it is first asked for and kept as such. Only the
 * server's event loop uses it.
 */
final class DemoContent {

    private static final String QUERY = "/-query";
    private static final String COMMANDS = "/-command";

    private final ObjectMapper mapper = new ObjectMapper();
    private final DemoOrganization organization;
    private final String self;
    private final Map<String, ObjectNode> documents = new HashMap<>();
    private final Map<String, List<ObjectNode>> deploymentLists = new HashMap<>();
    private final Map<String, List<DemoWorkload>> workloadLists = new HashMap<>();
    private final Map<String, DemoPages> pages = new HashMap<>();
    private final Map<String, DemoAnswer> answers = new HashMap<>();
    private final int pageSize;

    DemoContent(DemoOrganization organization, int pageSize) {
        this.organization = organization;
        this.self = "/org/" + organization.name();
        this.pageSize = pageSize;
        documents.put(self, organizationDocument());
        documents.put(self + "/gvc", DemoJson.list("gvc", organization.gvcs(), selfLink(self + "/gvc")));
        workloadLists.put(self + "/workload", organization.workloads());
        for (ObjectNode gvc : organization.gvcs()) {
            String name = gvc.path("name").asText();
            documents.put(self + "/gvc/" + name, gvc);
            add(self + "/gvc/" + name + "/workload",
                    organization.workloads().stream().filter(workload -> workload.gvc().equals(name)).toList());
        }
        workloadLists.forEach((path, workloads) -> pages.put(path, new DemoPages(path, pageSize, workloads)));
    }

    /**
     * The answer to a GET.
     *
     * @param path  the path
     * @param token of the page; null where none was given
     * @return null where there is nothing at this path
     */
    DemoAnswer get(String path, String token) {
        DemoPages list = pages.get(path);
        if (list != null) {
            return list.knows(token) ? kept(path + "?" + token, () -> list.page(token)) : badToken();
        }
        List<ObjectNode> deployments = deploymentLists.get(path);
        if (deployments != null) {
            return kept(path, () -> DemoJson.list("deployment", deployments, selfLink(path)));
        }
        if (isQuery(path)) {
            return token == null ? null : laterFound(path, token);
        }
        if (isCommandList(path)) {
            return DemoAnswer.of(DemoJson.list("command", List.of(), selfLink(path)));
        }
        ObjectNode document = documents.get(path);
        return document == null ? null : kept(path, () -> document);
    }

    /** Whether the path is that of a list of deployments. */
    boolean isDeploymentList(String path) {
        return deploymentLists.containsKey(path);
    }

    /** Whether the path takes a query by POST. */
    boolean isQuery(String path) {
        return path.endsWith(QUERY) && workloadLists.containsKey(queried(path));
    }

    /** The first page of what a query finds. */
    DemoAnswer query(String path, byte[] body) {
        try {
            JsonNode query = mapper.readTree(body);
            return found(path, query, null);
        } catch (IOException e) {
            return DemoAnswer.error(400, "The request body is not valid JSON");
        } catch (IllegalArgumentException e) {
            return DemoAnswer.error(400, e.getMessage());
        }
    }

    private DemoAnswer laterFound(String path, String token) {
        try {
            JsonNode place = mapper.readTree(Base64.getUrlDecoder().decode(token));
            return found(path, place.path("query"), place.path("page").asText());
        } catch (IOException | IllegalArgumentException e) {
            return badToken();
        }
    }

    private DemoAnswer found(String path, JsonNode query, String token) {
        List<DemoWorkload> matching = workloadLists.get(queried(path)).stream().filter(new DemoQuery(query)).toList();
        DemoPages found = new DemoPages(path, pageSize, matching);
        if (!found.knows(token)) {
            return badToken();
        }
        ObjectNode page = found.page(token, next -> outerToken(query, next));
        ObjectNode understood = DemoJson.object().put("kind", "workload");
        understood.set("spec", query.path("spec").isMissingNode() ? DemoJson.object() : query.get("spec"));
        page.put("kind", "queryresult").set("query", understood);
        return DemoAnswer.of(page);
    }

    /** The server keeps no queries: the link to the next page carries the whole of it. */
    private static String outerToken(JsonNode query, String next) {
        ObjectNode place = DemoJson.object().put("page", next);
        place.set("query", query);
        return DemoPages.encode(place.toString());
    }

    /** The official client asks for the commands of a workload where it lists job executions; here are none. */
    private boolean isCommandList(String path) {
        return path.endsWith(COMMANDS)
                && deploymentLists.containsKey(path.substring(0, path.length() - COMMANDS.length()) + "/deployment");
    }

    private static String queried(String path) {
        return path.substring(0, path.length() - QUERY.length());
    }

    private DemoAnswer kept(String key, Supplier<ObjectNode> document) {
        return answers.computeIfAbsent(key, absent -> DemoAnswer.of(document.get()));
    }

    private static DemoAnswer badToken() {
        return DemoAnswer.error(400, "The page token is not valid");
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
        ObjectNode document = DemoJson.object()
                .put("id", DemoJson.identifier("org", organization.name()))
                .put("name", organization.name())
                .put("kind", "org")
                .put("version", 1)
                .put("description", organization.name());
        document.putObject("tags");
        document.putObject("spec");
        document.set("links", DemoJson.array(List.of(
                DemoJson.link("self", self),
                DemoJson.link("gvc", self + "/gvc"),
                DemoJson.link("workload", self + "/workload"))));
        return document;
    }

    private static List<ObjectNode> selfLink(String path) {
        return List.of(DemoJson.link("self", path));
    }
}
