package dev.cplnroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cplnroutes.HealthStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthRulesTest {

    @ParameterizedTest(name = "ready={0} replicas={1}/{2}: {3}")
    @CsvSource(nullValues = "-", textBlock = """
            # ready, readyReplicas, totalReplicas, readiness
            -,     -,  -,  -
            true,  -,  -,  true
            false, -,  -,  false
            -,     2,  2,  true
            -,     1,  2,  false
            -,     0,  2,  false
            -,     3,  2,  true
            -,     0,  0,  -
            -,     2,  -,  -
            -,     -,  2,  -
            -,     0,  -,  -
            true,  2,  2,  true
            true,  1,  2,  false
            false, 2,  2,  false
            false, 1,  2,  false
            true,  0,  0,  true
            false, 0,  0,  false
            true,  -,  3,  true
            true,  0,  -,  true
            """)
    void readiness(Boolean ready, Integer readyReplicas, Integer totalReplicas, Boolean expected) {
        assertThat(HealthRules.readiness(ready, readyReplicas, totalReplicas)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "suspended={0} stale={1} syncFailed={2} readiness={3}: {4}")
    @CsvSource(nullValues = "-", textBlock = """
            # suspended, stale, syncFailed, readiness, health
            true,  true,  true,  false, SUSPENDED
            true,  false, false, true,  SUSPENDED
            false, true,  true,  false, UNKNOWN
            false, true,  false, true,  UNKNOWN
            false, false, true,  true,  UNHEALTHY
            false, false, true,  -,     UNHEALTHY
            false, false, false, true,  HEALTHY
            false, false, false, false, UNHEALTHY
            false, false, false, -,     UNKNOWN
            """)
    void healthInAVersion(
            boolean suspended, boolean stale, boolean syncFailed, Boolean readiness, HealthStatus expected) {
        assertThat(HealthRules.ofVersion(suspended, stale, syncFailed, readiness)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "suspended={0} stale={1} syncFailed={2} execution={3}: {4}")
    @CsvSource(nullValues = "-", textBlock = """
            # suspended, stale, syncFailed, execution, health
            true,  true,  true,  failed,     SUSPENDED
            false, true,  true,  failed,     UNKNOWN
            false, false, true,  successful, UNHEALTHY
            false, false, false, successful, HEALTHY
            false, false, false, active,     HEALTHY
            false, false, false, pending,    HEALTHY
            false, false, false, new-word,   HEALTHY
            false, false, false, failed,     UNHEALTHY
            false, false, false, invalid,    UNHEALTHY
            false, false, false, removed,    UNHEALTHY
            false, false, false, -,          UNKNOWN
            """)
    void healthInAJobExecution(
            boolean suspended, boolean stale, boolean syncFailed, String execution, HealthStatus expected) {
        assertThat(HealthRules.ofJobExecution(suspended, stale, syncFailed, execution)).isEqualTo(expected);
    }
}
