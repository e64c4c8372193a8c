package dev.cplnroutes.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.ContainerChange.Type;
import dev.cplnroutes.HealthStatus;
import org.junit.jupiter.api.Test;

/** The lines that people read of changes. */
class ChangeLinesTest {

    private static final Instant TIME = Instant.parse("2026-03-04T10:11:12.345Z");
    private final ChangeLines lines = new ChangeLines();

    private static Container container(String workload, HealthStatus health, String message, Integer ready,
            Integer total) {
        return new Container("main", "api:1", workload, "prod", "west", null, health, message, ready, total, null, null,
                3, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    private String line(Type type, Container container) {
        return lines.of(ContainerChange.of(type, TIME, "key", null, container));
    }

    @Test
    void aLineHasTheTimeTheChangeTheContainerAndWhy() {
        assertThat(line(Type.MODIFIED, container("api", HealthStatus.UNHEALTHY, " CrashLoopBackOff\n", 1, 2)))
                .isEqualTo("2026-03-04T10:11:12Z  modified  prod  api  west  main  unhealthy  1/2  3  api:1"
                        + "  CrashLoopBackOff");
        assertThat(line(Type.DELETED, container("api", HealthStatus.HEALTHY, "All is well", 2, 2)))
                .endsWith("api:1").contains("  deleted   prod  api  west  main  healthy    2/2  3");
    }

    @Test
    void whatIsAbsentIsADash() {
        Container bare = new Container("main", null, "api", "prod", null, null, null, null, null, null, null, null,
                null, null, null, null, null, null, null, null, null, null, null, null, null, null);
        assertThat(line(Type.ADDED, bare)).isEqualTo("2026-03-04T10:11:12Z  added  prod  api  -  main  -  -  -  -");
        assertThat(line(Type.ADDED, container("api", HealthStatus.UNKNOWN, "  ", null, 2)))
                .contains("  -/2  ").endsWith("api:1");
    }

    @Test
    void columnsAreAsWideAsAnythingBefore() {
        lines.learn(List.of(container("a-longer-name", HealthStatus.HEALTHY, null, 10, 10)));
        assertThat(line(Type.ADDED, container("api", HealthStatus.HEALTHY, null, 1, 1))).isEqualTo(
                "2026-03-04T10:11:12Z  added     prod  api            west  main  healthy  1/1    3  api:1");
    }

    @Test
    void aTerminalGetsNoControlCharacter() {
        assertThat(line(Type.ADDED, container("api\u009b2J", HealthStatus.UNHEALTHY, "boom\u001b[2J", 0, 1)))
                .doesNotContain("\u009b", "\u001b").contains("api?2J", "boom?[2J");
    }
}
