package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.ListingResult;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.mapping.DeploymentList;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.recording.WatchRecorder;
import dev.cplnroutes.testing.SampleContainers;
import dev.cplnroutes.testing.SettableClock;
import dev.cplnroutes.watch.WorkloadState.Unconfirmed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a watch learns of the listings that read for it, whatever they came to. */
class WatchReadingTest {

    private static final ListingFailedException FAILURE =
            new ListingFailedException(503, "Service unavailable", "The API is down.");
    private static final DeploymentList NO_DEPLOYMENTS = DeploymentList.read(
            JsonNodeFactory.instance.objectNode().set("items", JsonNodeFactory.instance.arrayNode()));

    private final SettableClock clock = new SettableClock();
    private final WatchSettings settings = new WatchSettings();
    private final CallBudget budget = new CallBudget(1_000);
    private final Watch watch = new Watch("prod", settings, new WatchRecorder(), clock,
            new WatchPosition("process", "1", "", 0));

    @BeforeEach
    void look() {
        watch.hold(null);
    }

    private static WorkloadItem item(String name) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        return WorkloadItem.read(name == null ? item : item.put("name", name));
    }

    private static WorkloadKey key(String name) {
        return new WorkloadKey("prod", name);
    }

    private static ListingResult result(int pages, WorkloadError... errors) {
        return new ListingResult(List.of(), errors.length == 0, List.of(errors), false, null,
                new ListingStatistics("id", Instant.EPOCH, Instant.EPOCH, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, pages, pages,
                        0, List.of(), null));
    }

    private <T extends WatchReading> T due(Class<T> type) {
        return watch.due(budget).stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
    }

    /** The list is read, in pages, and has these workloads. */
    private void list(int pages, String... names) {
        clock.advance(settings.interval());
        WatchReading.OfList reading = due(WatchReading.OfList.class);
        reading.listBegins();
        for (String name : names) {
            assertThat(reading.isDue("prod", name, item(name))).as("a list reads no workload").isFalse();
        }
        reading.listEnds();
        reading.end(result(pages), null);
    }

    private Set<WorkloadKey> workloads() {
        return watch.picture().workloads().keySet();
    }

    private Unconfirmed unconfirmed(String name) {
        return watch.picture().workloads().get(key(name)).unconfirmed();
    }

    @Nested
    class OfTheList {

        @Test
        void aListOfOnePageProvesWhatIsThereAndWhatIsGone() {
            list(1, "a", "b");
            assertThat(workloads()).containsExactly(key("a"), key("b"));
            list(1, "b");
            assertThat(workloads()).containsExactly(key("b"));
            assertThat(watch.listError()).isNull();
        }

        @Test
        void aListOfSeveralPagesDoesNot() {
            list(1, "a", "b");
            list(2, "a");
            assertThat(workloads()).containsExactly(key("a"), key("b"));
        }

        @Test
        void aListThatBeginsAgainForgetsWhatItHadAndIsNotOfOneMoment() {
            list(1, "a", "gone");
            clock.advance(settings.interval());
            WatchReading.OfList reading = due(WatchReading.OfList.class);
            reading.listBegins();
            reading.isDue("prod", "early", item("early"));
            reading.listBegins();
            reading.isDue("prod", "a", item("a"));
            reading.listEnds();
            reading.end(result(1), null);
            assertThat(workloads()).containsExactly(key("a"), key("gone"));
        }

        @Test
        void anItemThatNamesNoWorkloadProvesNothing() {
            list(1, "a", "b");
            clock.advance(settings.interval());
            WatchReading.OfList reading = due(WatchReading.OfList.class);
            reading.listBegins();
            reading.isDue("prod", "a", item("a"));
            reading.isDue("prod", null, item(null));
            reading.listEnds();
            reading.end(result(1), null);
            assertThat(workloads()).containsExactly(key("a"), key("b"));
        }

        @Test
        void aListThatBeginsAgainMayBeWhole() {
            list(1, "a", "gone");
            for (int i = 0; i < 2; i++) {
                clock.advance(settings.interval());
                List<WatchReading> due = watch.due(budget);
                WatchReading list = due.get(0);
                list.listBegins();
                list.isDue("prod", null, item(null));
                list.listBegins();
                list.isDue("prod", "a", item("a"));
                list.listEnds();
                list.end(result(1), null);
                if (i == 0) {
                    due.get(1).failed(new WorkloadError("gone", "prod", 404, "not found"));
                }
            }
            assertThat(workloads()).as("two lists lack it, and its own call between them").containsExactly(key("a"));
        }

        @Test
        void aListThatFailsTellsOnlyWhy() {
            list(1, "a");
            clock.advance(settings.interval());
            due(WatchReading.OfList.class).end(null, FAILURE);
            assertThat(workloads()).containsExactly(key("a"));
            assertThat(watch.listError()).isEqualTo(new WorkloadError(null, null, 503, "The API is down."));
            list(1, "a");
            assertThat(watch.listError()).isNull();
        }

        @Test
        void aListThatWasNotReadToItsEndTellsItsErrorsOrThatItWasNot() {
            WatchReading.OfList reading = due(WatchReading.OfList.class);
            reading.listBegins();
            WorkloadError ofAPage = new WorkloadError(null, "prod", 500, "boom");
            reading.end(result(1, ofAPage), null);
            assertThat(watch.listError()).isEqualTo(ofAPage);
            clock.advance(settings.interval());
            due(WatchReading.OfList.class).end(result(1), null);
            assertThat(watch.listError().message()).contains("not read to its end");
        }

        @Test
        void aListThatBeginsAgainAndBreaksOffWasNotReadToItsEnd() {
            list(1, "a");
            clock.advance(settings.interval());
            WatchReading.OfList reading = due(WatchReading.OfList.class);
            reading.listBegins();
            reading.listEnds();
            reading.listBegins();
            reading.end(result(1), null);
            assertThat(workloads()).containsExactly(key("a"));
            assertThat(watch.listError().message()).contains("not read to its end");
        }

        @Test
        void aListWithAnErrorProvesNothing() {
            list(1, "a");
            clock.advance(settings.interval());
            WatchReading.OfList reading = due(WatchReading.OfList.class);
            reading.listBegins();
            reading.listEnds();
            WorkloadError ofAnItem = new WorkloadError(null, "prod", 502, "no object");
            reading.end(result(1, ofAnItem), null);
            assertThat(workloads()).containsExactly(key("a"));
            assertThat(watch.picture().errors(View.all())).containsExactly(ofAnItem);
        }

        @Test
        void aListThatWasStoppedIsDueAtOnceAndIsNoFailure() {
            WatchReading.OfList reading = due(WatchReading.OfList.class);
            reading.stopping().stop();
            reading.end(null, ListingFailedException.stopped("Listing stopped", "It was stopped."));
            assertThat(watch.listError()).isNull();
            assertThat(due(WatchReading.OfList.class)).isNotSameAs(reading);
        }

        @Test
        void theFirstEndCounts() {
            WatchReading.OfList reading = due(WatchReading.OfList.class);
            reading.listBegins();
            reading.listEnds();
            reading.end(result(1), null);
            reading.end(null, FAILURE);
            assertThat(watch.listError()).isNull();
        }
    }

    @Nested
    class OfWorkloads {

        private WatchReading.OfWorkloads reading;

        @BeforeEach
        void begin() {
            list(1, "a", "b");
            reading = due(WatchReading.OfWorkloads.class);
        }

        @Test
        void readsThoseThatAreDueSilentlyAndWhenNobodyElseCalls() {
            assertThat(reading.workloads()).extracting(WorkloadItem::name).containsExactly("a", "b");
            assertThat(reading.isBackground()).isTrue();
            assertThat(reading.isSilent()).isTrue();
        }

        @Test
        void tellsWhatEachCameTo() {
            reading.read("prod", item("a"), NO_DEPLOYMENTS,
                    List.of(SampleContainers.of("a", "main", HealthStatus.HEALTHY)));
            reading.failed(new WorkloadError("b", "prod", 500, "boom"));
            reading.end(result(0), null);
            assertThat(watch.picture().containers(View.all())).hasSize(1);
            assertThat(unconfirmed("a")).isNull();
            assertThat(unconfirmed("b")).isEqualTo(new Unconfirmed(clock.instant(), 500, "boom"));
        }

        @Test
        void whatItTellsNothingOfIsUnconfirmedBecauseOfTheFailure() {
            reading.read("prod", item("a"), NO_DEPLOYMENTS, List.of());
            reading.end(null, FAILURE);
            assertThat(unconfirmed("a")).isNull();
            assertThat(unconfirmed("b")).isEqualTo(new Unconfirmed(clock.instant(), 503, "The API is down."));
        }

        @Test
        void withoutAFailureItIsUnconfirmedToo() {
            reading.end(result(0), null);
            assertThat(unconfirmed("a")).isEqualTo(new Unconfirmed(clock.instant(), 502, "it was not read"));
        }

        @Test
        void whatAStopLeavesUnreadIsAsBeforeAndDueAgain() {
            reading.end(null, ListingFailedException.stopped("Listing stopped", "It was stopped."));
            assertThat(unconfirmed("a")).isNull();
            clock.advance(settings.sweep());
            assertThat(due(WatchReading.OfWorkloads.class).workloads()).hasSize(2);
        }

        @Test
        void owesTheCallsThatTheBudgetDidNotGive() {
            assertThat(reading.owed()).as("it has made none yet").isEqualTo(-2);
            reading.took(5);
            assertThat(reading.made()).isEqualTo(5);
            assertThat(reading.owed()).isEqualTo(3);
        }
    }

    @Test
    void whereNobodyLooksAnyMoreItsReadingsAreStopped() {
        WatchReading reading = due(WatchReading.OfList.class);
        watch.letGo();
        assertThat(reading.stopping().isStopped()).isTrue();
        clock.advance(Duration.ofHours(1));
        assertThat(watch.due(budget)).isEmpty();
    }
}
