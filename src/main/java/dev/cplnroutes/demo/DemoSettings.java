package dev.cplnroutes.demo;

import java.time.Duration;
import java.util.Objects;

/**
 * How a {@link DemoServer} behaves.
 *
 * @param port                 where it listens, 0-65535; 0 lets the operating system choose
 * @param pageSize             how many workloads a page of a list has at most, from 1
 * @param latency              how long each answer waits, zero or longer, counted in whole milliseconds
 * @param tooManyRequestsEvery each n-th request for a list of deployments is refused with status 429, every second
 *                             refusal with {@code Retry-After: 1}; the same request sent again succeeds and is not
 *                             counted. 0: none is refused
 * @param rateLimit            how many requests are taken; null: all
 */
public record DemoSettings(int port, int pageSize, Duration latency, int tooManyRequestsEvery, DemoRateLimit rateLimit) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException where a value is out of its range
     */
    public DemoSettings {
        Objects.requireNonNull(latency, "latency");
        requireFrom("port", port, 0);
        requireFrom("pageSize", pageSize, 1);
        requireFrom("tooManyRequestsEvery", tooManyRequestsEvery, 0);
        if (port > 65_535) {
            throw new IllegalArgumentException("port must be at most 65535: " + port);
        }
        if (latency.isNegative()) {
            throw new IllegalArgumentException("latency must not be negative: " + latency);
        }
    }

    /**
     * For tests and benchmarks: any port, pages of 50, no latency, no refusals.
     *
     * @return the settings
     */
    public static DemoSettings defaults() {
        return new DemoSettings(0, 50, Duration.ZERO, 0, null);
    }

    /**
     * For people who watch: any port, several pages, answers as slow as a remote API's, so that a listing takes long
     * enough to see its progress, and a refusal now and then.
     *
     * @return the settings
     */
    public static DemoSettings demo() {
        return new DemoSettings(0, 25, Duration.ofMillis(60), 30, null);
    }

    /**
     * The same with another port.
     *
     * @param value 0-65535
     * @return new settings
     */
    public DemoSettings withPort(int value) {
        return new DemoSettings(value, pageSize, latency, tooManyRequestsEvery, rateLimit);
    }

    /**
     * The same with another page size.
     *
     * @param value workloads, from 1
     * @return new settings
     */
    public DemoSettings withPageSize(int value) {
        return new DemoSettings(port, value, latency, tooManyRequestsEvery, rateLimit);
    }

    /**
     * The same with another latency.
     *
     * @param value zero or longer
     * @return new settings
     */
    public DemoSettings withLatency(Duration value) {
        return new DemoSettings(port, pageSize, value, tooManyRequestsEvery, rateLimit);
    }

    /**
     * The same with other refusals.
     *
     * @param value each n-th request for a list of deployments; 0: none
     * @return new settings
     */
    public DemoSettings withTooManyRequestsEvery(int value) {
        return new DemoSettings(port, pageSize, latency, value, rateLimit);
    }

    /**
     * The same with a limit of the rate.
     *
     * @param value the limit; null: none
     * @return new settings
     */
    public DemoSettings withRateLimit(DemoRateLimit value) {
        return new DemoSettings(port, pageSize, latency, tooManyRequestsEvery, value);
    }

    private static void requireFrom(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
        }
    }
}
