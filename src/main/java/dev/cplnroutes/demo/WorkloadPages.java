package dev.cplnroutes.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A list of workloads divided into pages. The token of a page names the workload before the page, so that it stays
 * valid when other workloads are added or deleted.
 */
final class WorkloadPages {

    private final String path;
    private final int pageSize;
    private final List<DemoWorkload> workloads;
    private final Map<String, Integer> starts = new HashMap<>();

    /**
     * Divides a list.
     *
     * @param path     the path of the list, for its links
     * @param pageSize the maximum number of workloads on a page, from 1
     */
    WorkloadPages(String path, int pageSize, List<DemoWorkload> workloads) {
        this.path = path;
        this.pageSize = pageSize;
        this.workloads = workloads;
        for (int index = 0; index < workloads.size(); index++) {
            starts.put(token(workloads.get(index)), index + 1);
        }
    }

    /** Whether a page has this token. Null stands for the first page. */
    boolean knows(String token) {
        return token == null || starts.containsKey(token);
    }

    /** The page of a known token, as a list document. */
    ObjectNode page(String token) {
        return page(token, UnaryOperator.identity());
    }

    /** The same, with a link to the next page whose token is what {@code outer} makes of the page's own. */
    ObjectNode page(String token, UnaryOperator<String> outer) {
        int start = token == null ? 0 : starts.get(token);
        int end = Math.min(workloads.size(), start + pageSize);
        List<ObjectNode> items = workloads.subList(start, end).stream().map(DemoWorkload::document).toList();
        List<ObjectNode> links = new ArrayList<>();
        links.add(ApiJson.link("self", path));
        if (end < workloads.size()) {
            links.add(ApiJson.link("next", path + "?page=" + outer.apply(token(workloads.get(end - 1)))));
        }
        return ApiJson.list("workload", items, links);
    }

    /** The text as URL-safe Base64. */
    static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String token(DemoWorkload workload) {
        return encode(workload.gvc() + "/" + workload.name());
    }
}
