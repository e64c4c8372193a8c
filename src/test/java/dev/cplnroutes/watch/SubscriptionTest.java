package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange.Type;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.ListingFailedException;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.recording.WatchRecorder;
import dev.cplnroutes.request.RequestDefaults;
import dev.cplnroutes.request.RequestReader;
import dev.cplnroutes.testing.SampleContainers;
import dev.cplnroutes.testing.SettableClock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What subscribers get of a watch whose answers the test gives.
 */
class SubscriptionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private final SettableClock clock = new SettableClock();
    private final WatchSettings settings = new WatchSettings();
    private final RequestReader requests = new RequestReader(defaults());
    private final WatchRecorder recorder = new WatchRecorder();
    private final Watches watches = new Watches(settings, requests, null, recorder, clock);
    private final Map<String, ObjectNode> items = new LinkedHashMap<>();

    private static RequestDefaults defaults() {
        RequestDefaults defaults = new RequestDefaults();
        defaults.getOptions().putAll(Map.of("gvc", "*", "parallel", "true", "cache", "true", "maxWorkers", "5",
                "cacheTtlSeconds", "300", "retry", "true", "maxRetries", "3", "retryDelaySeconds", "1"));
        defaults.getOptions().putAll(Map.of("retryBackoffFactor", "2", "filterUnhealthy", "false",
                "includeSystemContainers", "false", "collectStatistics", "true"));
        return defaults;
    }

    private Subscription subscribe(Map<String, Object> request, String lastEventId) {
        return watches.subscribe(request, lastEventId);
    }

    private Reader reader(Map<String, Object> request) {
        return new Reader(subscribe(request, null));
    }

    private Watch watch() {
        return watches.all().get(0);
    }

    /** The list has these workloads, and those from before. */
    private void list(String... names) {
        for (String name : names) {
            items.computeIfAbsent(name, made -> JsonNodeFactory.instance.objectNode().put("name", made));
        }
        Map<WorkloadKey, WorkloadItem> list = new LinkedHashMap<>();
        items.forEach((name, item) -> list.put(new WorkloadKey("prod", name), WorkloadItem.read(item)));
        WatchReading reading = new WatchReading.OfList(watch(), watch().keeper().begin(), clock.instant());
        watch().listed(reading, list, true, true, List.of());
    }

    private void read(String workload, Container... containers) {
        WorkloadKey key = new WorkloadKey("prod", workload);
        WatchReading reading = new WatchReading.OfWorkloads(watch(), watch().keeper().begin(), clock.instant(),
                Map.of(key, WorkloadItem.read(items.get(workload))));
        watch().read(reading, key, List.of(containers), Set.of());
        watch().ended(reading, Set.of(key));
    }

    private static Container container(String workload, String name, HealthStatus health) {
        return SampleContainers.of(workload, name, health);
    }

    private static Container restarted(String workload, String time) {
        return new Container("main", null, workload, "prod", "west", null, HealthStatus.HEALTHY, null, null, null,
                null, null, 1, null, null, time, null, null, null, null, null, null, null, null, null, null);
    }

    private static List<String> names(Reader reader) {
        return reader.take().events.stream().map(WatchEvent::name).toList();
    }

    private void fail(WorkloadError error) {
        watch().listFailed(new WatchReading.OfList(watch(), watch().keeper().begin(), clock.instant()),
                List.of(error));
    }

    @Nested
    class Snapshot {

        @Test
        void waitsForEverythingToBeReadOnceAndGetsItInParts() {
            Reader early = reader(Map.of());
            assertThat(names(early)).isEmpty();
            assertThat(early.subscription().position()).isNull();
            list("a", "b");
            read("a", IntStream.range(0, 1200).mapToObj(i -> container("a", "c" + i, HealthStatus.HEALTHY))
                    .toArray(Container[]::new));
            assertThat(names(early)).isEmpty();
            read("b");
            assertThat(names(early)).containsExactly("snapshot", "snapshot", "snapshot", "ready");
            assertThat(early.events.stream().limit(3).map(part -> ((WatchEvent.Snapshot) part).containers().size()))
                    .containsExactly(500, 500, 200);
            assertThat(early.ready.complete()).isTrue();
            assertThat(early.ready.oldest()).isEqualTo(clock.instant());
            assertThat(early.ready.ageSeconds()).isZero();
            assertThat(early.picture()).hasSize(1200);
        }

        @Test
        void theIdOfASnapshotThatIsNotAllThereIsNoneToGoOnFrom() {
            Reader reader = reader(Map.of());
            list("a");
            read("a", container("a", "main", HealthStatus.HEALTHY));
            assertThat(reader.subscription().poll(1)).singleElement().isInstanceOf(WatchEvent.Snapshot.class);
            assertThat(reader.subscription().position()).isNull();
            WatchEvent.Ready ready = (WatchEvent.Ready) reader.subscription().poll(1).get(0);
            assertThat(reader.subscription().position()).isEqualTo(ready.id());
        }

        /** A misspelt name must not read as an all-clear. */
        @Test
        void aCompleteSnapshotNamesWhatMatchedNothing() {
            reader(Map.of());
            list("a");
            read("a", container("a", "main", HealthStatus.HEALTHY));
            Reader misspelt = reader(Map.of("workloadName", List.of("a", "b*"), "location", "us",
                    "containerName", "main", "healthStatus", "unhealthy"));
            assertThat(names(misspelt)).containsExactly("ready");
            assertThat(misspelt.ready.unmatched()).isEqualTo(Map.of("workloadName", List.of("b*"), "location",
                    List.of("us"), "healthStatus", List.of("unhealthy")));
            assertThat(misspelt.ready.json()).contains("\"unmatched\":{\"location\":[\"us\"]");
            Reader right = reader(Map.of("workloadName", "a"));
            assertThat(names(right)).containsExactly("snapshot", "ready");
            assertThat(right.ready.unmatched()).isNull();
            assertThat(right.ready.json()).doesNotContain("unmatched");
        }
    }

    @Nested
    class ComingBack {

        @Test
        void whoeverComesBackGetsWhatHappenedMeanwhileAndNothingTwice() {
            Reader reader = reader(Map.of());
            list("a");
            read("a", container("a", "main", HealthStatus.HEALTHY));
            Reader other = reader(Map.of());
            reader.take().close();
            read("a", container("a", "main", HealthStatus.UNHEALTHY));
            read("a", container("a", "main", HealthStatus.UNHEALTHY), container("a", "proxy", HealthStatus.HEALTHY));
            reader.resume(subscribe(Map.of(), reader.lastId));
            assertThat(names(reader)).containsExactly("snapshot", "ready", "modified", "added");
            assertThat(reader.picture()).isEqualTo(other.take().picture());
            reader.resume(subscribe(Map.of(), reader.lastId));
            assertThat(names(reader)).hasSize(4);
        }

        /** A watch that nobody looked at for a while goes on from where it was. */
        @Test
        void whoeverComesBackAsTheOnlyOneGoesOnToo() {
            Reader reader = reader(Map.of());
            list("a");
            read("a", container("a", "main", HealthStatus.HEALTHY));
            reader.take().close();
            assertThat(watches.all()).isEmpty();
            clock.advance(Duration.ofSeconds(30));
            reader.resume(subscribe(Map.of(), reader.lastId));
            Reader later = reader(Map.of());
            read("a", container("a", "main", HealthStatus.UNHEALTHY));
            assertThat(names(reader)).containsExactly("snapshot", "ready", "modified");
            assertThat(names(later)).as("waits for a list").isEmpty();
            list();
            assertThat(names(later)).as("and for what is on it").isEmpty();
            read("a", container("a", "main", HealthStatus.UNHEALTHY));
            assertThat(names(later)).containsExactly("snapshot", "ready");
        }

        @ParameterizedTest
        @CsvSource({"nonsense, unknown", "'', unknown", "x-1-VIEW-0, restart", "PROCESS-2-VIEW-0, watch that has ended",
            "PROCESS-1-abc-0, another subscription", "PROCESS-1-VIEW-99, unknown"})
        void whoeverCannotGoOnIsToldWhyAndBeginsAnew(String id, String reason) {
            Reader first = reader(Map.of());
            list("a");
            read("a", container("a", "main", HealthStatus.HEALTHY));
            String[] parts = first.take().lastId.split("-");
            String given = id.replace("PROCESS", parts[0]).replace("VIEW", parts[2]);
            Reader reader = new Reader(subscribe(Map.of(), given));
            assertThat(names(reader)).containsExactly("reset", "snapshot", "ready");
            assertThat(((WatchEvent.Reset) reader.events.get(0)).reason()).contains(reason);
        }

        @Test
        void whoeverFellOutOfTheHistoryBeginsAnew() {
            Reader slow = reader(Map.of());
            Reader fast = reader(Map.of());
            list("a");
            read("a", container("a", "main", HealthStatus.HEALTHY));
            String id = slow.take().lastId;
            fast.take();
            for (int i = 0; i <= Watch.HISTORY; i++) {
                read("a", container("a", "main", i % 2 == 0 ? HealthStatus.UNHEALTHY : HealthStatus.HEALTHY));
                if (i % 100 == 0) {
                    fast.take();
                }
            }
            assertThat(names(fast).size()).isEqualTo(Watch.HISTORY + 3);
            assertThat(recorder.changes(Type.MODIFIED)).isEqualTo(Watch.HISTORY + 1);
            assertThat(names(slow)).containsExactly("snapshot", "ready", "reset", "snapshot", "ready");
            assertThat(((WatchEvent.Reset) slow.events.get(2)).reason()).contains("too slowly");
            assertThat(slow.picture()).isEqualTo(fast.picture());
            slow.close();
            slow.resume(subscribe(Map.of(), id));
            assertThat(names(slow).subList(5, 8)).containsExactly("reset", "snapshot", "ready");
            assertThat(((WatchEvent.Reset) slow.events.get(5)).reason()).contains("too old");
            assertThat(recorder.resets()).isEqualTo(2);
        }
    }

    @Nested
    class SlowReaders {

        /** A GVC of many containers goes at one moment: nobody is cut off for that, unless he does not read. */
        @Test
        void aBurstLongerThanTheHistoryCutsOffOnlyThoseWhoDoNotRead() {
            Reader reading = reader(Map.of());
            Reader sleeping = reader(Map.of());
            list("a");
            read("a", IntStream.rangeClosed(0, Watch.HISTORY)
                    .mapToObj(i -> container("a", "c" + i, HealthStatus.HEALTHY))
                    .toArray(Container[]::new));
            reading.take();
            sleeping.take();
            read("a");
            watches.due();
            reading.take();
            assertThat(reading.picture()).isEmpty();
            assertThat(reading.ended).isNull();
            clock.advance(Duration.ofSeconds(3));
            watches.due();
            assertThat(watches.subscribers()).isEqualTo(1);
            sleeping.take();
            assertThat(sleeping.ended).isNotNull();
            assertThat(recorder.cutOffs()).isOne();
        }

        @Test
        void whoeverLeavesSomethingUnreadForHalfAMinuteIsCutOff() {
            Reader sleeper = reader(Map.of());
            Reader idle = reader(Map.of());
            list("a");
            read("a");
            sleeper.take();
            idle.take();
            clock.advance(Duration.ofSeconds(100));
            watches.due();
            assertThat(watches.subscribers()).as("there is nothing to read").isEqualTo(2);
            read("a", container("a", "main", HealthStatus.HEALTHY));
            idle.take();
            watches.due();
            clock.advance(Duration.ofSeconds(29));
            watches.due();
            assertThat(watches.subscribers()).isEqualTo(2);
            clock.advance(Duration.ofSeconds(2));
            watches.due();
            assertThat(watches.subscribers()).as("whether it takes its last event or not").isEqualTo(1);
            assertThat(names(sleeper)).containsExactly("ready", "ended");
            assertThat(names(idle)).containsExactly("ready", "added");
        }
    }

    @Nested
    class Views {

        @Test
        void whatLeavesASelectionIsDeletedAndWhatEntersItIsAdded() {
            Reader sick = reader(Map.of("healthStatus", "unhealthy"));
            Reader red = reader(Map.of("tag", "team=red"));
            list("a");
            read("a", container("a", "main", HealthStatus.HEALTHY),
                    container("a", "istio-proxy", HealthStatus.UNHEALTHY));
            assertThat(names(sick)).containsExactly("ready");
            read("a", container("a", "main", HealthStatus.UNHEALTHY));
            read("a", container("a", "main", HealthStatus.HEALTHY));
            assertThat(names(sick)).containsExactly("ready", "added", "deleted");
            assertThat(sick.changes().get(1).changed()).as("it is still there").containsExactly("healthStatus");
            assertThat(sick.changes().get(1).container().healthStatus()).isEqualTo(HealthStatus.UNHEALTHY);
            assertThat(names(red)).containsExactly("ready");
            items.get("a").putObject("tags").put("team", "red");
            list();
            assertThat(names(red)).containsExactly("ready", "added");
            items.get("a").putObject("tags").put("team", "blue");
            list();
            assertThat(names(red)).containsExactly("ready", "added", "deleted");
            assertThat(red.changes().get(1).changed()).isNull();
            assertThat(names(sick)).as("a tag is none of its business").hasSize(3);
            String behind = sick.subscription().position();
            sick.resume(subscribe(Map.of("healthStatus", "unhealthy"), behind));
            assertThat(names(sick)).as("its place goes on with what it does not see").hasSize(3);
        }

        @Test
        void aContainerLeavesASelectionByTheTimeOfItsLastRestart() {
            Reader lately = reader(Map.of("restartedWithin", "15m"));
            list("a");
            read("a", restarted("a", "2026-03-04T09:50:00Z"));
            watches.due();
            assertThat(names(lately)).containsExactly("snapshot", "ready");
            clock.advance(Duration.ofSeconds(299));
            list();
            watches.due();
            assertThat(names(lately)).hasSize(2);
            list();
            clock.advance(Duration.ofSeconds(11));
            watches.due();
            assertThat(names(lately)).containsExactly("snapshot", "ready", "deleted");
            read("a", restarted("a", "2026-03-04T10:05:00Z"));
            assertThat(names(lately)).containsExactly("snapshot", "ready", "deleted", "added");
            Reader everything = reader(Map.of());
            everything.take();
            assertThat(everything.picture()).hasSize(1);
        }

        @Test
        void fieldsThatNobodyAskedForAreNeitherShownNorAChange() throws Exception {
            Reader some = reader(Map.of("fields", List.of("workloadName", "healthStatus")));
            list("a");
            read("a", container("a", "main", HealthStatus.HEALTHY));
            read("a", restarted("a", "2026-03-04T09:50:00Z"));
            read("a", restarted("a", "2026-03-04T09:51:00Z"));
            assertThat(names(some)).as("another location is another container").containsExactly("snapshot", "ready");
            read("a", container("a", "main", HealthStatus.UNHEALTHY));
            JsonNode added = JSON.readTree(some.take().events.get(3).json());
            assertThat(added.get("container").toString()).isEqualTo("{\"workloadName\":\"a\","
                    + "\"healthStatus\":\"unhealthy\"}");
            read("a", new Container("main", "image:2", "a", "prod", "aws-us-west-2", null, HealthStatus.UNHEALTHY, null,
                    null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                    null, null));
            assertThat(names(some)).hasSize(4);
        }

        @Test
        void anEventIsWrittenOnceForAll() {
            List<Reader> readers = Stream.generate(() -> reader(Map.of())).limit(5).toList();
            list("a");
            read("a");
            readers.forEach(Reader::take);
            read("a", container("a", "main", HealthStatus.HEALTHY));
            List<String> texts = new ArrayList<>();
            readers.forEach(reader -> texts.add(reader.take().events.get(1).json()));
            assertThat(texts).allSatisfy(text -> assertThat(text).isSameAs(texts.get(0)));
        }

        @ParameterizedTest
        @CsvSource({"maxResults, 5", "pageSize, 5", "cursor, abc", "order, list", "groupBy, image", "nonsense, 1"})
        void whatBelongsToOneAnswerIsRefused(String option, String value) {
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> reader(Map.of(option, value))).withMessageContaining(option);
            assertThat(watches.subscribers()).isZero();
        }
    }

    @Nested
    class SharedWatches {

        @Test
        void soManyGvcsAreWatchedAtATime() {
            for (int i = 0; i < 64; i++) {
                reader(Map.of("gvc", "gvc-" + i));
            }
            reader(Map.of("gvc", "gvc-7"));
            assertThatExceptionOfType(ListingFailedException.class).isThrownBy(() -> reader(Map.of("gvc", "gvc-64")))
                    .satisfies(failure -> assertThat(failure.status()).isEqualTo(503));
            assertThat(watches.subscribers()).isEqualTo(65);
        }

        @Test
        void thereAreSoManySubscribersAndOneMoreIsAskedToComeBackLater() {
            settings.setMaxSubscribers("2");
            Reader one = reader(Map.of());
            reader(Map.of("gvc", "other"));
            Set<Long> waits = new HashSet<>();
            for (int i = 0; i < 50; i++) {
                assertThatExceptionOfType(ListingFailedException.class).isThrownBy(() -> reader(Map.of()))
                        .satisfies(failure -> assertThat(failure.status()).isEqualTo(503))
                        .satisfies(failure -> waits.add(failure.retryAfterSeconds().orElseThrow()));
            }
            assertThat(waits).as("spread at random").hasSizeGreaterThan(5).allMatch(seconds -> seconds >= 5);
            one.close();
            one.close();
            reader(Map.of());
            assertThat(watches.subscribers()).isEqualTo(2);
        }

        @Test
        void oneWhoIsInterestedInAPartSharesTheWatchOfAll() {
            reader(Map.of("gvc", List.of("b", "a")));
            reader(Map.of("gvc", List.of("a", "b"), "location", "x"));
            assertThat(watches.all()).extracting(Watch::scope).containsExactly("a,b");
            WatchSettings all = new WatchSettings();
            all.setGvcs("prod, *");
            Watches ofAll = new Watches(all, requests, null, recorder, clock);
            Reader reader = new Reader(ofAll.subscribe(Map.of("gvc", "prod"), null));
            assertThat(ofAll.all()).extracting(Watch::scope).containsExactly("*");
            reader.close();
        }

        @Test
        void whyTheListCannotBeReadIsToldToThoseWhoLookAtTheSameTimeAndNotToThoseWhoComeLater() {
            WorkloadError error = new WorkloadError(null, null, 404, "There is no GVC prod.");
            Subscription first = subscribe(Map.of(), null);
            assertThat(first.problem()).isNull();
            fail(error);
            Subscription second = subscribe(Map.of(), null);
            assertThat(second.problem()).isEqualTo(first.problem()).isEqualTo(error);
            first.close();
            second.close();

            Subscription later = subscribe(Map.of(), null);
            assertThat(later.problem()).as("of a reading before it came").isNull();
            fail(error);
            assertThat(later.problem()).isEqualTo(error);
        }

        @Test
        void thePictureOfAGvcIsThatOfTheOrganizationWhereOnlyThatIsWatched() {
            reader(Map.of("gvc", "prod")).close();
            reader(Map.of());
            list("a");
            read("a", container("a", "main", HealthStatus.HEALTHY));
            assertThat(watches.picture(Map.of("gvc", "prod")).containers()).hasSize(1);
            assertThat(watches.picture(Map.of("gvc", "test")).containers()).isEmpty();
            reader(Map.of("gvc", "prod"));
            assertThat(watches.picture(Map.of("gvc", "prod")).complete()).as("its own, which was not read yet")
                    .isFalse();
        }
    }

    @Nested
    class Waking {

        /** Two hundred of them would cost more than the reading itself. */
        @Test
        void aReadingThatFindsNothingNewWakesNobody() {
            int[] woken = new int[1];
            Subscription subscription = subscribe(Map.of(), null);
            subscription.onEvents(() -> woken[0]++);
            list("a");
            read("a", container("a", "main", HealthStatus.HEALTHY));
            assertThat(subscription.poll(10)).hasSize(2);
            int before = woken[0];
            for (int i = 0; i < 5; i++) {
                list();
                read("a", container("a", "main", HealthStatus.HEALTHY));
            }
            assertThat(woken[0]).isEqualTo(before);
            read("a", container("a", "main", HealthStatus.UNHEALTHY));
            assertThat(woken[0]).isGreaterThan(before);
        }

        @Test
        void whoBeginsAgainIsWokenByTheSameNewsAsBefore() {
            for (int round = 0; round < 2; round++) {
                int[] woken = new int[1];
                try (Subscription subscription = subscribe(Map.of(), null)) {
                    subscription.onEvents(() -> woken[0]++);
                    int before = woken[0];
                    list();
                    assertThat(woken[0]).as("an empty list is a whole picture").isGreaterThan(before);
                    assertThat(subscription.poll(10)).hasSize(1);
                }
            }
        }

        @Test
        void waitsForEventsAndIsWokenByThem() throws Exception {
            Subscription subscription = subscribe(Map.of(), null);
            assertThat(subscription.await(10, Duration.ofMillis(20))).isEmpty();
            int[] woken = new int[1];
            subscription.onEvents(() -> woken[0]++);
            Thread server = new Thread(() -> {
                list("a");
                read("a", container("a", "main", HealthStatus.HEALTHY));
            });
            server.start();
            assertThat(subscription.await(10, Duration.ofSeconds(20))).hasSize(2);
            server.join();
            assertThat(woken[0]).isGreaterThanOrEqualTo(2);
            Thread closing = new Thread(subscription::close);
            closing.start();
            assertThat(subscription.await(10, Duration.ofSeconds(20))).isEmpty();
            closing.join();
        }
    }
}
