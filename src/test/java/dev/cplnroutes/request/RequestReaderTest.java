package dev.cplnroutes.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingRequest;
import dev.cplnroutes.testing.RandomSeed;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests in each form that a caller may send, and the options that they come to.
 */
class RequestReaderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final ResolvedRequest DEFAULTS = new ResolvedRequest("*", null, null, true, 5, true,
            Duration.ofSeconds(300), null, null, null, 3, Duration.ofSeconds(1), 2.0, false, false, true);

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ResolvedRequest read(Object body) {
        return new RequestReader(RequestDefaultsTest.packaged()).read(body);
    }

    private static ResolvedRequest read(Object body, Map<String, String> settings) {
        RequestDefaults defaults = RequestDefaultsTest.packaged();
        defaults.getOptions().putAll(settings);
        return new RequestReader(defaults).read(body);
    }

    /** Bytes and streams as editors and tools of Windows write them. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"gvc\":\"prod\"}", " {\"gvc\":\"prod\"}\r\n"})
    void byteOrderMarkIsNoPartOfARequest(String json) {
        String marked = "\uFEFF" + json;
        byte[] bytes = marked.getBytes(StandardCharsets.UTF_8);

        assertThat(List.of(read(marked), read(bytes), read(new ByteArrayInputStream(bytes))))
                .allMatch(request -> request.gvc().equals("prod"));
        assertThat(List.of(read("\uFEFF"), read("\uFEFF".getBytes(StandardCharsets.UTF_8))))
                .containsOnly(DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource({"UTF-16, UTF-16", "UTF-16LE, UTF-16", "x-UTF-16LE-BOM, UTF-16", "UTF-32, UTF-32"})
    void otherEncodingOfARequestIsNamed(String encoding, String named) {
        byte[] bytes = "{\"gvc\":\"prod\"}".getBytes(Charset.forName(encoding));

        assertRefused(bytes, "The request is in " + named + "; send it in UTF-8.");
        assertRefused(new ByteArrayInputStream(bytes), "The request is in " + named + "; send it in UTF-8.");
    }

    private static void assertRefused(Object body, String message) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(InvalidRequestException.class).hasMessage(message);
    }

    /** The forms of a request that has these options. */
    private static final Map<String, Function<Map<String, Object>, Object>> FORMS = Map.of(
            "map", options -> options,
            "text", RequestReaderTest::json,
            "bytes", options -> json(options).getBytes(StandardCharsets.UTF_8),
            "stream", options -> new ByteArrayInputStream(json(options).getBytes(StandardCharsets.UTF_8)),
            "listing request", options -> JSON.convertValue(options, ListingRequest.class));

    /** Option, value in a request, value as a setting's text, the component of the result and its value. */
    static Stream<Arguments> options() {
        return Stream.of(
                option("gvc", "prod", "prod", ResolvedRequest::gvc, "prod"),
                option("location", "aws-eu-1", "aws-eu-1", ResolvedRequest::location, "aws-eu-1"),
                option("parallel", false, "false", ResolvedRequest::parallel, false),
                option("maxWorkers", 256, "256", ResolvedRequest::lanes, 256),
                option("cache", false, "false", ResolvedRequest::cache, false),
                option("cacheTtlSeconds", 86_400, "86400", ResolvedRequest::cacheTtl, Duration.ofDays(1)),
                option("maxResults", 7, "7", ResolvedRequest::maxResults, 7),
                option("pageSize", 10_000, "10000", ResolvedRequest::pageSize, 10_000),
                option("cursor", "x", "x", ResolvedRequest::cursor, "x"),
                option("maxRetries", 0, "0", ResolvedRequest::maxRetries, 0),
                option("retryDelaySeconds", 0.25, "0.25", ResolvedRequest::retryDelay, Duration.ofMillis(250)),
                option("retryBackoffFactor", 1.5, "1.5", ResolvedRequest::retryBackoffFactor, 1.5),
                option("filterUnhealthy", true, "true", ResolvedRequest::filterUnhealthy, true),
                option("includeSystemContainers", true, "true", ResolvedRequest::includeSystemContainers, true),
                option("collectStatistics", false, "false", ResolvedRequest::collectStatistics, false));
    }

    private static Arguments option(String name, Object value, String text, Function<ResolvedRequest, Object> component,
            Object expected) {
        return Arguments.of(name, value, text, component, expected);
    }

    @Nested
    class Options {

        static Stream<Arguments> all() {
            return options();
        }

        @ParameterizedTest
        @MethodSource("all")
        void eachIsReadInEveryForm(String name, Object value, String text, Function<ResolvedRequest, Object> component,
                Object expected) {
            assertThat(component.apply(DEFAULTS)).as("the case shows something").isNotEqualTo(expected);
            FORMS.forEach((form, body) -> assertThat(component.apply(read(body.apply(Map.of(name, value))))).as(form)
                    .isEqualTo(expected));
        }

        @ParameterizedTest
        @MethodSource("all")
        void eachHasTheSettingAsItsDefaultAndTheRequestWins(String name, Object value, String text,
                Function<ResolvedRequest, Object> component, Object expected) {
            assertThat(component.apply(read(null, Map.of(name, text)))).isEqualTo(expected);

            Map<String, Object> none = Collections.singletonMap(name, null);
            Object withNull = component.apply(read(none, Map.of(name, text)));
            boolean mayBeAbsent = List.of("location", "maxResults", "pageSize", "cursor").contains(name);
            assertThat(withNull).as("null").isEqualTo(mayBeAbsent ? null : expected);
        }

        @Test
        void withoutAnyTheDefaultsHold() {
            assertThat(Stream.of(null, "", " \n", "{}", new byte[0], InputStream.nullInputStream(), Map.of(),
                    ListingRequest.builder().build())).allSatisfy(body -> assertThat(read(body)).isEqualTo(DEFAULTS));
        }

        @Test
        void workloadNeedsItsGvc() {
            ResolvedRequest named = read(Map.of("gvc", "prod", "workloadName", "api"));
            assertThat(named.workloadName()).isEqualTo("api");
            assertThat(named.gvc()).isEqualTo("prod");
            assertThat(read(Map.of("workloadName", "api"), Map.of("gvc", "prod"))).isEqualTo(named);
            assertRefused(Map.of("workloadName", "api"), "Option 'workloadName' has the value 'api' while "
                    + "'gvc' is '*'; allowed is a workload together with its GVC.");

            Map<String, Object> none = Collections.singletonMap("workloadName", null);
            assertThat(read(none, Map.of("workloadName", "api")).workloadName()).isNull();
        }

        @Test
        void withoutParallelOneLaneDoesTheWork() {
            assertThat(read(Map.of("parallel", false, "maxWorkers", 7)).lanes()).isEqualTo(1);
            assertThat(read(Map.of("parallel", true, "maxWorkers", 7)).lanes()).isEqualTo(7);
        }

        @Test
        void withoutRetryThereAreNoRetries() {
            assertThat(read(Map.of("retry", false, "maxRetries", 7)).maxRetries()).isZero();
            assertThat(read(Map.of("retry", true, "maxRetries", 7)).maxRetries()).isEqualTo(7);
        }

        @Test
        void cursorAloneMeansPagesOfFifty() {
            assertThat(read(Map.of("cursor", "x")).pageSize()).isEqualTo(50);
            assertThat(read(Map.of("cursor", "x", "pageSize", 3)).pageSize()).isEqualTo(3);
            assertThat(read(Map.of("cursor", "x"), Map.of("pageSize", "4")).pageSize()).isEqualTo(4);
            assertThat(read(Map.of()).pageSize()).isNull();
        }

        @Test
        void allGvcsIsTheStar() {
            assertThat(read(Map.of("gvc", "*")).allGvcs()).isTrue();
            assertThat(read(Map.of("gvc", "prod")).allGvcs()).isFalse();
        }

        @Test
        void retryDelayIsReadToTheMillisecond() {
            assertThat(read(Map.of("retryDelaySeconds", 0.0014)).retryDelay()).isEqualTo(Duration.ofMillis(1));
            assertThat(read(Map.of("retryDelaySeconds", 0.0016)).retryDelay()).isEqualTo(Duration.ofMillis(2));
            assertThat(read(Map.of("retryDelaySeconds", 3600)).retryDelay()).isEqualTo(Duration.ofHours(1));
        }

        @Test
        void unknownOrWrongOnesAreRefused() {
            assertThatThrownBy(() -> read(Map.of("workers", 5))).isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("Unknown option 'workers'; allowed are gvc, ");
            assertThatThrownBy(() -> read(Collections.singletonMap("workers", null))).as("whatever its value")
                    .isInstanceOf(InvalidRequestException.class).hasMessageStartingWith("Unknown option 'workers'");
            assertRefused(Map.of("maxWorkers", "5"),
                    "Option 'maxWorkers' has the value '5'; allowed is a whole number from 1 to 256.");
            assertRefused("{\"maxWorkers\":257}",
                    "Option 'maxWorkers' has the value '257'; allowed is a whole number from 1 to 256.");
            assertRefused(ListingRequest.builder().maxWorkers(0).build(),
                    "Option 'maxWorkers' has the value '0'; allowed is a whole number from 1 to 256.");
        }

        @Test
        void settingsAreReadForEachRequest() {
            RequestDefaults defaults = RequestDefaultsTest.packaged();
            RequestReader reader = new RequestReader(defaults);
            defaults.getOptions().put("maxWorkers", "9");
            assertThat(reader.read(null).lanes()).isEqualTo(9);
        }

        /** Each option is, in a random request, absent, null or given, and in the settings absent or set. */
        @Test
        void anyMixtureOfRequestAndSettingsComesToWhatTheRulesSay() {
            long seed = RandomSeed.next("request mixtures");
            Random random = new Random(seed);
            for (int round = 0; round < 500; round++) {
                Map<String, String> settings = new HashMap<>();
                Map<String, Object> given = new LinkedHashMap<>();
                Map<String, Object> expected = new HashMap<>();
                putRandom("maxWorkers", 5, false, random, settings, given, expected);
                putRandom("maxRetries", 3, false, random, settings, given, expected);
                putRandom("cacheTtlSeconds", 300, false, random, settings, given, expected);
                putRandom("maxResults", null, true, random, settings, given, expected);
                putRandom("pageSize", null, true, random, settings, given, expected);
                FORMS.forEach((form, body) -> {
                    if (form.equals("listing request") && given.containsValue(null)) {
                        return;
                    }
                    assertThat(read(body.apply(given), settings))
                            .as("%s of %s over %s, seed %d", form, given, settings, seed)
                            .isEqualTo(new ResolvedRequest("*", null, null, true, (int) expected.get("maxWorkers"),
                                    true, Duration.ofSeconds((int) expected.get("cacheTtlSeconds")),
                                    (Integer) expected.get("maxResults"), (Integer) expected.get("pageSize"), null,
                                    (int) expected.get("maxRetries"), Duration.ofSeconds(1), 2.0, false, false, true));
                });
            }
        }

        private void putRandom(String name, Integer packaged, boolean mayBeAbsent, Random random,
                Map<String, String> settings, Map<String, Object> given, Map<String, Object> expected) {
            Integer holds = packaged;
            if (random.nextBoolean()) {
                holds = 1 + random.nextInt(100);
                settings.put(name, String.valueOf(holds));
            }
            switch (random.nextInt(3)) {
                case 0 -> {
                    holds = 1 + random.nextInt(100);
                    given.put(name, holds);
                }
                case 1 -> {
                    given.put(name, null);
                    holds = mayBeAbsent ? null : holds;
                }
                default -> {
                    // Not in the request.
                }
            }
            expected.put(name, holds);
        }
    }

    @Nested
    class Forms {

        @Test
        void namesOfAMapMayBeOfAnyType() {
            assertThat(RequestReader.given(Map.of(new StringBuilder("gvc"), "prod"))).isEqualTo(Map.of("gvc", "prod"));
        }

        @Test
        void givenKeepsTheOrderAndTheNulls() {
            String text = "{\"pageSize\":5,\"gvc\":\"prod\",\"maxResults\":null,\"cache\":true}";
            assertThat(RequestReader.given(text).keySet()).containsExactly("pageSize", "gvc", "maxResults", "cache");
            assertThat(RequestReader.given(text)).containsEntry("maxResults", null);
            assertThat(RequestReader.given(RequestReader.given(text)).keySet()).as("a map")
                    .containsExactly("pageSize", "gvc", "maxResults", "cache");
            ListingRequest request = ListingRequest.builder().gvc("prod")
                    .progressListener((stage, current, total) -> { }).build();
            assertThat(RequestReader.given(request))
                    .as("without the listener").isEqualTo(Map.of("gvc", "prod"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "1", "null", "true", "\"gvc\"", "gvc=prod", "{", "{\"gvc\":\"prod\"} x",
            "{\"gvc\":\"prod\"}{}", "{gvc:'prod'}"})
        void otherTextsAreRefusedWithoutRepeatingThem(String text) {
            assertRefused(text, "The request is not a JSON object of options, such as {\"maxWorkers\":5}.");
        }

        @Test
        void repeatedOptionIsRefused() {
            assertRefused("{\"gvc\":\"prod\",\"gvc\":\"prod\"}",
                    "An option is repeated in the JSON of the request; allowed is each option once.");
        }

        @Test
        void textIsReadAsUtf8() {
            byte[] bytes = "{\"cursor\":\"\u00e4\u20ac\"}".getBytes(StandardCharsets.UTF_8);
            assertThat(RequestReader.given(bytes)).isEqualTo(Map.of("cursor", "\u00e4\u20ac"));
            assertThat(RequestReader.given(new ByteArrayInputStream(bytes)))
                    .isEqualTo(Map.of("cursor", "\u00e4\u20ac"));
        }

        @Test
        void streamIsReadUpToSixtyFourKibibytes() {
            String text = "{\"gvc\":\"prod\"}";
            String longest = text + " ".repeat(64 * 1024 - text.length());
            assertThat(RequestReader.given(stream(longest))).isEqualTo(Map.of("gvc", "prod"));
            String tooLong = "{\"gvc\":\"" + "x".repeat(64 * 1024) + "\"}";
            assertRefused(stream(tooLong), "The request is not a JSON object of options, such as {\"maxWorkers\":5}.");
            int[] read = {0};
            assertRefused(new InputStream() {
                @Override
                public int read() {
                    read[0]++;
                    return 'x';
                }
            }, "The request is not a JSON object of options, such as {\"maxWorkers\":5}.");
            assertThat(read[0]).as("of a stream that does not end").isEqualTo(64 * 1024);
        }

        private static InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Test
        void streamThatBreaksOffIsRefused() {
            assertRefused(new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("reset");
                }
            }, "The request could not be read to its end; send it again.");
        }

        @Test
        void otherTypesAreRefused() {
            String message = "A listing request is a ListingRequest, a Map or JSON text, as a text, bytes, a stream "
                    + "or a file; send one of these.";
            assertRefused(5, message);
            assertRefused(List.of(), message);
        }
    }

    @Nested
    class Texts {

        static Stream<Arguments> all() {
            return options();
        }

        @ParameterizedTest
        @MethodSource("all")
        void eachOptionMayBeWrittenAsText(String name, Object value, String text,
                Function<ResolvedRequest, Object> component, Object expected) {
            assertThat(RequestReader.parseTexts(Map.of(name, text))).isEqualTo(Map.of(name, value));
        }

        @Test
        void theOrderStays() {
            Map<String, String> texts = new LinkedHashMap<>();
            texts.put("pageSize", "5");
            texts.put("gvc", "prod");
            texts.put("cache", "true");
            assertThat(RequestReader.parseTexts(texts).keySet()).containsExactly("pageSize", "gvc", "cache");
        }

        @Test
        void unknownOrWrongOnesAreRefused() {
            assertThatThrownBy(() -> RequestReader.parseTexts(Map.of("x", "1")))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("Unknown option 'x'");
            assertThatThrownBy(() -> RequestReader.parseTexts(Map.of("cache", "yes")))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("Option 'cache' has the value 'yes'; allowed is true or false.");
        }
    }
}
