package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.recording.ListingStopwatch.Phase;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleOptions;
import dev.cplnroutes.testing.SettableClock;
import dev.cplnroutes.testing.TestCaller;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * One call with its tries, none of which is sent.
 */
class ApiCallTest {

    private static final URI DEPLOYMENTS = URI.create("http://x/org/acme/gvc/prod/workload/api/deployment?limit=5");
    private static final ApiRead READ = new ApiRead(DEPLOYMENTS, new ApiScope("prod", "api"),
            ApiAnswer.Kind.DEPLOYMENT_LIST, true, null);
    private static final ApiException BROKEN = ApiException.unreachable("broken");
    private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");

    private final SettableClock clock = new SettableClock();
    private final RetryBudget budget = new RetryBudget();
    private final TestCaller caller = caller(new SampleOptions());
    private final ApiCall call = new ApiCall(caller, READ);

    private TestCaller caller(SampleOptions options) {
        return new TestCaller(options, clock);
    }

    private static void send(ApiCall call) throws ApiException {
        call.spendRetry();
        call.sending(new Pace.Pass(7, 0), NOW);
    }

    /** The budget after so many retries were spent. */
    private void assertSpent(int retries) {
        assertThat(budget.left()).isEqualTo(RetryBudget.SIZE - retries);
    }

    @Test
    void callTellsWhatItAsksForAndForWhom() {
        assertThat(call.getTarget()).isEqualTo("/org/acme/gvc/prod/workload/api/deployment?limit=5");
        assertThat(call.getTraceParent()).isEqualTo(TestCaller.TRACE);
        assertThat(call.read()).isSameAs(READ);
        assertThat(call.options()).isSameAs(caller.options());
        assertThat(call.caller()).isSameAs(caller);
        assertThat(call.isWanted()).isTrue();
        caller.cancel();
        assertThat(call.isWanted()).isFalse();
    }

    @Test
    void callIsCachedWhereTheRequestAndTheReadAllowIt() {
        ApiRead uncached = ApiRead.uncached(DEPLOYMENTS, ApiScope.ORGANIZATION, ApiAnswer.Kind.GVC_LIST);
        TestCaller without = caller(new SampleOptions().uncached());
        assertThat(call.isCached()).isTrue();
        assertThat(new ApiCall(caller, uncached).isCached()).isFalse();
        assertThat(new ApiCall(without, READ).isCached()).isFalse();
        assertThat(new ApiCall(without, uncached).isCached()).isFalse();
    }

    @Test
    void waitsAreThoseOfTheCaller() {
        call.waitsForAnotherCall();
        assertThat(caller.phase()).isEqualTo(Phase.CACHE);
        call.goesOn();
        assertThat(caller.phase()).isNull();

        call.backsOff(Duration.ofSeconds(3), true);
        assertThat(caller.phase()).isEqualTo(Phase.BACKOFF);
        call.end();
        assertThat(caller.phase()).isNull();
        call.backsOff(Duration.ofSeconds(4), false);
        assertThat(caller.phase()).isEqualTo(Phase.BACKOFF);
        assertThat(caller.backOffs()).as("back-offs with a substitute").containsExactly(Duration.ofSeconds(3));
        call.end();
    }

    @Nested
    class Lookups {

        private void look(ApiCall looking, int kind) {
            switch (kind) {
                case 0 -> looking.leads(new Attempt());
                case 1 -> looking.joins(new Attempt());
                default -> looking.foundInCache(NOW, NOW.plusMillis(5));
            }
        }

        @Test
        void firstAloneIsCounted() {
            long seed = RandomSeed.next("lookups of a call");
            Random random = new Random(seed);
            for (int round = 0; round < 100; round++) {
                TestCaller looked = caller(new SampleOptions());
                ApiCall looking = new ApiCall(looked, READ);
                List<Integer> kinds = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(5); i++) {
                    kinds.add(random.nextInt(3));
                    look(looking, kinds.get(i));
                }
                assertThat(looked.counters().cacheHits()).as("%s, seed %d", kinds, seed)
                        .isEqualTo(kinds.get(0) == 0 ? 0 : 1);
                assertThat(looked.counters().cacheMisses()).as("%s, seed %d", kinds, seed)
                        .isEqualTo(kinds.get(0) == 0 ? 1 : 0);
                assertThat(looking.cachedAt()).isEqualTo(kinds.contains(2) ? NOW : null);
                assertThat(looking.answeredAt()).isEqualTo(kinds.contains(2) ? NOW.plusMillis(5) : null);
            }
        }

