package dev.cplnroutes.call;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiSettings;
import dev.cplnroutes.recording.CallRecorder;
import dev.cplnroutes.recording.ListingStopwatch;
import org.apache.camel.Variable;

/**
 * The gate that every API call of the process passes: it bounds the calls in flight over all listings, and keeps their
 * {@link Pace}. First come, first served: a listing with many lanes does not keep out one with few.
 */
public final class ApiGate {

    /** Longest wait of the first in the queue before it checks the pace again, milliseconds. */
    private static final long LOOK_AGAIN_MILLIS = 500;
    /** One part in so many of the connections, and of the rate, is for calls that nobody waits for. */
    private static final int BACKGROUND_SHARE = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Condition> queue = new ArrayDeque<>();
    private final Pace pace = new Pace();
    private final int maximumInFlight;
    private final Clock clock;
    private final CallRecorder recorder;
    /** Calls that nobody waits for stand here, not in the queue. */
    private final Condition backgroundTurn = lock.newCondition();
    private int inFlight;
    private int backgroundCalls;
    /** When the last of them was sent, as {@link System#nanoTime()}. */
    private long lastBackgroundCall = System.nanoTime() - TimeUnit.HOURS.toNanos(1);

    /**
     * Opens the gate.
     *
     * @param settings the API's settings
     * @param clock    tells when a call is sent
     * @param recorder records each request
     */
    public ApiGate(ApiSettings settings, Clock clock, CallRecorder recorder) {
        this.maximumInFlight = settings.getMaxConnections();
        this.clock = clock;
        this.recorder = recorder;
    }

    /**
     * The state of the gate at one moment.
     *
     * @param inFlight     calls in flight
     * @param waiting      calls that wait for their turn
     * @param pauseSeconds until calls may be sent again, 0 without a pause
     * @param rate         calls a second that are let through, 0 without a limit
     */
    public record State(int inFlight, int waiting, double pauseSeconds, double rate) {
    }

    /**
     * The present state, for metrics.
     *
     * @return calls in flight and waiting, pause and rate
     */
    public State state() {
        lock.lock();
        try {
            return new State(inFlight, queue.size(), pace.pauseNanos(System.nanoTime()) / 1e9, pace.rate());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the call's turn and counts it as sent.
     *
     * @param call the call
     * @throws ApiException where the answer is not wanted any more, or the process cannot afford the retry that this is
     */
    public void enter(@Variable("cplnCall") ApiCall call) throws ApiException {
        Caller caller = call.caller();
        caller.waits(ListingStopwatch.Phase.LIMITER);
        try {
            caller.takePlace();
            try {
                pass(call);
            } catch (ApiException | InterruptedException | RuntimeException e) {
                caller.leavePlace();
                throw e;
            }
        } catch (InterruptedException e) {
            throw ApiException.cancelled();
        } finally {
            caller.goesOn();
        }
        caller.stopwatch().begin(ListingStopwatch.Phase.API);
    }

    private void pass(ApiCall call) throws ApiException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (call.isBackground()) {
                waitInBackground(call);
            } else if (!queue.isEmpty() || waitNanos() != 0) {
                waitInQueue();
            }
            if (!call.isWanted()) {
                throw ApiException.cancelled();
            }
            call.spendRetry();
            inFlight++;
            if (call.isBackground()) {
                backgroundCalls++;
                lastBackgroundCall = System.nanoTime();
            }
            call.sending(pace.sent(System.nanoTime()), clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a call that nobody waits for takes nothing from the others: no place, no turn, no rate. */
    private void waitInBackground(ApiCall call) throws InterruptedException {
        long wait;
        while (call.isWanted() && (wait = backgroundNanos(System.nanoTime())) != 0) {
            backgroundTurn.awaitNanos(Math.min(wait, TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS)));
        }
    }

    private long backgroundNanos(long now) {
        if (!queue.isEmpty() || backgroundCalls >= Math.max(1, maximumInFlight / BACKGROUND_SHARE)) {
            return Pace.UNTIL_A_CALL_ENDS;
        }
        long wait = waitNanos();
        if (wait != 0 || !pace.isPacing(now)) {
            return wait;
        }
        if (pace.rate() <= 0) {
            // A slow start belongs to the listings; without one it would never end, since only answers end it.
            return inFlight > 0 ? Pace.UNTIL_A_CALL_ENDS : 0;
        }
        return Math.max(0, (long) (BACKGROUND_SHARE * 1e9 / pace.rate()) - (now - lastBackgroundCall));
    }

    private void waitInQueue() throws InterruptedException {
        Condition turn = lock.newCondition();
        queue.add(turn);
        try {
            long wait;
            while ((wait = queue.peek() == turn ? waitNanos() : Pace.UNTIL_A_CALL_ENDS) != 0) {
                turn.awaitNanos(Math.min(wait, TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS)));
            }
        } finally {
            queue.remove(turn);
            wakeFirst();
        }
    }

    /** Wakes the first in the queue, which then computes its wait. */
    private void wakeFirst() {
        if (!queue.isEmpty()) {
            queue.peek().signal();
        }
    }

    private long waitNanos() {
        return inFlight >= maximumInFlight ? Pace.UNTIL_A_CALL_ENDS : pace.waitNanos(System.nanoTime());
    }

    /**
     * Whether the process paces its calls, because the API has refused a good part of them or asked for a pause.
     *
     * @return false where a call may be sent as soon as there is a place for it
     */
    boolean isPacing() {
        lock.lock();
        try {
            return pace.isPacing(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /**
     * The HTTP request of a call has ended: its place goes to the next call, and its outcome to the pace.
     *
     * @param call a call that was let through
     */
    public void leave(@Variable("cplnCall") ApiCall call) {
        Caller caller = call.caller();
        caller.stopwatch().end(ListingStopwatch.Phase.API);
        SentRequest request = call.request();
        ApiException failure = request.failure();
        recorder.apiCall(failure == null ? CallRecorder.OK : failure.outcome(), request.isRetry(),
                Duration.ofNanos(System.nanoTime() - request.sentAt()));
        lock.lock();
        try {
            inFlight--;
            backgroundCalls -= call.isBackground() ? 1 : 0;
            backgroundTurn.signal();
            long now = System.nanoTime();
            switch (PaceSignal.of(failure)) {
                case ANSWERED -> pace.answered(request.pass(), now);
                case ASKED_TO_WAIT -> pace.askedToWait(request.pass(), failure.retryAfter(), now);
                case REFUSED -> pace.refused(request.pass(), now);
                default -> pace.failed(request.pass());
            }
            wakeFirst();
        } finally {
            lock.unlock();
        }
        caller.leavePlace();
    }
}
