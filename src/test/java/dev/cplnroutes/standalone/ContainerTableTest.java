package dev.cplnroutes.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A listing as people read it. */
class ContainerTableTest {

    @Test
    void columnsLineUpWhateverTheLongestValueIs() {
        String table = ContainerTable.of(result(List.of(
                container("prod", "cart", "aws-us-west-2", "main", HealthStatus.HEALTHY, 2, 3, 1, "cart:1"),
                container("staging", "payments-gateway", "gcp", "proxy", HealthStatus.UNHEALTHY, 0, 12, 40, "p:2"))));

        assertThat(table.lines()).containsExactly(
                "GVC      WORKLOAD          LOCATION       CONTAINER  HEALTH     REPLICAS  RESTARTS  IMAGE",
                "prod     cart              aws-us-west-2  main       healthy    2/3       1         cart:1",
                "staging  payments-gateway  gcp            proxy      unhealthy  0/12      40        p:2");
        assertThat(table).endsWith(System.lineSeparator());
    }

    @Test
    void whatIsNotKnownIsAHyphen() {
        assertThat(rows(container("prod", "job", null, "main", HealthStatus.UNKNOWN, null, null, null, null)))
                .containsExactly("prod  job       -         main       unknown  -         -         -");
    }

    static Stream<Arguments> replicas() {
        return Stream.of(
                Arguments.of(1, 2, "1/2"), Arguments.of(0, 0, "0/0"), Arguments.of(null, 2, "-/2"),
                Arguments.of(1, null, "1/-"), Arguments.of(null, null, "-"));
    }

    @ParameterizedTest
    @MethodSource("replicas")
    void replicasAreReadyOfAll(Integer ready, Integer total, String expected) {
        String row = rows(container("g", "w", "l", "c", HealthStatus.HEALTHY, ready, total, 7, "i")).get(0);

        assertThat(row.split(" +")).containsExactly("g", "w", "l", "c", "healthy", expected, "7", "i");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        assertThat(rows(container("g", "w", "l", "c", HealthStatus.HEALTHY, 1, 1, 0, "i\u001b[2J\nx\tb")).get(0))
                .endsWith("i?[2J?x?b");
    }

    @Test
    void controlCharactersOfAnErrorDoNotReachTheTerminal() {
        ListingResult result = new ListingResult(List.of(), false,
                List.of(new WorkloadError("cart", "prod", 500, "Broken\u001b[2J")), false, null, null);

        assertThat(ContainerTable.of(result)).doesNotContain("\u001b").contains("Broken?[2J");
    }

    @Test
    void nothingFoundIsSaid() {
        assertThat(ContainerTable.of(result(List.of())).lines()).hasSize(2).last().isEqualTo("No containers.");
    }

    @Test
    void moreIsSaidWhereTheListingWasCutOrHasAnotherPage() {
        List<Container> one = List.of(container("g", "w", "l", "c", HealthStatus.HEALTHY, 1, 1, 0, "i"));

        assertThat(ContainerTable.of(new ListingResult(one, true, List.of(), true, null, null)).lines())
                .last().isEqualTo("There are more.");
        assertThat(ContainerTable.of(new ListingResult(one, true, List.of(), false, "next", null)).lines())
                .last().isEqualTo("There are more.");
        assertThat(ContainerTable.of(result(one))).doesNotContain("There are more.");
    }

    @Test
    void whatIsMissingStandsBeneath() {
        ListingResult result = new ListingResult(
                List.of(container("g", "w", "l", "c", HealthStatus.HEALTHY, 1, 1, 0, "i")), false,
                List.of(new WorkloadError("cart", "prod", 500, "It broke."),
                        new WorkloadError(null, null, 502, "A page was not read."),
                        new WorkloadError("orders", null, 504, "It took too long.")), false, null, null);

        assertThat(ContainerTable.of(result).lines().skip(2)).containsExactly("Missing: prod/cart: It broke.",
                "Missing: A page was not read.", "Missing: orders: It took too long.");
    }

    private static List<String> rows(Container container) {
        return ContainerTable.of(result(List.of(container))).lines().skip(1).toList();
    }

    private static ListingResult result(List<Container> containers) {
        return new ListingResult(containers, true, List.of(), false, null, null);
    }

    private static Container container(String gvc, String workload, String location, String name, HealthStatus health,
            Integer ready, Integer total, Integer restarts, String image) {
        return new Container(name, image, workload, gvc, location, "running", health, null, ready, total, null, null,
                restarts, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    @Test
    void valuesThatMatchedNothingAreNamed() {
        String table = ContainerTable.of(new ListingResult(List.of(), true, List.of(), false, null,
                Map.of("location", List.of("us", "e\nu")), null, List.of("name"), null));
        assertThat(table).endsWith("No containers." + System.lineSeparator()
                + "Nothing matched location=us,e?u" + System.lineSeparator());
    }

    @Test
    void fieldThatWasNotAskedForIsAbsent() {
        Container named = SampleContainers.of("prod", "api", null, null, null, "main", HealthStatus.HEALTHY)
                .withOnly(List.of("name"));
        assertThat(ContainerTable.of(new ListingResult(List.of(named), true, List.of(), false, null, null)))
                .contains("main");
    }
}
