package dev.cplnroutes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange.Type;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.request.Selection;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What a picture makes of readings, whatever order they come in.
 */
class PictureKeeperTest {

    private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");
    private final PictureKeeper keeper = new PictureKeeper(false, 1000, NOW, type -> { });

    @BeforeEach
    void publish() {
        keeper.publish(NOW);
    }

    private static WorkloadKey key(String name) {
        return new WorkloadKey("prod", name);
    }

    private static WorkloadItem item(String name) {
        return WorkloadItem.read(JsonNodeFactory.instance.objectNode().put("name", name));
    }

    private static Map<WorkloadKey, WorkloadItem> items(String... names) {
        Map<WorkloadKey, WorkloadItem> items = new LinkedHashMap<>();
        for (String name : names) {
            items.put(key(name), item(name));
        }
        return items;
    }

    private static Container container(String workload, String name) {
        return SampleContainers.of(workload, name, HealthStatus.HEALTHY);
    }

    private PictureKeeper.ListEffects list(boolean isOneMoment, String... names) {
        return keeper.listed(keeper.begin(), NOW, items(names), true, isOneMoment, NOW);
    }

    private void read(String workload, Container... containers) {
        keeper.read(keeper.begin(), NOW, key(workload), List.of(containers), Set.of(), NOW);
    }

    private void fail(String workload, int status) {
        keeper.failed(keeper.begin(), key(workload), status, "failed", NOW);
    }

    /** The types of the changes since the last call. */
    private List<Type> told() {
        return keeper.takeUnpublished(1000).stream().map(change -> change.plain().change().type()).toList();
    }

    private void tag(String name, String team) {
        WorkloadItem item = WorkloadItem.read((ObjectNode) JsonNodeFactory.instance.objectNode().put("name", name)
                .set("tags", JsonNodeFactory.instance.objectNode().put("team", team)));
        keeper.listed(keeper.begin(), NOW, Map.of(key(name), item), true, true, NOW);
    }

    private List<Type> seen(View view) {
        return keeper.takeUnpublished(1000).stream().map(change -> change.seenBy(view)).filter(Objects::nonNull)
                .map(data -> data.change().type()).toList();
    }

    private static View view(String tag) {
        Selection selection = new Selection(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of(tag), List.of(), null, null, null, null);
        return new View(selection, false, true, List.of());
    }

    /** Readings that overlap, of a server that changes meanwhile, with lists whose pages are read one by one. */
    @Test
    void nothingIsInventedInAnyOrderOfReadings() {
        Random random = new Random(RandomSeed.next("keeper"));
        for (int round = 0; round < 30; round++) {
            Simulation simulation = new Simulation(random);
            for (int step = 0; step < 400; step++) {
                simulation.step();
            }
            simulation.end();
        }
    }

    /** A server that is asked. */
    private static final class Simulation {

        private final Random random;
        private final PictureKeeper keeper = new PictureKeeper(false, 100_000, NOW, type -> { });
        private final List<String> list = new ArrayList<>();
        private final Map<String, List<Container>> containers = new HashMap<>();
        private final Map<String, Integer> gone = new HashMap<>();
        private final Map<String, Integer> deleted = new HashMap<>();
        private final Map<String, Container> built = new TreeMap<>();
        private final List<Runnable> underWay = new ArrayList<>();
        private Map<WorkloadKey, WorkloadItem> pages;
        private long pagesOf;
        private int offset;

        Simulation(Random random) {
            this.random = random;
            keeper.publish(NOW);
        }

        void step() {
            switch (random.nextInt(6)) {
                case 0 -> change();
                case 1 -> readAPage();
                case 2, 3 -> ask("w" + random.nextInt(8));
                default -> {
                    if (!underWay.isEmpty()) {
                        underWay.remove(random.nextInt(underWay.size())).run();
                    }
                }
            }
            follow();
        }

        private void change() {
            String name = "w" + random.nextInt(8);
            if (!list.contains(name)) {
                list.add(random.nextInt(list.size() + 1), name);
                containers.put(name, new ArrayList<>(List.of(container(name, "main"))));
            } else if (random.nextInt(3) == 0) {
                list.remove(name);
                containers.remove(name).forEach(this::goes);
            } else if (random.nextInt(3) == 0) {
                Collections.shuffle(list, random);
            } else {
                Container one = container(name, "c" + random.nextInt(3));
                if (containers.get(name).remove(one)) {
                    goes(one);
                } else {
                    containers.get(name).add(one);
                }
            }
        }

