package dev.cplnroutes.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cursor of a page of results: its text, the requests that it belongs to and the place that it names.
 */
class CursorTest {

    private static final String PAGE = "/org/acme/gvc/prod/workload?page=2";
    private static final Container LAST =
            SampleContainers.of("prod", "api", "aws-us-west-2", "version-3", null, "main", HealthStatus.HEALTHY);
    private static final Map<String, Object> REQUEST = Map.of("gvc", "prod");
    private static final String WIRE = "{\"p\":\"" + PAGE + "\",\"o\":{\"g\":\"prod\",\"f\":false,\"s\":false},\"n\":0,"
            + "\"g\":\"prod\",\"w\":\"api\",\"l\":\"aws-us-west-2\",\"v\":\"version-3\",\"c\":\"main\"}";

    private static ResolvedRequest options(Map<String, Object> given) {
        return new RequestReader(RequestDefaultsTest.packaged()).read(given);
    }

    private static Map<String, Object> with(Map<String, Object> given, String name, Object value) {
        Map<String, Object> more = new HashMap<>(given);
        more.put(name, value);
        return more;
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(String text, Map<String, Object> given) {
        assertThatThrownBy(() -> Cursor.decode(text, options(given))).as(text)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("Option 'cursor' has the value '" + Printable.text(text)
                        + "'; allowed is the nextCursor of an answer to the same request (same selection, "
                        + "maxResults, filterUnhealthy and includeSystemContainers).").hasNoCause();
    }

    @Test
    void textIsThatOfOtherProcesses() {
        // During an update processes of two versions read each other's cursors.
        Cursor cursor = Cursor.after(LAST, PAGE, options(REQUEST), 0);
        assertThat(cursor.encode()).isEqualTo(base64(WIRE));
        assertThat(Cursor.decode(base64(WIRE), options(REQUEST))).isEqualTo(cursor);
        assertThat(cursor.encode()).matches("[A-Za-z0-9_-]+");

        Map<String, Object> all = Map.of("gvc", "prod", "location", "aws-us-west-2", "workloadName", "api",
                "maxResults", 9, "filterUnhealthy", true, "includeSystemContainers", true);
        Container ofJob = SampleContainers.of(null, "api", null, null, "job-1", "main", HealthStatus.HEALTHY);
        assertThat(Cursor.after(ofJob, "/x", options(all), 8).encode()).isEqualTo(base64("{\"p\":\"/x\","
                + "\"o\":{\"g\":\"prod\",\"l\":\"aws-us-west-2\",\"w\":\"api\",\"m\":9,\"f\":true,\"s\":true},"
                + "\"n\":8,\"w\":\"api\",\"j\":\"job-1\","
                + "\"c\":\"main\"}"));
    }

    @Test
    void anyCursorComesBackAsItWent() {
        long seed = RandomSeed.next("cursors");
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            Map<String, Object> given = new LinkedHashMap<>();
            given.put("gvc", random.nextBoolean() ? "prod" : "g" + random.nextInt(9));
            putSometimes(random, given, "location", "l" + random.nextInt(9));
            putSometimes(random, given, "workloadName", "w" + random.nextInt(9));
            int maxResults = 1 + random.nextInt(1000);
            putSometimes(random, given, "maxResults", maxResults);
            putSometimes(random, given, "filterUnhealthy", random.nextBoolean());
            putSometimes(random, given, "includeSystemContainers", random.nextBoolean());
            // Options that do not decide what is listed may change from page to page.
            ResolvedRequest now = options(with(given, "maxWorkers", 1 + random.nextInt(256)));
            int spent = given.containsKey("maxResults") ? random.nextInt(maxResults) : 0;
            Container last = SampleContainers.of(text(random), "w" + text(random), text(random), text(random),
                    text(random), text(random), HealthStatus.HEALTHY);
            Cursor cursor = Cursor.after(last, "/p" + text(random), options(given), spent);

            Cursor decoded = Cursor.decode(cursor.encode(), now);
            assertThat(decoded).as("seed %d", seed).isEqualTo(cursor);
            assertThat(decoded.spent()).isEqualTo(spent);
            assertThat(decoded.isOf(last.gvcName(), last.workloadName())).isTrue();
            assertThat(decoded.behind(List.of(last, LAST))).as("seed %d", seed).containsExactly(LAST);
        }
    }

    private static void putSometimes(Random random, Map<String, Object> given, String name, Object value) {
        if (random.nextBoolean()) {
            given.put(name, value);
        }
    }

    private static String text(Random random) {
        return random.nextInt(4) == 0 ? null : random.ints(random.nextInt(9), 0, 4)
                .mapToObj(i -> List.of("a", "\u00e4", "\"", "\ud83d\ude00").get(i)).reduce("", String::concat);
    }

