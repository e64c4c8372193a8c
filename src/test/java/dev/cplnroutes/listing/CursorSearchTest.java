package dev.cplnroutes.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import dev.cplnroutes.HealthStatus;
import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.request.Cursor;
import dev.cplnroutes.request.ResolvedRequest;
import dev.cplnroutes.testing.RandomSeed;
import dev.cplnroutes.testing.SampleContainers;
import dev.cplnroutes.testing.SampleOptions;
import org.junit.jupiter.api.Test;

/**
 * Where a listing goes on whose cursor names a workload that is there, gone, or on a later page.
 */
class CursorSearchTest {

    static ResolvedRequest options(String gvc, String workloadName, String cursor) {
        return new ResolvedRequest(SampleOptions.selection(gvc, null, workloadName), true, 5, true,
                Duration.ofSeconds(300), null, null,
                cursor, 3, Duration.ofSeconds(1), 2, false, false, true, List.of(), List.of());
    }

    static Cursor cursor(String gvc, String workload, String page) {
        return Cursor.after(SampleContainers.of(gvc, workload, "a", "v-1", null, "c", HealthStatus.HEALTHY), page,
                options(gvc, null, null), 0);
    }

    private static List<WorkloadItem> items(String... names) {
        List<WorkloadItem> items = new ArrayList<>();
        for (String name : names) {
            items.add(ListItemTest.item("{\"name\":\"" + name + "\"}"));
        }
        return items;
    }

    private static List<WorkloadItem> itemsOfOrganization(String... names) {
        List<WorkloadItem> items = new ArrayList<>();
        for (String name : names) {
            String[] parts = name.split("/");
            items.add(ListItemTest.item("{\"name\":\"" + parts[1] + "\",\"links\":[{\"rel\":\"gvc\",\"href\":\"//gvc/"
                    + parts[0] + "\"}]}"));
        }
        return items;
    }

    private static CursorSearch search(String workload) {
        return new CursorSearch(cursor("prod", workload, "/p"), "prod");
    }

    private static void assertGone(CursorSearch search, List<WorkloadItem> items) {
        assertThatThrownBy(() -> search.firstItem(items, false)).isInstanceOf(InvalidRequestException.class)
                .hasMessage("The workload that the cursor names is gone from the workload list; "
                        + "list again without cursor.");
    }

    @Test
    void withoutACursorEveryItemIsTaken() {
        CursorSearch search = new CursorSearch(null, "prod");
        assertThat(search.firstItem(items("a", "b"), true)).isZero();
        assertThat(search.firstItem(items(), false)).isZero();
        search.startAgain();
        assertThat(search.firstItem(items("a", "b"), true)).isZero();
    }

    @Test
    void listingGoesOnWithTheWorkloadItself() {
        for (boolean mayBeLater : new boolean[] {false, true}) {
            assertThat(search("a").firstItem(items("a", "b", "c"), mayBeLater)).isZero();
            assertThat(search("c").firstItem(items("a", "b", "c"), mayBeLater)).isEqualTo(2);
            assertThat(search("b").firstItem(items("c", "b", "a"), mayBeLater)).as("in any order").isEqualTo(1);
        }
        assertThat(search("c").firstItem(items("c", "b", "a"), false)).isZero();
        CursorSearch found = search("b");
        found.firstItem(items("a", "b"), true);
        assertThat(found.firstItem(items("c", "d"), true)).as("of the pages behind everything is taken").isZero();
        assertThat(found.firstItem(items("a", "b"), true)).isZero();
    }

    @Test
    void deletedWorkloadHasAPlaceInASortedList() {
        assertThat(search("b").firstItem(items("a", "c", "d"), true)).isEqualTo(1);
        assertThat(search("a").firstItem(items("b", "c"), true)).isZero();
        assertThat(search("x").firstItem(items("a", "b"), false)).as("behind the last").isEqualTo(2);
        assertThat(search("x").firstItem(items(), false)).isZero();
        assertThat(search("b").firstItem(items("a", "a", "c"), true)).as("twice the same name").isEqualTo(2);

        CursorSearch found = search("b");
        found.firstItem(items("a", "c"), true);
        assertThat(found.firstItem(items("a", "d"), true)).isZero();
    }

