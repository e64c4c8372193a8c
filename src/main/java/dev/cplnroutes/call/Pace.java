package dev.cplnroutes.call;

import java.time.Duration;

/**
 * The pace at which the process may call the API, learned from the API's own answers. Without a refusal every call
 * goes at once.
 *
 * <p><b>The algorithm.</b> Two mechanisms work side by side, and a call goes when both let it.
 *
 * <p>{@link PauseAndSlowStart} obeys a refusal that says for how long. Nothing is sent before the end of the pause.
 * Then one call goes, and the calls allowed in flight double with each answer. The model is the <em>slow start</em> of
 * TCP (V. Jacobson, "Congestion Avoidance and Control", SIGCOMM 1988; RFC 5681, section 3.1), which adds one segment
 * for each acknowledgement and so doubles once a round trip. This one doubles with each answer, has no threshold
 * ({@code ssthresh}), and ends without a limit: the gate limits the calls in flight anyway.
 *
 * <p>{@link RateFromRefusals} finds the rate where the API refuses calls and does not say for how long. It is closest
 * to the client-side rate limit of the AWS SDKs' <em>adaptive</em> retry mode: off until calls are refused, then begun
 * from a measured rate that spaces the calls. It differs in these points:
 *
 * <ul>
 * <li>It begins when at least 5 and at least a tenth of the answers of a second are refusals. AWS begins with the
 * first.
 * <li>It measures the calls that got through, as TCP Westwood does with acknowledgements. AWS counts all attempts.
 * <li>A refusal sets the rate to that measure, within 0.5 to 0.9 of the rate before. AWS takes 0.7 of the measured rate
 * or of the limit, the lower of the two.
 * <li>It lowers the rate at most once a round trip: refusals of calls sent before the last change are skipped. TCP does
 * the same (RFC 3168, section 6.1.2). AWS lowers it with each refusal.
 * <li>It grows by a factor: it doubles every 0.4 s until a refusal, then grows by 5 % a second. AWS follows the curve
 * of CUBIC (RFC 9438). It is not AIMD either, which adds and multiplies, as TCP's congestion avoidance does and
 * {@code AIMDLimit} of Netflix's concurrency-limits. That one limits calls in flight and takes 0.9 of them on a drop.
 * <li>It ends: after 10 s without a refusal, or when refusals go on at a rate of hardly any calls. AWS's limit stays.
 * </ul>
 *
 * <p>Calls are spaced as by the <em>generic cell rate algorithm</em> (ITU-T I.371, virtual scheduling) with a tolerance
 * of 20 ms. AWS uses a token bucket.
 *
 * <p>No threads and no clock are in here or in the parts. The caller holds a lock and passes the time, in nanoseconds
 * of one ticker such as {@link System#nanoTime()}; it may be negative.
 */
final class Pace {

    /** The wait of a call that may go when one in flight has ended. */
    static final long UNTIL_A_CALL_ENDS = Long.MAX_VALUE;

    private final PauseAndSlowStart pause = new PauseAndSlowStart();
    private final RateFromRefusals rate = new RateFromRefusals();

    /**
     * One call that was let go.
     *
     * @param sentAt when it was sent, nanoseconds
     * @param pauses pauses before it: an answer to a call from before a pause says nothing about the time after it
     */
    record Pass(long sentAt, int pauses) {
    }

    /**
     * How long the next call has to wait.
     *
     * @param now nanoseconds
     * @return nanoseconds; 0: not at all; {@link #UNTIL_A_CALL_ENDS} where time alone does not help
     */
    long waitNanos(long now) {
        long left = pause.nanosLeft(now);
        if (left > 0) {
            return left;
        }
        if (pause.endsNow()) {
            rate.resume(now);
        }
        return pause.isFull(now) ? UNTIL_A_CALL_ENDS : rate.waitNanos(now);
    }

    /**
     * A call is sent.
     *
     * @param now nanoseconds
     * @return what to hand back when the call has ended, to one of the four methods below
     */
    Pass sent(long now) {
        rate.sent(now);
        return new Pass(now, pause.sent(now));
    }

    /**
     * The API answered a call, with what was asked for or with an error that has nothing to do with the pace.
     *
     * @param pass of the call
     * @param now  nanoseconds
     */
    void answered(Pass pass, long now) {
        pause.answered(pass.pauses());
        rate.answered(pass.sentAt(), now);
    }

    /**
     * A call failed in a way that says nothing about the pace: a slow start goes on, without doubling.
     *
     * @param pass of the call
     */
    void failed(Pass pass) {
        pause.failed(pass.pauses());
    }

    /**
     * The API refused a call as one too many and did not say for how long.
     *
     * @param pass of the call
     * @param now  nanoseconds
     */
    void refused(Pass pass, long now) {
        pause.refused(pass.pauses());
        rate.refused(pass.sentAt(), true, now);
    }

    /**
     * The API refused a call and asked for a pause.
     *
     * @param pass of the call
     * @param wait length of the pause from now on, more than 0
     * @param now  nanoseconds
     */
    void askedToWait(Pass pass, Duration wait, long now) {
        pause.refused(pass.pauses());
        // A slow start that soon leads into the next pause is not slow enough: then a rate helps.
        boolean mayBegin = pause.begin(wait, now);
        rate.refused(pass.sentAt(), mayBegin, now);
    }

    /**
     * Whether calls are held back: by a pause, the slow start after it, or a rate.
     *
     * @param now nanoseconds
     * @return false where every call goes at once
     */
    boolean isPacing(long now) {
        return pause.nanosLeft(now) > 0 || pause.isSlowStart() || rate.perSecond() > 0;
    }

    /**
     * Time until the end of the pause.
     *
     * @param now nanoseconds
     * @return nanoseconds; 0 without a pause
     */
    long pauseNanos(long now) {
        return pause.nanosLeft(now);
    }

    /**
     * The rate at which calls go.
     *
     * @return calls a second; 0: no rate is set
     */
    double rate() {
        return rate.perSecond();
    }
}