        private void goes(Container container) {
            gone.merge(WorkloadState.key(container), 1, Integer::sum);
        }

        /** Pages of three, each as the list is at that time. */
        private void readAPage() {
            if (pages == null) {
                pages = new LinkedHashMap<>();
                pagesOf = keeper.begin();
                offset = 0;
            }
            boolean isOneMoment = offset == 0 && list.size() <= 3;
            for (String name : list.subList(Math.min(offset, list.size()), Math.min(offset + 3, list.size()))) {
                pages.put(key(name), item(name));
            }
            offset += 3;
            if (random.nextInt(10) == 0) {
                keeper.listFailed(List.of(new WorkloadError(null, null, 503, "later")));
                pages = null;
            } else if (offset >= list.size()) {
                keeper.listed(pagesOf, NOW, pages, true, isOneMoment, NOW);
                pages = null;
            }
        }

        private void ask(String name) {
            long reading = keeper.begin();
            underWay.add(() -> {
                List<Container> answer = containers.get(name);
                int fault = random.nextInt(6);
                if (fault == 0) {
                    keeper.failed(reading, key(name), 503, "later", NOW);
                } else if (answer == null) {
                    keeper.failed(reading, key(name), 404, "gone", NOW);
                } else if (fault == 1) {
                    keeper.read(reading, NOW, key(name), List.of(), Set.of("aws-us-west-2"), NOW);
                } else {
                    keeper.read(reading, NOW, key(name), List.copyOf(answer), Set.of(), NOW);
                }
            });
        }

        private void follow() {
            keeper.takeUnpublished(1000).forEach(change -> {
                String key = change.plain().change().key();
                switch (change.plain().change().type()) {
                    case ADDED -> assertThat(built.put(key, change.plain().change().container())).isNull();
                    case DELETED -> {
                        assertThat(built.remove(key)).isNotNull();
                        assertThat(deleted.merge(key, 1, Integer::sum)).as("%s is gone", key)
                                .isLessThanOrEqualTo(gone.getOrDefault(key, 0));
                    }
                    default -> { }
                }
            });
        }

        void end() {
            underWay.forEach(Runnable::run);
            for (int i = 0; i < 2; i++) {
                keeper.listed(keeper.begin(), NOW, items(list.toArray(String[]::new)), true, true, NOW);
                list.forEach(name -> keeper.read(keeper.begin(), NOW, key(name), List.copyOf(containers.get(name)),
                        Set.of(), NOW));
                follow();
            }
            List<Container> truth = new ArrayList<>();
            list.forEach(name -> truth.addAll(containers.get(name)));
            assertThat(built.values()).containsExactlyInAnyOrderElementsOf(truth);
            assertThat(keeper.picture().containers(View.all())).containsExactlyElementsOf(truth);
        }
    }

    @Nested
    class Lists {

        @Test
        void aListReadInOneMomentProvesThatAWorkloadIsGone() {
            list(true, "a", "b");
            read("a", container("a", "main"));
            read("b", container("b", "main"), container("b", "proxy"));
            assertThat(told()).containsExactly(Type.ADDED, Type.ADDED, Type.ADDED);
            assertThat(list(true, "a").removed).containsExactly(key("b"));
            assertThat(told()).containsExactly(Type.DELETED, Type.DELETED);
            assertThat(keeper.picture().containers(View.all())).containsExactly(container("a", "main"));
        }

        @Test
        void aListOfSeveralPagesDoesNotProveItAlone() {
            list(false, "a", "b");
            read("b", container("b", "main"));
            told();
            assertThat(list(false, "a").missing).containsExactly(key("b"));
            assertThat(list(false, "a").missing).containsExactly(key("b"));
            assertThat(told()).isEmpty();
            fail("b", 404);
            assertThat(told()).as("about to be proved").isEmpty();
            assertThat(list(false, "a").removed).containsExactly(key("b"));
            assertThat(told()).containsExactly(Type.DELETED);
        }

