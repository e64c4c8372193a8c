package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadQueryTest {

    private static final String PROD = "{\"rel\":\"gvc\",\"op\":\"=\",\"value\":\"prod\"}";
    private static final String NIGHT = "{\"tag\":\"shift\",\"op\":\"=\",\"value\":\"night\"}";

    /** In GVC prod, with tags team=Payments and tier=10, and the property spec.type=standard. */
    private final DemoWorkload workload = workload();

    @ParameterizedTest
    @CsvSource({
            "team, =, Payments, true", "team, =, payments, false", "other, =, x, false",
            "team, !=, Payments, false", "team, !=, other, true", "other, !=, x, true",
            "team, ~, PAY, true", "team, ~, pal, false", "other, ~, x, false",
            "team, exists, , true", "other, exists, , false", "team, !exists, , false", "other, !exists, , true",
            "tier, >, 9, true", "tier, >, 10, false", "tier, >=, 10, true", "tier, >=, 11, false",
            "tier, <, 11, true", "tier, <, 10, false", "tier, <=, 10.0, true", "tier, <=, 9, false",
            "team, >, Pa, true", "team, <, Pa, false", "other, >, 1, false", "other, <, 1, false"})
    void tagsAreCompared(String tag, String operator, String value, boolean expected) throws Exception {
        String term = "{\"tag\":\"%s\",\"op\":\"%s\",\"value\":\"%s\"}"
                .formatted(tag, operator, value == null ? "" : value);

        assertThat(query("all", term).test(workload)).isEqualTo(expected);
    }

    @Test
    void gvcIsComparedByNameOrLink() throws Exception {
        assertThat(query("all", PROD).test(workload)).isTrue();
        assertThat(query("all", PROD.replace("prod", "//gvc/prod")).test(workload)).isTrue();
        assertThat(query("all", PROD.replace("prod", "test")).test(workload)).isFalse();
    }

    @Test
    void propertyIsFoundByItsPath() throws Exception {
        String term = "{\"property\":\"spec.type\",\"value\":\"standard\"}";

        assertThat(query("all", term).test(workload)).isTrue();
        assertThat(query("all", term.replace("spec.type", "spec.none")).test(workload)).isFalse();
        assertThat(query("all", "{\"tag\":\"nothing\",\"op\":\"exists\"}").test(workload)).isFalse();
    }

    @Test
    void matchSaysHowManyTermsMustHold() throws Exception {
        assertThat(query("all", PROD, NIGHT).test(workload)).isFalse();
        assertThat(query("any", PROD, NIGHT).test(workload)).isTrue();
        assertThat(query("any", NIGHT).test(workload)).isFalse();
        assertThat(query("none", PROD, NIGHT).test(workload)).isFalse();
        assertThat(query("none", NIGHT).test(workload)).isTrue();
        assertThat(query("all").test(workload)).isTrue();
        assertThat(new WorkloadQuery(ApiJson.object()).test(workload)).isTrue();
    }

    @Test
    void unknownPartsAreRefused() {
        assertThatThrownBy(() -> query("some", PROD)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"spec.match\" must be one of [all, any, none]");
        assertThatThrownBy(() -> query("all", PROD.replace("\"=\"", "\"like\"")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"op\" must be one of [!=, !exists");
        assertThatThrownBy(() -> query("all", PROD.replace("\"gvc\"", "\"org\"")))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("\"rel\" must be gvc");
        assertThatThrownBy(() -> query("all", "{\"value\":\"x\"}"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("[property, rel, tag]");
    }

    private static WorkloadQuery query(String match, String... terms) throws JsonProcessingException {
        return new WorkloadQuery(new ObjectMapper().readTree(
                "{\"spec\":{\"match\":\"" + match + "\",\"terms\":[" + String.join(",", terms) + "]}}"));
    }

    private static DemoWorkload workload() {
        DemoWorkload made = new WorkloadDraft("acme", "prod", "web", "standard", Instant.EPOCH).build();
        made.document().withObject("/tags").put("team", "Payments").put("tier", "10").putNull("nothing");
        return new DemoWorkload(made.gvc(), made.document(), List.of());
    }
}
