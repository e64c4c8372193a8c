package dev.cplnroutes.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.ListingRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The edges of a selection: what is not known of a workload or a container.
 */
class SelectionTest {

    private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");

    private static Selection of(UnaryOperator<ListingRequest.Builder> options) {
        return new RequestReader(RequestDefaultsTest.packaged()).read(options.apply(ListingRequest.builder()).build())
                .selection();
    }

    private static Container container(Integer restarts, String lastRestart, Boolean latest) {
        return new Container("main", null, "api", "prod", null, null, HealthStatus.HEALTHY, null, null, null, null,
                null, restarts, null, null, lastRestart, null, null, latest, null, null, null, null, null, null, null);
    }

    private static WorkloadTraits workload(String gvc, String name, String type, Map<String, String> tags) {
        return new WorkloadTraits(gvc, name, type, tags);
    }

    @ParameterizedTest
    @CsvSource({"2026-03-04T09:45:00Z, true", "2026-03-04T09:44:59.999Z, false", "2026-03-04T10:45:00+01:00, true",
        "2026-03-04T10:00:01Z, true", "yesterday, false", ", false", "2026-03-04, false"})
    void lastRestartCountsBackFromNow(String time, boolean expected) {
        Selection selection = of(options -> options.restartedWithin(Duration.ofMinutes(15)));
        assertThat(selection.hasContainer(container(1, time, null), NOW)).isEqualTo(expected);
    }

    @Test
    void whatTheApiDoesNotTellIsNoRestartAndNotTheExpectedVersion() {
        assertThat(of(options -> options.minRestarts(0)).hasContainer(container(null, null, null), NOW)).isTrue();
        assertThat(of(options -> options.minRestarts(1)).hasContainer(container(null, null, null), NOW)).isFalse();
        assertThat(of(options -> options.minRestarts(1)).hasContainer(container(1, null, null), NOW)).isTrue();
        assertThat(of(options -> options.latest(true)).hasContainer(container(1, null, null), NOW)).isFalse();
        assertThat(of(options -> options.latest(false)).hasContainer(container(1, null, null), NOW)).isTrue();
        assertThat(of(options -> options.latest(true)).hasContainer(container(1, null, true), NOW)).isTrue();
        assertThat(of(options -> options.image("*")).hasContainer(container(1, null, true), NOW)).as("no image")
                .isFalse();
        assertThat(of(options -> options.location("here")).hasContainer(container(1, null, true), NOW)).isFalse();
    }

    @Test
    void onlyWhatIsKnownRulesAWorkloadOut() {
        Selection selection = of(options -> options.gvc("prod").workloadName("pay-*", "api").tag("team=a", "tier"));
        Map<String, String> tags = Map.of("team", "a", "tier", "");
        assertThat(selection.hasWorkload(workload("prod", "pay-in", null, tags), false)).isTrue();
        assertThat(selection.hasWorkload(workload(null, null, null, tags), false)).isTrue();
        assertThat(selection.hasWorkload(workload("stage", null, null, tags), false)).isFalse();
        assertThat(selection.hasWorkload(workload("prod", "pay", null, tags), false)).isFalse();
        assertThat(selection.hasWorkload(workload("prod", "api", null, Map.of("team", "a")), false)).isFalse();
        assertThat(selection.hasWorkload(workload("prod", "api", null, Map.of()), true)).as("by the API").isTrue();
        assertThat(of(options -> options.workloadType("cron")).hasWorkload(workload("prod", "api", null, tags), false))
                .as("without a type").isFalse();
    }

    @Test
    void onlyOneExactNameInOneGvcIsNamed() {
        assertThat(of(options -> options.gvc("prod").workloadName("api")).namedWorkload()).isEqualTo("api");
        assertThat(of(options -> options.gvc("prod").workloadName("api", "api")).namedWorkload()).isEqualTo("api");
        assertThat(of(options -> options.gvc("prod").workloadName("api*")).namedWorkload()).isNull();
        assertThat(of(options -> options.gvc("prod").workloadName("api", "web")).namedWorkload()).isNull();
        assertThat(of(options -> options.gvc("prod", "stage").workloadName("api")).namedWorkload()).isNull();
        assertThat(of(options -> options.gvc("*").workloadName("api")).namedWorkload()).isNull();
    }

    @Test
    void selectionsThatAskForOthersHaveAnotherFingerprint() {
        List<Selection> selections = List.of(of(options -> options.tag("a", "b")), of(options -> options.tag("a=b")),
                of(options -> options.image("a", "b")), of(options -> options.containerName("a", "b")),
                of(options -> options.image("a").containerName("b")), of(options -> options.gvc("a", "b")),
                of(options -> options.healthStatus(HealthStatus.UNKNOWN)), of(options -> options.latest(true)),
                of(options -> options.latest(false)), of(options -> options.minRestarts(1)),
                of(options -> options.restartedWithin(Duration.ofHours(1))), of(options -> options.where(c -> true)));
        assertThat(selections).extracting(Selection::fingerprint).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(of(options -> options.gvc("a").location("b").workloadName("c")).fingerprint()).isNull();
        assertThat(of(options -> options.tag("a", "b")).fingerprint())
                .isEqualTo(of(options -> options.tag("a", "b")).fingerprint());
    }

    @Test
    void fieldsAreThoseOfJson() {
        Container container = container(1, null, true);
        assertThat(container.values(List.of("latest", "zone", "name"))).containsExactly(Map.entry("latest", true),
                Map.entry("name", "main"));
        assertThat(container.withOnly(List.of("name", "latest"))).isEqualTo(new Container("main", null, null, null,
                null, null, null, null, null, null, null, null, null, null, null, null, null, null, true, null, null,
                null, null, null, null, null));
    }
}
