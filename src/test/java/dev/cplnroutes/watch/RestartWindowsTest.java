package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.Test;

/** The times within which selections ask for a restart. */
class RestartWindowsTest {

    private static final Instant RESTART = Instant.parse("2026-03-04T10:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private final RestartWindows windows = new RestartWindows();

    private static Container restartedAt(String time) {
        return new Container("main", null, "a", "prod", "west", null, HealthStatus.HEALTHY, null, null, null, null,
                null, 1, null, null, time, null, null, null, null, null, null, null, null, null, null);
    }

    @Test
    void oneReachesBackToWhereItWasAskedForFirst() {
        assertThat(windows.isEmpty()).isTrue();
        windows.add(null, 3);
        assertThat(windows.isEmpty()).isTrue();
        windows.add(WINDOW, 3);
        windows.add(WINDOW, 9);
        assertThat(windows.isEmpty()).isFalse();
        assertThat(windows.reaches(WINDOW, 2)).isFalse();
        assertThat(windows.reaches(WINDOW, 3)).isTrue();
        assertThat(windows.reaches(WINDOW.plusSeconds(1), 3)).as("another one").isFalse();
    }

    @Test
    void theOneThatWasAskedForLongestAgoGoesFirst() {
        for (int i = 1; i <= 100; i++) {
            windows.add(Duration.ofMinutes(i), i);
        }
        windows.add(Duration.ofMinutes(1), 101);
        windows.add(Duration.ofMinutes(101), 101);
        assertThat(windows.reaches(Duration.ofMinutes(2), 1000)).isFalse();
        assertThat(windows.reaches(Duration.ofMinutes(1), 1)).as("asked for again").isTrue();
        assertThat(windows.reaches(Duration.ofMinutes(3), 3)).isTrue();
        assertThat(windows.reaches(Duration.ofMinutes(101), 101)).isTrue();
    }

    @Test
    void aContainerLeavesOneByTimeAndComesBackWhereTheClockIsSet() {
        Container container = restartedAt("2026-03-04T10:00:00Z");
        Instant within = RESTART.plus(WINDOW).minusSeconds(1);
        Instant behind = RESTART.plus(WINDOW).plusSeconds(1);
        assertThat(windows.isCrossed(container, within, behind)).as("nobody asks").isFalse();
        windows.add(Duration.ofDays(1), 0);
        windows.add(WINDOW, 0);
        assertThat(windows.isCrossed(container, within, behind)).isTrue();
        assertThat(windows.isCrossed(container, behind, within)).isTrue();
        assertThat(windows.isCrossed(container, RESTART, within)).isFalse();
        assertThat(windows.isCrossed(container, behind, behind.plusSeconds(60))).isFalse();
        assertThat(windows.isCrossed(SampleContainers.of("a", "main", HealthStatus.HEALTHY), within, behind)).isFalse();
    }
}