    static Stream<Map<String, Object>> otherRequests() {
        Map<String, Object> all = Map.of("gvc", "prod", "location", "l", "workloadName", "w", "maxResults", 9);
        return Stream.of(
                with(all, "gvc", "other"), with(all, "location", "other"), with(all, "location", null),
                with(all, "workloadName", "other"), with(all, "workloadName", null), with(all, "maxResults", 10),
                with(all, "maxResults", null), with(all, "filterUnhealthy", true),
                with(all, "includeSystemContainers", true));
    }

    @ParameterizedTest
    @MethodSource("otherRequests")
    void cursorOfAnotherRequestIsRefused(Map<String, Object> other) {
        Map<String, Object> all = Map.of("gvc", "prod", "location", "l", "workloadName", "w", "maxResults", 9);
        String text = Cursor.after(LAST, PAGE, options(all), 0).encode();
        assertThat(Cursor.decode(text, options(all)).page()).isEqualTo(PAGE);
        assertRefused(text, other);
    }

    @Test
    void whatWasSpentFitsTheLimit() {
        Map<String, Object> limited = with(REQUEST, "maxResults", 9);
        for (int spent : new int[] {0, 1, 8}) {
            String text = Cursor.after(LAST, PAGE, options(limited), spent).encode();
            assertThat(Cursor.decode(text, options(limited)).spent()).isEqualTo(spent);
        }
        for (int spent : new int[] {-1, 9, 10, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertRefused(Cursor.after(LAST, PAGE, options(limited), spent).encode(), limited);
        }
        for (int spent : new int[] {-1, 1}) {
            assertRefused(Cursor.after(LAST, PAGE, options(REQUEST), spent).encode(), REQUEST);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "@", "null", "[]", "1", "{}", "not base64!"})
    void otherTextsAreRefused(String text) {
        assertRefused(text, REQUEST);
        assertRefused(base64(text), REQUEST);
    }

    @Test
    void cursorWithoutWhatItNeedsOrWithMoreIsRefused() throws Exception {
        assertThat(Cursor.decode(base64(WIRE), options(REQUEST)).workload()).isEqualTo("api");
        for (String field : List.of("o", "w")) {
            ObjectNode json = (ObjectNode) new ObjectMapper().readTree(WIRE);
            json.remove(field);
            assertRefused(base64(json.toString()), REQUEST);
        }
        assertRefused(base64(WIRE + "{}"), REQUEST);
        assertRefused(base64(WIRE.replace("\"n\":0", "\"n\":0,\"x\":1")), REQUEST);
        assertRefused(base64(WIRE.replace("\"n\":0", "\"n\":[]")), REQUEST);
    }

    @Test
    void cursorFitsIntoAnAddressHoweverLongTheLinkIs() {
        for (int length : new int[] {10, 1000, 1600, 3500, 20_000}) {
            Cursor cursor = Cursor.after(LAST, PAGE + "a".repeat(length), options(REQUEST), 0);
            Cursor read = Cursor.decode(cursor.encode(), options(REQUEST));
            assertThat(cursor.encode()).hasSizeLessThanOrEqualTo(2000);
            assertThat(read.page()).isEqualTo(length <= 1000 ? cursor.page() : null);
            assertThat(read.isOf("prod", "api")).isTrue();
        }
    }

    @Test
    void tamperedTextIsRefusedOrNamesAnotherPlace() {
        long seed = RandomSeed.next("tampered cursors");
        Random random = new Random(seed);
        Cursor cursor = Cursor.after(LAST, PAGE, options(REQUEST), 0);
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder(cursor.encode());
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
                case 1 -> text.deleteCharAt(random.nextInt(text.length()));
                default -> text.insert(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
            }
            try {
                Cursor read = Cursor.decode(text.toString(), options(REQUEST));
                assertThat(read.options()).as("seed %d", seed).isEqualTo(cursor.options());
                assertThat(read.spent()).isZero();
                assertThat(read.workload()).isNotNull();
            } catch (InvalidRequestException e) {
                assertThat(e).hasMessageStartingWith("Option 'cursor' has the value '");
            }
        }
    }

    @Test
    void namesItsWorkload() {
        Cursor cursor = Cursor.after(LAST, PAGE, options(REQUEST), 0);
        assertThat(cursor.isOf("prod", "api")).isTrue();
        assertThat(cursor.isOf("other", "api")).isFalse();
        assertThat(cursor.isOf(null, "api")).isFalse();
        assertThat(cursor.isOf("prod", "other")).isFalse();
        Container last = SampleContainers.of(null, "api", null, null, null, "main", HealthStatus.HEALTHY);
        Cursor withoutGvc = Cursor.after(last, PAGE, options(REQUEST), 0);
        assertThat(withoutGvc.isOf("other", "api")).isTrue();
        assertThat(withoutGvc.isOf("other", "other")).isFalse();
    }
}
