package dev.cplnroutes.listing;

import static dev.cplnroutes.testing.Listed.workloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

import dev.cplnroutes.Container;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.demo.DemoSettings;
import dev.cplnroutes.testing.CapturedLog;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a listing does where the API fails, answers nonsense or leads astray: one workload costs itself alone.
 */
@Timeout(120)
class ListingFaultsTest {

    private static final String LIST_PATH = "/org/acme/gvc/prod/workload";
    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.uniform("acme", "prod", 20), DemoSettings.defaults().withPageSize(7))
            .with("cpln.listing.cache", "false").with("cpln.listing.retry-delay-seconds", "0.001");
    private static final DemoServer server = routes.server();

    private static ListingResult list() {
        return routes.list(ListingRequest.ofGvc("prod"));
    }

    private static List<String> numberedBut(Integer... left) {
        return IntStream.range(0, 20).filter(i -> !List.of(left).contains(i))
                .mapToObj(i -> String.format("workload-%05d", i)).toList();
    }

    private static void deploymentsOf(int workload, DemoResponse response) {
        String path = String.format("%s/workload-%05d/deployment", LIST_PATH, workload);
        server.intercept(request -> request.path().equals(path) ? response : null);
    }

    private static void page(int number, DemoResponse response) {
        int[] pages = {0};
        server.intercept(request -> request.path().equals(LIST_PATH) && pages[0]++ == number ? response : null);
    }

    private static String list(String items, String next) {
        return "{\"kind\":\"list\",\"items\":[" + items + "],\"links\":[{\"rel\":\"self\",\"href\":\"x\"}"
                + (next == null ? "" : ",{\"rel\":\"next\",\"href\":\"" + next + "\"}") + "]}";
    }

    private static String deployment(String location) {
        return "{\"name\":\"" + location + "\",\"status\":{\"versions\":[{\"name\":\"v\",\"containers\":"
                + "{\"main\":{\"ready\":true}}}]}}";
    }

    /** Answers that make no sense, or say no. */
    @Nested
    class Answers {

        @Test
        void workloadThatFailsLeavesTheOthersUntouched() {
            deploymentsOf(4, DemoResponse.error(403, "no permission"));

            ListingResult result = list();

            assertThat(workloads(result)).isEqualTo(numberedBut(4));
            assertThat(result.complete()).isFalse();
            assertThat(result.errors()).containsExactly(new WorkloadError("workload-00004", "prod", 403,
                    "the API answered 403: no permission"));
            assertThat(result.statistics().failedWorkloads()).isEqualTo(1);
            assertThat(result.statistics().successfulWorkloads()).isEqualTo(19);
            assertThat(result.statistics().errors()).containsExactly(
                    "prod/workload-00004: 403 the API answered 403: no permission");
            assertThat(server.requests()).as("403 is sent once").hasSize(23);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "nonsense", "[]", "{}", "null", "{\"items\":{}}", "{\"items\":null}",
                "{\"items\":[7]}",
                "{\"items\":[{\"status\":{\"versions\":\"none\"}}]}", "{\"items\":[", "\u0000"})
        void payloadThatCannotBeUnderstoodFailsItsOwnWorkload(String body) {
            deploymentsOf(11, DemoResponse.json(body));

            ListingResult result = list();

            assertThat(workloads(result)).isEqualTo(numberedBut(11));
            assertThat(result.errors()).extracting(WorkloadError::workloadName, WorkloadError::gvcName,
                    WorkloadError::status)
                    .containsExactly(tuple("workload-00011", "prod", 502));
            assertThat(server.requests()).as("nonsense is not asked for again").hasSize(23);
        }

        @Test
        void itemsOfTheListThatMakeNoSenseFailAlone() {
            page(0, DemoResponse.json(list("{\"name\":\"workload-00000\"},7,null,{},{\"name\":\"../x\"},{\"name\":8},"
                    + "{\"name\":\"workload-00001\",\"spec\":{\"containers\":{}}}", null)));

            ListingResult result = list();

            assertThat(workloads(result)).containsExactly("workload-00000");
            assertThat(result.errors()).extracting(WorkloadError::workloadName, WorkloadError::gvcName).containsExactly(
                    tuple(null, "prod"), tuple(null, "prod"), tuple(null, "prod"), tuple("../x", "prod"),
                    tuple(null, "prod"),
                    tuple("workload-00001", "prod"));
            assertThat(result.errors().get(0).message())
                    .isEqualTo("items[1] of the workload list is not a JSON object");
            assertThat(server.requests()).containsExactlyInAnyOrder("GET " + LIST_PATH,
                    "GET " + LIST_PATH + "/workload-00000/deployment", "GET " + LIST_PATH
                    + "/workload-00001/deployment");
        }

        @Test
        void laterPageThatCannotBeReadLeavesAPartialListing() {
            page(2, DemoResponse.error(403, "no further"));

            ListingResult result = list();

            assertThat(workloads(result)).isEqualTo(numberedBut(14, 15, 16, 17, 18, 19));
            assertThat(result.complete()).isFalse();
            assertThat(result.errors()).containsExactly(new WorkloadError(null, "prod", 403,
                    "a further page of the workload list could not be read: the API answered 403: no further"));
        }

        @Test
        void firstPageThatCannotBeReadFailsTheListing() {
            page(0, DemoResponse.json("{\"kind\":\"list\"}"));
            assertThatThrownBy(ListingFaultsTest::list).isInstanceOfSatisfying(ListingFailedException.class,
                    failure -> assertThat(failure.status()).isEqualTo(502));
            assertThat(server.requests()).hasSize(1);
        }

        @Test
        void everyWorkloadFailingAlikeFailsTheListing() {
            server.intercept(request -> request.isDeploymentList() ? DemoResponse.error(403, "no") : null);
            assertThatThrownBy(ListingFaultsTest::list)
                    .isInstanceOfSatisfying(ListingFailedException.class, failure -> {
                assertThat(failure.status()).isEqualTo(502);
                assertThat(failure.title()).isEqualTo("Token refused");
            });

            server.intercept(request -> !request.isDeploymentList() ? null
                    : DemoResponse.error(request.path().contains("00007") ? 400 : 403, "no"));
            ListingResult mixed = list();
            assertThat(mixed.containers()).isEmpty();
            assertThat(mixed.errors()).hasSize(20).extracting(WorkloadError::status).contains(400, 403);
        }

        @Test
        void redirectIsNotFollowed() {
            try (DemoServer other = DemoServer.start(DemoOrganization.uniform("acme", "prod", 20),
                    DemoSettings.defaults())) {
                deploymentsOf(3, DemoResponse.error(302, "moved").withHeader("Location", other.endpoint() + "/x"));

                ListingResult result = list();

                assertThat(workloads(result)).isEqualTo(numberedBut(3));
                assertThat(result.errors()).extracting(WorkloadError::status).containsExactly(302);
                assertThat(other.requests()).isEmpty();
            }
        }

        @Test
        void answerThatIsNoJsonIsNotBlamedOnTheConnection() {
            server.intercept(request -> request.isDeploymentList() && request.path().contains("00003/")
                    ? DemoResponse.json("<html>Sign in</html>") : null);
            try (CapturedLog log = CapturedLog.start()) {
                assertThat(list().errors()).containsExactly(new WorkloadError("workload-00003", "prod", 502,
                        "the API's answer is not JSON that can be read"));
                assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains("unexpectedly"));
            }
        }

        @Test
        void answerWithoutABodyIsNothingUnexpected() {
            server.intercept(request -> request.isDeploymentList() && request.path().contains("00003/")
                    ? new DemoResponse(204, Map.of(), "", null) : null);
            try (CapturedLog log = CapturedLog.start()) {
                assertThat(list().errors()).containsExactly(
                        new WorkloadError("workload-00003", "prod", 502, "the API's answer is empty"));
                assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains("unexpectedly"));
            }
        }

        @Test
        void randomFaultsCostExactlyTheWorkloadsTheyHit() {
            long seed = RandomSeed.next("faults");
            Random random = new Random(seed);
            randomFaults(seed, random);
        }

        private static void randomFaults(long seed, Random random) {
            for (int round = 0; round < 40; round++) {
                int size = 1 + random.nextInt(60);
                Map<Integer, DemoResponse> faults = new TreeMap<>();
                for (int i = 0; i < size; i++) {
                    if (random.nextInt(4) == 0) {
                        faults.put(i, switch (random.nextInt(5)) {
                            case 0 -> DemoResponse.error(500, "boom");
                            case 1 -> DemoResponse.json("{\"items\":\"none\"}");
                            case 2 -> DemoResponse.closeConnection();
                            case 3 -> DemoResponse.error(403, "no").withLatency(Duration.ofMillis(3));
                            default -> DemoResponse.json("<html>");
                        });
                    }
                }
                if (faults.size() == size) {
                    continue;
                }
                server.replace(DemoOrganization.uniform("acme", "prod", size));
                server.resetCounters();
                server.intercept(request -> request.isDeploymentList()
                        ? faults.get(Integer.parseInt(request.path().split("workload-")[1].substring(0, 5))) : null);
                int workers = 1 + random.nextInt(64);

                ListingResult result = routes.list(ListingRequest.builder().gvc("prod").maxWorkers(workers)
                        .maxRetries(1)
                        .build());

                List<String> expected = IntStream.range(0, size).filter(i -> !faults.containsKey(i))
                        .mapToObj(i -> String.format("workload-%05d", i)).toList();
                assertThat(workloads(result)).as("seed %d, round %d", seed, round).isEqualTo(expected);
                assertThat(result.errors()).as("seed %d, round %d", seed, round).extracting(WorkloadError::workloadName)
                        .containsExactlyElementsOf(faults.keySet().stream()
                                .map(i -> String.format("workload-%05d", i)).toList());
                assertThat(result.statistics().apiCallsMade()).isEqualTo(server.requests().size());
                assertThat(result.statistics().failedWorkloads()).isEqualTo(faults.size());
            }
        }
    }

    /** Links to the next page. */
    @Nested
    class Links {

        @Test
        void placeholderInANextLinkIsNotResolved() {
            for (String next : List.of("{{cpln.token}}", "/org/{{cpln.token}}/x")) {
                server.resetCounters();
                page(0, DemoResponse.json(list("{\"name\":\"workload-00000\"}", next)));

                ListingResult result = list();

                assertThat(workloads(result)).as(next).containsExactly("workload-00000");
                assertThat(result.complete()).as(next).isFalse();
                assertThat(server.requests()).as(next).hasSize(3)
                        .anyMatch(request -> request.contains("%7B%7Bcpln.token%7D%7D"))
                        .noneMatch(request -> request.contains("secret-token"));
            }
        }

        @Test
        void nextLinkToAnotherOriginIsNotFollowed() {
            try (DemoServer other = DemoServer.start(DemoOrganization.uniform("acme", "prod", 20),
                    DemoSettings.defaults())) {
                for (String next : List.of(other.endpoint() + LIST_PATH, "//127.0.0.1:" + other.port() + LIST_PATH,
                        "https://127.0.0.1:" + server.port() + LIST_PATH, "http://x@127.0.0.1:" + server.port()
                        + LIST_PATH,
                        "http://127.0.0.1:" + server.port() + "@127.0.0.1:" + other.port() + LIST_PATH,
                        "file:///etc/passwd", "http://[", "", "#")) {
                    server.resetCounters();
                    page(0, DemoResponse.json(list("{\"name\":\"workload-00000\"}", next)));

                    ListingResult result = list();

                    assertThat(workloads(result)).as(next).containsExactly("workload-00000");
                    assertThat(result.complete()).as(next).isFalse();
                    assertThat(result.errors()).as(next).hasSize(1);
                    assertThat(result.errors().get(0).workloadName()).isNull();
                    assertThat(other.requests()).as(next).isEmpty();
                    assertThat(server.requests()).as(next).hasSize(2);
                }
            }
        }

        @Test
        void nextLinkIsFollowedAsItIsAndMayBeAbsolute() {
            List<String> hrefs = List.of(LIST_PATH + "?page=a%2Fb%2B%3D+c&x=%C3%A9&y='~!*()", "?page=relative",
                    server.endpoint() + LIST_PATH + "?page=absolute", LIST_PATH + "?empty");
            List<String> seen = new ArrayList<>();
            server.intercept(request -> {
                if (!request.path().equals(LIST_PATH)) {
                    return null;
                }
                int page = seen.size();
                seen.add(request.query());
                return DemoResponse.json(list(page == 3 ? "" : "{\"name\":\"workload-0000" + page + "\"}",
                        page < hrefs.size() ? hrefs.get(page) : null));
            });

            ListingResult result = list();

            assertThat(seen).containsExactly(null, "page=a%2Fb%2B%3D+c&x=%C3%A9&y='~!*()", "page=relative",
                    "page=absolute",
                    "empty");
            assertThat(workloads(result)).containsExactly("workload-00000", "workload-00001", "workload-00002",
                    "workload-00004");
            assertThat(result.complete()).isTrue();
        }

        @Test
        void deploymentListIsFollowedOverItsPagesToo() {
            String path = LIST_PATH + "/workload-00002/deployment";
            server.intercept(request -> !request.path().equals(path) ? null : request.query() == null
                    ? DemoResponse.json(list(deployment("b"), "?page=2")) : request.query().equals("page=2")
                    ? DemoResponse.json(list(deployment("a"), path + "?page=3"))
                    : DemoResponse.json(list(deployment("c"), null)));

            ListingResult result = list();

            assertThat(result.complete()).isTrue();
            assertThat(result.containers().stream()
                    .filter(container -> container.workloadName().equals("workload-00002")))
                    .extracting(Container::location).containsExactly("a", "b", "c");
            assertThat(result.containers()).hasSize(22);
            assertThat(server.requests()).hasSize(25);
            assertThat(result.statistics().apiCallsMade()).isEqualTo(25);
        }

        @ParameterizedTest
        @ValueSource(strings = {"?page=1", "", "https://other.example/x"})
        void deploymentListThatLeadsAstrayFailsItsWorkload(String next) {
            server.intercept(request -> request.path().contains("00002/")
                    ? DemoResponse.json(list(deployment("a"), next)) : null);

            ListingResult result = list();

            assertThat(workloads(result)).isEqualTo(numberedBut(2));
            assertThat(result.errors()).extracting(WorkloadError::workloadName, WorkloadError::status)
                    .containsExactly(tuple("workload-00002", 502));
        }

        @Test
        void nextLinkBackToAPageAlreadyReadEndsInAnError() {
            int[] pages = {0};
            server.intercept(request -> !request.path().equals(LIST_PATH) ? null
                    : DemoResponse.json(list("{\"name\":\"workload-0000" + pages[0] + "\"}",
                            LIST_PATH + "?page=" + pages[0]++ % 3)));

            ListingResult result = list();

            assertThat(workloads(result)).containsExactly("workload-00000", "workload-00001", "workload-00002",
                    "workload-00003");
            assertThat(result.errors()).containsExactly(new WorkloadError(null, "prod", 502,
                    "the workload list's next link leads back to a page that was read already"));
            assertThat(server.requests()).hasSize(8);
        }

        @Test
        void workloadThatMovesToALaterPageIsListedOnce() {
            int[] pages = {0};
            server.intercept(request -> !request.path().equals(LIST_PATH) ? null : pages[0]++ == 0
                    ? DemoResponse.json(list("{\"name\":\"workload-00000\"},{\"name\":\"workload-00001\"}", "?page=1"))
                    : DemoResponse.json(list("{\"name\":\"workload-00001\"},{\"name\":\"workload-00002\"}", null)));

            assertThat(workloads(list())).containsExactly("workload-00000", "workload-00001", "workload-00002");
            assertThat(server.requests()).hasSize(5);
        }
    }

    /** Which failures are tried again. */
    @Nested
    class Retries {

        @Test
        void refusedCallIsSentAgainAfterAWait() {
            server.intercept(request -> request.isDeploymentList() && request.attempt() <= 2
                    ? DemoResponse.error(429, "too many requests") : null);

            ListingResult result = list();

            assertThat(workloads(result)).isEqualTo(numberedBut());
            assertThat(server.requests()).hasSize(3 + 60);
            assertThat(result.statistics().apiCallsMade()).isEqualTo(63);
            assertThat(result.statistics().retries()).isEqualTo(40);
        }

        @ParameterizedTest
        @ValueSource(ints = {400, 401, 403, 409, 418, 501})
        void otherErrorsAreNotRetried(int status) {
            deploymentsOf(9, DemoResponse.error(status, "no"));
            assertThat(list().errors()).extracting(WorkloadError::status).containsExactly(status);
            assertThat(server.requests()).hasSize(23);
        }

        @ParameterizedTest
        @ValueSource(ints = {429, 500, 502, 503, 504})
        void retriesEndAfterTheirNumber(int status) {
            deploymentsOf(9, DemoResponse.error(status, "later"));
            ListingResult result = routes.list(ListingRequest.builder().gvc("prod").maxRetries(2).build());
            assertThat(result.errors()).extracting(WorkloadError::status).containsExactly(status);
            assertThat(server.requests()).hasSize(25);
            assertThat(result.statistics().retries()).isEqualTo(2);

            server.resetCounters();
            routes.list(ListingRequest.builder().gvc("prod").retry(false).build());
            assertThat(server.requests()).hasSize(23);
        }

        @Test
        void brokenConnectionIsRetriedAndATimeOutIsNot() {
            server.intercept(request -> request.path().contains("00002/") && request.attempt() == 1
                    ? DemoResponse.closeConnection() : null);
            assertThat(workloads(list())).isEqualTo(numberedBut());
            assertThat(server.requests()).hasSize(24);

            server.resetCounters();
            deploymentsOf(5, DemoResponse.json("{}").withLatency(Duration.ofSeconds(20)));
            try (RunningRoutes impatient = routes.start(Map.of("cpln.api.response-timeout", "1s"))) {
                ListingResult result = impatient.list(ListingRequest.ofGvc("prod"));
                assertThat(workloads(result)).isEqualTo(numberedBut(5));
                assertThat(result.errors()).extracting(WorkloadError::status).containsExactly(504);
                assertThat(server.requests()).hasSize(23);
            }
        }
    }
}
