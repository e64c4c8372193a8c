package dev.cplnroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import dev.cplnroutes.CacheStatistics;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.api.FailureReader;
import dev.cplnroutes.call.ApiCall;
import dev.cplnroutes.call.ApiGate;
import dev.cplnroutes.call.ApiRead;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.mapping.GvcNames;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.recording.CallRecorder;
import dev.cplnroutes.recording.ListingStopwatch.Phase;
import dev.cplnroutes.testing.Background;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleOptions;
import dev.cplnroutes.testing.SettableClock;
import dev.cplnroutes.testing.TestCaller;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lookups of answers and what becomes of them, step by step, with exchanges that no route has.
 */
class AnswerCacheTest {

    private static final Duration TTL = Duration.ofSeconds(300);
    private static final ApiException BROKEN = ApiException.unreachable("broken");

    private final SettableClock clock = new SettableClock();
    private final ApiSettings apiSettings = new ApiSettings();
    private final ApiGate gate = new ApiGate(apiSettings, clock, new CallRecorder());
    private final AnswerCache cache = cache(1_000_000);
    private final DefaultCamelContext context = new DefaultCamelContext();

    private AnswerCache cache(int maximumBytes) {
        CacheSettings settings = new CacheSettings();
        settings.setMaximumBytes(String.valueOf(maximumBytes));
        settings.setMaximumAge("1h");
        settings.setDefaultTtlSeconds("300");
        return new AnswerCache(settings, new FailureReader(apiSettings, clock), clock);
    }

    private static ApiRead deployments(String gvc, String workload) {
        return deployments(gvc, workload, null);
    }

    private static ApiRead deployments(String gvc, String workload, Instant notOlderThan) {
        return new ApiRead(URI.create("http://x/org/acme/gvc/" + gvc + "/workload/" + workload + "/deployment"),
                new ApiScope(gvc, workload), ApiAnswer.Kind.DEPLOYMENT_LIST, true, notOlderThan);
    }

