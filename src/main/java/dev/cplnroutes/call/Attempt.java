package dev.cplnroutes.call;

import java.time.Instant;

/**
 * One attempt to get an answer: one HTTP request at most, shared by all calls that wait for its answer. Each of these
 * calls sees the same failure, and its {@link RetryTicket} makes them pay for one retry between them.
 */
public final class Attempt {

    private final RetryTicket retry = new RetryTicket();
    private volatile Instant askedAt;

    /** Makes an attempt that was not sent yet. */
    public Attempt() {
    }

    /** The API is asked at this time: what it answers is never older. */
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

    /** The retry that the attempt may lead to. */
    RetryTicket retry() {
        return retry;
    }
}
