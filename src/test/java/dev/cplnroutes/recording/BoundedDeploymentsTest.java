package dev.cplnroutes.recording;

import static dev.cplnroutes.recording.InventoryGiven.deployment;
import static dev.cplnroutes.recording.InventoryGiven.texts;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedDeploymentsTest {

    private final BoundedDeployments deployments = new BoundedDeployments();

    private void put(long listing, String gvc, String workload, String location, int containers) {
        deployments.put(listing, deployment(gvc, workload, location, containers));
    }

    private InventorySnapshot cut(int maximum) {
        deployments.cut(maximum);
        return deployments.snapshot();
    }

    @Test
    void orderIsThatOfGvcWorkloadAndLocation() {
        put(1, "g", "w", "m", 1);
        put(1, "h", "a", "a", 1);
        put(1, "g", "x", "a", 1);
        put(1, "g", "w", "", 2);
        put(1, "g", "w-1", "l", 0);
        assertThat(texts(cut(100))).containsExactly("g/w/: c1 c2", "g/w/m: c1", "g/x/a: c1", "h/a/a: c1");
        assertThat(deployments.leftOut()).isZero();
    }

    @Test
    void laterListingReplacesAndAnEarlierOneDoesNot() {
        put(2, "g", "w", "l", 2);
        put(1, "g", "w", "l", 1);
        assertThat(texts(cut(100))).containsExactly("g/w/l: c1 c2");
        put(2, "g", "w", "l", 1);
        assertThat(texts(cut(100))).as("the same listing").containsExactly("g/w/l: c1 c2");
        put(3, "g", "w", "l", 3);
        assertThat(texts(cut(100))).containsExactly("g/w/l: c1 c2 c3");
        assertThat(texts(cut(3))).hasSize(1);
        assertThat(deployments.leftOut()).as("what was replaced does not count").isZero();
    }

    @Test
    void firstContainersStayAndTheOthersAreCounted() {
        put(1, "g", "a", "l", 2);
        put(1, "g", "b", "l", 3);
        put(1, "g", "c", "l", 4);
        InventorySnapshot snapshot = cut(4);
        assertThat(texts(snapshot)).containsExactly("g/a/l: c1 c2", "g/b/l: c1 c2");
        assertThat(snapshot.leftOut()).isEqualTo(5);
        assertThat(deployments.leftOut()).isEqualTo(5);
        assertThat(texts(cut(0))).isEmpty();
        assertThat(deployments.leftOut()).isEqualTo(9);
    }

    @Test
    void asManyAsTheMaximumFit() {
        put(1, "g", "a", "l", 2);
        put(1, "g", "b", "l", 2);
        assertThat(texts(cut(4))).containsExactly("g/a/l: c1 c2", "g/b/l: c1 c2");
        assertThat(deployments.leftOut()).isZero();
    }

    @Test
    void roomIsTakenByWhatIsReadAgain() {
        put(1, "g", "a", "l", 2);
        put(1, "g", "b", "l", 3);
        assertThat(texts(cut(2))).containsExactly("g/a/l: c1 c2");
        deployments.removeOlder(2, InventoryScope.ofWorkload("g", "a"), key -> false);
        InventorySnapshot afterwards = cut(2);
        assertThat(texts(afterwards)).as("not read since").isEmpty();
        assertThat(afterwards.leftOut()).isEqualTo(3);
        put(3, "g", "b", "l", 2);
        assertThat(texts(cut(2))).containsExactly("g/b/l: c1 c2");
        assertThat(deployments.leftOut()).isZero();
    }

    @Test
    void removesWhatAScopeCoversAndNoLaterListingFound() {
        put(1, "g", "w", "", 1);
        put(1, "g", "w", "l", 1);
        put(2, "g", "w", "m", 1);
        put(3, "g", "w", "n", 1);
        put(1, "g", "w-1", "l", 1);
        put(1, "g", "v", "l", 1);
        put(1, "h", "w", "l", 1);
        deployments.removeOlder(2, new InventoryScope("g", "w", "m"), key -> false);
        assertThat(texts(cut(100))).as("found by the same listing").hasSize(7);
        deployments.removeOlder(3, new InventoryScope("g", "w", "m"), key -> false);
        assertThat(texts(cut(100))).containsExactly("g/v/l: c1", "g/w/: c1", "g/w/l: c1", "g/w/n: c1", "g/w-1/l: c1",
                "h/w/l: c1");
        deployments.removeOlder(3, InventoryScope.ofWorkload("g", "w"), key -> key.location().equals("l"));
        assertThat(texts(cut(100))).containsExactly("g/v/l: c1", "g/w/l: c1", "g/w/n: c1", "g/w-1/l: c1", "h/w/l: c1");
        deployments.removeOlder(3, InventoryScope.ofGvc("g"), key -> key.workload().equals("v"));
        assertThat(texts(cut(100))).containsExactly("g/v/l: c1", "g/w/n: c1", "h/w/l: c1");
        deployments.removeOlder(4, InventoryScope.ORGANIZATION, key -> key.gvc().equals("h"));
        assertThat(texts(cut(1))).containsExactly("h/w/l: c1");
        assertThat(deployments.leftOut()).as("what was removed does not count").isZero();
    }
}
