package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

class ServerArgumentsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void commandLineIsRead() {
        ServerArguments arguments = ServerArguments.parse(List.of("--port", "0", "--workloads", "3", "--page-size", "2",
                "--latency", "20", "--org", "shop", "--gvc", "main", "--until-stdin-closes"));

        assertThat(arguments.settings()).isEqualTo(new DemoSettings(0, 2, Duration.ofMillis(20), 0, null));
        assertThat(ServerArguments.parse(List.of("--rate", "100", "--burst", "20")).settings().rateLimit())
                .isEqualTo(new DemoRateLimit(100, 20));
        assertThat(arguments.content(NOW)).isEqualTo(DemoOrganization.uniform("shop", "main", 3));
        assertThat(ServerArguments.parse(List.of("--workloads", "3", "--usual-size")).content(NOW))
                .isEqualTo(DemoOrganization.usual("acme", "prod", 3));
        assertThat(arguments.untilInputCloses()).isTrue();
        assertThat(ServerArguments.parse(List.of()).content(NOW)).isEqualTo(DemoOrganization.realistic("acme", NOW));
        assertThatThrownBy(() -> ServerArguments.parse(List.of("--ports"))).hasMessageContaining("--ports");
        assertThatThrownBy(() -> ServerArguments.parse(List.of("--port", "x"))).hasMessageContaining("--port");
        assertThatThrownBy(() -> ServerArguments.parse(List.of("--port"))).hasMessageContaining("--port");
    }

    @Test
    void absentArgumentsHaveDefaults() {
        ServerArguments arguments = ServerArguments.parse(List.of());

        assertThat(arguments.settings()).isEqualTo(DemoSettings.defaults());
        assertThat(arguments.untilInputCloses()).isFalse();
        assertThat(ServerArguments.parse(List.of("--workloads", "0")).content(NOW))
                .isEqualTo(DemoOrganization.uniform("acme", "prod", 0));
        assertThat(ServerArguments.parse(List.of("--rate", "5")).settings().rateLimit())
                .isEqualTo(new DemoRateLimit(5, 1));
    }
}
