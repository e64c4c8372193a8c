package dev.cplnroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class JobExecutionTest {

    private static JobExecution newest(String executions) throws JsonProcessingException {
        return JobExecution.newest(JsonField.root("", new ObjectMapper().readTree("{\"jobs\":[" + executions + "]}"))
                .member("jobs"));
    }

    private static String started(String name, String startTime) {
        return "{\"name\":\"" + name + "\",\"startTime\":\"" + startTime + "\"}";
    }

    @Test
    void newestIsTheOneThatStartedLastOrHasNotStarted() throws Exception {
        String early = started("c", "2026-03-04T10:00:00Z");
        String late = started("b", "2026-03-04T11:00:00+00:00");
        String later = started("a", "2026-03-04T11:30:00Z");
        assertThat(newest(early + "," + later + "," + late).name()).isEqualTo("a");
        assertThat(newest(later + ",{\"name\":\"d\"}," + early).name()).isEqualTo("d");
        assertThat(newest("")).isNull();
    }

    @Test
    void startThatIsNoTimeComesLastAndThenByItsText() throws Exception {
        assertThat(newest(started("z", "noon") + "," + started("a", "2026-03-04T10:00:00Z")).name()).isEqualTo("a");
        assertThat(newest(started("z", "day 1") + "," + started("a", "day 2")).name()).isEqualTo("a");
        assertThat(newest(started("a", "day 1") + "," + started("b", "day 1")).name()).isEqualTo("b");
    }

    @Test
    void messageIsThatOfTheFirstConditionThatHoldsAndHasOne() throws Exception {
        assertThat(newest("{\"conditions\":[{\"status\":\"False\",\"message\":\"no\"},{\"status\":\"True\"},"
                + "{\"message\":\"first\"},{\"status\":\"True\",\"message\":\"second\"}]}").conditionMessage())
                .isEqualTo("first");
        assertThat(newest("{\"conditions\":[{\"status\":\"False\",\"message\":\"no\"}]}").conditionMessage()).isNull();
        assertThat(newest("{}").conditionMessage()).isNull();
    }
}
