package dev.cplnroutes.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiScope;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.mapping.ApiAnswer;
import dev.cplnroutes.recording.CallRecorder;
import dev.cplnroutes.recording.ListingStopwatch;
import dev.cplnroutes.testing.Background;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleOptions;
import dev.cplnroutes.testing.SettableClock;
import dev.cplnroutes.testing.TestCaller;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The gate that all calls pass, with calls that nobody sends.
 */
class ApiGateTest {

    private static final ApiRead READ =
            ApiRead.uncached(URI.create("http://x/org/acme/gvc"), ApiScope.ORGANIZATION,
                ApiAnswer.Kind.GVC_LIST);
    private static final ApiException BROKEN = ApiException.unreachable("broken");
    private static final ApiException REFUSED = ApiException.status(429, "too many", null);

    /** One record of the meters. */
    private record Recorded(String outcome, boolean isRetry) {
    }

    private final SettableClock clock = new SettableClock();
    private final CallRecorder recorder = new CallRecorder();

    private ApiGate gate(int maximumInFlight) {
        ApiSettings settings = new ApiSettings();
        settings.setMaxConnections(String.valueOf(maximumInFlight));
        return new ApiGate(settings, clock, recorder);
    }

    private TestCaller caller() {
        return new TestCaller(new SampleOptions(), clock);
    }

    private static ApiCall call(TestCaller caller) {
        return new ApiCall(caller, READ);
    }

    private ApiCall entered(ApiGate gate) throws ApiException {
        ApiCall call = call(caller());
        gate.enter(call);
        return call;
    }

    private static void leave(ApiGate gate, ApiCall call, ApiException failure) {
        if (failure != null) {
            call.request().failed(failure);
        }
        gate.leave(call);
    }

    private static ApiException askedToWait(Duration wait) {
        return ApiException.status(429, "slower", wait);
    }

    /** Enters on a thread of its own. */
    private static CompletableFuture<ApiCall> enters(ApiGate gate, ApiCall call) {
        return Background.call(() -> {
            gate.enter(call);
            return call;
        });
    }

    /** Enters on a thread of its own, which has come to the queue. */
    private static CompletableFuture<ApiCall> queues(ApiGate gate, ApiCall call) {
        int before = gate.state().waiting();
        CompletableFuture<ApiCall> entered = enters(gate, call);
        Background.until(() -> gate.state().waiting() == before + 1);
        return entered;
    }

