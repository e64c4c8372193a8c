package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import dev.cplnroutes.listing.ListedWorkloads.Kind;
import dev.cplnroutes.listing.ListedWorkloads.Met;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.testing.RandomSeed;
import org.junit.jupiter.api.Test;

/**
 * Which items of the workload list are new to a listing.
 */
class ListedWorkloadsTest {

    private final ListedWorkloads workloads = new ListedWorkloads();

    private Met meet(String gvc, String name) {
        WorkloadItem item = ListItemTest.item("{\"name\":\"" + name + "\"}");
        return workloads.meet(ListItem.of(item, gvc), item);
    }

    private Met meetUnusable(String text) {
        WorkloadItem item = ListItemTest.item(text);
        return workloads.meet(ListItem.of(item, "prod"), item);
    }

    @Test
    void workloadIsNewOnce() {
        assertThat(meet("prod", "a")).isEqualTo(new Met(Kind.NEW, 0, 0));
        assertThat(meet("prod", "b")).isEqualTo(new Met(Kind.NEW, 1, 1));
        assertThat(meet("prod", "a")).isEqualTo(new Met(Kind.REPEATED, 0, 2));
        assertThat(meet("test", "a")).as("of another GVC").isEqualTo(new Met(Kind.NEW, 2, 2));
        assertThat(meet("prod", "c")).isEqualTo(new Met(Kind.NEW, 3, 3));
    }

    @Test
    void itemThatNamesNoWorkloadIsNewEachTime() {
        assertThat(meetUnusable("5")).isEqualTo(new Met(Kind.NEW, 0, 0));
        assertThat(meetUnusable("5")).isEqualTo(new Met(Kind.NEW, 1, 1));
        assertThat(meetUnusable("{}")).isEqualTo(new Met(Kind.NEW, 2, 2));
        assertThat(meetUnusable("5")).isEqualTo(new Met(Kind.NEW, 3, 3));
    }

    @Test
    void afterTheStartOfAnotherReadingWorkloadsKeepTheirIndexes() {
        meet("prod", "a");
        meet("prod", "b");
        meetUnusable("5");
        meetUnusable("5");
        meet("prod", "c");
        assertThat(workloads.startAgain()).containsExactlyInAnyOrder(0, 1, 2, 3, 4);

        assertThat(meet("prod", "b")).isEqualTo(new Met(Kind.SEEN_AGAIN, 1, 5));
        assertThat(meet("prod", "b")).isEqualTo(new Met(Kind.REPEATED, 1, 6));
        assertThat(meet("prod", "d")).isEqualTo(new Met(Kind.NEW, 6, 6));
        assertThat(meetUnusable("5")).isEqualTo(new Met(Kind.SEEN_AGAIN, 2, 7));
        assertThat(meetUnusable("5")).isEqualTo(new Met(Kind.SEEN_AGAIN, 3, 8));
        assertThat(meetUnusable("5")).as("one more than before").isEqualTo(new Met(Kind.NEW, 9, 9));
        assertThat(meet("prod", "a")).isEqualTo(new Met(Kind.SEEN_AGAIN, 0, 10));
        assertThat(meet("prod", "d")).isEqualTo(new Met(Kind.REPEATED, 6, 11));
    }

    @Test
    void startOfAnEmptyListHasNothingToWaitFor() {
        assertThat(workloads.startAgain()).isEmpty();
        assertThat(meet("prod", "a")).isEqualTo(new Met(Kind.NEW, 0, 0));
    }

    @Test
    void anyListAndAnySecondReadingAreToldApart() {
        long seed = RandomSeed.next("listed workloads");
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            ListedWorkloads listed = new ListedWorkloads();
            Map<String, Integer> first = new HashMap<>();
            int place = 0;
            for (int reading = 0; reading < 2; reading++) {
                Set<String> now = new HashSet<>();
                for (int i = 0; i < random.nextInt(30); i++) {
                    String name = "w" + random.nextInt(20);
                    WorkloadItem item = ListItemTest.item("{\"name\":\"" + name + "\",\"version\":" + i + "}");
                    Kind kind = !now.add(name) ? Kind.REPEATED : first.containsKey(name) ? Kind.SEEN_AGAIN : Kind.NEW;
                    first.putIfAbsent(name, place);
                    assertThat(listed.meet(ListItem.of(item, "prod"), item)).as("seed %d", seed)
                            .isEqualTo(new Met(kind, first.get(name), place));
                    place += kind == Kind.REPEATED ? 0 : 1;
                }
                if (reading == 0) {
                    List<Integer> indexes = new ArrayList<>(first.values());
                    assertThat(listed.startAgain()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(indexes);
                }
            }
        }
    }
}
