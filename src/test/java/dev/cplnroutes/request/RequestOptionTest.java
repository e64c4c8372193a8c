package dev.cplnroutes.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.support.Printable;
import dev.cplnroutes.testing.RandomSeed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each option of a request allows, as a value of its own type and as text.
 */
class RequestOptionTest {

    private static Object read(RequestOption option, Object value, boolean fromText) {
        try {
            return option.read(value, fromText);
        } catch (InvalidRequestException e) {
            assertThat(e).hasMessageContaining("Option '" + option.optionName() + "' has the value '")
                    .hasMessageContaining("'; allowed is " + option.allowed())
                    .satisfies(refused -> assertThat(refused.getMessage()).matches("(?s).*[^.]\\."));
            return null;
        }
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of(RequestOption.CURSOR, List.of("x", "x".repeat(16_384)), List.of("", " ", "\t",
                        "x".repeat(16_385))));
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                Arguments.of(RequestOption.GVC, List.of("*", "prod", "a", "a-1", "x".repeat(64)),
                        List.of("", " ", "**", "Prod", "-a", "a-", "a/b", "x".repeat(65), "prod*")),
                Arguments.of(RequestOption.LOCATION, List.of("aws-us-west-2"), List.of("", "*", "AWS", "a b")),
                Arguments.of(RequestOption.WORKLOAD_NAME, List.of("api", "pay-*", "*", "a?i"),
                        List.of("", "API", "../api", "a b*", "x*".repeat(33))),
                Arguments.of(RequestOption.CONTAINER_NAME, List.of("main", "istio-*"), List.of("", "Main", "a/b")),
                Arguments.of(RequestOption.IMAGE, List.of("*/checkout:1.1*", "//image/App:1", "a@sha256:ab"),
                        List.of("", "a b", "caf\u00E9")),
                Arguments.of(RequestOption.WORKLOAD_TYPE,
                        List.of("serverless", "standard", "stateful", "cron", "vm"), List.of("", "Cron", "job")),
                Arguments.of(RequestOption.TAG, List.of("team", "team=a", "team=", "a b=c d", "a=b=c"),
                        List.of("", "=", "=a", " team", "team =a", "a\nb")),
                Arguments.of(RequestOption.HEALTH_STATUS, List.of("healthy", "unhealthy", "suspended", "unknown"),
                        List.of("", "UNHEALTHY", "bad")),
                Arguments.of(RequestOption.FIELDS, List.of("name", "image", "environmentVariables"),
                        List.of("", "Name", "fingerprint")),
                Arguments.of(RequestOption.GROUP_BY,
                        List.of("gvcName", "workloadName", "location", "image", "healthStatus"),
                        List.of("", "name", "gvc")));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void severalTextsOfTheRightFormPass(RequestOption option, List<String> allowed, List<String> refused) {
        assertThat(option.isSeveral()).isTrue();
        List<String> together = allowed.stream().filter(text -> option != RequestOption.GVC || !text.equals("*"))
                .toList();
        for (boolean fromText : new boolean[] {false, true}) {
            assertThat(allowed).allSatisfy(text -> {
                assertThat(read(option, text, fromText)).isEqualTo(List.of(text));
                assertThat(read(option, List.of(text), fromText)).isEqualTo(List.of(text));
                assertThat(read(option, new String[] {text, text}, fromText)).as("twice").isEqualTo(List.of(text));
            });
            assertThat(read(option, together, fromText)).isEqualTo(together);
            assertThat(refused).allSatisfy(text -> {
                assertThat(read(option, text, fromText)).isNull();
                assertThatThrownBy(() -> option.read(List.of(allowed.get(0), text), fromText)).as("beside a right one")
                        .hasMessageStartingWith("Option '" + option.optionName() + "' has the value '"
                                + Printable.text(text) + "'; allowed is " + option.allowed());
            });
            assertThat(List.of(1, true, List.of(), List.of(List.of("prod")))).allSatisfy(other ->
                    assertThat(read(option, other, fromText)).isNull());
        }
        assertThat(read(option, String.join(",", together), true)).isEqualTo(together);
        assertThat(read(option, String.join(",", together) + ",", true)).as("an empty one at the end").isNull();
    }

    @Test
    void commasSeparateInAQueryAlone() {
        assertThat(read(RequestOption.TAG, "a=1,b=2", false)).isEqualTo(List.of("a=1,b=2"));
        assertThat(read(RequestOption.GVC, "a,b", false)).isNull();
        assertThat(read(RequestOption.GVC, "a,*", true)).as("all, and one of them").isNull();
        assertThat(read(RequestOption.HEALTH_STATUS, HealthStatus.UNKNOWN, false)).isEqualTo(List.of("unknown"));
    }

    @Test
    void valuesAreBounded() {
        List<String> hundred = IntStream.range(0, 100).mapToObj(i -> "g" + i).toList();
        assertThat(read(RequestOption.GVC, hundred, false)).isEqualTo(hundred);
        assertThat(read(RequestOption.GVC, String.join(",", hundred) + ",x", true)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"15m, PT15M", "2h, PT2H", "PT1H, PT1H", "1h30m, PT1H30M", "1d, PT24H", "90s, PT1M30S", "1s, PT1S",
        "1s500ms, PT1.5S", "2000ms, PT2S", "1m500ms, PT1M0.5S", "500ms1s,", "500ms,",
        "3650d, PT87600H", "P1DT1S, PT24H1S", "PT0.5S,", "0s,", "3651d,", "15,", "m,", "15 m,", "-15m,", "PT-1H,",
        "1.5h,",         "30m1h,", "15M,", "pt1h,", "P1Y,", "99999999999d,"})
    void timesPassInBothNotations(String text, String expected) {
        assertThat(read(RequestOption.RESTARTED_WITHIN, text, true)).isEqualTo(read(text, expected));
        assertThat(read(RequestOption.RESTARTED_WITHIN, text, false)).isEqualTo(read(text, expected));
    }

    private static Object read(String text, String expected) {
        return expected == null ? null : Duration.parse(expected);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textsOfTheRightFormPass(RequestOption option, List<String> allowed, List<String> refused) {
        for (boolean fromText : new boolean[] {false, true}) {
            assertThat(allowed).allSatisfy(text -> assertThat(read(option, text, fromText)).isEqualTo(text));
            assertThat(refused).allSatisfy(text -> assertThat(read(option, text, fromText)).isNull());
            assertThat(List.of(1, true, List.of("prod"))).allSatisfy(other ->
                    assertThat(read(option, other, fromText)).isNull());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PARALLEL", "CACHE", "RETRY", "FILTER_UNHEALTHY", "INCLUDE_SYSTEM_CONTAINERS",
        "COLLECT_STATISTICS", "LATEST"})
    void booleansPassAsSuchAndAsText(RequestOption option) {
        for (boolean fromText : new boolean[] {false, true}) {
            assertThat(read(option, true, fromText)).isEqualTo(true);
            assertThat(read(option, false, fromText)).isEqualTo(false);
            assertThat(Stream.of("TRUE", "yes", "", "1", 1, 0)).allSatisfy(other ->
                    assertThat(read(option, other, fromText)).isNull());
        }
        assertThat(read(option, "true", true)).isEqualTo(true);
        assertThat(read(option, "false", true)).isEqualTo(false);
        assertThat(read(option, "true", false)).as("text where a JSON boolean is due").isNull();
        assertThat(read(option, "false", false)).isNull();
        assertThat(option.allowed()).isEqualTo("true or false");
    }

    static Stream<Arguments> integers() {
        return Stream.of(
                Arguments.of(RequestOption.MAX_WORKERS, 1, 256),
                Arguments.of(RequestOption.CACHE_TTL_SECONDS, 0, 86_400),
                Arguments.of(RequestOption.MAX_RESULTS, 1, Integer.MAX_VALUE),
                Arguments.of(RequestOption.PAGE_SIZE, 1, 10_000),
                Arguments.of(RequestOption.MIN_RESTARTS, 0, Integer.MAX_VALUE),
                Arguments.of(RequestOption.MAX_RETRIES, 0, 100));
    }

    @ParameterizedTest
    @MethodSource("integers")
    void wholeNumbersPassWithinTheirRange(RequestOption option, int least, int most) {
        assertThat(option.allowed()).isEqualTo("a whole number from " + least + " to " + most);
        for (boolean fromText : new boolean[] {false, true}) {
            assertThat(read(option, least, fromText)).isEqualTo(least);
            assertThat(read(option, most, fromText)).isEqualTo(most);
            assertThat(read(option, least - 1, fromText)).isNull();
            assertThat(read(option, most + 1L, fromText)).isNull();
            assertThat(read(option, least + 1.0, fromText)).as("as JSON writers may put it").isEqualTo(least + 1);
            assertThat(read(option, least + 0.5, fromText)).isNull();
            assertThat(read(option, Double.NaN, fromText)).isNull();
            assertThat(read(option, Double.POSITIVE_INFINITY, fromText)).isNull();
            assertThat(read(option, true, fromText)).isNull();
        }
        assertThat(read(option, String.valueOf(most), true)).isEqualTo(most);
        assertThat(read(option, String.valueOf(most), false)).as("text where a JSON number is due").isNull();
    }

    static Stream<Arguments> decimals() {
        return Stream.of(
                Arguments.of(RequestOption.RETRY_DELAY_SECONDS, "0", "3600"),
                Arguments.of(RequestOption.RETRY_BACKOFF_FACTOR, "1", "10"));
    }

    @ParameterizedTest
    @MethodSource("decimals")
    void numbersPassWithinTheirRange(RequestOption option, String least, String most) {
        assertThat(option.allowed()).isEqualTo("a number from " + least + " to " + most);
        assertThat(read(option, least, true)).isEqualTo(Double.valueOf(least));
        assertThat(read(option, most, true)).isEqualTo(Double.valueOf(most));
        assertThat(read(option, most + ".0001", true)).isNull();
        assertThat(read(option, Double.parseDouble(least) - 0.0001, false)).isNull();
        assertThat(read(option, 1.5, false)).isEqualTo(1.5);
        assertThat(read(option, 2, false)).isEqualTo(2.0);
        assertThat(read(option, "1.5", false)).as("text where a JSON number is due").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 1", "1 ", "+1", "1.", ".5", "1e10", "1e999999999", "0x10", "1_0", "1,5", "NaN",
        "Infinity", "1e", "\u0661", "1.0000000000000000000000001"})
    void numbersWrittenInAnotherWayAreRefused(String text) {
        assertThat(read(RequestOption.RETRY_DELAY_SECONDS, text, true)).isNull();
        assertThat(read(RequestOption.MAX_RESULTS, text, true)).isNull();
    }

    @Test
    void numberTextMayHaveTwentyFourCharacters() {
        String longest = "1." + "0".repeat(22);
        assertThat(read(RequestOption.MAX_WORKERS, longest, true)).isEqualTo(1);
        assertThat(read(RequestOption.MAX_WORKERS, longest + "0", true)).isNull();
    }

    @Test
    void anyPlainDecimalIsReadByItsValue() {
        long seed = RandomSeed.next("request option numbers");
        Random random = new Random(seed);
        for (int round = 0; round < 5000; round++) {
            long unscaled = random.nextLong(-3_000, 300_000);
            int scale = random.nextInt(0, 4);
            int exponent = random.nextInt(-3, 4);
            boolean hasExponent = random.nextBoolean();
            String text = BigDecimal.valueOf(unscaled, scale).toPlainString()
                    + (hasExponent ? (random.nextBoolean() ? "e" : "E") + exponent : "");
            // Thousandths of thousandths: whole numbers all through.
            long millionths = unscaled * (long) Math.pow(10, 6 - scale + (hasExponent ? exponent : 0));
            boolean isWhole = millionths % 1_000_000 == 0;
            Integer whole = isWhole && millionths >= 1_000_000 && millionths <= 256_000_000L
                    ? (Integer) (int) (millionths / 1_000_000) : null;
            Double decimal = millionths >= 1_000_000 && millionths <= 10_000_000 ? (Double) (millionths / 1e6) : null;

            assertThat(read(RequestOption.MAX_WORKERS, text, true)).as("%s, seed %d", text, seed).isEqualTo(whole);
            assertThat(read(RequestOption.RETRY_BACKOFF_FACTOR, text, true)).as("%s, seed %d", text, seed)
                    .isEqualTo(decimal);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachIsFoundByItsName(RequestOption option) {
        assertThat(RequestOption.named(option.optionName())).isEqualTo(option);
        assertThat(option.optionName()).matches("[a-z]+([A-Z][a-z]+)*");
    }

    @Test
    void unknownNameIsRefusedWithAllThatThereAre() {
        assertThatThrownBy(() -> RequestOption.named("max\nWorkers")).isInstanceOf(InvalidRequestException.class)
                .hasMessage("Unknown option 'max?Workers'; the nearest is maxWorkers; allowed are gvc, "
                        + "location, workloadName, containerName, "
                        + "image, workloadType, tag, healthStatus, latest, minRestarts, "
                        + "restartedWithin, parallel, maxWorkers, cache, cacheTtlSeconds, order, maxResults, pageSize, "
                        + "cursor, retry, maxRetries, "
                        + "retryDelaySeconds, retryBackoffFactor, filterUnhealthy, includeSystemContainers, "
                        + "collectStatistics, fields, groupBy, for, timeout, interval, stableFor.");
    }

    @Test
    void settingsHaveTheNamesInKebabCase() {
        assertThat(Stream.of(RequestOption.values()).filter(option -> !option.isOfWaits())
                .map(RequestOption::settingName)).containsExactly("cpln.gvc",
                "cpln.listing.location", "cpln.listing.workload-name", "cpln.listing.container-name",
                "cpln.listing.image", "cpln.listing.workload-type", "cpln.listing.tag", "cpln.listing.health-status",
                "cpln.listing.latest", "cpln.listing.min-restarts", "cpln.listing.restarted-within",
                "cpln.listing.parallel",
                "cpln.listing.max-workers", "cpln.listing.cache", "cpln.listing.cache-ttl-seconds",
                "cpln.listing.order", "cpln.listing.max-results", "cpln.listing.page-size", "cpln.listing.cursor",
                "cpln.listing.retry",
                "cpln.listing.max-retries", "cpln.listing.retry-delay-seconds", "cpln.listing.retry-backoff-factor",
                "cpln.listing.filter-unhealthy", "cpln.listing.include-system-containers",
                "cpln.listing.collect-statistics", "cpln.listing.fields", "cpln.listing.group-by");
    }

    @Test
    void selectionLimitsAndShapeMayBeWithoutAValue() {
        assertThat(Stream.of(RequestOption.values()).filter(option -> !option.hasDefault() && !option.isOfWaits()))
                .containsExactly(RequestOption.LOCATION, RequestOption.WORKLOAD_NAME,
                        RequestOption.CONTAINER_NAME, RequestOption.IMAGE, RequestOption.WORKLOAD_TYPE,
                        RequestOption.TAG, RequestOption.HEALTH_STATUS, RequestOption.LATEST,
                        RequestOption.MIN_RESTARTS, RequestOption.RESTARTED_WITHIN, RequestOption.ORDER,
                        RequestOption.MAX_RESULTS,
                        RequestOption.PAGE_SIZE, RequestOption.CURSOR, RequestOption.FIELDS, RequestOption.GROUP_BY);
    }
}
