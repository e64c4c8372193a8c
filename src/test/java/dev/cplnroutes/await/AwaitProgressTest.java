package dev.cplnroutes.await;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.cplnroutes.AwaitResult;
import dev.cplnroutes.AwaitResult.WithoutContainers;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.Test;

class AwaitProgressTest {

    private static final Instant START = Instant.parse("2026-03-04T10:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final WorkloadError UNAVAILABLE = new WorkloadError(null, "prod", 503, "unavailable");

    private static AwaitProgress progress(int stableSeconds) {
        return new AwaitProgress(Duration.ofSeconds(5), Duration.ofSeconds(stableSeconds));
    }

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }

    /** A round of one workload, which is read where it is due; whether it was. */
    private static boolean round(AwaitProgress progress, int second, boolean isDone) {
        progress.roundBegins(at(second));
        boolean isDue = progress.isDue("prod", "a");
        if (isDue) {
            read(progress, "a", isDone);
        }
        progress.roundEnds(at(second), List.of(), true);
        return isDue;
    }

    private static void read(AwaitProgress progress, String name, boolean isDone) {
        progress.read("prod", name, List.of(), isDone ? null : new WithoutContainers(name, "prod", List.of()));
    }

    private static AwaitResult result(AwaitProgress progress) {
        return progress.result(false, SECOND, Map.of(), List.of());
    }

    @Test
    void nothingReadIsNeitherReachedNorComplete() {
        AwaitProgress progress = progress(0);
        assertThat(progress.isReached(at(0))).isFalse();
        assertThat(result(progress).complete()).isFalse();
        progress.roundBegins(at(0));
        progress.roundEnds(at(0), List.of(), true);
        assertThat(progress.isReached(at(0))).as("no workload at all").isFalse();
        assertThat(result(progress).complete()).isTrue();
    }

    @Test
    void aNameThatNothingHasKeepsItFromBeingReached() {
        AwaitProgress progress = progress(0);
        progress.roundBegins(at(0));
        assertThat(progress.isDue("prod", "a")).isTrue();
        read(progress, "a", true);
        progress.roundEnds(at(0), List.of(), false);
        assertThat(progress.isReached(at(0))).isFalse();
        assertThat(round(progress, 5, true)).isFalse();
        assertThat(progress.isReached(at(5))).isTrue();
    }

    @Test
    void whetherAWorkloadIsDueIsTheSameAllThroughARound() {
        AwaitProgress progress = progress(0);
        progress.roundBegins(at(0));
        assertThat(progress.isDue("prod", "a")).isTrue();
        read(progress, "a", true);
        progress.listBegins();
        assertThat(progress.isDue("prod", "a")).as("the list is read again").isTrue();
        progress.roundBegins(at(5));
        assertThat(progress.isDue("prod", "a")).isFalse();
    }

    @Test
    void whatIsDoneIsReadOnceAMinuteWithRoundsInBetween() {
        AwaitProgress progress = progress(0);
        List<Integer> reads = new ArrayList<>();
        for (int second = 0; second <= 180; second += 5) {
            if (round(progress, second, true)) {
                reads.add(second);
            }
        }
        assertThat(reads).containsExactly(0, 60, 120, 180);
    }

    @Test
    void aFailureUndoesWhatWasDoneAndKeepsWhatWasKnown() {
        AwaitProgress progress = progress(0);
        progress.roundBegins(at(0));
        progress.isDue("prod", "a");
        progress.read("prod", "a", List.of(SampleContainers.of("a", "main", HealthStatus.UNHEALTHY)), null);
        progress.roundEnds(at(0), List.of(), true);
        WorkloadError error = new WorkloadError("a", "prod", 500, "broken");
        progress.roundBegins(at(5));
        progress.isDue("prod", "a");
        progress.failed(error);
        progress.roundEnds(at(5), List.of(error), true);
        assertThat(progress.isReached(at(5))).isFalse();
        assertThat(result(progress).remaining()).hasSize(1);
        assertThat(result(progress).errors()).containsExactly(error);
        assertThat(result(progress).complete()).isFalse();
    }

