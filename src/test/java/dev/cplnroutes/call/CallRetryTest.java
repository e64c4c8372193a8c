package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.recording.CallRecorder;
import dev.cplnroutes.recording.ListingStopwatch.Phase;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The decision whether a call is sent again, with an exchange that no route has.
 */
class CallRetryTest {

    private static final URI ADDRESS = URI.create("http://x/org/acme/gvc/prod/workload/api/deployment");
    private static final ApiRead DEPLOYMENTS = new ApiRead(ADDRESS, new ApiScope("prod", "api"),
            ApiAnswer.Kind.DEPLOYMENT_LIST, true, null);
    private static final ApiRead PAGE = new ApiRead(ADDRESS, new ApiScope("prod", null),
            ApiAnswer.Kind.WORKLOAD_LIST, true, null);
    private static final ApiException BROKEN = ApiException.unreachable("broken");
    private static final ApiException REFUSED = ApiException.status(429, "too many", null);

    private final SettableClock clock = new SettableClock();
    private final ApiGate gate = new ApiGate(new ApiSettings(), clock, new CallRecorder());
    private final CallRetry retry = new CallRetry(gate);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private TestCaller caller(SampleOptions options) {
        return new TestCaller(options, clock);
    }

    private ApiCall call() {
        return call(DEPLOYMENTS);
    }

    private ApiCall call(ApiRead read) {
        ApiCall call = new ApiCall(caller(new SampleOptions()), read);
        call.leads(new Attempt());
        return call;
    }

