package dev.cplnroutes.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.cplnroutes.AwaitResult;
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
        String table = table(result(List.of(
                container("prod", "cart", "aws-us-west-2", "main", HealthStatus.HEALTHY, 2, 3, 1, "cart:1"),
                container("staging", "payments-gateway", "gcp", "proxy", HealthStatus.UNHEALTHY, 0, 12, 40, "p:2"))));

        assertThat(table.lines()).containsExactly(
                "GVC      WORKLOAD          LOCATION       CONTAINER  HEALTH     REPLICAS  RESTARTS  IMAGE",
                "staging  payments-gateway  gcp            proxy      unhealthy  0/12      40        p:2",
                "prod     cart              aws-us-west-2  main       healthy    2/3       1         cart:1");
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

        assertThat(table(result)).doesNotContain("\u001b").contains("Broken?[2J");
    }

    @Test
    void aWaitShowsWhatIsNotAsAskedAndItsOutcome() {
        Container left = container("prod", "cart", "gcp", "main", HealthStatus.UNHEALTHY, 0, 1, 0, "cart:1");
        AwaitResult result = new AwaitResult(false, 12.5, List.of(left),
                List.of(new AwaitResult.WithoutContainers("search", "prod", List.of("aws", "g\u001bcp")),
                        new AwaitResult.WithoutContainers("pay", "prod", List.of())), false,
                List.of(new WorkloadError("mail", "prod", 500, "broken")), Map.of("image", List.of("x:2")), null);

        assertThat(ContainerTable.of(result, Terminal.NONE).lines()).containsExactly(
                "GVC   WORKLOAD  LOCATION  CONTAINER  HEALTH     REPLICAS  RESTARTS  IMAGE",
                "prod  cart      gcp       main       unhealthy  0/1       0         cart:1",
                "Without containers: prod/search in aws, g?cp", "Without containers: prod/pay",
                "Nothing matched image=x:2", "Missing: prod/mail: broken", "Not reached after 12.5 s.");
        assertThat(ContainerTable.of(new AwaitResult(true, 0.1, List.of(), List.of(), true, List.of(), null, null),
                Terminal.NONE)).isEqualTo("Reached after 0.1 s." + System.lineSeparator());
    }

    @Test
    void aWaitThatWasNotReachedSaysWhyWhereNothingIsLeft() {
        AwaitResult result = new AwaitResult(false, 60.0, List.of(), List.of(), true, List.of(), null, null);

        assertThat(ContainerTable.of(result, Terminal.NONE).lines()).containsExactly(
                "Nothing is left to wait for, but not for as long as --stable-for says; or no workload is selected.",
                "Not reached after 60.0 s.");
    }

    @Test
    void nothingFoundIsSaid() {
        assertThat(table(result(List.of())).lines()).hasSize(2).last().isEqualTo("No containers.");
    }

    @Test
    void moreIsSaidWhereTheListingWasCutOrHasAnotherPage() {
        List<Container> one = List.of(container("g", "w", "l", "c", HealthStatus.HEALTHY, 1, 1, 0, "i"));

        assertThat(table(new ListingResult(one, true, List.of(), true, null, null)).lines())
                .last().isEqualTo("There are more.");
        assertThat(table(new ListingResult(one, true, List.of(), false, "next", null)).lines())
                .last().isEqualTo("There are more.");
        assertThat(table(result(one))).doesNotContain("There are more.");
    }

    @Test
    void whatIsMissingStandsBeneath() {
        ListingResult result = new ListingResult(
                List.of(container("g", "w", "l", "c", HealthStatus.HEALTHY, 1, 1, 0, "i")), false,
                List.of(new WorkloadError("cart", "prod", 500, "It broke."),
                        new WorkloadError(null, null, 502, "A page was not read."),
                        new WorkloadError(null, "prod", 503, "A list was not read."),
                        new WorkloadError("orders", null, 504, "It took too long.")), false, null, null);

        assertThat(table(result).lines().skip(2)).containsExactly("Missing: prod/cart: It broke.",
                "Missing: A page was not read.", "Missing: prod: A list was not read.",
                "Missing: orders: It took too long.");
    }

    @Test
    void aReasonIsNotCutWithinACharacter() {
        Container container = why(HealthStatus.UNHEALTHY, "\ud83d\ude00".repeat(50) + "a", null, null);
        for (int width = 100; width < 104; width++) {
            assertThat(ContainerTable.of(result(List.of(container)), false, new Terminal(true, true, width, false)))
                    .contains("\ude00...").doesNotContain("\ud83d.");
        }
    }

    private static Container why(HealthStatus health, String message, String reason, Integer exitCode) {
        return new Container("c", "i", "w", "g", "l", null, health, message, 1, 2, null, null, 7, reason, exitCode,
                null, null, null, null, null, null, null, null, null, null, null);
    }

    static Stream<Arguments> reasons() {
        return Stream.of(
                Arguments.of("Crash", "OOMKilled", 137, "Crash; last restart: OOMKilled, exit code 137"),
                Arguments.of("Crash", null, null, "Crash"),
                Arguments.of(null, "Error", null, "last restart: Error"),
                Arguments.of(" ", null, 1, "last restart: exit code 1"),
                Arguments.of(" two\n\t lines\u009b2J\u202e ", null, null, "two lines?2J?"));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void whatIsNotHealthySaysWhy(String message, String reason, Integer exitCode, String expected) {
        for (HealthStatus health : List.of(HealthStatus.UNHEALTHY, HealthStatus.UNKNOWN)) {
            String table = table(result(List.of(why(health, message, reason, exitCode),
                    why(HealthStatus.HEALTHY, "Fine", "Error", 1))));
            assertThat(table.lines().map(line -> line.split("  +"))).satisfiesExactly(
                    heading -> assertThat(heading).endsWith("IMAGE", "WHY"),
                    row -> assertThat(row).endsWith("i", expected),
                    row -> assertThat(row).endsWith("healthy", "1/2", "7", "i"));
        }
        for (HealthStatus health : List.of(HealthStatus.HEALTHY, HealthStatus.SUSPENDED)) {
            assertThat(table(result(List.of(why(health, message, reason, exitCode))))).doesNotContain("WHY", "Crash");
        }
    }

    private static Container version(String workload, Long version, Boolean latest) {
        return new Container("c", "i", workload, "g", "l", null, HealthStatus.HEALTHY, null, 1, 2, null, null, 7, null,
                null, null, "version-" + version, version, latest, null, null, null, null, null, null, null);
    }

    @Test
    void versionsAreToldApartWhereAWorkloadHasSeveral() {
        String table = table(result(List.of(version("a", 3L, true), version("b", 7L, false), version("b", 8L, true),
                version("c", 4L, false))));

        assertThat(table.lines().map(line -> line.substring(0, 36))).containsExactly(
                "GVC  WORKLOAD  LOCATION  CONTAINER  ".substring(0, 36), "g    a         l         c          ",
                "g    b         l         c          ", "g    b         l         c          ",
                "g    c         l         c          ");
        assertThat(table.lines().map(line -> line.substring(36, 43).strip()))
                .containsExactly("VERSION", "-", "7 old", "8", "4 old");
        assertThat(table(result(List.of(version("a", 3L, true), version("b", 4L, true), version("c", 5L, null)))))
                .doesNotContain("VERSION");
        assertThat(table(result(List.of(version("a", 3L, null), version("a", 4L, null))))).contains("VERSION");
    }

    @Test
    void whatIsWrongComesFirstUnlessTheOrderIsAskedFor() {
        ListingResult result = result(Stream.of(HealthStatus.HEALTHY, HealthStatus.UNKNOWN, HealthStatus.SUSPENDED,
                HealthStatus.UNHEALTHY, HealthStatus.HEALTHY, HealthStatus.UNKNOWN).map(health ->
                        container("g", "w", "l", "c", health, 1, 1, 0, "i")).toList());

        assertThat(health(ContainerTable.of(result, false, Terminal.NONE))).containsExactly("unhealthy", "unknown",
                "unknown", "healthy", "suspended", "healthy");
        assertThat(health(ContainerTable.of(result, true, Terminal.NONE))).containsExactly("healthy", "unknown",
                "suspended", "unhealthy", "healthy", "unknown");
    }

    private static Stream<String> health(String table) {
        return table.lines().skip(1).map(line -> line.split(" +")[4]);
    }

    @Test
    void longTextsAreCutToTheTerminalAndNamesAreNot() {
        String name = "n".repeat(30);
        Container long1 = new Container(name, "registry.example.com/team/" + "x".repeat(80) + ":1.1", "w", "g", "l",
                null, HealthStatus.UNHEALTHY, "m".repeat(200), 1, 2, null, null, 7, null, null, null, null, null, null,
                null, null, null, null, null, null, null);
        ListingResult result = result(List.of(long1));

        assertThat(table(result)).contains(long1.image(), long1.message());
        String wide = ContainerTable.of(result, false, new Terminal(true, true, 200, false));
        assertThat(wide.lines().mapToInt(String::length).max()).hasValue(200);
        assertThat(wide).contains(name, "  ...", ":1.1  mmm", "m..." + System.lineSeparator());
        String narrow = ContainerTable.of(result, false, new Terminal(true, true, 80, false));
        assertThat(narrow.lines().toList().get(1)).contains(name).endsWith("  ..." + "x".repeat(8) + ":1.1  "
                + "m".repeat(27) + "...");
        String enough = ContainerTable.of(result, false, new Terminal(true, true, 1000, false));
        assertThat(enough).isEqualTo(table(result));
    }

    @Test
    void imageIsCutWhereNothingIsWrong() {
        ListingResult result = result(List.of(container("g", "w", "l", "c", HealthStatus.HEALTHY, 1, 1, 0,
                "registry/" + "x".repeat(80) + ":1.1")));

        assertThat(ContainerTable.of(result, false, new Terminal(true, true, 80, false)).lines()
                .mapToInt(String::length).max()).hasValue(80);
    }

    @Test
    void shortReasonLeavesTheRoomToTheImage() {
        Container container = new Container("c", "i".repeat(100), "w", "g", "l", null, HealthStatus.UNHEALTHY,
                "Crash", 1, 2, null, null, 7, null, null, null, null, null, null, null, null, null, null, null, null,
                null);

        assertThat(ContainerTable.of(result(List.of(container)), false, new Terminal(true, true, 120, false)).lines())
                .anySatisfy(line -> assertThat(line).hasSize(120).endsWith("ii  Crash"));
    }

    @Test
    void coloursAreThereOnlyWhereTheyAreWanted() {
        ListingResult result = result(List.of(container("g", "w", "l", "c", HealthStatus.UNHEALTHY, 1, 1, 0, "i"),
                container("g", "w", "l", "c", HealthStatus.UNKNOWN, 1, 1, 0, "i"),
                container("g", "w", "l", "c", HealthStatus.HEALTHY, 1, 1, 0, "i"), version("w", 1L, false)));

        String plain = ContainerTable.of(result, false, new Terminal(true, true, 80, false));
        String coloured = ContainerTable.of(result, false, new Terminal(true, true, 80, true));
        assertThat(plain).doesNotContain("\u001b");
        assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
        assertThat(coloured).contains("\u001b[31munhealthy\u001b[0m", "\u001b[33munknown\u001b[0m", " healthy ",
                "\u001b[33m1 old\u001b[0m");
    }

    private static String table(ListingResult result) {
        return ContainerTable.of(result, false, Terminal.NONE);
    }

    private static List<String> rows(Container container) {
        return table(result(List.of(container))).lines().skip(1).toList();
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
        String table = table(new ListingResult(List.of(), true, List.of(), false, null,
                Map.of("location", List.of("us", "e\nu")), null, List.of("name"), null));
        assertThat(table).endsWith("No containers." + System.lineSeparator()
                + "Nothing matched location=us,e?u" + System.lineSeparator());
    }

    @Test
    void fieldThatWasNotAskedForIsAbsent() {
        Container named = SampleContainers.of("prod", "api", null, null, null, "main", HealthStatus.HEALTHY)
                .withOnly(List.of("name"));
        assertThat(table(new ListingResult(List.of(named), true, List.of(), false, null, null)))
                .contains("main");
    }
}