        @Test
        void aWorkloadThatAnswersIsThereWhateverPagesLackIt() {
            list(false, "a", "b");
            read("b", container("b", "main"));
            told();
            for (int i = 0; i < 20; i++) {
                assertThat(list(false, "a").removed).isEmpty();
                read("b", container("b", "main"));
            }
            assertThat(told()).isEmpty();
        }

        @Test
        void aWorkloadOfWhichNothingIsHeardIsGoneAfterEnoughLists() {
            list(false, "a", "b");
            read("b", container("b", "main"));
            told();
            for (int i = 0; i < 5; i++) {
                assertThat(list(false, "a").removed).isEmpty();
                fail("b", 403);
            }
            assertThat(told()).containsExactly(Type.UNCONFIRMED);
            assertThat(list(false, "a").removed).containsExactly(key("b"));
            assertThat(told()).containsExactly(Type.DELETED, Type.CONFIRMED);
        }

        @Test
        void aListWithItemsThatNameNoWorkloadProvesNothing() {
            list(true, "a", "b");
            read("b", container("b", "main"));
            told();
            for (int i = 0; i < 20; i++) {
                assertThat(keeper.listed(keeper.begin(), NOW, items("a"), false, true, NOW).removed).isEmpty();
                fail("b", 404);
            }
            assertThat(told()).doesNotContain(Type.DELETED);
        }

        @Test
        void aListAskedForBeforeAnAnswerDoesNotRemoveWhatAnswered() {
            list(true, "a");
            long list = keeper.begin();
            read("a", container("a", "main"));
            told();
            assertThat(keeper.listed(list, NOW, items(), true, true, NOW).removed).isEmpty();
            assertThat(told()).isEmpty();
            assertThat(list(true).removed).containsExactly(key("a"));
        }

        @Test
        void isSettledWhenAWholeListWasReadAndEachOfItsWorkloadsTried() {
            assertThat(keeper.isSettled()).isFalse();
            list(true, "a", "b");
            assertThat(keeper.isSettled()).isFalse();
            read("a", container("a", "main"));
            assertThat(keeper.picture().isSettled()).isFalse();
            fail("b", 500);
            assertThat(keeper.isSettled()).isTrue();
            assertThat(keeper.picture().isComplete(View.all())).isFalse();
            read("b");
            assertThat(keeper.picture().isComplete(View.all())).isTrue();
            keeper.listFailed(List.of(new WorkloadError(null, null, 401, "no")));
            assertThat(keeper.picture().isComplete(View.all())).isFalse();
            list(true, "a", "b", "new");
            assertThat(keeper.isSettled()).as("a workload that comes later changes nothing").isTrue();
            assertThat(keeper.picture().isComplete(View.all())).as("but it was not read yet").isFalse();
            keeper.unsettle();
            assertThat(keeper.isSettled()).isFalse();
            list(true, "a");
            assertThat(keeper.isSettled()).as("what was read before is tried again").isFalse();
            read("a");
            assertThat(keeper.isSettled()).isTrue();
        }
    }

    @Nested
    class Workloads {

        @Test
        void notFoundIsAFailedCallAsLongAsTheListHasTheWorkload() {
            list(true, "a");
            read("a", container("a", "main"));
            told();
            long list = keeper.begin();
            fail("a", 404);
            assertThat(told()).as("it may have gone").isEmpty();
            keeper.listed(list, NOW, items("a"), true, true, NOW);
            assertThat(told()).as("the list was asked for before").isEmpty();
            list(true, "a");
            assertThat(told()).containsExactly(Type.UNCONFIRMED);
            fail("a", 404);
            list(true, "a");
            assertThat(told()).isEmpty();
            read("a", container("a", "main"));
            assertThat(told()).containsExactly(Type.CONFIRMED);
        }

        @Test
        void anAnswerAskedForEarlierTellsNothingAnyMore() {
            list(true, "a");
            long early = keeper.begin();
            read("a", container("a", "main"));
            assertThat(keeper.read(early, NOW, key("a"), List.of(), Set.of(), NOW)).isFalse();
            assertThat(keeper.failed(early, key("a"), 500, "failed", NOW)).isFalse();
            assertThat(told()).containsExactly(Type.ADDED);

            long beforeItCame = keeper.begin();
            list(true);
            list(true, "a");
            told();
            keeper.read(beforeItCame, NOW, key("a"), List.of(container("a", "old")), Set.of(), NOW);
            assertThat(told()).as("of the workload that was there before").isEmpty();
        }

