package dev.cplnroutes.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/**
 * The meters of calls and listings, without a Camel context.
 */
class MicrometerMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerMeters meters = new MicrometerMeters(registry);

    private List<String> outcomes(String name) {
        return registry.find(name).timers().stream().map(timer -> timer.getId().getTag("outcome")).sorted().toList();
    }

    @Test
    void expectedOutcomesAreThereFromTheStart() {
        assertThat(outcomes("cpln.api.calls")).containsExactly("400", "401", "403", "404", "429", "500", "502", "503",
                "504", "cancelled", "nonsense", "ok", "quota", "timed_out", "unreachable");
        assertThat(outcomes("cpln.listings")).containsExactly("complete", "failed", "partial");
        assertThat(registry.getMeters()).extracting(Meter::getId).extracting(Meter.Id::getName)
                .contains("cpln.api.calls", "cpln.listings", "cpln.api.retries");
        assertThat(registry.get("cpln.api.calls").timers()).allMatch(timer -> timer.count() == 0);
    }

    @Test
    void callIsTimedByItsOutcome() {
        meters.apiCall("429", false, Duration.ofMillis(20));
        meters.apiCall("429", true, Duration.ofMillis(40));
        meters.apiCall("ok", true, Duration.ofSeconds(1));
        meters.apiCall("418", false, Duration.ZERO);
        Timer refused = registry.get("cpln.api.calls").tag("outcome", "429").timer();
        assertThat(refused.count()).isEqualTo(2);
        assertThat(refused.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(60);
        assertThat(registry.get("cpln.api.calls").tag("outcome", "ok").timer().count()).isEqualTo(1);
        assertThat(registry.get("cpln.api.calls").tag("outcome", "418").timer().count()).isEqualTo(1);
        assertThat(registry.get("cpln.api.retries").counter().count()).isEqualTo(2);
    }

    @Test
    void callTimesAreCountedInBuckets() {
        meters.apiCall("ok", false, Duration.ofMillis(10));
        meters.apiCall("ok", false, Duration.ofSeconds(31));
        assertThat(registry.get("cpln.api.calls").tag("outcome", "ok").timer().takeSnapshot().histogramCounts())
                .extracting(bucket -> bucket.bucket(TimeUnit.MILLISECONDS) + ": " + bucket.count())
                .containsExactly("10.0: 1.0", "25.0: 1.0", "50.0: 1.0", "100.0: 1.0", "250.0: 1.0", "500.0: 1.0",
                        "1000.0: 1.0", "2500.0: 1.0", "5000.0: 1.0", "10000.0: 1.0", "30000.0: 1.0");
    }

    @Test
    void listingIsTimedByItsOutcome() {
        meters.listing("partial", Duration.ofSeconds(2));
        Timer partial = registry.get("cpln.listings").tag("outcome", "partial").timer();
        assertThat(partial.count()).isEqualTo(1);
        assertThat(partial.totalTime(TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(registry.get("cpln.listings").tag("outcome", "failed").timer().count()).isZero();
    }
}
