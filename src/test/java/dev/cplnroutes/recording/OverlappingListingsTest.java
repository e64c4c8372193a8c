package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.cplnroutes.Container;
import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleOptions;
import org.junit.jupiter.api.Test;

/**
 * What the inventory holds after listings that overlap.
 */
class OverlappingListingsTest {

    @Test
    void listingThatTooManyOthersHaveOvertakenAddsNothing() {
        ContainerInventory inventory = new ContainerInventory();
        inventory.setMaximumContainers("10");
        inventory.connect();
        Simulated overtaken = Simulated.of(inventory, 1, "a", "b");
        ContainerInventory.Reading large = inventory.begin(Simulated.options("a", null, false), Instant.EPOCH);
        for (int i = 0; i < 200_001; i++) {
            large.read(i, "a", "w" + i, List.of());
        }
        large.end(null, Set.of());
        overtaken.end();
        assertThat(found(inventory)).isEmpty();
        Simulated.of(inventory, 2, "a", "b").end();
        assertThat(found(inventory)).containsOnly(Map.entry("a/b/a", "v2"));
    }

    /** Listings that begin and end in any order, against the rule that the one that began last decides. */
    @Test
    void amongListingsInAnyOrderTheOneThatBeganLastDecides() {
        long seed = RandomSeed.next("OverlappingListingsTest");
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            ContainerInventory inventory = new ContainerInventory();
            inventory.setMaximumContainers("100000");
            inventory.connect();
            Model model = new Model();
            List<Simulated> open = new ArrayList<>();
            for (int step = 0; step < 30; step++) {
                if (open.isEmpty() || random.nextInt(3) > 0) {
                    open.add(Simulated.begin(inventory, random, step));
                } else {
                    Simulated ended = open.remove(random.nextInt(open.size()));
                    ended.end();
                    model.ended.add(ended);
                    assertThat(found(inventory)).as("seed %d, round %d, step %d", seed, round, step)
                            .isEqualTo(model.found());
                }
            }
        }
    }

    private static Map<String, String> found(ContainerInventory inventory) {
        Map<String, String> found = new TreeMap<>();
        inventory.snapshot().deployments().forEach(deployment -> deployment.containers().forEach(container -> found.put(
                deployment.key().gvc() + "/" + deployment.key().workload() + "/" + deployment.key().location(),
                container.version())));
        return found;
    }

    private static final class Model {

        private static final String[] NAMES = {"a", "a-b", "b"};

        private final List<Simulated> ended = new ArrayList<>();

        Map<String, String> found() {
            Map<String, String> found = new TreeMap<>();
            for (String gvc : NAMES) {
                for (String workload : NAMES) {
                    for (String location : NAMES) {
                        ended.stream().filter(listing -> listing.decidesAbout(gvc, workload, location))
                                .max((one, other) -> Integer.compare(one.number, other.number))
                                .filter(listing -> listing.locations(gvc, workload).contains(location))
                                .ifPresent(listing -> found.put(gvc + "/" + workload + "/" + location,
                                        "v" + listing.number));
                    }
                }
            }
            return found;
        }
    }

    private record Simulated(int number, ContainerInventory.Reading reading, String gvc, boolean isWhole,
            String location, Map<String, Set<String>> read) {

        static Simulated begin(ContainerInventory inventory, Random random, int number) {
            String gvc = random.nextBoolean() ? "*" : Model.NAMES[random.nextInt(3)];
            boolean isLimited = random.nextInt(3) == 0;
            String location = random.nextInt(4) == 0 ? Model.NAMES[random.nextInt(3)] : null;
            ContainerInventory.Reading reading = inventory.begin(options(gvc, location, isLimited), Instant.EPOCH);
            Map<String, Set<String>> read = new LinkedHashMap<>();
            int index = 0;
            for (String one : Model.NAMES) {
                for (String workload : Model.NAMES) {
                    if ((gvc.equals("*") || gvc.equals(one)) && random.nextBoolean()) {
                        Set<String> locations = new TreeSet<>();
                        List<Container> containers = new ArrayList<>();
                        for (String place : Model.NAMES) {
                            if (random.nextBoolean() && (location == null || location.equals(place))) {
                                locations.add(place);
                                containers.add(container(one, workload, place, number));
                            }
                        }
                        read.put(one + "/" + workload, locations);
                        reading.read(index++, one, workload, containers);
                    }
                }
            }
            return new Simulated(number, reading, gvc, !isLimited && location == null, location, read);
        }

        /** One that has read one workload of a GVC. */
        static Simulated of(ContainerInventory inventory, int number, String gvc, String workload) {
            ContainerInventory.Reading reading = inventory.begin(options(gvc, null, false), Instant.EPOCH);
            reading.read(0, gvc, workload, List.of(container(gvc, workload, "a", number)));
            return new Simulated(number, reading, gvc, true, null, Map.of(gvc + "/" + workload, Set.of("a")));
        }

        static ResolvedRequest options(String gvc, String location, boolean isLimited) {
            return new ResolvedRequest(SampleOptions.selection(gvc, location, null), true, 1, false, Duration.ZERO,
                    isLimited ? 5 : null, null,
                    null, 0, Duration.ZERO, 1, false, false, true, List.of(), List.of());
        }

        private static Container container(String gvc, String workload, String location, int number) {
            return new Container("c", null, workload, gvc, location, null, HealthStatus.HEALTHY, null, null, null, null,
                    null, null, null, null, null, "v" + number, null, null, null, null, null, null, null, null, null);
        }

        void end() {
            reading.end(List.of(), Set.of());
        }

        boolean decidesAbout(String oneGvc, String workload, String place) {
            boolean isRead = read.containsKey(oneGvc + "/" + workload) && (location == null || location.equals(place));
            return isRead || isWhole && (gvc.equals("*") || gvc.equals(oneGvc));
        }

        Set<String> locations(String oneGvc, String workload) {
            return read.getOrDefault(oneGvc + "/" + workload, Set.of());
        }
    }
}