        @Test
        void aStaleLocationKeepsWhatItLacksNow() {
            list(true, "a");
            Container west = SampleContainers.of("prod", "a", "west", "v1", null, "main", HealthStatus.HEALTHY);
            Container east = SampleContainers.of("prod", "a", "east", "v1", null, "main", HealthStatus.HEALTHY);
            read("a", west, east);
            told();
            keeper.read(keeper.begin(), NOW, key("a"), List.of(), Set.of("west"), NOW);
            assertThat(told()).containsExactly(Type.DELETED, Type.UNCONFIRMED);
            assertThat(keeper.picture().containers(View.all())).containsExactly(west);
            assertThat(keeper.picture().isComplete(View.all())).isFalse();
            assertThat(keeper.picture().errors(View.all()))
                    .containsExactly(new WorkloadError("a", "prod", 200, "Status details are stale in west"));
            read("a", east);
            assertThat(told()).containsExactly(Type.DELETED, Type.ADDED, Type.CONFIRMED);
        }

        @Test
        void usageAloneIsNoChangeUnlessItIsAskedFor() {
            list(true, "a");
            Container before = container("a", "main");
            Container after = new Container(before.name(), before.image(), before.workloadName(), before.gvcName(),
                    before.location(), before.status(), before.healthStatus(), before.message(), null, null, 7, 8, null,
                    null, null, null, before.version(), null, null, null, null, null, null, null, null, null);
            read("a", before);
            told();
            read("a", after);
            assertThat(told()).isEmpty();
            assertThat(keeper.picture().containers(View.all())).containsExactly(after);
            PictureKeeper all = new PictureKeeper(true, 10, NOW, type -> { });
            all.publish(NOW);
            all.listed(all.begin(), NOW, items("a"), true, true, NOW);
            all.read(all.begin(), NOW, key("a"), List.of(before), Set.of(), NOW);
            all.read(all.begin(), NOW, key("a"), List.of(after), Set.of(), NOW);
            assertThat(all.takeUnpublished(1000).get(1).plain().change().changed())
                    .containsExactly("cpuUsage", "memoryUsage");
        }

        @Test
        void whatIsNotFoundIsUnconfirmedWhereNoListCanProveThatItIsGone() {
            list(true, "a", "b");
            read("b", container("b", "main"));
            told();
            fail("b", 404);
            keeper.listed(keeper.begin(), NOW, items("a"), false, true, NOW);
            assertThat(told()).containsExactly(Type.UNCONFIRMED);
            list(true, "a");
            assertThat(told()).containsExactly(Type.DELETED, Type.CONFIRMED);
        }
    }

    @Nested
    class Selections {

        @Test
        void aClockThatIsSetBackBringsContainersBackIntoASelectionOfRestarts() {
            RestartWindows windows = new RestartWindows();
            windows.add(Duration.ofMinutes(5), 0);
            list(true, "a");
            Container restarted = new Container("main", null, "a", "prod", null, null, HealthStatus.HEALTHY, null, null,
                    null, null, null, 1, null, null, NOW.toString(), null, null, null, null, null, null, null, null,
                    null, null);
            read("a", restarted);
            View recent = new View(new Selection(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                    List.of(), List.of(), null, null, Duration.ofMinutes(5), null), false, true, List.of());
            assertThat(seen(recent)).containsExactly(Type.ADDED);
            keeper.count(NOW.plusSeconds(3600), windows);
            assertThat(seen(recent)).containsExactly(Type.DELETED);
            keeper.count(NOW.plusSeconds(60), windows);
            assertThat(seen(recent)).containsExactly(Type.ADDED);
        }

        @Test
        void anUnconfirmedWorkloadEntersAndLeavesASelectionByItsTags() {
            View view = view("team=a");
            list(true, "a");
            read("a", container("a", "main"));
            fail("a", 503);
            assertThat(seen(view)).isEmpty();
            tag("a", "a");
            assertThat(seen(view)).containsExactly(Type.ADDED, Type.UNCONFIRMED);
            assertThat(seen(View.all())).isEmpty();
            tag("a", "b");
            assertThat(seen(view)).containsExactly(Type.DELETED, Type.CONFIRMED);
            read("a", container("a", "main"));
            assertThat(seen(view)).isEmpty();
        }
    }
}
