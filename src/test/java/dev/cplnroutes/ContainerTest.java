package dev.cplnroutes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What Java tells of a container's health, beside its JSON.
 */
class ContainerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @EnumSource(HealthStatus.class)
    void onlyAnUnhealthyContainerIsUnhealthy(HealthStatus health) {
        assertThat(SampleContainers.of("api", "main", health).isUnhealthy())
                .isEqualTo(health == HealthStatus.UNHEALTHY);
    }

    @ParameterizedTest
    @EnumSource(HealthStatus.class)
    void jsonHasTheHealthStatusAlone(HealthStatus health) throws JsonProcessingException {
        Container container = SampleContainers.of("api", "main", health);
        JsonNode json = JSON.valueToTree(container);
        assertThat(json.path("healthStatus").asText()).isEqualTo(health.text());
        assertThat(json.fieldNames()).toIterable().doesNotContain("unhealthy", "isUnhealthy");
        assertThat(JSON.treeToValue(json, Container.class)).isEqualTo(container);
    }
}
