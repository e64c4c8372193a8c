package dev.cplnroutes.call;

import java.time.Instant;

/**
 * One attempt to get an answer: at most one HTTP request, shared by all calls that wait for its answer. Each of these
 * calls sees the same failure. Its {@link RetryTicket} lets them pay for one retry together.
 */
public final class Attempt {

    private final RetryTicket retry = new RetryTicket();
    private volatile Instant askedAt;
    private volatile Instant answeredAt;
    private volatile boolean isGivenUp;

    /** Makes an attempt that was not sent yet. */
    public Attempt() {
    }

    /** Records the time of the HTTP request: the answer is never older. */
    void sent(Instant now) {
        askedAt = now;
    }

    /**
     * When the API was asked.
     *
     * @return null before that
     */
    public Instant askedAt() {
        return askedAt;
    }

    /**
     * Records that the answer has come.
     *
     * @param now not before the API made the answer
     */
    public void answered(Instant now) {
        answeredAt = now;
    }

    /**
     * When the answer had come.
     *
     * @return null before that
     */
    public Instant answeredAt() {
        return answeredAt;
    }

    /** Another attempt reads the answer now: this one need not be sent any more. */
    public void giveUp() {
        isGivenUp = true;
    }

    /** Whether another attempt reads the answer. */
    boolean isGivenUp() {
        return isGivenUp;
    }

    /** The retry that the attempt may lead to. */
    RetryTicket retry() {
        return retry;
    }
}
