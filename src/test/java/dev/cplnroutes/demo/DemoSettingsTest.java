package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class DemoSettingsTest {

    @Test
    void refuseValuesOutOfRange() {
        DemoSettings settings = DemoSettings.defaults();

        assertThatThrownBy(() -> settings.withPort(65_536)).hasMessageContaining("port");
        assertThatThrownBy(() -> settings.withPageSize(0)).hasMessageContaining("pageSize");
        assertThatThrownBy(() -> settings.withLatency(Duration.ofMillis(-1))).hasMessageContaining("latency");
        assertThatThrownBy(() -> settings.withTooManyRequestsEvery(-1)).hasMessageContaining("tooManyRequests");
    }

    @Test
    void acceptTheEndsOfTheRanges() {
        assertThat(DemoSettings.defaults().withPort(65_535).withPageSize(1).withLatency(Duration.ZERO)
                .withTooManyRequestsEvery(0).withRateLimit(null))
                .isEqualTo(new DemoSettings(65_535, 1, Duration.ZERO, 0, null));
    }

    @Test
    void changeOneAtATime() {
        DemoRateLimit limit = new DemoRateLimit(1, 1);

        assertThat(DemoSettings.demo().withPort(1).withPageSize(2).withLatency(Duration.ofMillis(3))
                .withTooManyRequestsEvery(4).withRateLimit(limit))
                .isEqualTo(new DemoSettings(1, 2, Duration.ofMillis(3), 4, limit));
    }

    @Test
    void rateLimitIsAtLeastOne() {
        assertThatThrownBy(() -> new DemoRateLimit(0, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("perSecond");
        assertThatThrownBy(() -> new DemoRateLimit(1, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("burst");
    }

    @Test
    void responseIsAStatusOrAClosedConnection() {
        for (int status : new int[] {-1, 1, 199, 600}) {
            assertThatThrownBy(() -> DemoResponse.error(status, "no")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Integer.toString(status));
        }
        assertThat(DemoResponse.error(200, "yes").closesConnection()).isFalse();
        assertThat(DemoResponse.error(599, "yes").status()).isEqualTo(599);
        assertThat(DemoResponse.closeConnection().closesConnection()).isTrue();
        assertThatThrownBy(() -> DemoResponse.closeConnection().withLatency(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("latency");
    }
}
