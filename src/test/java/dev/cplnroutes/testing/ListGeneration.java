package dev.cplnroutes.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;

/**
 * A workload list of GVC prod whose links the API forgets when the next generation of it begins.
 */
public final class ListGeneration {

    private static final String PATH = "/org/acme/gvc/prod/workload";

    private ListGeneration() {
    }

    /**
     * Pages of five workloads, w00 and so on; each page's link has a token that only one generation of the list knows.
     */
    public static void of(DemoServer server, String token, int from, int to, int pageThatFails, String... unusable) {
        server.intercept(request -> {
            if (!request.path().equals(PATH)) {
                return null;
            }
            int page = 0;
            if (request.query() != null) {
                String[] link = request.query().substring(5).split("-");
                if (!link[0].equals(token)) {
                    return DemoResponse.error(410, "gone");
                }
                page = Integer.parseInt(link[1]);
            }
            if (page == pageThatFails) {
                return DemoResponse.error(403, "no");
            }
            List<String> items = new ArrayList<>(page == 0 ? List.of(unusable) : List.of());
            IntStream.range(from + 5 * page, Math.min(to, from + 5 * page + 5))
                    .forEach(i -> items.add("{\"name\":\"w%02d\"}".formatted(i)));
            String next = from + 5 * page + 5 < to
                    ? "{\"rel\":\"next\",\"href\":\"?page=" + token + "-" + (page + 1) + "\"}" : "";
            return DemoResponse.json("{\"items\":[" + String.join(",", items) + "],\"links\":[" + next + "]}");
        });
    }
}
