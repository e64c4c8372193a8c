package dev.cplnroutes.demo;

/**
 * A rate limit by token bucket. A request that finds the bucket empty is refused with status 429, without
 * {@code Retry-After}.
 *
 * @param perSecond the tokens that the bucket gains per second, from 1; each request takes one
 * @param burst     the bucket's capacity, from 1; it is full at the start
 */
public record DemoRateLimit(int perSecond, int burst) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of range
     */
    public DemoRateLimit {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException("perSecond and burst must be at least 1: " + perSecond + ", " + burst);
        }
    }
}
