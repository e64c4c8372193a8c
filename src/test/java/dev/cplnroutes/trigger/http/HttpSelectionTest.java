package dev.cplnroutes.trigger.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cplnroutes.demo.DemoOrganization;
import dev.cplnroutes.testing.HttpCalls;
import dev.cplnroutes.testing.HttpCalls.Answer;
import dev.cplnroutes.testing.RoutesExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Selections and groups over HTTP, as JSON has them.
 */
@Timeout(120)
class HttpSelectionTest {

    @RegisterExtension
    private static final RoutesExtension routes = RoutesExtension
            .on(DemoOrganization.realistic("acme", Instant.now())).withHttp()
            .with("cpln.listing.max-workers", "20");
    private static final HttpCalls http = routes.http();

    private static JsonNode get(String path) {
        Answer answer = http.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void whatIsWrongEverywhere() {
        JsonNode all = get("/cpln/containers");
        JsonNode wrong = get("/cpln/containers?healthStatus=unhealthy,unknown");

        assertThat(wrong.get("containers")).hasSizeGreaterThan(5).allMatch(one ->
                Set.of("unhealthy", "unknown").contains(one.get("healthStatus").textValue()));
        JsonNode statistics = all.get("statistics");
        assertThat(wrong.get("containers")).hasSize(
                statistics.get("unhealthyContainers").intValue() + statistics.get("unknownContainers").intValue());
        assertThat(wrong.at("/statistics/totalContainersFound")).as("before the health options")
                .isEqualTo(statistics.get("totalContainersFound"));
        assertThat(http.post("/cpln/containers", "{\"healthStatus\":[\"unhealthy\",\"unknown\"]}").json()
                .get("containers")).isEqualTo(wrong.get("containers"));
    }

    @Test
    void fieldsComeInTheOrderAskedFor() {
        JsonNode answer = get("/cpln/containers?gvc=prod,staging&fields=workloadName,healthStatus,name,ports,message");

        assertThat(answer.get("containers")).hasSizeGreaterThan(50).allSatisfy(one -> {
            List<String> expected = new ArrayList<>(
                    List.of("workloadName", "healthStatus", "name", "ports", "message"));
            expected.removeIf(field -> !one.has(field));
            assertThat(names(one)).isEqualTo(expected).contains("workloadName", "healthStatus", "name");
        });
        assertThat(answer.get("containers").findValues("ports")).isNotEmpty();
        assertThat(names(answer)).containsExactly("containers", "complete", "errors", "truncated", "statistics");
    }

    @Test
    void groupsAreTheLargestFirstAndThenByTheirNames() {
        JsonNode count = get("/cpln/containers/count?groupBy=location,gvcName&workloadType=standard,serverless");

        assertThat(names(count)).containsExactly("count", "complete", "errors", "truncated", "groups", "statistics");
        int sum = 0;
        JsonNode before = null;
        for (JsonNode group : count.get("groups")) {
            assertThat(names(group)).containsExactly("location", "gvcName", "count", "healthy", "unhealthy",
                    "suspended", "unknown");
            sum += group.get("count").intValue();
            if (before != null) {
                assertThat(before.get("count").intValue()).isGreaterThanOrEqualTo(group.get("count").intValue());
                if (before.get("count").equals(group.get("count"))) {
                    assertThat(before.get("location").textValue() + "/" + before.get("gvcName").textValue())
                            .isLessThan(group.get("location").textValue() + "/" + group.get("gvcName").textValue());
                }
            }
            before = group;
        }
        assertThat(sum).isEqualTo(count.get("count").intValue());
        assertThat(count.get("groups").size()).isGreaterThan(3);
        assertThat(get("/cpln/containers/count").has("groups")).isFalse();
        assertThat(http.post("/cpln/gvc/prod/containers/count", "{\"groupBy\":\"healthStatus\"}").json()
                .at("/groups/0/healthStatus").textValue()).isEqualTo("healthy");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "location=us | {\"location\":[\"us\"]}",
        "location=us,aws-us-west-2&containerName=mian | {\"location\":[\"us\"],\"containerName\":[\"mian\"]}",
        "gvc=prod,prdo&workloadName=zzz* | {\"gvc\":[\"prdo\"],\"workloadName\":[\"zzz*\"]}",
        "tag=team=paymets | {\"tag\":[\"team=paymets\"]}",
        "workloadType=vm&image=none | {\"image\":[\"none\"],\"workloadType\":[\"vm\"]}"})
    void valueThatMatchedNothingIsNamed(String query, String expected) throws Exception {
        JsonNode answer = get("/cpln/containers?" + query);
        JsonNode unmatched = new ObjectMapper().readTree(expected);
        assertThat(answer.get("unmatched")).isEqualTo(unmatched);
        assertThat(get("/cpln/containers/count?" + query).get("unmatched")).isEqualTo(unmatched);
        if (!answer.get("containers").isEmpty()) {
            assertThat(get("/cpln/containers?pageSize=1&" + query).has("unmatched")).as("of a page").isFalse();
        }
    }
}