    @Test
    void oneThatIsNotThereWhereTheListHasItIsWithoutContainers() {
        AwaitProgress progress = progress(0);
        progress.roundBegins(at(0));
        progress.isDue("prod", "a");
        progress.failed(new WorkloadError("a", "prod", 404, "no such workload"));
        progress.roundEnds(at(0), List.of(), true);
        assertThat(progress.isReached(at(0))).isFalse();
        assertThat(result(progress).workloadsWithoutContainers())
                .containsExactly(new WithoutContainers("a", "prod", List.of()));
    }

    @Test
    void theAnswerIsInTheOrderOfTheListAndWithoutWhatIsGone() {
        AwaitProgress progress = progress(0);
        progress.roundBegins(at(0));
        List.of("a", "b", "c").forEach(name -> progress.isDue("prod", name));
        List.of("c", "b", "a").forEach(name -> read(progress, name, false));
        progress.roundEnds(at(0), List.of(), true);
        assertThat(result(progress).workloadsWithoutContainers()).extracting(WithoutContainers::workloadName)
                .containsExactly("a", "b", "c");
        progress.roundBegins(at(5));
        progress.isDue("prod", "c");
        progress.isDue("prod", "a");
        progress.roundEnds(at(5), List.of(UNAVAILABLE), true);
        assertThat(result(progress).workloadsWithoutContainers()).as("the list was not read to its end").hasSize(3);
        progress.roundEnds(at(5), List.of(), true);
        assertThat(result(progress).workloadsWithoutContainers()).extracting(WithoutContainers::workloadName)
                .containsExactly("c", "a");
    }

    @Test
    void aRoundThatFailsAsAWholeBeginsTheStableTimeAnew() {
        AwaitProgress progress = progress(10);
        round(progress, 0, true);
        progress.roundBegins(at(5));
        progress.roundFails(UNAVAILABLE);
        assertThat(progress.isFailureOfAll()).isTrue();
        assertThat(result(progress).errors()).containsExactly(UNAVAILABLE);
        round(progress, 10, true);
        round(progress, 15, true);
        assertThat(progress.isReached(at(15))).isFalse();
        assertThat(round(progress, 20, true)).as("read once more at the end of the time").isTrue();
        assertThat(progress.isReached(at(20))).isTrue();
    }

    @Test
    void theErrorsOfWorkloadsTellMoreThanThatOfTheirRound() {
        AwaitProgress progress = progress(0);
        WorkloadError refused = new WorkloadError("a", "prod", 403, "no");
        progress.roundBegins(at(0));
        progress.isDue("prod", "a");
        progress.failed(refused);
        assertThat(progress.isFailureOfAll()).as("nothing was ever read").isTrue();
        progress.roundFails(UNAVAILABLE);
        assertThat(result(progress).errors()).containsExactly(refused);
        round(progress, 5, true);
        progress.roundBegins(at(10));
        progress.failed(refused);
        assertThat(progress.isFailureOfAll()).isFalse();
    }

    @Test
    void theNextRoundComesAfterTheIntervalOrAtTheEndOfTheStableTime() {
        AwaitProgress progress = progress(12);
        assertThat(progress.nextRound(at(0))).isEqualTo(at(5));
        round(progress, 5, true);
        assertThat(progress.nextRound(at(5))).isEqualTo(at(10));
        assertThat(progress.nextRound(at(15))).isEqualTo(at(17));
        assertThat(progress.nextRound(at(17))).isEqualTo(at(22));
    }

    /** What a round saw of a workload: it was not due, or it was read at the begin of the round. */
    private record Seen(boolean isDue, boolean isDone) {
    }

    private record Round(Instant begin, Instant end, Map<String, Seen> seen, boolean isWhole) {
    }

