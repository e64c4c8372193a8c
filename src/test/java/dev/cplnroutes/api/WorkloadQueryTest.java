package dev.cplnroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.cplnroutes.request.Selection;
import org.junit.jupiter.api.Test;

/**
 * The body of a query. The terms are those that version 3.10.1 of the official client sends for
 * {@code cpln workload query --tag team=payments --tag critical --gvc prod}.
 */
class WorkloadQueryTest {

    private static String query(List<String> gvcs, String... tags) {
        return WorkloadQuery.of(new Selection(gvcs, List.of("here"), List.of("pay-*"), List.of(), List.of(),
                List.of("cron"), List.of(tags), List.of(), null, null, null, null));
    }

    @Test
    void tagsMustAllHoldAndOneGvcWithThem() {
        String expected = "{\"kind\":\"workload\",\"spec\":{\"match\":\"all\",\"terms\":["
                + "{\"rel\":\"gvc\",\"op\":\"=\",\"value\":\"prod\"},{\"tag\":\"critical\",\"op\":\"exists\"},"
                + "{\"tag\":\"team\",\"op\":\"=\",\"value\":\"payments\"}]}}";
        assertThat(query(List.of("prod"), "team=payments", "critical")).isEqualTo(expected);
        assertThat(query(List.of("prod"), "critical", "team=payments")).as("one key in the cache").isEqualTo(expected);
    }

    @Test
    void severalGvcsWithTagsAreComparedHere() {
        assertThat(query(List.of("stage", "prod"), "team=\"x\"=y", "empty=")).isEqualTo("{\"kind\":\"workload\","
                + "\"spec\":{\"match\":\"all\",\"terms\":[{\"tag\":\"empty\",\"op\":\"=\",\"value\":\"\"},"
                + "{\"tag\":\"team\",\"op\":\"=\",\"value\":\"\\\"x\\\"=y\"}]}}");
    }

    @Test
    void ofSeveralGvcsAnyMustHold() {
        assertThat(query(List.of("stage", "prod"))).isEqualTo("{\"kind\":\"workload\",\"spec\":{\"match\":\"any\","
                + "\"terms\":[{\"rel\":\"gvc\",\"op\":\"=\",\"value\":\"prod\"},"
                + "{\"rel\":\"gvc\",\"op\":\"=\",\"value\":\"stage\"}]}}");
    }

    @Test
    void everythingElseIsAPlainList() {
        assertThat(query(List.of())).isNull();
        assertThat(query(List.of("prod"))).isNull();
    }
}