    /** What a stored text says: the cache does not mind what kind of answer it holds. */
    private static String said(ApiAnswer answer) {
        return ((GvcNames) answer).names().get(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One call on its way through the attempt's steps, as cpln-api-attempt takes them. */
    private final class Attempted {

        final TestCaller caller;
        final ApiCall call;
        final AnswerCache from;
        final Exchange exchange = new DefaultExchange(context);

        Attempted(AnswerCache from, ApiRead read, SampleOptions options) {
            this.from = from;
            this.caller = new TestCaller(options, clock);
            this.call = new ApiCall(caller, read);
        }

        /** Looks, as cpln-api-get does, and where it finds nothing as cpln-api-attempt does. */
        Attempted looks() {
            exchange.getMessage().setBody(call.isCached() ? AnswerCache.cacheOf(from).getIfPresent(call.getTarget())
                    : null);
            from.find(exchange, call);
            assertThat(exchange.getMessage().getBody()).isNull();
            return call.isUnanswered() ? looksAtOnce() : this;
        }

        /** Looks where the component has found nothing. */
        Attempted looksAtOnce() {
            from.look(exchange, call);
            return this;
        }

        Lookup lookup() {
            Lookup lookup = exchange.getVariable("cplnLookup", Lookup.class);
            return lookup == null ? new Lookup.Hit(call.answer()) : lookup;
        }

        Lookup.Lead lead() {
            return (Lookup.Lead) lookup();
        }

        String found() {
            assertThat(call.answer()).isSameAs(((Lookup.Hit) lookup()).answer());
            return said(call.answer());
        }

        /** Waits for the call that it joined, on a thread of its own. */
        CompletableFuture<Void> awaits() {
            assertThat(lookup().isJoined()).isTrue();
            CompletableFuture<Void> waiting = Background.run(() -> from.await(exchange, lookup(), call));
            Background.until(() -> caller.phase() == Phase.CACHE);
            return waiting;
        }

        Attempted sends() {
            try {
                gate.enter(call);
            } catch (ApiException e) {
                throw new AssertionError(e);
            }
            gate.leave(call);
            return this;
        }

        Attempted stores(String answer) {
            call.answered(new GvcNames(List.of(answer), null));
            from.store(lead(), call, bytes(answer));
            from.landed(exchange, lookup(), call);
            return this;
        }

        Attempted fails(Exception failure) {
            exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, failure);
            from.landed(exchange, lookup(), call);
            return this;
        }
    }

    private Attempted call(ApiRead read, Duration ttl) {
        return new Attempted(cache, read, new SampleOptions().withTtl(ttl));
    }

    private Attempted call(String workload) {
        return call(deployments("prod", workload), TTL);
    }

    private void fill(String workload, String answer) {
        call(workload).looks().sends().stores(answer);
    }

    private void assertNothingInFlight() {
        assertThat(cache.statistics().loading()).isZero();
    }

    @Nested
    class Looking {

        @Test
        void firstLeadsOthersJoinAndLaterOnesHit() {
            Attempted first = call("api").looks();
            assertThat(first.lookup()).isInstanceOf(Lookup.Lead.class);
            assertThat(first.lookup().isLead()).isTrue();
            assertThat(first.lookup().isJoined()).isFalse();
            Attempted second = call("api").looks();
            assertThat(second.lookup().isJoined()).isTrue();
            assertThat(second.lookup().isLead()).isFalse();
            CompletableFuture<Void> waiting = second.awaits();
            assertThat(cache.statistics()).isEqualTo(new CacheStatistics(0, 0, 1, 0));

            first.sends().stores("{\"items\":[]}");
            Background.result(waiting);
            assertThat(second.found()).isEqualTo("{\"items\":[]}");
            assertThat(second.lookup().isLead()).isFalse();
            assertThat(second.lookup().isJoined()).isFalse();
            assertThat(second.caller.phase()).isNull();
            assertThat(second.call.cachedAt()).as("it was not in the cache").isNull();

            clock.advance(Duration.ofSeconds(10));
            Attempted third = call("api").looks();
            assertThat(third.found()).isEqualTo("{\"items\":[]}");
            assertThat(third.call.cachedAt()).isEqualTo(clock.instant().minusSeconds(10));
            assertThat(cache.statistics()).isEqualTo(new CacheStatistics(1, 12, 0, 0));
            assertThat(List.of(first, second, third)).extracting(call -> call.caller.counters().cacheHits())
                    .containsExactly(0, 1, 1);
            assertThat(List.of(first, second, third)).extracting(call -> call.caller.counters().cacheMisses())
                    .containsExactly(1, 0, 0);
        }

        @Test
        void answersAreToldApartByTheirAddress() {
            Attempted one = call("api").looks();
            Attempted other = call("web").looks();
            assertThat(other.lookup()).isInstanceOf(Lookup.Lead.class);
            one.sends().stores("one");
            assertThat(call("web").looks().lookup().isJoined()).isTrue();
            other.sends().stores("other");
            assertThat(call("api").looks().found()).isEqualTo("one");
            assertThat(call("web").looks().found()).isEqualTo("other");
        }

        @Test
        void callWithoutTheCacheReadsForItselfAlone() {
            fill("api", "cached");
            Attempted without = new Attempted(cache, deployments("prod", "api"), new SampleOptions().uncached());
            assertThat(without.looks().lookup()).isInstanceOf(Lookup.Lead.class);
            assertNothingInFlight();
            without.sends().stores("own");
            assertThat(call("api").looks().found()).isEqualTo("cached");
            assertThat(said(without.lead().answer().answer().join())).isEqualTo("own");
        }

        /** An answer may come between the component's GET and the lookup. */
        @Test
        void answerThatCameJustNowIsAHit() {
            fill("api", "new");
            assertThat(call("api").looksAtOnce().found()).isEqualTo("new");
        }

        /** One call may want a younger answer than another is content with. */
        @Test
        void hitLeavesTheCallInFlightAlone() {
            fill("api", "old");
            clock.advance(Duration.ofSeconds(20));
            Attempted stricter = call(deployments("prod", "api"), Duration.ofSeconds(20)).looks();
            assertThat(stricter.lookup()).isInstanceOf(Lookup.Lead.class);
            assertThat(call("api").looksAtOnce().found()).isEqualTo("old");
            assertThat(cache.statistics().loading()).isEqualTo(1);
            stricter.sends().stores("new");
            assertThat(call("api").looks().found()).isEqualTo("new");
        }

        @Test
        void tryAfterABackOffDoesNotWaitAnyMore() {
            Attempted again = call("api");
            again.caller.waits(Phase.BACKOFF);
            assertThat(again.looks().caller.phase()).isNull();
        }
    }

    @Nested
    class Age {

        @Test
        void answerIsJudgedByTheTtlOfWhoAsks() {
            fill("api", "old");
            clock.advance(Duration.ofSeconds(100));
            assertThat(call(deployments("prod", "api"), Duration.ofSeconds(100)).looks().lookup())
                    .isInstanceOf(Lookup.Lead.class);
            assertThat(call(deployments("prod", "api"), Duration.ofSeconds(101)).looks().found()).isEqualTo("old");
        }

        @Test
        void ttlOfZeroReadsForItselfAndStoresForOthers() {
            fill("api", "old");
            Attempted zero = call(deployments("prod", "api"), Duration.ZERO).looks();
            assertThat(zero.lookup()).isInstanceOf(Lookup.Lead.class);
            zero.sends().stores("new");
            clock.advance(Duration.ofSeconds(299));
            assertThat(call("api").looks().found()).isEqualTo("new");
            clock.advance(Duration.ofSeconds(1));
            assertThat(call(deployments("prod", "api"), Duration.ofHours(1)).looks().lookup())
                    .as("kept for the default TTL").isInstanceOf(Lookup.Lead.class);
        }

        @Test
        void answerIsKeptForTheLongestTtlThatAsked() {
            call(deployments("prod", "api"), Duration.ofSeconds(10)).looks().sends().stores("kept");
            clock.advance(Duration.ofSeconds(9));
            assertThat(call(deployments("prod", "api"), Duration.ofSeconds(30)).looks().found()).isEqualTo("kept");
            clock.advance(Duration.ofSeconds(20));
            assertThat(cache.size()).isEqualTo(1);
            assertThat(call(deployments("prod", "api"), Duration.ofSeconds(30)).looks().found()).isEqualTo("kept");
            clock.advance(Duration.ofSeconds(1));
            assertThat(cache.size()).isZero();
            assertThat(call(deployments("prod", "api"), Duration.ofSeconds(60)).looks().lookup())
                    .isInstanceOf(Lookup.Lead.class);
        }

        @Test
        void callThatJoinsMayWantTheAnswerKeptLonger() {
            Attempted lead = call(deployments("prod", "api"), Duration.ofSeconds(10)).looks();
            call(deployments("prod", "api"), Duration.ofSeconds(100)).looks();
            lead.sends().stores("kept");
            clock.advance(Duration.ofSeconds(99));
            assertThat(call(deployments("prod", "api"), Duration.ofSeconds(100)).looks().found()).isEqualTo("kept");
        }

        @Test
        void newAnswerIsKeptAsLongAsTheOneBeforeIt() {
            fill("api", "old");
            clock.advance(Duration.ofSeconds(50));
            call(deployments("prod", "api"), Duration.ofSeconds(50)).looks().sends().stores("new");
            clock.advance(Duration.ofSeconds(299));
            assertThat(call("api").looks().found()).isEqualTo("new");
        }

        @Test
        void noAnswerIsKeptLongerThanTheMaximum() {
            Duration day = Duration.ofDays(1);
            call(deployments("prod", "api"), day).looks().sends().stores("kept");
            clock.advance(Duration.ofMinutes(60).minusMillis(1));
            assertThat(call(deployments("prod", "api"), day).looks().found()).isEqualTo("kept");
            clock.advance(Duration.ofMillis(1));
            assertThat(call(deployments("prod", "api"), day).looks().lookup()).isInstanceOf(Lookup.Lead.class);
            assertThat(cache.size()).isZero();
        }

        @Test
        void answerIsAsOldAsItsRequest() {
            Attempted slow = call("api").looks().sends();
            clock.advance(Duration.ofSeconds(200));
            slow.stores("late");
            assertThat(call(deployments("prod", "api"), Duration.ofSeconds(200)).looks().lookup())
                    .isInstanceOf(Lookup.Lead.class);
        }

        @Test
        void callInFlightIsJoinedWhereItsAnswerWillBeYoungEnough() {
            call("api").looks().sends();
            clock.advance(Duration.ofSeconds(20));
            assertThat(call(deployments("prod", "api"), Duration.ofSeconds(21)).looks().lookup().isJoined()).isTrue();
            Attempted stricter = call(deployments("prod", "api"), Duration.ofSeconds(20)).looks();
            assertThat(stricter.lookup()).isInstanceOf(Lookup.Lead.class);
            assertThat(call("api").looks().lookup().isJoined()).isTrue();
            stricter.sends().stores("newer");
            assertThat(call(deployments("prod", "api"), Duration.ofSeconds(20)).looks().found()).isEqualTo("newer");
        }

        @Test
        void readMayAskForAnAnswerThatIsNotOlderThanATime() {
            fill("api", "old");
            Instant askedAt = clock.instant();
            clock.advance(Duration.ofSeconds(1));
            assertThat(call(deployments("prod", "api", askedAt), TTL).looks().found()).isEqualTo("old");
            Attempted newer = call(deployments("prod", "api", askedAt.plusNanos(1)), TTL).looks();
            assertThat(newer.lookup()).isInstanceOf(Lookup.Lead.class);
            newer.sends().stores("new");
            assertThat(call(deployments("prod", "api", askedAt.plusNanos(1)), TTL).looks().found())
                    .isEqualTo("new");
        }

        /** A call that was replaced in flight by one with a younger answer does not store over that. */
        @Test
        void answerOfAReplacedCallIsForThoseWhoJoinedItAlone() {
            Attempted first = call("api").looks().sends();
            Attempted joined = call("api").looks();
            CompletableFuture<Void> waiting = joined.awaits();
            clock.advance(Duration.ofSeconds(20));
            Attempted second = call(deployments("prod", "api"), Duration.ofSeconds(20)).looks().sends();
            first.stores("first");
            Background.result(waiting);
            assertThat(joined.found()).isEqualTo("first");
            assertThat(cache.size()).isZero();
            second.stores("second");
            assertThat(call("api").looks().found()).isEqualTo("second");
        }
    }

    @Nested
    class Failing {

        @Test
        void allWhoWaitLearnWhyAndTheNextLeads() {
            Attempted lead = call("api").looks();
            List<Attempted> joined = List.of(call("api").looks(), call("api").looks());
            List<CompletableFuture<Void>> waiting = joined.stream().map(Attempted::awaits).toList();
            lead.sends().fails(BROKEN);
            for (int i = 0; i < 2; i++) {
                assertThat(Background.failure(waiting.get(i))).isSameAs(BROKEN);
                assertThat(joined.get(i).caller.phase()).isNull();
            }
            assertNothingInFlight();
            assertThat(cache.size()).isZero();
            assertThat(call("api").looks().lookup()).isInstanceOf(Lookup.Lead.class);
        }

        @Test
        void unexpectedFailuresAreToldInWords() {
            Attempted lead = call("api").looks();
            CompletableFuture<Void> one = call("api").looks().awaits();
            lead.fails(new IllegalStateException("x"));
            assertThat(Background.failure(one)).isInstanceOf(ApiException.class)
                    .hasMessage("the API's answer could not be read");
            Attempted without = call("api").looks();
            CompletableFuture<Void> other = call("api").looks().awaits();
            without.fails(null);
            assertThat(Background.failure(other)).hasMessage("the API's answer could not be read");
        }

        @Test
        void oneOfThoseWhoWaitLeadsInPlaceOfACallThatWasCancelled() {
            Attempted lead = call("api").looks();
            List<Attempted> joined = List.of(call("api").looks(), call("api").looks(), call("api").looks());
            List<CompletableFuture<Void>> waiting = joined.stream().map(Attempted::awaits).toList();
            lead.fails(ApiException.cancelled());
            Background.until(() -> waiting.stream().anyMatch(CompletableFuture::isDone));
            Attempted next = joined.stream().filter(call -> call.lookup() instanceof Lookup.Lead).findFirst()
                    .orElseThrow();
            next.sends().stores("next");
            waiting.forEach(Background::result);
            assertThat(joined).filteredOn(call -> call != next).extracting(Attempted::found)
                    .containsExactly("next", "next");
            assertThat(joined).extracting(call -> call.caller.counters().cacheHits()).containsExactly(1, 1, 1);
            assertThat(joined).extracting(call -> call.caller.counters().cacheMisses()).containsExactly(0, 0, 0);
        }

        @Test
        void cancelledWhileItWaitsLeavesTheOthersAlone() {
            Attempted lead = call("api").looks();
            Attempted gone = call("api").looks();
            Attempted stays = call("api").looks();
            CompletableFuture<Void> cancelled = gone.awaits();
            CompletableFuture<Void> waiting = stays.awaits();
            gone.caller.cancel();
            assertThat(Background.failure(cancelled)).isInstanceOfSatisfying(ApiException.class,
                    e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.CANCELLED));
            assertThat(gone.caller.phase()).isNull();
            lead.sends().stores("answer");
            Background.result(waiting);
            assertThat(stays.found()).isEqualTo("answer");
        }

        @Test
        void endOfACallThatLedNothingChangesNothing() {
            Attempted lead = call("api").looks();
            Attempted joined = call("api").looks();
            joined.fails(BROKEN);
            cache.landed(joined.exchange, null, joined.call);
            assertThat(cache.statistics().loading()).isEqualTo(1);
            lead.sends().stores("answer");
            lead.fails(BROKEN);
            assertThat(call("api").looks().found()).isEqualTo("answer");
        }

        @Test
        void callThatWasReplacedDoesNotEndTheOneInItsPlace() {
            Attempted first = call("api").looks().sends();
            clock.advance(Duration.ofSeconds(20));
            Attempted second = call(deployments("prod", "api"), Duration.ofSeconds(20)).looks();
            first.fails(BROKEN);
            assertThat(cache.statistics().loading()).isEqualTo(1);
            second.sends().stores("second");
            assertThat(call("api").looks().found()).isEqualTo("second");
        }
    }

