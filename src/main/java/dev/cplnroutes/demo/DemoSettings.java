package dev.cplnroutes.demo;

import java.time.Duration;

/** Interim. */
public record DemoSettings(int port, int pageSize, Duration latency, int tooManyRequestsEvery) {
    public static DemoSettings defaults() {
        return new DemoSettings(0, 50, Duration.ZERO, 0);
    }

    public static DemoSettings demo() {
        return new DemoSettings(0, 30, Duration.ofMillis(60), 25);
    }

    public DemoSettings withPort(int value) {
        return new DemoSettings(value, pageSize, latency, tooManyRequestsEvery);
    }

    public DemoSettings withPageSize(int value) {
        return new DemoSettings(port, value, latency, tooManyRequestsEvery);
    }

    public DemoSettings withLatency(Duration value) {
        return new DemoSettings(port, pageSize, value, tooManyRequestsEvery);
    }
}