    /** Rounds at random times of workloads that come, go, fail and relapse, against the rule over all that was. */
    @Test
    void isWhatTheWholeHistorySays() {
        long seed = RandomSeed.next("AwaitProgressTest");
        Random random = new Random(seed);
        int reached = 0;
        for (int run = 0; run < 400; run++) {
            Duration interval = Duration.ofSeconds(1 + random.nextInt(70));
            Duration stable = Duration.ofSeconds(random.nextBoolean() ? 0 : random.nextInt(90));
            AwaitProgress progress = new AwaitProgress(interval, stable);
            int good = 50 + random.nextInt(50);
            List<Round> history = new ArrayList<>();
            Instant now = START;
            for (int i = 0; i < 25; i++) {
                Map<String, Seen> seen = new LinkedHashMap<>();
                List<WorkloadError> errors = new ArrayList<>();
                progress.roundBegins(now);
                for (int w = 0; w < 4; w++) {
                    String name = "w" + w;
                    if (random.nextInt(100) < 10) {
                        continue;
                    }
                    boolean expected = isDue(history, name, now, interval, stable);
                    assertThat(progress.isDue("prod", name)).as("seed %d, run %d, round %d, %s", seed, run, i, name)
                            .isEqualTo(expected);
                    boolean isDone = random.nextInt(100) < good;
                    seen.put(name, new Seen(expected, isDone));
                    if (expected && !isDone && random.nextBoolean()) {
                        WorkloadError error = new WorkloadError(name, "prod", 500, "broken");
                        progress.failed(error);
                        errors.add(error);
                    } else if (expected) {
                        read(progress, name, isDone);
                    }
                }
                Instant end = now.plusMillis(random.nextInt(2000));
                boolean isWhole = random.nextInt(100) >= 5;
                if (isWhole) {
                    progress.roundEnds(end, errors, true);
                } else {
                    progress.roundFails(UNAVAILABLE);
                }
                history.add(new Round(now, end, seen, isWhole));
                boolean isReached = isReached(history, end, stable);
                assertThat(progress.isReached(end)).as("seed %d, run %d, round %d", seed, run, i)
                        .isEqualTo(isReached);
                reached += isReached ? 1 : 0;
                now = progress.nextRound(end);
                assertThat(now).isAfter(end).isBeforeOrEqualTo(end.plus(interval));
            }
        }
        assertThat(reached).isPositive();
    }

    /** The round that read a workload last; null where none did since it was last gone. */
    private static Round lastRead(List<Round> history, String name) {
        for (int i = history.size() - 1; i >= 0; i--) {
            Seen seen = history.get(i).seen.get(name);
            if (seen == null && history.get(i).isWhole) {
                return null;
            }
            if (seen != null && seen.isDue) {
                return history.get(i);
            }
        }
        return null;
    }

    private static boolean isDue(List<Round> history, String name, Instant now, Duration interval, Duration stable) {
        Round last = lastRead(history, name);
        if (last == null || !last.seen.get(name).isDone) {
            return true;
        }
        Instant since = holdsSince(history);
        boolean isLastLook = since != null && !stable.isZero() && !since.plus(stable).isAfter(now)
                && last.begin.isBefore(since.plus(stable));
        return isLastLook || Duration.between(last.begin, now.plus(interval)).compareTo(Duration.ofMinutes(1)) > 0;
    }

    /** The end of the first of the rounds since which all was as asked without a break. */
    private static Instant holdsSince(List<Round> history) {
        Instant since = null;
        for (int i = 0; i < history.size(); i++) {
            List<Round> until = history.subList(0, i + 1);
            Round round = history.get(i);
            boolean holds = round.isWhole && !round.seen.isEmpty() && round.seen.keySet().stream().allMatch(name -> {
                Round last = lastRead(until, name);
                return last != null && last.seen.get(name).isDone;
            });
            since = !holds ? null : since == null ? round.end : since;
        }
        return since;
    }

    private static boolean isReached(List<Round> history, Instant now, Duration stable) {
        Instant since = holdsSince(history);
        return since != null && !now.isBefore(since.plus(stable))
                && (stable.isZero() || history.get(history.size() - 1).seen.keySet().stream()
                        .noneMatch(name -> lastRead(history, name).begin.isBefore(since.plus(stable))));
    }
}
