package dev.cplnroutes.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.outcome.HandOver;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.Test;

/**
 * The lines of a stream whose request names fields.
 */
class StreamLinesTest {

    private static final Container CONTAINER =
            SampleContainers.of("prod", "api", "west", "v-1", null, "main", HealthStatus.UNHEALTHY);

    private static String line(String... fields) {
        return new String(StreamLines.of(CONTAINER, List.of(fields)), StandardCharsets.UTF_8);
    }

    @Test
    void lineHasTheFieldsInTheirOrder() {
        assertThat(line("healthStatus", "name", "location"))
                .isEqualTo("{\"healthStatus\":\"unhealthy\",\"name\":\"main\",\"location\":\"west\"}\n");
        assertThat(line()).startsWith("{\"name\":\"main\"").contains("\"workloadName\":\"api\"").endsWith("}\n");
    }

    /** A line without a name is the last one. */
    @Test
    void lineHasItsNameWhateverTheFields() {
        assertThat(line("location")).isEqualTo("{\"location\":\"west\",\"name\":\"main\"}\n");
    }

    @Test
    void containerInTheJvmHasTheFieldsAndItsNameAlone() {
        HandOver stream = new HandOver(() -> { });
        stream.begin(1, 10, List.of("location"), () -> { });
        stream.put(0, List.of(CONTAINER));

        Container shown = stream.next();
        assertThat(List.of(shown.name(), shown.location())).containsExactly("main", "west");
        assertThat(shown.workloadName()).isNull();
        assertThat(stream.fields()).containsExactly("location");
    }
}
