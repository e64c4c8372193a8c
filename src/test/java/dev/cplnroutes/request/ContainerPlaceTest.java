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
        assertThat(new ContainerPlace("a", "v-1", null, "x").behind(containers)).isEqualTo(containers.subList(1, 3));
        assertThat(new ContainerPlace("a", "v-1", null, "y").behind(containers)).isEqualTo(containers.subList(2, 3));
        assertThat(new ContainerPlace("b", "v-1", null, "x").behind(containers)).isEmpty();
        assertThat(new ContainerPlace("b", "v-1", null, "x").behind(List.of())).isEmpty();
    }

    @Test
    void eachNameTellsItsContainer() {
        List<Container> containers = List.of(container("a", "v-1", null, "x"), container("a", "v-1", "job-1", "x"),
                container("a", "v-1", "job-2", "x"), container("a", "v-2", "job-2", "x"),
                container("b", "v-2", "job-2", "x"), container("b", "v-2", "job-2", "y"),
                container(null, null, null, null));
        for (int i = 0; i < containers.size(); i++) {
            Container last = containers.get(i);
            ContainerPlace place =
                    new ContainerPlace(last.location(), last.version(), last.jobExecution(), last.name());
            assertThat(place.behind(containers)).as("%s", place)
                    .isEqualTo(containers.subList(i + 1, containers.size()));
        }
    }

    @Test
    void ofContainersWithTheSameNamesTheLastCounts() {
        Container twin = container("a", "v-1", null, "x");
        Container last = container("a", "v-1", null, "y");
        assertThat(new ContainerPlace("a", "v-1", null, "x").behind(List.of(twin, twin, last))).containsExactly(last);
    }

    @Test
    void whereItsContainerIsGoneLocationVersionAndNameTellThePlace() {
        List<Container> containers = List.of(container("a", "v-3", null, "z"), container("b", "v-1", null, "z"),
                container("b", "v-2", null, "a"), container("b", "v-2", null, "c"), container("b", "v-3", null, "a"),
                container("c", "v-1", null, "a"));
        assertThat(new ContainerPlace("b", "v-2", null, "b").behind(containers)).isEqualTo(containers.subList(3, 6));
        assertThat(new ContainerPlace("b", "v-2", "job", "a").behind(containers)).as("of another execution")
                .isEqualTo(containers.subList(3, 6));
    }

    @Test
    void anyPlaceInAnyListIsFoundAgain() {
        long seed = RandomSeed.next("container places");
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            // The model: keys of texts in their order, with separators below every letter.
            TreeMap<String, Container> all = new TreeMap<>();
            for (int i = 0; i < 12; i++) {
                Container container = container(pick(random, "a", "b", "c"),
                        pick(random, "v-1", "v-10", "v-2", null), null, pick(random, "x", "y", "z"));
                all.put(container.location() + "\u0001" + container.version() + "\u0001" + container.name(), container);
            }
            List<String> keys = new ArrayList<>(all.keySet());
            String key = keys.get(random.nextInt(keys.size()));
            Container at = all.get(key);
            ContainerPlace place = new ContainerPlace(at.location(), at.version(), at.jobExecution(), at.name());
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
            assertThat(new ContainerPlace(at.location(), at.version(), null, at.name()).behind(containers))
                    .as("seed %d", seed).isEqualTo(containers.subList(index + 1, containers.size()));
        }
    }

    private static String pick(Random random, String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}
