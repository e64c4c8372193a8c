package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.StandaloneProcess;
import dev.cplnroutes.testing.TestBroker;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged jar in the hosts of {@code src/it}, each a process of its own: the listing is that of the standalone
 * process, and
 * what the host has of its own is as it is without the jar.
 */
@Timeout(300)
class HostsIT {

    private static final String LIMITED = "/limited";
    private static final List<String> OWN_PATHS = List.of("/host/limited", "/host/failing", "/host/cache");
    private static final List<String> ROUTES =
            List.of("cpln-api-attempt", "cpln-api-call", "cpln-api-get", "cpln-api-load",
            "cpln-api-tries", "cpln-await-containers", "cpln-await-round",
            "cpln-cache-size", "cpln-cache-statistics", "cpln-clear-cache", "cpln-close-listing",
            "cpln-count-containers",
            "cpln-deliver-progress-1", "cpln-deliver-statistics-1", "cpln-event-statistics", "cpln-keep-undelivered",
            "cpln-lane", "cpln-list-containers", "cpln-list-deployments", "cpln-list-workloads",
            "cpln-publish-containers",
            "cpln-publish-progress", "cpln-publish-statistics", "cpln-redeliver",
            "cpln-stream-containers", "cpln-work");

    @RegisterExtension
    private static final RoutesExtension api = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 12), DemoSettings.defaults().withPageSize(5));
    private static final DemoServer server = api.server();
    private static JsonNode expected;

    @BeforeAll
    static void start() throws Exception {
        intercept();
        try (StandaloneProcess standalone = StandaloneProcess.with("--once")
                .variable("CPLN_ENDPOINT", server.endpoint().toString())
                .variable("CPLN_ORG", "acme").variable("CPLN_GVC", "prod").variable("CPLN_TOKEN", "secret-token")
                .property("cpln.listing.retry-delay-seconds", "0.001").start()) {
            assertThat(standalone.exitCode()).as("one workload fails, so that errors are there to compare")
                    .isEqualTo(3);
            expected = comparable(standalone.outputText());
        }
        assertThat(expected.get("containers")).hasSize(11);
        assertThat(expected.get("errors")).hasSize(1);
        assertThat(callsOfTheFailingWorkload()).isEqualTo(4);
    }

    @BeforeEach
    void reset() {
        intercept();
        server.resetCounters();
    }

    private static void intercept() {
        server.intercept(request -> request.path().contains(LIMITED) ? DemoResponse.error(429, "slow down")
                : request.path().contains("00003/") ? DemoResponse.error(500, "boom") : null);
    }

    private static long callsOfTheFailingWorkload() {
        return server.requests().stream().filter(line -> line.contains("00003/")).count();
    }

    /** A result without what differs from one listing to the next. */
    private static JsonNode comparable(String json) throws IOException {
        ObjectNode result = (ObjectNode) new ObjectMapper().readTree(json);
        ((ObjectNode) result.get("statistics"))
                .remove(List.of("listingId", "startTime", "endTime", "durationSeconds", "timings"));
        return result;
    }

    private static StandaloneProcess.Launch host(String name) {
        return StandaloneProcess.with().host(name).property("cpln.endpoint", server.endpoint().toString())
                .property("cpln.listing.retry-delay-seconds", "0.001")
                .property("host.limited", server.endpoint() + LIMITED);
    }

    private static String base(StandaloneProcess process) {
        return process.awaitOutput("serves ").substring("serves ".length());
    }

    private static HttpResponse<String> get(String uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(uri)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static List<String> told(StandaloneProcess process, String kind) {
        return process.output().stream().filter(line -> line.startsWith(kind + " "))
                .map(line -> line.substring(kind.length() + 1)).sorted().toList();
    }

    /** All that a host does by itself, with the number of calls that its client made for it. */
    private static Map<String, Object> own(StandaloneProcess process) throws IOException, InterruptedException {
        Map<String, Object> own = new TreeMap<>();
        String base = base(process);
        for (String path : OWN_PATHS) {
            HttpResponse<String> answer = get(base + path);
            own.put(path, answer.statusCode() + " " + answer.body());
        }
        List<String[]> threads = get(base + "/host/threads").body().lines().map(line -> line.split(" ", 2)).toList();
        own.put("threads", threads.stream().map(thread -> thread[0]).distinct().count() + " of "
                + threads.stream().map(thread -> thread[1]).collect(Collectors.toSet()));
        own.put("calls answered 429", server.requests().stream().filter(line -> line.contains(LIMITED)).toList());
        for (String kind : List.of("route", "endpoint", "path")) {
            own.put(kind, told(process, kind).stream().filter(line -> !line.contains("cpln-")
                    && !line.contains("caffeine-cache://cplnCache") && !line.startsWith("bean://cplnEventDeliveries?")
                    && !line.contains(String.valueOf(server.endpoint().getPort())
                    + "?") && !line.startsWith("log://dev.cplnroutes.")).toList());
        }
        return own;
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring-boot", "camel-main", "replaced-route", "quarkus"})
    void hostGetsTheListingAndKeepsWhatItHas(String name) throws Exception {
        Map<String, Object> without;
        try (StandaloneProcess process = host(name).withoutTheJar().start()) {
            without = own(process);
            assertThat(told(process, "route")).isNotEmpty().noneMatch(route -> route.startsWith("cpln-"));
        }
        assertThat(without.get("/host/limited")).isEqualTo("429 handled by the host: HttpOperationFailedException");
        assertThat(without.get("/host/failing")).isEqualTo("200 handled by the host: IllegalStateException");
        assertThat(without.get("/host/cache")).isEqualTo("200 cached");
        assertThat(without.get("threads")).as("the host's pool and its pattern of names")
                .isEqualTo("2 of [host-Split]");
        reset();
        try (StandaloneProcess process = host(name).start()) {
            String base = base(process);
            JsonNode listing = comparable(get(base + "/host/list").body());
            if (name.equals("replaced-route")) {
                assertThat(listing.get("containers")).isEqualTo(expected.get("containers"));
                assertThat(listing.at("/errors/0/workloadName")).isEqualTo(expected.at("/errors/0/workloadName"));
                assertThat(callsOfTheFailingWorkload()).as("the copy in routes/ sends nothing twice").isEqualTo(1);
            } else {
                assertThat(listing).isEqualTo(expected);
                assertThat(callsOfTheFailingWorkload()).as("our retries, none of the host's").isEqualTo(4);
            }
            assertThat(own(process)).isEqualTo(without);
            assertThat(get(base + "/host/refused").body()).isEqualTo("handled by the host: InvalidRequestException");
            assertThat(told(process, "route").stream().filter(route -> route.startsWith("cpln-"))).isEqualTo(ROUTES);
            assertThat(get(base + "/cpln/containers").statusCode()).as("no trigger by itself").isEqualTo(404);
            assertThat(Stream.concat(process.output().stream(), process.errors().stream()))
                    .anyMatch(line -> line.contains("completed, 12 of 12 workloads"))
                    .anyMatch(line -> line.contains("took ") && line.contains("12 workloads (1 failed)"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring-boot", "camel-main", "quarkus"})
    void hostAddsTriggersByOneSetting(String name) throws Exception {
        try (StandaloneProcess process = host(name).property("cpln.triggers", "http,timer").start()) {
            String base = base(process);
            assertThat(told(process, "route")).contains("cpln-http", "cpln-timer", "host-list")
                    .doesNotContain("cpln-kafka");
            assertThat(told(process, "path")).contains("/cpln", "/host/list");
            ObjectNode answer = (ObjectNode) comparable(get(base + "/cpln/gvc/prod/containers").body());
            // The timer's listing shares answers with ours, and the statistics tell.
            assertThat(answer.without("statistics").toString())
                    .isEqualTo(((ObjectNode) expected.deepCopy()).without("statistics").toString());
            HttpResponse<String> refused = get(base + "/cpln/gvc/prod/containers?nix=1");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(refused.body()).contains("nix");
            assertThat(refused.headers().map()).as("no header of the request comes back")
                    .doesNotContainKeys("user-agent", "nix");
            assertThat(get(base + "/host/failing").body()).isEqualTo("handled by the host: IllegalStateException");
        }
    }

    /** Camel cannot list a folder of a jar in a jar. */
    @ParameterizedTest
    @ValueSource(strings = {"", "classpath:camel/own.camel.yaml", "classpath:no-such-folder/*", "false"})
    void executableJarOfSpringBootHasOurRoutesWhateverItsPatternIs(String pattern) throws Exception {
        StandaloneProcess.Launch launch = host("spring-boot-jar").property("cpln.triggers", "http");
        if (!pattern.isEmpty()) {
            launch.property("camel.main.routes-include-pattern", pattern);
        }
        try (StandaloneProcess process = launch.start()) {
            String base = base(process);
            assertThat(told(process, "route")).containsAll(ROUTES).contains("cpln-http").doesNotHaveDuplicates();
            if (pattern.isEmpty() || pattern.contains("own")) {
                assertThat(comparable(get(base + "/host/list").body())).isEqualTo(expected);
            } else {
                assertThat(told(process, "route")).doesNotContain("host-list");
            }
            assertThat(comparable(get(base + "/cpln/gvc/prod/containers").body()).get("containers"))
                    .isEqualTo(expected.get("containers"));
        }
    }

    @Test
    void unknownTriggerEndsTheStartWithTheNamesThatThereAre() throws Exception {
        try (StandaloneProcess process = host("camel-main").property("cpln.triggers", "http,tmer").start()) {
            assertThat(process.exitCode()).isNotZero();
            assertThat(process.errors()).anyMatch(line -> line.contains("Setting cpln.triggers has the value "
                    + "'http,tmer'; allowed is one of these, or several separated by commas: http, timer, kafka."));
        }
    }

    @Test
    void hostAnswersRequestsFromKafka() throws Exception {
        try (TestBroker broker = TestBroker.start()) {
            TestBroker.Topics topics = broker.topics(1);
            StandaloneProcess.Launch launch = host("spring-boot").property("cpln.triggers", "kafka");
            topics.settings().forEach(launch::property);
            topics.request("one", "{\"gvc\":\"prod\"}");
            try (StandaloneProcess process = launch.start()) {
                ConsumerRecord<byte[], byte[]> answer = await().atMost(StandaloneProcess.DEADLINE)
                        .until(topics::answers, answers -> answers.size() == 1).get(0);
                assertThat(TestBroker.key(answer)).isEqualTo("one");
                assertThat(comparable(TestBroker.text(answer.value()))).isEqualTo(expected);
                assertThat(told(process, "route")).contains("cpln-kafka", "host-list").doesNotContain("cpln-http");
            }
        }
    }
}