    private boolean again(ApiCall call, Exception failure) {
        exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, failure);
        return retry.again(exchange, call);
    }

    /** How many retries the process may still send; asks for them and gives them back. */
    private int left() {
        List<ApiCall> asking = new ArrayList<>();
        ApiCall next = call();
        while (again(next, REFUSED)) {
            asking.add(next);
            next = call();
        }
        asking.forEach(ApiCall::end);
        return asking.size();
    }

    private Duration delay() {
        return Duration.ofMillis(exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY, Long.class));
    }

    @Nested
    class Again {

        @Test
        void delayGrowsWithTheTries() {
            ApiCall call = call();
            for (int seconds = 1; seconds <= 4; seconds *= 2) {
                assertThat(again(call, BROKEN)).isTrue();
                assertThat(delay()).isBetween(Duration.ofSeconds(seconds), Duration.ofMillis(seconds * 1500L));
            }
            assertThat(again(call, BROKEN)).as("no tries left").isFalse();
            assertThat(((TestCaller) call.caller()).backOffs()).hasSize(3).last().isEqualTo(delay());
        }

        @Test
        void delayDiffersFromCallToCall() {
            assertThat(IntStream.range(0, 20).mapToObj(i -> {
                assertThat(again(call(), BROKEN)).isTrue();
                return delay();
            }).distinct().count()).isGreaterThan(5);
        }

        @Test
        void apiMayAskForALongerDelay() {
            assertThat(again(call(), ApiException.status(503, "later", Duration.ofSeconds(40)))).isTrue();
            assertThat(delay()).isEqualTo(Duration.ofSeconds(40));
        }

        @Test
        void failureMayStandBehindAnother() {
            assertThat(again(call(), new IllegalStateException(BROKEN))).isTrue();
            assertThat(again(call(), new IllegalStateException("another"))).isFalse();
            assertThat(again(call(), null)).isFalse();
        }

        static Stream<Arguments> finalFailures() {
            return Stream.of(ApiException.status(404, "none", null), ApiException.quota("used up"),
                    ApiException.timedOut("late"), ApiException.nonsense("no JSON"), ApiException.cancelled(),
                    ApiException.status(429, "much later", Duration.ofSeconds(61))).map(Arguments::of);
        }

        @ParameterizedTest
        @MethodSource("finalFailures")
        void finalFailureCostsNothing(ApiException failure) {
            ApiCall call = call();
            assertThat(again(call, failure)).isFalse();
            assertThat(call.failedTries()).isZero();
            assertThat(exchange.getMessage().getHeaders()).isEmpty();
            assertThat(((TestCaller) call.caller()).phases()).isEmpty();
            assertThat(left()).isEqualTo(RetryBudget.SIZE);
        }

        @Test
        void answerThatIsNotWantedAnyMoreIsNotTriedAgain() {
            ApiCall call = call();
            ((TestCaller) call.caller()).cancel();
            assertThat(again(call, BROKEN)).isFalse();
            assertThat(left()).isEqualTo(RetryBudget.SIZE);
        }

        @Test
        void requestWithoutRetriesIsNotTriedAgain() {
            ApiCall call = new ApiCall(caller(new SampleOptions().withRetries(0, Duration.ofSeconds(1))), DEPLOYMENTS);
            assertThat(again(call, BROKEN)).isFalse();
            assertThat(left()).isEqualTo(RetryBudget.SIZE);
        }
    }

    @Nested
    class Budget {

        @Test
        void retryCostsOneUntilItIsGivenBack() {
            ApiCall call = call();
            assertThat(again(call, REFUSED)).isTrue();
            assertThat(left()).isEqualTo(RetryBudget.SIZE - 1);
            call.end();
            assertThat(left()).isEqualTo(RetryBudget.SIZE);
        }

        @Test
        void callThatSucceededGivesItsRetriesBack() throws Exception {
            ApiCall call = call();
            gate.enter(call);
            gate.leave(call);
            for (int i = 0; i < 2; i++) {
                assertThat(again(call, BROKEN)).isTrue();
                call.leads(new Attempt());
                gate.enter(call);
                gate.leave(call);
            }
            spend(10);
            assertThat(left()).isEqualTo(RetryBudget.SIZE - 12);
            retry.succeeded(call);
            assertThat(left()).as("two of its own and one more").isEqualTo(RetryBudget.SIZE - 9);
        }

        @Test
        void pageOfTheWorkloadListSaysNothingAboutDeployments() throws Exception {
            spend(10);
            ApiCall page = call(PAGE);
            gate.enter(page);
            gate.leave(page);
            retry.succeeded(page);
            assertThat(left()).isEqualTo(RetryBudget.SIZE - 10);
        }

        @Test
        void answerThatAnotherCallReadGivesNothingBack() {
            spend(10);
            ApiCall joined = call();
            ((TestCaller) joined.caller()).waits(Phase.CACHE);
            retry.succeeded(joined);
            assertThat(left()).isEqualTo(RetryBudget.SIZE - 10);
            assertThat(((TestCaller) joined.caller()).phase()).as("the call is over").isNull();
        }

        /** So many calls that were sent again and failed for good. */
        private void spend(int retries) {
            for (int i = 0; i < retries; i++) {
                ApiCall call = call();
                assertThat(again(call, REFUSED)).isTrue();
                try {
                    gate.enter(call);
                } catch (ApiException e) {
                    throw new AssertionError(e);
                }
                gate.leave(call);
                call.end();
            }
        }
    }

    @Nested
    class Substitutes {

        private void refuseCalls(int count) throws ApiException {
            List<ApiCall> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                calls.add(call());
                gate.enter(calls.get(i));
            }
            for (ApiCall call : calls) {
                call.request().failed(REFUSED);
                gate.leave(call);
            }
        }

        private boolean mayBeSubstituted(ApiException failure) {
            ApiCall call = call();
            assertThat(again(call, failure)).isTrue();
            TestCaller caller = (TestCaller) call.caller();
            assertThat(caller.phase()).isEqualTo(Phase.BACKOFF);
            return !caller.backOffs().isEmpty();
        }

        @Test
        void laneIsSubstitutedWhereNothingSpeaksAgainstMoreCalls() {
            assertThat(mayBeSubstituted(BROKEN)).isTrue();
            assertThat(mayBeSubstituted(REFUSED)).isTrue();
            assertThat(mayBeSubstituted(ApiException.status(503, "down", null))).isTrue();
        }

        @Test
        void laneIsNotSubstitutedWhereTheApiAsksToWait() {
            assertThat(mayBeSubstituted(ApiException.status(429, "slower", Duration.ofSeconds(1)))).isFalse();
            assertThat(mayBeSubstituted(ApiException.status(503, "later", Duration.ofSeconds(1)))).isFalse();
        }

        @Test
        void laneThatWasRefusedIsNotSubstitutedWhileCallsArePaced() throws Exception {
            refuseCalls(20);
            assertThat(gate.isPacing()).isTrue();
            assertThat(mayBeSubstituted(REFUSED)).isFalse();
            assertThat(mayBeSubstituted(BROKEN)).isTrue();
        }
    }
}
