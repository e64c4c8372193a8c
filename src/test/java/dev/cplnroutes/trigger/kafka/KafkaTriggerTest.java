package dev.cplnroutes.trigger.kafka;

import static dev.cplnroutes.testing.TestBroker.bytes;
import static dev.cplnroutes.testing.TestBroker.headers;
import static dev.cplnroutes.testing.TestBroker.json;
import static dev.cplnroutes.testing.TestBroker.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.demo.DemoRequest;
import dev.cplnroutes.demo.DemoResponse;
import dev.cplnroutes.demo.DemoServer;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.RoutesExtension;
import dev.cplnroutes.testing.RunningRoutes;
import dev.cplnroutes.testing.TestBroker;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Kafka trigger with a real broker: what is answered, what goes to the dead letters, and when a request counts as
 * done.
 */
@Timeout(120)
class KafkaTriggerTest {

    private static TestBroker broker;
    private final ObservedClients clients = new ObservedClients();
    @RegisterExtension
    private final RoutesExtension routes = RoutesExtension.onTwelveWorkloads()
            .with("cpln.listing.retry-delay-seconds", "0.001")
            .with("cpln.triggers", "kafka")
            .with("camel.component.kafka.kafkaClientFactory", "#bean:observedClients")
            // A host's own JSON changes no answer, problem, dead letter or request of ours.
            .with("camel.dataformat.jackson.objectMapper", "#bean:hostMapper")
            .with("camel.dataformat.jackson.useList", "true")
            .prepare(main -> {
                main.bind("observedClients", clients);
                main.bind("hostMapper", new ObjectMapper()
                        .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.WRAP_ROOT_VALUE));
            });
    private final DemoServer server = routes.server();
    private TestBroker.Topics topics;

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() {
        topics = broker.topics(1);
    }

    /** The routes on this test's topics, with other settings; a blank one is left out. */
    private RunningRoutes routes(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(topics.settings());
        settings.putAll(more);
        settings.values().removeIf(String::isEmpty);
        return routes.start(settings);
    }

    private RunningRoutes routes() {
        return routes(Map.of());
    }

    private static List<String> workloads(ConsumerRecord<byte[], byte[]> answer) {
        return json(answer).get("containers").findValuesAsText("workloadName");
    }

    private void awaitCommitted(long requests) {
        await().atMost(TestBroker.DEADLINE).until(topics::committed, committed -> committed == requests);
    }

    /** What the clients did, one after another. The broker knows of a commit before they do. */
    private void expectDone(String... done) {
        await().atMost(TestBroker.DEADLINE).untilAsserted(() ->
                assertThat(clients.done()).containsExactly(done));
    }

    private static DemoResponse list(String items, String next) {
        return DemoResponse.json("{\"items\":" + items + ",\"links\":[{\"rel\":\"next\",\"href\":\"" + next + "\"}]}");
    }

    /** What a request is answered with. */
    @Nested
    class Answers {

        @Test
        void requestIsAnsweredUnderItsKeyAndThenCountsAsDone() throws Exception {
            try (RunningRoutes routes = routes()) {
                topics.request("any key ü", "{\"gvc\":\"prod\",\"maxWorkers\":3}");
                topics.request(null, "{\"gvc\":\"prod\",\"workloadName\":\"workload-00007\"}");
                topics.request("", "{}");

                List<ConsumerRecord<byte[], byte[]>> answers = topics.awaitAnswers(3);
                ObjectMapper mapper = new ObjectMapper();
                JsonNode truth = mapper.readTree(mapper.writeValueAsString(routes.list(ListingRequest.ofGvc("prod"))));
                assertThat(answers).hasSize(3);
                assertThat(answers).extracting(TestBroker::key)
                        .containsExactly("any key ü", topics.requests() + "/0/1", "");
                assertThat(json(answers.get(0)).get("containers")).isEqualTo(truth.get("containers"));
                assertThat(json(answers.get(0)).fieldNames()).toIterable()
                        .containsExactlyInAnyOrder("containers", "complete", "errors", "truncated", "statistics");
                assertThat(workloads(answers.get(1))).containsExactly("workload-00007");
                assertThat(workloads(answers.get(2))).hasSize(12);
                assertThat(new String(answers.get(0).value(), StandardCharsets.UTF_8)).as("one line, our own names")
                        .startsWith("{\"containers\":[{\"name\":").doesNotContain("\n", "workload_name");
                for (int i = 0; i < 3; i++) {
                    assertThat(headers(answers.get(i))).isEqualTo(Map.of("content-type", "application/json",
                            "cpln-request", topics.requests() + "/0/" + i));
                }
                awaitCommitted(3);
                expectDone("sent", "committed", "sent", "committed", "sent", "committed");
                assertThat(topics.deadLetters()).isEmpty();
            }
        }

        @Test
        void listingThatFailsIsAnsweredWithTheProblemThatHttpWouldGive() {
            server.intercept(request -> request.path().endsWith("/gvc/down/workload")
                    ? DemoResponse.error(500, "boom secret-token")
                    : request.path().endsWith("/gvc/busy/workload")
                            ? DemoResponse.error(429, "slow down").withHeader("Retry-After", "120") : null);
            try (RunningRoutes routes = routes()) {
                topics.request("1", "{\"gvc\":\"absent\"}");
                topics.request("2", "{\"gvc\":\"down\"}");
                topics.request("3", "{\"gvc\":\"busy\"}");
                topics.request("4", "{\"gvc\":\"prod\",\"maxResults\":1}");

                List<ConsumerRecord<byte[], byte[]>> answers = topics.awaitAnswers(4);
                assertThat(answers).extracting(TestBroker::key).containsExactly("1", "2", "3", "4");
                assertThat(answers.subList(0, 3)).allSatisfy(answer -> {
                    assertThat(json(answer).fieldNames()).toIterable()
                            .containsExactlyInAnyOrder("status", "title", "detail");
                    assertThat(headers(answer)).containsEntry("content-type", "application/problem+json");
                });
                assertThat(json(answers.get(0)).toString())
                        .isEqualTo("{\"status\":404,\"title\":\"Not found\",\"detail\":\"There is no GVC 'absent'.\"}");
                assertThat(json(answers.get(1)).toString()).contains("502", "boom ***").doesNotContain("secret-token");
                assertThat(json(answers.get(2)).get("status").asInt()).isEqualTo(503);
                assertThat(headers(answers.get(2))).containsEntry("retry-after", "120");
                assertThat(headers(answers.get(1))).doesNotContainKey("retry-after");
                assertThat(workloads(answers.get(3))).containsExactly("workload-00000");
                awaitCommitted(4);
            }
        }

        @Test
        void headersOfARequestHaveNoEffectAndGoNowhere() {
            ConcurrentLinkedQueue<Map<String, String>> seen = new ConcurrentLinkedQueue<>();
            server.intercept(request -> {
                seen.add(request.headers());
                return null;
            });
            List<String> names = List.of("CamelHttpUri", "CamelHttpPath", "CamelHttpMethod", "camelhttpquery",
                    "CAMELHTTPURI",
                    "Authorization", "Host", "cpln-target", "cpln-request", "cpln-reason", "Content-Type",
                    "Content-Encoding",
                    "kafka.KEY", "KAFKA.KEY", "Kafka.Topic", "kafka.OVERRIDE_TOPIC", "KAFKA.OVERRIDE_TOPIC",
                    "kafka.PARTITION_KEY",
                    "Kafka.Partition_Key", "KAFKA.PARTITION", "kafka.OVERRIDE_TIMESTAMP", "CamelKafkaManualCommit",
                    "camelKafkaManualCommit", "CamelFileName", "CamelRedeliveryDelay", "breadcrumbId", "X-Own", "a\nb");
            for (String value : List.of("{\"gvc\":\"prod\"}", "{")) {
                ProducerRecord<byte[], byte[]> request =
                        new ProducerRecord<>(topics.requests(), bytes("k"), bytes(value));
                names.forEach(name -> request.headers().add(name, bytes("http://127.0.0.1:1/x")));
                request.headers().add("nothing", null);
                topics.request(request);
            }
            try (RunningRoutes routes = routes()) {
                ConsumerRecord<byte[], byte[]> answer = topics.awaitAnswers(1).get(0);
                awaitCommitted(2);
                assertThat(key(answer)).isEqualTo("k");
                assertThat(workloads(answer)).hasSize(12);
                assertThat(headers(answer)).isEqualTo(Map.of("content-type", "application/json",
                        "cpln-request", topics.requests() + "/0/0"));
                ConsumerRecord<byte[], byte[]> letter = topics.deadLetters().get(0);
                assertThat(key(letter)).isEqualTo("k");
                assertThat(headers(letter)).containsOnlyKeys("cpln-request", "cpln-reason")
                        .containsEntry("cpln-request", topics.requests() + "/0/1");
                assertThat(headers(letter).toString()).doesNotContain("127.0.0.1:1");
                assertThat(seen).isNotEmpty().allSatisfy(headers -> {
                    assertThat(headers).containsEntry("authorization", "Bearer secret-token");
                    assertThat(headers.toString()).doesNotContain("127.0.0.1:1/x");
                });
                assertThat(server.requests()).allMatch(line -> line.startsWith("GET /org/acme/gvc/prod/workload"));
            }
        }

        @Test
        void traceOfARequestGoesOnInItsCallsWhereItIsValidAndIsNotAnswered() {
            ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
            server.intercept(request -> {
                seen.add(String.valueOf(request.headers().get("traceparent")));
                return null;
            });
            String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
            for (RecordHeader header : List.of(new RecordHeader("traceparent", bytes(trace)),
                    new RecordHeader("traceparent", bytes("no trace")), new RecordHeader("traceparent", new byte[0]),
                    new RecordHeader("traceparent", null), new RecordHeader("traceparent\n", bytes(trace)))) {
                topics.request(new ProducerRecord<>(topics.requests(), null, null, null,
                        bytes("{\"gvc\":\"prod\",\"workloadName\":\"workload-00007\",\"cache\":false}"),
                        List.of(header)));
            }
            try (RunningRoutes routes = routes()) {
                assertThat(topics.awaitAnswers(5)).allSatisfy(answer -> {
                    assertThat(workloads(answer)).containsExactly("workload-00007");
                    assertThat(headers(answer)).containsOnlyKeys("content-type", "cpln-request");
                });
            }
            assertThat(seen).as("two calls a request").hasSize(10).startsWith(trace, trace);
            assertThat(seen.stream().skip(2)).containsOnly("null");
        }

        @Test
        void listingThatTakesTooLongIsAnsweredWithAProblem() {
            server.intercept(request -> request.isDeploymentList() ? DemoResponse.error(500, "later") : null);
            topics.request("slow", "{\"gvc\":\"prod\",\"retryDelaySeconds\":3600}");
            topics.request("quick", "{\"gvc\":\"absent\"}");
            try (RunningRoutes routes = routes(Map.of("cpln.kafka.listing-timeout", "300ms"))) {
                List<ConsumerRecord<byte[], byte[]>> answers = topics.awaitAnswers(2);
                assertThat(answers).extracting(TestBroker::key).containsExactly("slow", "quick");
                assertThat(json(answers.get(0)).get("status").asInt()).isEqualTo(504);
                assertThat(json(answers.get(0)).get("detail").asText()).contains("cpln.kafka.listing-timeout");
                assertThat(json(answers.get(1)).get("status").asInt()).isEqualTo(404);
                awaitCommitted(2);
            }
        }

        @Test
        void whatIsLargerThanItsTopicTakesBlocksNothing() {
            topics = broker.topics(1, Map.of("max.message.bytes", "1500"));
            // Gzip makes little of the twelve equal containers, and nothing of noise.
            server.replace(DemoOrganization.uniform("acme", "prod", 400));
            StringBuilder noise = new StringBuilder();
            new Random(1).ints(5000, 'a', 'z' + 1).forEach(letter -> noise.append((char) letter));
            topics.request("large", "{\"gvc\":\"prod\"}");
            topics.request("dead", "{\"" + noise + "\":1}");
            topics.request("small", "{\"gvc\":\"prod\",\"pageSize\":1}");
            try (RunningRoutes routes = routes()) {
                List<ConsumerRecord<byte[], byte[]>> answers = topics.awaitAnswers(2);
                assertThat(answers).extracting(TestBroker::key).containsExactly("large", "small");
                assertThat(json(answers.get(0)).get("status").asInt()).isEqualTo(413);
                assertThat(json(answers.get(0)).get("detail").asText()).contains("pageSize");
                assertThat(headers(answers.get(0))).containsEntry("content-type", "application/problem+json");
                assertThat(workloads(answers.get(1))).containsExactly("workload-00000");
                ConsumerRecord<byte[], byte[]> letter = topics.deadLetters().get(0);
                assertThat(key(letter)).isEqualTo("dead");
                assertThat(letter.value()).isNull();
                assertThat(headers(letter).get("cpln-reason")).contains("Unknown option", topics.requests() + "/0/1");
                awaitCommitted(3);
            }
        }

        @Test
        void answersMayBeManyTimesLargerThanATopicsLimitForWhatIsCompressed() {
            server.replace(DemoOrganization.uniform("acme", "prod", 2500));
            topics.request("k", "{\"gvc\":\"prod\",\"maxWorkers\":50,\"cache\":false}");
            try (RunningRoutes routes = routes()) {
                ConsumerRecord<byte[], byte[]> answer = topics.awaitAnswers(1).get(0);
                assertThat(workloads(answer)).hasSize(2500);
                assertThat(answer.value().length).isGreaterThan(1_200_000);
            }
        }
    }

    /** No request is lost, and none blocks those behind it. */
    @Nested
    class Deliveries {

        static Stream<byte[]> malformed() {
            Stream<String> texts = Stream.of(null, "", " \n", "null", "[]", "7", "\"prod\"", "{",
                    "{\"gvc\":\"prod\"} x",
                    "{\"gvc\":\"prod\",\"gvc\":\"dev\"}", "{\"gvc\":7}", "{\"gvc\":\"../x\"}", "{\"maxWorkers\":0}",
                    "{\"unknown\":1}", "{\"workloadName\":\"X\"}", "{\"cursor\":\"nonsense\"}",
                    "{\"gvc\":\"" + "a".repeat(70_000) + "\"}", " ".repeat(70_000) + "{}", "[".repeat(50_000),
                    "gvc=prod", "\u0000\u0001");
            long seed = RandomSeed.next("malformed");
            Random random = new Random(seed);
            Stream<byte[]> noise = IntStream.range(0, 20).mapToObj(i -> {
                byte[] bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                return bytes;
            });
            Stream<byte[]> cut = IntStream.range(0, 20).mapToObj(i -> {
                byte[] request = bytes("{\"gvc\":\"prod\",\"maxWorkers\":3,\"cache\":false}");
                return Arrays.copyOf(request, 1 + random.nextInt(request.length - 1));
            });
            return Stream.concat(texts.map(TestBroker::bytes), Stream.concat(noise, cut));
        }

        @Test
        void malformedRequestsGoToTheDeadLettersAsTheyAreAndStopNothing() {
            List<byte[]> malformed = malformed().toList();
            List<byte[]> keys = new ArrayList<>();
            for (int i = 0; i < malformed.size(); i++) {
                keys.add(i % 3 == 0 ? null : i % 3 == 1 ? bytes("key " + i) : new byte[] {(byte) 0xff, 0, (byte) i});
                topics.request(new ProducerRecord<>(topics.requests(), keys.get(i), malformed.get(i)));
            }
            topics.request("last", "{\"gvc\":\"prod\"}");
            try (RunningRoutes routes = routes()) {
                assertThat(topics.awaitAnswers(1)).extracting(TestBroker::key).containsExactly("last");

                List<ConsumerRecord<byte[], byte[]>> letters = topics.deadLetters();
                assertThat(letters).hasSameSizeAs(malformed);
                for (int i = 0; i < malformed.size(); i++) {
                    assertThat(letters.get(i).value()).isEqualTo(malformed.get(i));
                    assertThat(letters.get(i).key()).isEqualTo(keys.get(i));
                    assertThat(headers(letters.get(i))).containsOnlyKeys("cpln-request", "cpln-reason")
                            .containsEntry("cpln-request", topics.requests() + "/0/" + i);
                    assertThat(headers(letters.get(i)).get("cpln-reason")).isNotBlank().hasSizeLessThan(1000);
                }
                assertThat(headers(letters.get(12)).get("cpln-reason")).contains("maxWorkers", "'0'", "1 to 256");
                awaitCommitted(malformed.size() + 1);
                assertThat(server.requests()).as("nothing malformed reached the API")
                        .allMatch(line -> line.startsWith("GET /org/acme/gvc/prod/workload"));
            }
        }

        @Test
        void answerThatCannotBeSentIsSentAgainBeforeItsRequestCountsAsDone() {
            clients.failSends(2);
            topics.request("k", "{\"gvc\":\"prod\"}");
            try (RunningRoutes routes = routes()) {
                awaitCommitted(1);
                expectDone("failed to send", "failed to send", "sent", "committed");
                assertThat(topics.answers()).extracting(TestBroker::key).containsExactly("k");
                assertThat(headers(topics.answers().get(0))).containsKey("cpln-request");
                assertThat(clients.consumers()).as("the consumer did not have to go back").hasSize(1);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"{\"gvc\":\"prod\",\"cache\":false}", "nonsense"})
        void requestWhoseAnswerIsNotSentAfterAllIsTakenUpAgain(String value) {
            // Four sends belong to one try of a request.
            clients.failSends(5);
            topics.request("k", value);
            topics.request("after", "{\"gvc\":\"prod\",\"maxResults\":1}");
            try (RunningRoutes routes = routes()) {
                awaitCommitted(2);
                expectDone("failed to send", "failed to send", "failed to send", "failed to send", "failed to send",
                        "sent", "committed", "sent", "committed");
                List<ConsumerRecord<byte[], byte[]>> letters = topics.deadLetters();
                assertThat(topics.answers()).extracting(TestBroker::key)
                        .isEqualTo(letters.isEmpty() ? List.of("k", "after") : List.of("after"));
                assertThat(letters).hasSize(value.equals("nonsense") ? 1 : 0);
                if (letters.isEmpty()) {
                    assertThat(server.requests().stream().filter("GET /org/acme/gvc/prod/workload"::equals)).hasSize(3);
                }
            }
        }

        @Test
        void requestWhoseCommitFailsIsAnsweredOnceMoreWithTheSame() {
            clients.failCommits(1);
            topics.request("k", "{\"gvc\":\"prod\"}");
            try (RunningRoutes routes = routes()) {
                awaitCommitted(1);
                expectDone("sent", "failed to commit", "sent", "committed");
                List<ConsumerRecord<byte[], byte[]>> answers = topics.answers();
                assertThat(answers).extracting(TestBroker::key).containsExactly("k", "k");
                assertThat(json(answers.get(1)).get("containers")).isEqualTo(json(answers.get(0)).get("containers"));
                assertThat(headers(answers.get(1))).isEqualTo(headers(answers.get(0)));
            }
        }

        @Test
        void pollThatFailsSkipsNoRequest() {
            try (RunningRoutes routes = routes()) {
                topics.request("first", "{\"gvc\":\"prod\",\"maxResults\":1}");
                awaitCommitted(1);
                clients.failPolls(3);
                await().atMost(TestBroker.DEADLINE).until(() -> clients.done().contains("failed to poll"));
                for (String key : List.of("second", "third", "fourth")) {
                    topics.request(key, "{\"gvc\":\"prod\",\"maxResults\":1}");
                }
                assertThat(topics.awaitAnswers(4)).extracting(TestBroker::key)
                        .containsExactly("first", "second", "third", "fourth");
            }
        }

        @Test
        void clientsAreMadeToLoseNothingAndToMissTheDead() {
            try (RunningRoutes routes = routes()) {
                await().atMost(TestBroker.DEADLINE).until(() -> !clients.consumers().isEmpty());
                assertThat(clients.consumers().get(0).get("enable.auto.commit")).hasToString("false");
                assertThat(clients.consumers().get(0).get("auto.offset.reset")).hasToString("earliest");
                assertThat(clients.consumers().get(0).get("max.poll.records")).hasToString("1");
                assertThat(clients.consumers().get(0).get("session.timeout.ms")).hasToString("10000");
                assertThat(Duration.ofMillis(Long.parseLong(clients.consumers().get(0).get("max.poll.interval.ms")
                        .toString())))
                        .as("the longest listing and its sending").isGreaterThan(Duration.ofMinutes(40 + 4 * 3));
                assertThat(clients.producers()).hasSize(1);
                assertThat(clients.producers().get(0).get("acks")).hasToString("all");
                assertThat(clients.producers().get(0).get("enable.idempotence")).hasToString("true");
            }
        }

        @Test
        void soManyListingsAreUnderWayAsTheProcessHasConsumers() {
            topics = broker.topics(4);
            server.intercept(request -> DemoResponse.error(500, "late").withLatency(Duration.ofHours(1)));
            try (RunningRoutes routes = routes(Map.of("cpln.kafka.consumers", "3"))) {
                topics.awaitMembers(3);
                for (int partition = 0; partition < 4; partition++) {
                    topics.request(new ProducerRecord<>(topics.requests(), partition, bytes("k"),
                            bytes("{\"gvc\":\"g" + partition + "\"}")));
                }
                await().atMost(TestBroker.DEADLINE).until(() -> server.inFlight() == 3);
            }
            assertThat(server.peakInFlight()).isEqualTo(3);
            assertThat(topics.answers()).isEmpty();
        }

        @Test
        void listingThatIsStoppedWithItsProcessIsLeftToTheNext() {
            topics.request("k", "{\"gvc\":\"prod\"}");
            server.intercept(request -> request.isDeploymentList() ? DemoResponse.error(500, "late")
                    .withLatency(Duration.ofHours(1))
                    : null);
            try (RunningRoutes routes = routes()) {
                await().atMost(TestBroker.DEADLINE).until(() -> server.inFlight() >= 5);
            }
            assertThat(clients.done()).isEmpty();
            assertThat(topics.answers()).isEmpty();
            assertThat(topics.committed()).isZero();

            server.intercept(null);
            try (RunningRoutes routes = routes()) {
                assertThat(workloads(topics.awaitAnswers(1).get(0))).hasSize(12);
                awaitCommitted(1);
            }
        }

        @Test
        void brokersOfCamelsComponentServeWhereTheTriggerHasNoneOfItsOwn() {
            topics.request("k", "{\"gvc\":\"prod\"}");
            try (RunningRoutes routes = routes(Map.of("cpln.kafka.brokers", "",
                    "camel.component.kafka.brokers", broker.address()))) {
                assertThat(topics.awaitAnswers(1)).extracting(TestBroker::key).containsExactly("k");
            }
            assertThatThrownBy(() -> routes(Map.of("cpln.kafka.brokers", "")).close())
                    .hasStackTraceContaining("cpln.kafka.brokers");
        }
    }

    /** The whole organization as one request for each GVC. */
    @Nested
    class RequestsOfAllGvcs {

        /** Answers the GVC list in pages of two, by tokens. */
        private static DemoResponse gvcPages(DemoRequest request, List<String> gvcs) {
            if (!request.path().equals("/org/acme/gvc")) {
                return null;
            }
            int start = request.query() == null ? 0 : Integer.parseInt(request.query().substring("next=".length()));
            int end = Math.min(gvcs.size(), start + 2);
            StringBuilder items = new StringBuilder();
            gvcs.subList(start, end).forEach(gvc -> items.append(items.isEmpty() ? "" : ",").append("{\"name\":")
                    .append(gvc)
                    .append("}"));
            return DemoResponse.json("{\"items\":[" + items
                    + "],\"links\":[{\"rel\":\"self\",\"href\":\"/org/acme/gvc\"}"
                    + (end < gvcs.size() ? ",{\"rel\":\"next\",\"href\":\"/org/acme/gvc?next=" + end + "\"}" : "")
                    + "]}");
        }

        private static List<String> gvcs(int number) {
            return IntStream.range(0, number).mapToObj("gvc-%02d"::formatted).toList();
        }

        private static List<String> quoted(List<String> names) {
            return names.stream().map(name -> '"' + name + '"').toList();
        }

        @Test
        void wholeOrganizationIsOneRequestAGvc() {
            server.intercept(request -> request.attempt() == 1 && request.path().equals("/org/acme/gvc")
                    ? DemoResponse.error(503, "once") : gvcPages(request, quoted(gvcs(7))));
            try (RunningRoutes routes = routes(Map.of("cpln.listing.workload-name", "workload-00001",
                    "cpln.listing.max-workers", "7"))) {
                for (Object body : List.of(ListingRequest.builder().cacheTtlSeconds(0).filterUnhealthy(true).build(),
                        Map.of("cacheTtlSeconds", 0, "filterUnhealthy", true),
                        "{\"cacheTtlSeconds\":0,\"filterUnhealthy\":true}")) {
                    assertThat(routes.send("direct:cpln-request-all-gvcs", body, List.class)).isEqualTo(gvcs(7));
                }
                List<ConsumerRecord<byte[], byte[]>> requests = topics.sentRequests();
                assertThat(requests).extracting(TestBroker::key)
                        .isEqualTo(Stream.of(gvcs(7), gvcs(7), gvcs(7)).flatMap(List::stream).toList());
                assertThat(requests).allSatisfy(request -> {
                    JsonNode options = json(request);
                    assertThat(options.get("gvc").asText()).isEqualTo(key(request));
                    assertThat(options.get("cacheTtlSeconds").asInt()).isZero();
                    assertThat(options.get("filterUnhealthy").asBoolean()).isTrue();
                    assertThat(options.fieldNames()).toIterable().as("what was not said is left to who lists")
                            .hasSize(3);
                    assertThat(headers(request)).isEqualTo(Map.of("content-type", "application/json"));
                });
                // First pages: one refused and sent again, and never out of the cache.
                assertThat(server.requests().stream().filter("GET /org/acme/gvc"::equals)).hasSize(4);
                assertThat(topics.awaitAnswers(21)).hasSize(21);
            }
        }

        @Test
        void nothingOfTheCallersExchangeIsSentAndNothingOfOursStaysOnIt() {
            try (RunningRoutes routes = routes()) {
                var answered = routes.context().createProducerTemplate()
                        .request("direct:cpln-request-all-gvcs", exchange -> {
                    exchange.getMessage().setHeader("kafka.OVERRIDE_TOPIC", "elsewhere");
                    exchange.getMessage().setHeader("Authorization", "own");
                    exchange.setVariable("own", "variable");
                });
                assertThat(answered.getException()).isNull();
                assertThat(answered.getMessage().getBody()).isEqualTo(List.of("prod"));
                assertThat(answered.getMessage().getHeaders())
                        .containsOnlyKeys("kafka.OVERRIDE_TOPIC", "Authorization");
                assertThat(answered.getVariables()).containsOnlyKeys("own");
                assertThat(topics.sentRequests()).hasSize(1).allSatisfy(request -> {
                    assertThat(headers(request)).containsOnlyKeys("content-type");
                    assertThat(json(request).toString()).isEqualTo("{\"gvc\":\"prod\"}");
                });
            }
        }

        static Stream<Object> optionsThatAreNotAllowed() {
            return Stream.of(ListingRequest.ofGvc("prod"), Map.of("gvc", "*"), "{\"workloadName\":\"x\"}",
                    "{\"cursor\":\"x\"}",
                    "{\"maxWorkers\":0}", "{\"unknown\":1}", "{\"parallel\":7}", "nonsense", 7);
        }

        @Test
        void optionsAreCheckedBeforeAnyCall() {
            try (RunningRoutes routes = routes()) {
                optionsThatAreNotAllowed().forEach(body ->
                        assertThatThrownBy(() -> routes.send("direct:cpln-request-all-gvcs", body, List.class))
                                .as(body.toString()).isInstanceOf(InvalidRequestException.class));
                assertThat(server.requests()).isEmpty();
                assertThat(topics.sentRequests()).isEmpty();
            }
        }

        static Stream<DemoResponse> secondPagesThatCannotBeRead() {
            return Stream.of(DemoResponse.error(500, "boom"), DemoResponse.error(404, "gone"), DemoResponse.json("{}"),
                    DemoResponse.json("[]"), DemoResponse.json("nonsense"), DemoResponse.closeConnection(),
                    list("[]", "/org/acme/gvc"), list("[]", "/org/acme/gvc?next=2"),
                    list("[]", "http://127.0.0.1:1/org/acme/gvc"),
                    list("[]", ""), list("[{}]", "/org/acme/gvc?next=4"),
                    list("[{\"name\":\"../x\"}]", "/org/acme/gvc?next=4"),
                    list("[7]", "/org/acme/gvc?next=4"), DemoResponse.error(401, "who are you"));
        }

        @Test
        void listThatCannotBeReadToItsEndFailsBeforeAnythingIsSent() {
            try (RunningRoutes routes = routes()) {
                secondPagesThatCannotBeRead().forEach(second -> {
                    server.resetCounters();
                    server.intercept(request -> "next=2".equals(request.query()) ? second
                            : gvcPages(request, quoted(gvcs(5))));
                    assertThatThrownBy(() -> routes.send("direct:cpln-request-all-gvcs", null, List.class))
                            .as(second.toString()).isInstanceOf(ListingFailedException.class);
                    assertThat(server.requests()).contains("GET /org/acme/gvc?next=2")
                            .allMatch(line -> line.matches("GET /org/acme/gvc(\\?next=[24])?"));
                });
                assertThat(topics.sentRequests()).isEmpty();
            }
        }

        @Test
        void gvcListThatIsBeingReadEndsWithTheProcess() throws Exception {
            server.intercept(request -> DemoResponse.error(503, "later").withHeader("Retry-After", "50"));
            RunningRoutes routes = routes();
            Set<Throwable> thrown = new HashSet<>();
            Thread caller = new Thread(() -> {
                try {
                    routes.send("direct:cpln-request-all-gvcs", null, List.class);
                } catch (RuntimeException e) {
                    thrown.add(e);
                }
            });
            caller.start();
            await().atMost(TestBroker.DEADLINE).until(() -> server.requests().size() == 1 && server.inFlight() == 0);
            routes.close();
            caller.join(TestBroker.DEADLINE.toMillis());
            assertThat(thrown).hasSize(1).allMatch(failure -> failure instanceof ListingFailedException failed
                    && failed.wasStopped());
        }

        @Test
        void requestsOfAllGvcsThatCannotBeSentFailTheCaller() {
            clients.failSends(100);
            try (RunningRoutes routes = routes()) {
                assertThatThrownBy(() -> routes.send("direct:cpln-request-all-gvcs", null, List.class))
                        .hasStackTraceContaining("No broker for a test");
            }
        }
    }
}