    @Nested
    class Clearing {

        private void fillAll() {
            for (String name : List.of("prod/api", "prod/web", "test/api")) {
                String[] parts = name.split("/");
                call(deployments(parts[0], parts[1]), TTL).looks().sends().stores(name);
            }
            ApiRead list = new ApiRead(URI.create("http://x/org/acme/gvc/prod/workload"), new ApiScope("prod", null),
                    ApiAnswer.Kind.WORKLOAD_LIST, true, null);
            call(list, TTL).looks().sends().stores("list");
        }

        @Test
        void partIsForgottenWithTheListsThatHoldIt() {
            fillAll();
            assertThat(cache.size()).isEqualTo(4);
            assertThat(cache.clear(Map.of("gvc", "prod", "workloadName", "api"))).isEqualTo(2);
            assertThat(call(deployments("prod", "web"), TTL).looks().found()).isEqualTo("prod/web");
            assertThat(cache.clear(Map.of("gvc", "prod"))).isEqualTo(1);
            assertThat(call(deployments("test", "api"), TTL).looks().found()).isEqualTo("test/api");
            assertThat(cache.clear(null)).isEqualTo(1);
            assertThat(cache.statistics()).isEqualTo(new CacheStatistics(0, 0, 0, 0));
        }

        @Test
        void answersPastTheirTimeDoNotCount() {
            fillAll();
            clock.advance(TTL);
            assertThat(cache.size()).isZero();
            assertThat(cache.clear("*")).isZero();
        }

