package dev.cplnroutes.demo;

import java.time.Duration;
import java.util.Objects;

/**
 * The settings of a {@link DemoServer}.
 *
 * @param port                 the port to listen on, 0-65535; 0: the operating system chooses
 * @param pageSize             the maximum number of workloads on a page, from 1
 * @param latency              the delay of each response, zero or longer, in whole milliseconds
 * @param tooManyRequestsEvery n: every n-th request for the deployments of a workload is refused with status 429, and
 *                             every second refusal carries {@code Retry-After: 1}. A refused request succeeds when it
 *                             is sent again, and is not counted then. 0: none is refused
 * @param rateLimit            the limit of accepted requests; null: none
 */
public record DemoSettings(
        int port, int pageSize, Duration latency, int tooManyRequestsEvery, DemoRateLimit rateLimit) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of range
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
     * Settings for tests and benchmarks: any port, pages of 50, no latency, no refusals.
     *
     * @return the settings
     */
    public static DemoSettings defaults() {
        return new DemoSettings(0, 50, Duration.ZERO, 0, null);
    }

    /**
     * Settings for a demonstration: any port, pages of 25, a refusal now and then, and the latency of a remote API, so
     * that a listing takes long enough to show its progress.
     *
     * @return the settings
     */
    public static DemoSettings demo() {
        return new DemoSettings(0, 25, Duration.ofMillis(60), 30, null);
    }

    /**
     * The same settings with another port.
     *
     * @param value 0-65535
     * @return new settings
     */
    public DemoSettings withPort(int value) {
        return new DemoSettings(value, pageSize, latency, tooManyRequestsEvery, rateLimit);
    }

    /**
     * The same settings with another page size.
     *
     * @param value workloads on a page, from 1
     * @return new settings
     */
    public DemoSettings withPageSize(int value) {
        return new DemoSettings(port, value, latency, tooManyRequestsEvery, rateLimit);
    }

    /**
     * The same settings with another latency.
     *
     * @param value zero or longer
     * @return new settings
     */
    public DemoSettings withLatency(Duration value) {
        return new DemoSettings(port, pageSize, value, tooManyRequestsEvery, rateLimit);
    }

    /** The same settings with a refusal of every n-th request for deployments; 0: none. */
    DemoSettings withTooManyRequestsEvery(int value) {
        return new DemoSettings(port, pageSize, latency, value, rateLimit);
    }

    /**
     * The same settings with another rate limit.
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