    private static void assertCancelled(CompletableFuture<ApiCall> entered) {
        assertThat(Background.failure(entered)).isInstanceOfSatisfying(ApiException.class,
                e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.CANCELLED));
    }

    /** Calls that nobody waits for. */
    @Nested
    class InBackground {

        private ApiCall backgroundCall() {
            return call(caller().inBackground());
        }

        private CompletableFuture<ApiCall> waits(ApiGate gate) throws InterruptedException {
            ApiCall call = backgroundCall();
            CompletableFuture<ApiCall> entered = enters(gate, call);
            Background.until(() -> ((TestCaller) call.caller()).phase() != null);
            assertThat(entered.isDone()).isFalse();
            return entered;
        }

        @Test
        void haveAQuarterOfTheConnections() throws Exception {
            ApiGate gate = gate(8);
            ApiCall first = Background.result(enters(gate, backgroundCall()));
            Background.result(enters(gate, backgroundCall()));
            CompletableFuture<ApiCall> third = waits(gate);
            assertThat(gate.state()).as("waits beside the queue").isEqualTo(new ApiGate.State(2, 0, 0, 0));
            entered(gate);
            assertThat(third.isDone()).isFalse();
            leave(gate, first, null);
            Background.result(third);
        }

        @Test
        void haveOneAtLeast() throws Exception {
            Background.result(enters(gate(1), backgroundCall()));
        }

        @Test
        void letAllOthersPass() throws Exception {
            ApiGate gate = gate(1);
            ApiCall before = entered(gate);
            CompletableFuture<ApiCall> background = waits(gate);
            CompletableFuture<ApiCall> later = queues(gate, call(caller()));
            leave(gate, before, null);
            ApiCall passed = Background.result(later);
            assertThat(background.isDone()).isFalse();
            leave(gate, passed, null);
            Background.result(background);
        }

        @Test
        void haveAQuarterOfTheRate() throws Exception {
            ApiGate gate = gate(20);
            List<ApiCall> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sent.add(entered(gate));
            }
            sent.forEach(call -> leave(gate, call, REFUSED));
            ApiCall first = Background.result(enters(gate, backgroundCall()));
            ApiCall second = Background.result(enters(gate, backgroundCall()));
            // It recovers meanwhile: it was never higher than now.
            double rate = gate.state().rate();
            assertThat((second.request().sentAt() - first.request().sentAt()) / 1e9)
                    .isGreaterThanOrEqualTo(0.99 * 4 / rate);
        }

        @Test
        void waitForTheEndOfASlowStart() throws Exception {
            ApiGate gate = gate(8);
            ApiCall asked = entered(gate);
            leave(gate, asked, askedToWait(Duration.ofMillis(1)));
            ApiCall probe = entered(gate);
            CompletableFuture<ApiCall> background = waits(gate);
            assertThat(gate.isPacing()).isTrue();
            assertThat(background.isDone()).isFalse();
            leave(gate, probe, null);
            Background.until(() -> {
                leave(gate, entered(gate), null);
                return !gate.isPacing();
            });
            Background.result(background);
        }

        @Test
        void endASlowStartWhereNobodyElseCalls() throws Exception {
            ApiGate gate = gate(8);
            leave(gate, Background.result(enters(gate, backgroundCall())), askedToWait(Duration.ofMillis(1)));
            for (int i = 0; i < 20 && gate.isPacing(); i++) {
                leave(gate, Background.result(enters(gate, backgroundCall())), null);
            }
            assertThat(gate.isPacing()).isFalse();
        }

        @Test
        void whoGivesUpIsCancelled() throws Exception {
            ApiGate gate = gate(1);
            ApiCall before = entered(gate);
            Attempt attempt = new Attempt();
            ApiCall call = backgroundCall();
            call.leads(attempt);
            CompletableFuture<ApiCall> background = enters(gate, call);
            attempt.giveUp();
            assertCancelled(background);
            leave(gate, before, null);
        }
    }

    @Nested
    class Places {

        @Test
        void callsGoAtOnceUpToTheBound() throws Exception {
            ApiGate gate = gate(3);
            assertThat(gate.state()).isEqualTo(new ApiGate.State(0, 0, 0, 0));
            List<ApiCall> sent = List.of(entered(gate), entered(gate), entered(gate));
            assertThat(gate.state()).isEqualTo(new ApiGate.State(3, 0, 0, 0));

            CompletableFuture<ApiCall> fourth = queues(gate, call(caller()));
            assertThat(gate.state()).isEqualTo(new ApiGate.State(3, 1, 0, 0));
            leave(gate, sent.get(1), null);
            Background.result(fourth);
            assertThat(gate.state()).isEqualTo(new ApiGate.State(3, 0, 0, 0));
            assertThat(gate.isPacing()).isFalse();
        }

        @Test
        void callInFlightHoldsThePlaceOfItsListing() throws Exception {
            ApiGate gate = gate(3);
            TestCaller caller = caller();
            ApiCall first = call(caller);
            gate.enter(first);
            assertThat(caller.hasPlace()).isFalse();

            ApiCall second = call(caller);
            CompletableFuture<ApiCall> entered = enters(gate, second);
            Background.until(() -> caller.phase() == ListingStopwatch.Phase.LIMITER);
            assertThat(gate.state()).as("in flight or waiting").isEqualTo(new ApiGate.State(1, 0, 0, 0));
            assertThat(entered).isNotDone();
            leave(gate, first, null);
            assertThat(Background.result(entered)).isSameAs(second);
            leave(gate, second, BROKEN);
            assertThat(caller.hasPlace()).isTrue();
            assertThat(gate.state()).isEqualTo(new ApiGate.State(0, 0, 0, 0));
        }

        @Test
        void callIsCountedAndTimedFromTheMomentItIsSent() throws Exception {
            ApiGate gate = gate(1);
            ApiCall before = entered(gate);
            TestCaller caller = caller();
            Attempt attempt = new Attempt();
            ApiCall call = call(caller);
            call.leads(attempt);
            CompletableFuture<ApiCall> entered = queues(gate, call);
            clock.advance(Duration.ofSeconds(3));
            assertThat(caller.counters().apiCalls()).isZero();
            assertThat(attempt.askedAt()).isNull();
            leave(gate, before, null);
            Background.result(entered);
            assertThat(caller.counters().apiCalls()).isEqualTo(1);
            assertThat(attempt.askedAt()).isEqualTo(clock.instant());
            clock.advance(Duration.ofSeconds(5));
            leave(gate, call, null);
            clock.advance(Duration.ofSeconds(7));

            assertThat(caller.phases()).containsExactly(ListingStopwatch.Phase.LIMITER);
            assertThat(caller.phase()).isNull();
            assertThat(caller.stopwatch().timings(clock.instant()))
                    .extracting("limiterSeconds", "apiSeconds", "cacheSeconds", "backoffSeconds")
                    .containsExactly(3.0, 5.0, 0.0, 0.0);
        }

        @Test
        void whatIsSentIsRecordedWithItsOutcome() throws Exception {
            List<Recorded> recorded = new ArrayList<>();
            List<Duration> times = new ArrayList<>();
            recorder.connect(new CallRecorder.Meters() {
                @Override
                public void apiCall(String outcome, boolean isRetry, Duration took) {
                    recorded.add(new Recorded(outcome, isRetry));
                    times.add(took);
                }

                @Override
                public void listing(String outcome, Duration took) {
                    throw new AssertionError("no listing has ended");
                }
            });
            ApiGate gate = gate(1);
            leave(gate, entered(gate), null);
            leave(gate, entered(gate), ApiException.status(404, "none", null));
            leave(gate, entered(gate), ApiException.timedOut("late"));
            ApiCall call = call(caller());
            assertThat(call.payForRetry(BROKEN, new RetryBudget())).isTrue();
            long before = System.nanoTime();
            gate.enter(call);
            leave(gate, call, null);
            Duration longest = Duration.ofNanos(System.nanoTime() - before);

            assertThat(recorded).containsExactly(new Recorded("ok", false), new Recorded("404", false),
                    new Recorded("timed_out", false), new Recorded("ok", true));
            assertThat(times).allMatch(took -> !took.isNegative());
            assertThat(times.get(3)).isLessThanOrEqualTo(longest);
        }
    }

    @Nested
    class Queue {

        /** Some are cancelled while they wait; the others go in the order in which they came. */
        @Test
        void firstComeFirstServed() throws Exception {
            long seed = RandomSeed.next("gate order");
            Random random = new Random(seed);
            for (int round = 0; round < 10; round++) {
                int bound = 1 + random.nextInt(4);
                ApiGate gate = gate(bound);
                List<ApiCall> inFlight = new ArrayList<>();
                while (inFlight.size() < bound) {
                    inFlight.add(entered(gate));
                }
                List<Integer> order = new CopyOnWriteArrayList<>();
                List<TestCaller> callers = IntStream.range(0, 3 + random.nextInt(8)).mapToObj(i -> caller()).toList();
                List<CompletableFuture<ApiCall>> waiting = new ArrayList<>();
                for (int i = 0; i < callers.size(); i++) {
                    int number = i;
                    waiting.add(queues(gate, call(callers.get(i))));
                    waiting.get(i).thenAccept(call -> order.add(number));
                }
                List<Integer> expected = new ArrayList<>();
                for (int i = 0; i < callers.size(); i++) {
                    if (random.nextInt(3) == 0) {
                        callers.get(i).cancel();
                        assertCancelled(waiting.get(i));
                    } else {
                        expected.add(i);
                    }
                }
                assertThat(gate.state().waiting()).as("seed %d", seed).isEqualTo(expected.size());
                for (int i = 0; i < expected.size(); i++) {
                    leave(gate, inFlight.remove(random.nextInt(inFlight.size())), null);
                    inFlight.add(Background.result(waiting.get(expected.get(i))));
                    int sent = i + 1;
                    Background.until(() -> order.size() == sent);
                }
                assertThat(order).as("seed %d", seed).isEqualTo(expected);
                inFlight.forEach(gate::leave);
                assertThat(gate.state()).as("seed %d", seed).isEqualTo(new ApiGate.State(0, 0, 0, 0));
            }
        }

        @Test
        void waitsOfTheWholeQueueCanBeCancelled() throws Exception {
            ApiGate gate = gate(1);
            leave(gate, entered(gate), askedToWait(Duration.ofSeconds(60)));
            TestCaller first = caller();
            CompletableFuture<ApiCall> one = queues(gate, call(first));
            TestCaller second = caller();
            CompletableFuture<ApiCall> two = queues(gate, call(second));
            assertThat(gate.state().waiting()).isEqualTo(2);
            first.cancel();
            assertCancelled(one);
            assertThat(gate.state().waiting()).isEqualTo(1);
            second.cancel();
            assertCancelled(two);
            assertThat(gate.state().waiting()).isZero();
        }
    }

    @Nested
    class NotSent {

        @Test
        void cancelledWhileItWaitsLeavesNoTrace() throws Exception {
            ApiGate gate = gate(1);
            ApiCall inFlight = entered(gate);
            TestCaller caller = caller();
            CompletableFuture<ApiCall> waiting = queues(gate, call(caller));
            caller.cancel();

            assertCancelled(waiting);
            assertThat(gate.state()).isEqualTo(new ApiGate.State(1, 0, 0, 0));
            assertThat(caller.hasPlace()).isTrue();
            assertThat(caller.phase()).isNull();
            assertThat(caller.counters().apiCalls()).isZero();
            leave(gate, inFlight, null);
            assertThat(gate.state().inFlight()).isZero();
        }

        @Test
        void cancelledWhileItWaitsForThePlaceOfItsListing() throws Exception {
            ApiGate gate = gate(2);
            TestCaller caller = caller();
            ApiCall first = call(caller);
            gate.enter(first);
            CompletableFuture<ApiCall> second = enters(gate, call(caller));
            Background.until(() -> caller.phase() == ListingStopwatch.Phase.LIMITER);
            caller.cancel();

            assertCancelled(second);
            assertThat(caller.hasPlace()).as("the first call holds it").isFalse();
            leave(gate, first, null);
            assertThat(caller.hasPlace()).isTrue();
        }

        @Test
        void notWantedAnyMoreIsNotSentThoughThereIsAPlace() {
            ApiGate gate = gate(1);
            TestCaller caller = caller();
            caller.loseInterest();
            assertThatExceptionOfType(ApiException.class).isThrownBy(() -> gate.enter(call(caller)))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ApiException.Kind.CANCELLED));
            assertThat(gate.state().inFlight()).isZero();
            assertThat(caller.hasPlace()).isTrue();
            assertThat(caller.counters().apiCalls()).isZero();
        }

        @Test
        void notWantedWhenItsTurnComesLeavesItToTheNext() throws Exception {
            ApiGate gate = gate(1);
            ApiCall inFlight = entered(gate);
            TestCaller caller = caller();
            CompletableFuture<ApiCall> unwanted = queues(gate, call(caller));
            ApiCall next = call(caller());
            CompletableFuture<ApiCall> entered = queues(gate, next);
            caller.loseInterest();
            leave(gate, inFlight, null);

            assertCancelled(unwanted);
            assertThat(Background.result(entered)).isSameAs(next);
            assertThat(gate.state()).isEqualTo(new ApiGate.State(1, 0, 0, 0));
        }

        @Test
        void retryThatCannotBeAffordedFailsAsTheTryBeforeIt() throws Exception {
            ApiGate gate = gate(5);
            RetryBudget budget = new RetryBudget();
            for (int i = 1; i < RetryBudget.SIZE; i++) {
                assertThat(budget.pay(new RetryTicket(), true)).isTrue();
            }
            Attempt attempt = new Attempt();
            List<TestCaller> callers = List.of(caller(), caller());
            List<ApiCall> calls = callers.stream().map(ApiGateTest::call).toList();
            for (ApiCall call : calls) {
                call.joins(attempt);
                assertThat(call.payForRetry(REFUSED, budget)).isTrue();
            }
            assertThat(budget.left()).isZero();
            gate.enter(calls.get(0));

            assertThatExceptionOfType(ApiException.class).isThrownBy(() -> gate.enter(calls.get(1))).isSameAs(REFUSED);
            assertThat(gate.state().inFlight()).isEqualTo(1);
            assertThat(callers.get(1).hasPlace()).isTrue();
            assertThat(callers.get(1).counters().apiCalls()).isZero();
            assertThat(callers.get(0).counters().retries()).isEqualTo(1);
        }
    }

    @Nested
    class Pacing {

        @Test
        void pauseIsObeyed() throws Exception {
            ApiGate gate = gate(5);
            Duration pause = Duration.ofMillis(200);
            ApiCall refused = entered(gate);
            long begun = System.nanoTime();
            leave(gate, refused, askedToWait(pause));
            assertThat(gate.isPacing()).isTrue();
            ApiCall call = call(caller());
            gate.enter(call);
            assertThat(call.request().sentAt() - begun).isGreaterThanOrEqualTo(pause.toNanos());
        }

        @Test
        void pauseIsTold() throws Exception {
            ApiGate gate = gate(5);
            leave(gate, entered(gate), askedToWait(Duration.ofSeconds(60)));
            assertThat(gate.state().pauseSeconds()).isGreaterThan(0).isLessThanOrEqualTo(60);
            TestCaller caller = caller();
            CompletableFuture<ApiCall> waiting = queues(gate, call(caller));
            assertThat(gate.state()).extracting("inFlight", "waiting").containsExactly(0, 1);
            caller.cancel();
            assertCancelled(waiting);
        }

        /** After two answers four calls may be in flight, after two failures three. */
        @ParameterizedTest
        @CsvSource({"true, 4", "false, 3"})
        void answersAfterThePauseLetMoreCallsGoThanFailures(boolean isAnswered, int atOnce) throws Exception {
            ApiGate gate = gate(5);
            leave(gate, entered(gate), askedToWait(Duration.ofMillis(1)));
            leave(gate, entered(gate), isAnswered ? null : BROKEN);
            leave(gate, entered(gate), isAnswered ? null : BROKEN);
            for (int i = 0; i < atOnce; i++) {
                entered(gate);
            }
            TestCaller caller = caller();
            CompletableFuture<ApiCall> oneMore = queues(gate, call(caller));
            assertThat(gate.state().inFlight()).isEqualTo(atOnce);
            caller.cancel();
            assertCancelled(oneMore);
        }

        @Test
        void refusalsWithoutAWaitLeadToARate() throws Exception {
            ApiGate gate = gate(20);
            List<ApiCall> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sent.add(entered(gate));
            }
            sent.forEach(call -> leave(gate, call, REFUSED));
            assertThat(gate.state().rate()).isGreaterThan(0);
            assertThat(gate.isPacing()).isTrue();
            assertThat(gate.state().pauseSeconds()).isZero();
        }
    }

    /** A place that comes free while nobody is told is found all the same: time alone may end a pause. */
    @Test
    void firstInTheQueueLooksAgain() throws Exception {
        ApiGate gate = new ApiGate(new ApiSettings(), Clock.systemUTC(), recorder);
        leave(gate, entered(gate), askedToWait(Duration.ofMillis(700)));
        CompletableFuture<ApiCall> waiting = queues(gate, call(caller()));
        assertThat(Background.result(waiting).requestsSent()).isEqualTo(1);
    }
}