        @Test
        void whatIsNoPartIsRefused() {
            fillAll();
            assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> cache.clear(5));
            assertThat(cache.size()).isEqualTo(4);
        }

        /** An answer that was asked for before the clear reaches those who wait, and is not stored. */
        @Test
        void whatIsInFlightIsNotStored() {
            Attempted before = call("api").looks().sends();
            Attempted joined = call("api").looks();
            CompletableFuture<Void> waiting = joined.awaits();
            assertThat(cache.clear(Map.of("gvc", "prod"))).isZero();
            assertNothingInFlight();
            Attempted after = call("api").looks();
            assertThat(after.lookup()).isInstanceOf(Lookup.Lead.class);
            before.stores("before");
            Background.result(waiting);
            assertThat(joined.found()).isEqualTo("before");
            assertThat(cache.size()).isZero();
            after.sends().stores("after");
            assertThat(call("api").looks().found()).isEqualTo("after");
        }

        @Test
        void otherPartsInFlightAreStored() {
            Attempted other = call("web").looks().sends();
            cache.clear(Map.of("gvc", "prod", "workloadName", "api"));
            other.stores("web");
            assertThat(call("web").looks().found()).isEqualTo("web");
        }
    }

    /** Answers that the API does not document must not get into the cache. */
    @Nested
    class Reading {

        private ApiCall read(ApiAnswer.Kind kind, String answer) throws ApiException {
            ApiCall call = call(new ApiRead(URI.create("http://x/org/acme/gvc/prod/workload/api"),
                    new ApiScope("prod", "api"), kind, true, null), TTL).call;
            cache.read(call, bytes(answer));
            return call;
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "5", "null", "\"items\"", ""})
        void answerIsAnObject(String answer) {
            for (ApiAnswer.Kind kind : ApiAnswer.Kind.values()) {
                assertThatExceptionOfType(ApiException.class).isThrownBy(() -> read(kind, answer))
                        .withMessage("the API's answer is not a JSON object")
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.NONSENSE));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{\"items\":{}}", "{\"items\":null}"})
        void listHasItems(String answer) throws Exception {
            for (ApiAnswer.Kind kind : List.of(ApiAnswer.Kind.WORKLOAD_LIST, ApiAnswer.Kind.DEPLOYMENT_LIST,
                    ApiAnswer.Kind.GVC_LIST)) {
                assertThatExceptionOfType(ApiException.class).isThrownBy(() -> read(kind, answer))
                        .withMessage("the API's answer is a list without an items array");
            }
            assertThat(read(ApiAnswer.Kind.WORKLOAD, answer).answer()).isInstanceOf(WorkloadItem.class);
        }

        @Test
        void listMayBeEmptyAndHaveAPageAfterIt() throws Exception {
            ApiCall only = read(ApiAnswer.Kind.DEPLOYMENT_LIST, "{\"items\":[]}");
            assertThat(only.isUnanswered()).isFalse();
            assertThat(only.isContinued()).isFalse();
            String links = "{\"items\":[],\"links\":[{\"rel\":\"self\",\"href\":\"/x\"},{\"rel\":\"next\"%s}]}";
            for (ApiAnswer.Kind kind : List.of(ApiAnswer.Kind.WORKLOAD_LIST, ApiAnswer.Kind.DEPLOYMENT_LIST,
                    ApiAnswer.Kind.GVC_LIST)) {
                assertThat(read(kind, links.formatted(",\"href\":\"/y\"")).answer().next()).isEqualTo("/y");
                ApiCall withoutAddress = read(kind, links.formatted(""));
                assertThat(withoutAddress.isContinued()).isTrue();
                assertThat(withoutAddress.answer().next()).as("an error for who follows it").isEmpty();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"{", "{\"items\":[1}", "<html>"})
        void answerIsJson(String answer) {
            assertThatExceptionOfType(ApiException.class).isThrownBy(() -> read(ApiAnswer.Kind.WORKLOAD_LIST, answer))
                    .withMessageContaining("JSON");
        }
    }

    @Test
    void cacheKeepsTheBytesOfItsSetting() {
        AnswerCache small = cache(100);
        for (int i = 0; i < 20; i++) {
            new Attempted(small, deployments("prod", "w" + i), new SampleOptions()).looks().sends()
                    .stores("x".repeat(30));
        }
        CacheStatistics statistics = small.statistics();
        assertThat(statistics.size()).isBetween(1L, 3L);
        Background.until(() -> small.statistics().evictions() == 20 - small.statistics().size());
        assertThat(small.statistics().size() * 30).isLessThanOrEqualTo(100);
    }

    /** Steps of many calls in any order: whoever asks gets an answer that was asked for within its own TTL. */
    @Test
    void anyOrderGivesAnswersYoungEnough() throws Exception {
        long seed = RandomSeed.next("cache lookups");
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            AnswerCache fresh = cache(1_000_000);
            List<Attempted> leads = new ArrayList<>();
            Instant cleared = Instant.MIN;
            for (int step = 0; step < 60; step++) {
                clock.advance(Duration.ofSeconds(random.nextInt(10)));
                int choice = random.nextInt(10);
                if (choice == 0) {
                    fresh.clear(null);
                    cleared = clock.instant();
                } else if (choice < 5 && !leads.isEmpty()) {
                    Attempted lead = leads.remove(random.nextInt(leads.size()));
                    if (random.nextInt(4) == 0) {
                        lead.fails(BROKEN);
                    } else {
                        lead.stores(lead.lead().answer().attempt().askedAt().toString());
                    }
                } else {
                    Duration ttl = Duration.ofSeconds(random.nextInt(60));
                    Attempted asks = new Attempted(fresh, deployments("prod", "w" + random.nextInt(2)),
                            new SampleOptions().withTtl(ttl)).looks();
                    if (asks.lookup() instanceof Lookup.Lead) {
                        leads.add(asks.sends());
                    } else {
                        Instant askedAt = asks.lookup() instanceof Lookup.Joined joined
                                ? joined.answer().attempt().askedAt() : Instant.parse(asks.found());
                        assertThat(askedAt).as("seed %d", seed).isAfter(clock.instant().minus(ttl))
                                .isAfterOrEqualTo(cleared);
                    }
                }
            }
        }
    }
}