        @Test
        void callThatIsNotCachedLooksNothingUp() {
            TestCaller without = caller(new SampleOptions().uncached());
            new ApiCall(without, READ).leads(new Attempt());
            assertThat(without.counters().cacheMisses()).isZero();
            assertThat(without.counters().cacheHits()).isZero();
        }
    }

    @Nested
    class Tries {

        @Test
        void triesAreThoseOfTheRequest() throws Exception {
            ApiCall three = new ApiCall(caller(new SampleOptions().withRetries(3, Duration.ZERO)), READ);
            for (int tries = 0; tries < 3; tries++) {
                assertThat(three.failedTries()).isEqualTo(tries);
                assertThat(three.hasTriesLeft()).isTrue();
                three.leads(new Attempt());
                send(three);
                assertThat(three.payForRetry(BROKEN, budget)).isTrue();
            }
            assertThat(three.hasTriesLeft()).isFalse();
            assertThat(three.failedTries()).isEqualTo(3);
            assertThat(new ApiCall(caller(new SampleOptions().withRetries(0, Duration.ZERO)), READ).hasTriesLeft())
                    .isFalse();
        }

        @Test
        void requestsAndRetriesAreCounted() throws Exception {
            Attempt first = new Attempt();
            call.leads(first);
            assertThat(call.request()).isNull();
            send(call);
            assertThat(first.askedAt()).isEqualTo(NOW);
            assertThat(call.request().isRetry()).isFalse();
            assertThat(call.request().sentAt()).isEqualTo(7);
            assertThat(call.request().pass()).isEqualTo(new Pace.Pass(7, 0));
            assertThat(List.of(call.requestsSent(), call.retriesSent())).containsExactly(1, 0);
            for (int retry = 1; retry <= 2; retry++) {
                assertThat(call.payForRetry(BROKEN, budget)).isTrue();
                call.leads(new Attempt());
                send(call);
                assertThat(call.request().isRetry()).isTrue();
                assertThat(List.of(call.requestsSent(), call.retriesSent())).containsExactly(1 + retry, retry);
            }
            assertThat(caller.counters().apiCalls()).isEqualTo(3);
            assertThat(caller.counters().retries()).isEqualTo(2);
            assertSpent(2);
        }

        /** What is paid before the wait and not sent after it is given back; what was sent is not. */
        @Test
        void retryThatIsNotSentIsGivenBackAtTheEnd() throws Exception {
            assertThat(call.payForRetry(BROKEN, budget)).isTrue();
            assertSpent(1);
            call.end();
            assertSpent(0);
            call.end();
            assertSpent(0);

            call.leads(new Attempt());
            assertThat(call.payForRetry(BROKEN, budget)).isTrue();
            send(call);
            call.end();
            assertSpent(1);
        }

        @Test
        void retryInPlaceOfOneThatWasNotSentCostsNoMore() {
            call.leads(new Attempt());
            assertThat(call.payForRetry(BROKEN, budget)).isTrue();
            call.joins(new Attempt());
            assertThat(call.payForRetry(BROKEN, budget)).isTrue();
            assertSpent(1);
            assertThat(call.failedTries()).isEqualTo(2);
            call.end();
            assertSpent(0);
        }

        @Test
        void callIsNotTriedAgainWhereTheBudgetIsUsedUp() {
            for (int i = 0; i < RetryBudget.SIZE; i++) {
                assertThat(budget.pay(new RetryTicket(), true)).isTrue();
            }
            assertThat(call.payForRetry(BROKEN, budget)).isFalse();
            assertThat(call.failedTries()).isZero();
            assertThatCode(call::spendRetry).doesNotThrowAnyException();
            call.end();
            assertSpent(RetryBudget.SIZE);
        }

        @Test
        void refusalCostsOneRetryHoweverManyCameBefore() {
            ApiException refusal = ApiException.status(429, "too many", null);
            for (int i = 0; i < 50; i++) {
                assertThat(budget.pay(new RetryTicket(), true)).isTrue();
            }
            call.leads(new Attempt());
            assertThat(call.payForRetry(refusal, budget)).isTrue();
            assertSpent(51);
            call.leads(new Attempt());
            assertThat(call.payForRetry(BROKEN, budget)).isTrue();
            call.end();
            assertSpent(50);
            call.leads(new Attempt());
            assertThat(call.payForRetry(BROKEN, budget)).isTrue();
            assertSpent(52);
        }
    }

    @Nested
    class SharedAttempt {

        @Test
        void isPaidForOnce() {
            Attempt attempt = new Attempt();
            for (int i = 0; i < 10; i++) {
                ApiCall sharer = new ApiCall(caller(new SampleOptions()), READ);
                if (i == 0) {
                    sharer.leads(attempt);
                } else {
                    sharer.joins(attempt);
                }
                assertThat(sharer.payForRetry(BROKEN, budget)).isTrue();
            }
            assertSpent(1);
        }

        /** In any order: the retry costs one where it was sent, each further one costs one more, and else nothing. */
        @Test
        void costsWhatIsSent() throws Exception {
            long seed = RandomSeed.next("shared retries");
            Random random = new Random(seed);
            for (int round = 0; round < 200; round++) {
                int before = budget.left();
                Attempt attempt = new Attempt();
                List<ApiCall> calls = new ArrayList<>();
                int count = 1 + random.nextInt(6);
                for (int i = 0; i < count; i++) {
                    ApiCall sharer = new ApiCall(caller(new SampleOptions()), READ);
                    sharer.joins(attempt);
                    assertThat(sharer.payForRetry(ApiException.status(429, "too many", null), budget)).isTrue();
                    calls.add(sharer);
                }
                int sent = 0;
                for (ApiCall sharer : calls) {
                    if (random.nextBoolean()) {
                        send(sharer);
                        sent++;
                    }
                    sharer.end();
                }
                assertThat(before - budget.left()).as("seed %d, round %d", seed, round).isEqualTo(sent);
                budget.succeeded(sent, true);
            }
        }

        @Test
        void secondRetryThatCannotBeAffordedFailsAsTheAttempt() throws Exception {
            for (int i = 1; i < RetryBudget.SIZE; i++) {
                assertThat(budget.pay(new RetryTicket(), true)).isTrue();
            }
            Attempt attempt = new Attempt();
            ApiCall other = new ApiCall(caller(new SampleOptions()), READ);
            ApiException reason = ApiException.status(429, "too many", null);
            for (ApiCall sharer : List.of(call, other)) {
                sharer.joins(attempt);
                assertThat(sharer.payForRetry(reason, budget)).isTrue();
            }
            send(call);
            assertThatThrownBy(other::spendRetry).isSameAs(reason);
            assertThatCode(other::spendRetry).as("asked once more").doesNotThrowAnyException();
            other.end();
            assertSpent(RetryBudget.SIZE);
        }
    }

    @Nested
    class Read {

        @Test
        void answerWillDoWhereItIsYoungEnough() {
            Duration ttl = Duration.ofSeconds(10);
            assertThat(READ.accepts(NOW.minusSeconds(10).plusNanos(1), ttl, NOW)).isTrue();
            assertThat(READ.accepts(NOW.minusSeconds(10), ttl, NOW)).isFalse();
            assertThat(READ.accepts(NOW, ttl, NOW)).isTrue();
            assertThat(READ.accepts(NOW, Duration.ZERO, NOW)).isFalse();
            assertThat(READ.accepts(NOW.plusNanos(1), ttl, NOW)).as("the clock was set back").isFalse();
        }

        @Test
        void answerMustNotBeOlderThanTheReadSays() {
            Duration ttl = Duration.ofSeconds(10);
            ApiRead newer = new ApiRead(DEPLOYMENTS, READ.scope(), ApiAnswer.Kind.DEPLOYMENT_LIST, true,
                    NOW.minusSeconds(5));
            assertThat(newer.accepts(NOW.minusSeconds(5), ttl, NOW)).isTrue();
            assertThat(newer.accepts(NOW.minusSeconds(5).minusNanos(1), ttl, NOW)).isFalse();
            assertThat(newer.accepts(NOW.minusSeconds(4), Duration.ofSeconds(4), NOW)).isFalse();
        }

        @Test
        void listOfOneWorkloadIsItsDeployments() {
            assertThat(READ.isDeployments()).isTrue();
            assertThat(new ApiRead(DEPLOYMENTS, READ.scope(), ApiAnswer.Kind.WORKLOAD, true, null)
                    .isDeployments()).isFalse();
            assertThat(new ApiRead(DEPLOYMENTS, new ApiScope("prod", null), ApiAnswer.Kind.WORKLOAD_LIST, true, null)
                    .isDeployments())
                    .isFalse();
            ApiRead list = ApiRead.uncached(DEPLOYMENTS, ApiScope.ORGANIZATION, ApiAnswer.Kind.GVC_LIST);
            assertThat(list).isEqualTo(new ApiRead(DEPLOYMENTS, new ApiScope(null, null),
                    ApiAnswer.Kind.GVC_LIST, false, null));
            assertThat(list.isDeployments()).isFalse();
        }
    }
}
