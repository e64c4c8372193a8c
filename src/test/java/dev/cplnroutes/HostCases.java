package dev.cplnroutes;

import static dev.cplnroutes.testing.HostExtension.base;
import static dev.cplnroutes.testing.HostExtension.comparable;
import static dev.cplnroutes.testing.HostExtension.get;
import static dev.cplnroutes.testing.HostExtension.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.HostExtension;
import dev.cplnroutes.testing.StandaloneProcess;

/**
 * What is asked of each host: the listing is that of the standalone process, and what the host has of its own is as it
 * is without the jar. A class for each host runs them, since a host takes long to build and to start.
 */
final class HostCases {

    static final List<String> ROUTES =
            List.of("cpln-api-attempt", "cpln-api-call", "cpln-api-get", "cpln-api-load",
            "cpln-api-tries", "cpln-await-containers", "cpln-await-round",
            "cpln-cache-size", "cpln-cache-statistics", "cpln-clear-cache", "cpln-close-listing",
            "cpln-count-containers",
            "cpln-deliver-progress-1", "cpln-deliver-statistics-1", "cpln-event-statistics", "cpln-keep-undelivered",
            "cpln-lane", "cpln-list-containers", "cpln-list-deployments", "cpln-list-workloads",
            "cpln-publish-changes", "cpln-publish-containers",
            "cpln-publish-progress", "cpln-publish-statistics", "cpln-redeliver",
            "cpln-stream-containers", "cpln-watch-picture", "cpln-watch-read", "cpln-watch-tick", "cpln-work");

    private static final List<String> OWN_PATHS = List.of("/host/limited", "/host/failing", "/host/cache");

    private final HostExtension host;
    private final DemoServer server;

    HostCases(HostExtension host) {
        this.host = host;
        this.server = host.server();
    }

    /** All that a host does by itself, with the number of calls that its client made for it. */
    private Map<String, Object> own(StandaloneProcess process) throws IOException, InterruptedException {
        Map<String, Object> own = new TreeMap<>();
        String base = base(process);
        for (String path : OWN_PATHS) {
            HttpResponse<String> answer = get(base + path);
            own.put(path, answer.statusCode() + " " + answer.body());
        }
        List<String[]> threads = get(base + "/host/threads").body().lines().map(line -> line.split(" ", 2)).toList();
        own.put("threads", threads.stream().map(thread -> thread[0]).distinct().count() + " of "
                + threads.stream().map(thread -> thread[1]).collect(Collectors.toSet()));
        own.put("calls answered 429", server.requests().stream()
                .filter(line -> line.contains(HostExtension.LIMITED)).toList());
        for (String kind : List.of("route", "endpoint", "path")) {
            own.put(kind, told(process, kind).stream().filter(line -> !line.contains("cpln-")
                    && !line.contains("caffeine-cache://cplnCache") && !line.startsWith("bean://cplnEventDeliveries?")
                    && !line.contains(String.valueOf(server.endpoint().getPort())
                    + "?") && !line.startsWith("log://dev.cplnroutes.")).toList());
        }
        return own;
    }

    /** The host gets the listing, and keeps what it has. */
    void getsTheListingAndKeepsWhatItHas() throws Exception {
        getsTheListingAndKeepsWhatItHas(listing -> {
            assertThat(listing).isEqualTo(host.expected());
            assertThat(host.callsOfTheFailingWorkload()).as("our retries, none of the host's").isEqualTo(4);
        });
    }

    /** The same with other checks of the listing. */
    void getsTheListingAndKeepsWhatItHas(ListingCheck check) throws Exception {
        Map<String, Object> without;
        try (StandaloneProcess process = host.launch().withoutTheJar().start()) {
            without = own(process);
            assertThat(told(process, "route")).isNotEmpty().noneMatch(route -> route.startsWith("cpln-"));
        }
        assertThat(without.get("/host/limited")).isEqualTo("429 handled by the host: HttpOperationFailedException");
        assertThat(without.get("/host/failing")).isEqualTo("200 handled by the host: IllegalStateException");
        assertThat(without.get("/host/cache")).isEqualTo("200 cached");
        assertThat(without.get("threads")).as("the host's pool and its pattern of names")
                .isEqualTo("2 of [host-Split]");
        host.reset();
        try (StandaloneProcess process = host.launch().start()) {
            String base = base(process);
            check.check(comparable(get(base + "/host/list").body()));
            assertThat(own(process)).isEqualTo(without);
            assertThat(get(base + "/host/refused").body()).isEqualTo("handled by the host: InvalidRequestException");
            assertThat(told(process, "route").stream().filter(route -> route.startsWith("cpln-"))).isEqualTo(ROUTES);
            assertThat(get(base + "/cpln/containers").statusCode()).as("no trigger by itself").isEqualTo(404);
            assertThat(Stream.concat(process.output().stream(), process.errors().stream()))
                    .anyMatch(line -> line.contains("completed, 12 of 12 workloads"))
                    .anyMatch(line -> line.contains("took ") && line.contains("12 workloads (1 failed)"));
        }
    }

    /** The host adds triggers by one setting; a request for a stream has this status. */
    void addsTriggersByOneSetting(int statusOfStream) throws Exception {
        try (StandaloneProcess process = host.launch().property("cpln.triggers", "http,timer").start()) {
            String base = base(process);
            assertThat(told(process, "route")).contains("cpln-http", "cpln-timer", "host-list")
                    .doesNotContain("cpln-kafka");
            assertThat(told(process, "path")).contains("/cpln", "/host/list");
            ObjectNode answer = comparable(get(base + "/cpln/gvc/prod/containers").body());
            // The timer's listing shares answers with ours, and the statistics tell.
            assertThat(answer.without("statistics").toString())
                    .isEqualTo(((ObjectNode) host.expected().deepCopy()).without("statistics").toString());
            HttpResponse<String> refused = get(base + "/cpln/gvc/prod/containers?nix=1");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(refused.body()).contains("nix");
            assertThat(refused.headers().map()).as("no header of the request comes back")
                    .doesNotContainKeys("user-agent", "nix");
            HttpResponse<String> stream = get(base + "/cpln/gvc/prod/containers", "Accept", "application/x-ndjson");
            assertThat(stream.statusCode()).isEqualTo(statusOfStream);
            assertThat(stream.body().lines().count()).as("11 containers and the rest, or a problem")
                    .isEqualTo(statusOfStream == 200 ? 12 : 1);
            assertThat(stream.body()).contains(statusOfStream == 200 ? "\"complete\":false" : "application/json");
            assertThat(get(base + "/host/failing").body()).isEqualTo("handled by the host: IllegalStateException");
        }
    }

    /** What a listing of the host is compared with. */
    interface ListingCheck {

        void check(JsonNode listing) throws Exception;
    }
}
