package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

/**
 * When a watch reads what, with a clock that goes on in quarters of a second.
 */
class WatchScheduleTest {

    private static final Instant START = Instant.parse("2026-03-04T10:00:00Z");
    private static final Duration TICK = Duration.ofMillis(250);
    private final WatchSchedule schedule = new WatchSchedule(Duration.ofSeconds(10), Duration.ofSeconds(60), START);
    private final Map<WorkloadKey, Integer> reads = new HashMap<>();
    private final Map<WorkloadKey, Boolean> hot = new HashMap<>();
    private Instant now = START;
    private int lists;
    private int mostInATick;

    private static WorkloadKey key(int number) {
        return new WorkloadKey("prod", "w" + number);
    }

    private void add(int workloads) {
        for (int i = 0; i < workloads; i++) {
            schedule.added(key(i), false, now);
        }
    }

    /** Lets time pass; readings answer at once. */
    private void pass(Duration time, CallBudget budget) {
        reads.clear();
        lists = 0;
        mostInATick = 0;
        for (Instant end = now.plus(time); now.isBefore(end); now = now.plus(TICK)) {
            if (schedule.isListDue(now) && (budget == null || budget.take(1, now) == 1)) {
                schedule.listBegins(now);
                schedule.listEnded();
                lists++;
            }
            List<WorkloadKey> due = schedule.due(now);
            due = budget == null ? due : due.subList(0, budget.take(due.size(), now));
            mostInATick = Math.max(mostInATick, due.size());
            due.forEach(key -> {
                schedule.begins(key, now);
                schedule.ended(key, hot.getOrDefault(key, false));
                reads.merge(key, 1, Integer::sum);
            });
        }
    }

    @Test
    void aThousandQuietWorkloadsCostOneCallASweepEachEvenlySpread() {
        add(1000);
        pass(TICK, null);
        assertThat(reads).hasSize(1000);
        pass(Duration.ofSeconds(60), null);
        for (int sweep = 0; sweep < 5; sweep++) {
            pass(Duration.ofSeconds(60), null);
            assertThat(reads).hasSize(1000).allSatisfy((key, times) -> assertThat(times).isOne());
            assertThat(lists).isEqualTo(6);
            assertThat(mostInATick).as("1000 in 240 looks").isLessThanOrEqualTo(6);
        }
    }

    @Test
    void whatIsInFluxIsReadOnceAnInterval() {
        add(20);
        hot.put(key(3), true);
        pass(Duration.ofSeconds(60), null);
        pass(Duration.ofSeconds(60), null);
        assertThat(reads.get(key(3))).isEqualTo(6);
        assertThat(reads.get(key(4))).isEqualTo(1);
        schedule.changed(key(5), now);
        assertThat(schedule.due(now)).first().isEqualTo(key(5));
        schedule.added(key(20), true, now);
        assertThat(schedule.due(now).subList(0, 2)).containsExactly(key(20), key(5));
        pass(Duration.ofSeconds(60), null);
        assertThat(reads.get(key(5))).as("for a sweep").isEqualTo(6);
        assertThat(reads.get(key(20))).isEqualTo(6);
        pass(Duration.ofSeconds(60), null);
        pass(Duration.ofSeconds(60), null);
        assertThat(reads.get(key(5))).isEqualTo(1);
        assertThat(reads.get(key(20))).isEqualTo(1);
    }

    @Test
    void whatIsBeingReadIsNotDue() {
        add(1);
        schedule.begins(key(0), now);
        assertThat(schedule.due(now.plusSeconds(1000))).isEmpty();
        schedule.listBegins(now);
        assertThat(schedule.isListDue(now.plusSeconds(1000))).isFalse();
        schedule.ended(key(0), false);
        schedule.listEnded();
        assertThat(schedule.due(now.plusSeconds(1000))).hasSize(1);
        assertThat(schedule.isListDue(now.plusSeconds(1000))).isTrue();
    }

    @Test
    void whereTheCallsDoNotSufficeWhatIsInFluxComesFirstAndNothingIsForgotten() {
        add(400);
        for (int i = 0; i < 100; i++) {
            hot.put(key(i), true);
        }
        // In flux alone 10 a second, quiet 5 a second.
        pass(Duration.ofSeconds(300), new CallBudget(8));
        int calls = lists + reads.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(calls).isBetween(2300, 2420);
        assertThat(reads).as("each was read").hasSize(400);
        assertThat(reads.get(key(0))).isGreaterThan(4 * reads.get(key(399)));
    }

    @Test
    void theBudgetIsThatOfASecondAndOwesWhatWasNotTaken() {
        CallBudget budget = new CallBudget(20);
        assertThat(budget.take(50, now)).isEqualTo(20);
        assertThat(budget.take(50, now)).isZero();
        assertThat(budget.take(50, now.plusMillis(500))).isEqualTo(10);
        budget.owe(30);
        assertThat(budget.take(50, now.plusMillis(1500))).isZero();
        assertThat(budget.take(50, now.plusMillis(2500))).isEqualTo(10);
        assertThat(budget.take(50, now.plusSeconds(1000))).isEqualTo(20);
        budget.owe(-100);
        assertThat(budget.take(50, now.plusSeconds(1000))).isEqualTo(20);
    }

    /** A list of 100 pages, where 5 calls a second are allowed: twice as many as the list alone would take. */
    @Test
    void aListOfManyPagesLeavesHalfOfTheCallsToWorkloads() {
        add(1000);
        CallBudget budget = new CallBudget(5);
        int lists = 0;
        int read = 0;
        for (Instant end = now.plusSeconds(1000); now.isBefore(end); now = now.plus(TICK)) {
            if (schedule.isListDue(now) && budget.take(1, now) == 1) {
                schedule.listBegins(now);
                budget.owe(99);
                schedule.listTook(100);
                schedule.listed(new PictureKeeper.ListEffects(), now);
                lists++;
            }
            List<WorkloadKey> due = schedule.due(now);
            for (WorkloadKey key : due.subList(0, budget.take(due.size(), now))) {
                schedule.begins(key, now);
                schedule.ended(key, false);
                read++;
            }
        }
        assertThat(read).isBetween(2300, 2700);
        assertThat(lists).isBetween(23, 27);
    }

    @Test
    void aClockThatIsSetBackDelaysAReadingByItsPeriodAtMost() {
        add(100);
        hot.put(key(3), true);
        CallBudget budget = new CallBudget(20);
        pass(Duration.ofSeconds(60), budget);
        schedule.changed(key(4), now);
        now = now.minus(Duration.ofDays(1));
        pass(Duration.ofSeconds(70), budget);
        assertThat(reads).as("each was read").hasSize(100);
        assertThat(reads.get(key(3))).isGreaterThanOrEqualTo(6);
        assertThat(lists).isGreaterThanOrEqualTo(6);
        pass(Duration.ofSeconds(60), budget);
        pass(Duration.ofSeconds(60), budget);
        assertThat(reads.get(key(4))).as("in flux no longer than usual").isEqualTo(1);
    }
}
