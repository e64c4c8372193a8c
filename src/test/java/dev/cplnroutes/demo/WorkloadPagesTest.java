package dev.cplnroutes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class WorkloadPagesTest {

    private static final String PATH = "/org/acme/gvc/prod/workload";

    @Test
    void eachPageLinksToTheNext() {
        WorkloadPages pages = new WorkloadPages(PATH, 2, workloads(5));

        JsonNode first = pages.page(null);
        JsonNode second = pages.page(nextToken(first));
        JsonNode third = pages.page(nextToken(second));

        assertThat(first.get("items").findValuesAsText("name")).contains("workload-00000", "workload-00001");
        assertThat(List.of(first, second, third)).extracting(page -> page.get("items").size())
                .containsExactly(2, 2, 1);
        assertThat(third.at("/items/0/name").asText()).isEqualTo("workload-00004");
        assertThat(third.get("links")).hasSize(1);
        assertThat(first.at("/links/0/href").asText()).isEqualTo(PATH);
        assertThat(first.get("itemKind").asText()).isEqualTo("workload");
    }

    @Test
    void tokenStaysValidWhenOthersAreDeleted() {
        String token = nextToken(new WorkloadPages(PATH, 2, workloads(5)).page(null));
        List<DemoWorkload> withoutTheFirst = workloads(5).subList(1, 5);

        JsonNode page = new WorkloadPages(PATH, 2, withoutTheFirst).page(token);

        assertThat(page.at("/items/0/name").asText()).isEqualTo("workload-00002");
    }

    @Test
    void tokenOfADeletedWorkloadIsUnknown() {
        String token = nextToken(new WorkloadPages(PATH, 2, workloads(5)).page(null));
        List<DemoWorkload> withoutTheSecond = List.of(workloads(3).get(0), workloads(3).get(2));
        WorkloadPages pages = new WorkloadPages(PATH, 2, withoutTheSecond);

        assertThat(pages.knows(token)).isFalse();
        assertThat(pages.knows(null)).isTrue();
    }

    @Test
    void nextTokenCanBeWrapped() {
        JsonNode page = new WorkloadPages(PATH, 1, workloads(2)).page(null, token -> "outer-" + token);

        assertThat(nextToken(page)).isEqualTo("outer-" + WorkloadPages.encode("prod/workload-00000"));
    }

    private static List<DemoWorkload> workloads(int number) {
        return DemoOrganization.uniform("acme", "prod", number).workloads();
    }

    private static String nextToken(JsonNode page) {
        assertThat(page.at("/links/1/rel").asText()).isEqualTo("next");
        String href = page.at("/links/1/href").asText();
        assertThat(href).startsWith(PATH + "?page=");
        return href.substring((PATH + "?page=").length());
    }
}
