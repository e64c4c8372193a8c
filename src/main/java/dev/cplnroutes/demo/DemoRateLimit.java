package dev.cplnroutes.demo;

/**
 * A bucket of requests: it fills up at a rate to its capacity, each request takes one out, and where it is empty the request
 * is refused with status 429, without {@code Retry-After}.
 *
 * @param perSecond requests a second, from 1
 * @param burst     its capacity, from 1; full at the start
 */
public record DemoRateLimit(int perSecond, int burst) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException where a value is out of its range
     */
    public DemoRateLimit {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException("perSecond and burst must be at least 1: " + perSecond + ", " + burst);
        }
    }
}
