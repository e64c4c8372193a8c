package dev.cplnroutes.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleContainers;
import org.junit.jupiter.api.Test;

/**
 * The place where a page of results ended, among the containers that its workload has now.
 */
class ContainerPlaceTest {

    private static Container container(String location, String version, String execution, String name) {
        return SampleContainers.of("prod", "api", location, version, execution, name, HealthStatus.HEALTHY);
    }

    @Test
    void whatComesAfterItsContainerIsBehind() {
        List<Container> containers = List.of(container("a", "v-1", null, "x"), container("a", "v-1", null, "y"),
                container("b", "v-1", null, "x"));
        assertThat(new ContainerPlace("a", null, "v-1", null, null, "x").behind(containers))
                .isEqualTo(containers.subList(1, 3));
        assertThat(new ContainerPlace("a", null, "v-1", null, null, "y").behind(containers))
                .isEqualTo(containers.subList(2, 3));
        assertThat(new ContainerPlace("b", null, "v-1", null, null, "x").behind(containers)).isEmpty();
        assertThat(new ContainerPlace("b", null, "v-1", null, null, "x").behind(List.of())).isEmpty();
    }

    @Test
    void eachNameTellsItsContainer() {
        List<Container> containers = List.of(container("a", "v-1", null, "x"), container("a", "v-1", "job-1", "x"),
                container("a", "v-1", "job-2", "x"), container("a", "v-2", "job-2", "x"),
                container("b", "v-2", "job-2", "x"), container("b", "v-2", "job-2", "y"),
                container(null, null, null, null));
        for (int i = 0; i < containers.size(); i++) {
            Container last = containers.get(i);
            ContainerPlace place = ContainerPlace.of(last);
            assertThat(place.behind(containers)).as("%s", place)
                    .isEqualTo(containers.subList(i + 1, containers.size()));
        }
    }

    @Test
    void ofContainersWithTheSameNamesTheLastCounts() {
        Container twin = container("a", "v-1", null, "x");
        Container last = container("a", "v-1", null, "y");
        assertThat(new ContainerPlace("a", null, "v-1", null, null, "x").behind(List.of(twin, twin, last)))
                .containsExactly(last);
    }

    @Test
    void whereItsContainerIsGoneLocationVersionAndNameTellThePlace() {
        List<Container> containers = List.of(SampleContainers.of("a", 3L, "v-3", null, "z"),
                SampleContainers.of("b", 1L, "v-1", null, "z"), SampleContainers.of("b", 2L, "v-2", null, "a"),
                SampleContainers.of("b", 2L, "v-2", null, "c"), SampleContainers.of("b", 3L, "v-3", null, "a"),
                SampleContainers.of("c", 1L, "v-1", null, "a"));
        assertThat(new ContainerPlace("b", 2L, "v-2", null, null, "b").behind(containers))
                .isEqualTo(containers.subList(3, 6));
        assertThat(new ContainerPlace("b", 2L, "v-2", null, "job", "a").behind(containers))
                .as("of another execution")
                .isEqualTo(containers.subList(3, 6));
    }

    @Test
    void versionsComeByNumberAndZonesTellContainersApart() {
        List<Container> containers = List.of(SampleContainers.of("a", 9L, "version-9", "z1", "x"),
                SampleContainers.of("a", 9L, "version-9", "z2", "x"),
                SampleContainers.of("a", 10L, "version-10", "z1", "x"),
                SampleContainers.of("a", 10L, "version-10", "z2", "x"),
                SampleContainers.of("a", null, null, null, "x"));
        for (int i = 0; i < containers.size(); i++) {
            ContainerPlace place = ContainerPlace.of(containers.get(i));
            List<Container> behind = containers.subList(i + 1, containers.size());
            assertThat(place.behind(containers)).isEqualTo(behind);
            List<Container> without = new ArrayList<>(containers);
            without.remove(i);
            assertThat(place.behind(without)).as("where %s is gone", place).isEqualTo(behind);
        }
    }

    @Test
    void anyPlaceInAnyListIsFoundAgain() {
        long seed = RandomSeed.next("container places");
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            // The model: keys of texts in their order, with separators below every letter.
            TreeMap<String, Container> all = new TreeMap<>();
            for (int i = 0; i < 12; i++) {
                long number = 8 + random.nextInt(5);
                Container container = SampleContainers.of(pick(random, "a", "b", "c"), number, "version-" + number,
                        pick(random, "zone-1", "zone-2"), pick(random, "x", "y", "z"));
                all.put(container.location() + (char) number + container.name() + container.zone(), container);
            }
            List<String> keys = new ArrayList<>(all.keySet());
            String key = keys.get(random.nextInt(keys.size()));
            Container at = all.get(key);
            ContainerPlace place = ContainerPlace.of(at);
            TreeMap<String, Container> now = new TreeMap<>(all);
            keys.stream().filter(one -> random.nextInt(3) == 0).forEach(now::remove);

            assertThat(place.behind(List.copyOf(now.values()))).as("%s, seed %d", place, seed)
                    .isEqualTo(List.copyOf(now.tailMap(key, false).values()));
        }
    }

    /** The order of a list is that of versions by number, so it is another than that of their names. */
    @Test
    void inAListOfAnotherOrderTheContainerItselfCounts() {
        long seed = RandomSeed.next("container places in another order");
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Container> containers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                containers.add(container(pick(random, "a", "b"), "v-" + i, null, pick(random, "x", "y")));
            }
            containers.sort(Comparator.comparing(Container::location));
            int index = random.nextInt(containers.size());
            Container at = containers.get(index);
            assertThat(ContainerPlace.of(at).behind(containers))
                    .as("seed %d", seed).isEqualTo(containers.subList(index + 1, containers.size()));
        }
    }

    private static String pick(Random random, String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}
