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
 * A list of workloads cut into pages. The token of a page names the workload before it, so that it stays valid when
 * other workloads come and go.
 */
final class DemoPages {

    private final String path;
    private final int pageSize;
    private final List<DemoWorkload> workloads;
    private final Map<String, Integer> starts = new HashMap<>();

    DemoPages(String path, int pageSize, List<DemoWorkload> workloads) {
        this.path = path;
        this.pageSize = pageSize;
        this.workloads = workloads;
        for (int index = 0; index < workloads.size(); index++) {
            starts.put(token(workloads.get(index)), index + 1);
        }
    }

    /** Whether there is a page of this token; null stands for the first page. */
    boolean knows(String token) {
        return token == null || starts.containsKey(token);
    }

    /** The page of a known token, as a list. */
    ObjectNode page(String token) {
        return page(token, UnaryOperator.identity());
    }

    /** The same; {@code outer} makes the token for the link to the next page from our own. */
    ObjectNode page(String token, UnaryOperator<String> outer) {
        int start = token == null ? 0 : starts.get(token);
        int end = Math.min(workloads.size(), start + pageSize);
        List<ObjectNode> items = workloads.subList(start, end).stream().map(DemoWorkload::document).toList();
        List<ObjectNode> links = new ArrayList<>();
        links.add(DemoJson.link("self", path));
        if (end < workloads.size()) {
            links.add(DemoJson.link("next", path + "?page=" + outer.apply(token(workloads.get(end - 1)))));
        }
        return DemoJson.list("workload", items, links);
    }

    static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String token(DemoWorkload workload) {
        return encode(workload.gvc() + "/" + workload.name());
    }
}