    @Test
    void workloadMayBeOnALaterPage() {
        CursorSearch search = search("e");
        assertThat(search.firstItem(items("a", "b"), true)).as("nothing of this page").isEqualTo(2);
        assertThat(search.firstItem(items(), true)).isZero();
        assertThat(search.firstItem(items("c", "d", "e", "f"), true)).isEqualTo(2);
        assertThat(search.firstItem(items("g"), true)).isZero();
    }

    @Test
    void placeBehindTheLastItemMayBeOnALaterPage() {
        CursorSearch search = search("c");
        assertThat(search.firstItem(items("a", "b"), true)).isEqualTo(2);
        assertThat(search.firstItem(items("d", "e"), false)).isZero();
        assertThat(search.firstItem(items("a"), false)).isZero();
    }

    @Test
    void inAnUnsortedListADeletedWorkloadHasNoPlace() {
        CursorSearch search = search("b");
        assertThat(search.firstItem(items("c", "a"), true)).isEqualTo(2);
        assertGone(search, items("d", "c"));
        assertGone(search("b"), items("c", "a"));
        assertThat(search("b").firstItem(items("c", "a", "b"), false)).isEqualTo(2);
    }

    @Test
    void itemsWithoutANameComeFirst() {
        List<WorkloadItem> items = new ArrayList<>(List.of(ListItemTest.item("5"), ListItemTest.item("null")));
        items.addAll(items("a", "c"));
        assertThat(search("b").firstItem(items, true)).isEqualTo(3);
        assertThat(search("c").firstItem(items, true)).isEqualTo(3);
        List<WorkloadItem> late = items("a", "c");
        late.add(ListItemTest.item("5"));
        assertGone(search("b"), late);
    }

    @Test
    void inTheListOfTheOrganizationTheGvcCountsToo() {
        CursorSearch search = new CursorSearch(cursor("prod", "b", "/p"), null);
        assertThat(search.firstItem(itemsOfOrganization("dev/b", "prod/a"), true)).isEqualTo(2);
        assertThat(search.firstItem(itemsOfOrganization("test/b", "prod/b"), false)).isEqualTo(1);
        assertGone(new CursorSearch(cursor("prod", "b", "/p"), null), itemsOfOrganization("prod/a", "prod/c"));
    }

    @Test
    void cursorThatNamesAnotherGvcThanTheListIsFoundByItsNameAlone() {
        CursorSearch altered = new CursorSearch(cursor("test", "b", "/p"), "prod");
        assertThat(altered.firstItem(items("a", "b", "c"), true)).isEqualTo(1);
    }

    @Test
    void searchStartsAgainWithTheList() {
        CursorSearch search = search("b");
        search.firstItem(items("b"), true);
        search.startAgain();
        assertThat(search.firstItem(items("a"), true)).isEqualTo(1);
        assertThat(search.firstItem(items("b", "c"), false)).isZero();
    }

    /** Whatever the pages: taken is everything from the first name on that is not before the cursor's. */
    @Test
    void anySortedListIsTakenFromTheCursorOn() {
        long seed = RandomSeed.next("cursor search");
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            TreeSet<String> names = new TreeSet<>();
            for (int i = 0; i < random.nextInt(15); i++) {
                names.add(String.valueOf((char) ('a' + random.nextInt(20))));
            }
            String workload = String.valueOf((char) ('a' + random.nextInt(20)));
            List<String> left = new ArrayList<>(names);
            List<String[]> pages = new ArrayList<>();
            do {
                int size = Math.min(left.size(), random.nextInt(5));
                pages.add(left.subList(0, size).toArray(String[]::new));
                left = left.subList(size, left.size());
            } while (!left.isEmpty());

            CursorSearch search = search(workload);
            List<String> taken = new ArrayList<>();
            for (int i = 0; i < pages.size(); i++) {
                int start = search.firstItem(items(pages.get(i)), i < pages.size() - 1);
                taken.addAll(Arrays.asList(pages.get(i)).subList(start, pages.get(i).length));
            }
            assertThat(taken).as("%s in %s, seed %d", workload, names, seed)
                    .containsExactlyElementsOf(names.tailSet(workload, true));
        }
    }
}
