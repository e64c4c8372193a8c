package dev.cplnroutes.recording;

import static dev.cplnroutes.recording.InventoryGiven.START;
import static dev.cplnroutes.recording.InventoryGiven.all;
import static dev.cplnroutes.recording.InventoryGiven.container;
import static dev.cplnroutes.recording.InventoryGiven.options;
import static dev.cplnroutes.recording.InventoryGiven.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;

import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.testing.CapturedLog;
import org.junit.jupiter.api.Test;

/**
 * What the inventory takes from listings that do not overlap.
 */
class InventoryOfOneListingTest {

    private static ContainerInventory inventory(String maximum) {
        ContainerInventory inventory = new ContainerInventory();
        inventory.setMaximumContainers(maximum);
        inventory.connect();
        return inventory;
    }

    private static void list(ContainerInventory inventory, String... workloads) {
        ContainerInventory.Reading reading = inventory.begin(all("g"), START);
        read(reading, workloads);
        reading.end(List.of(), Set.of());
    }

    private static void read(ContainerInventory.Reading reading, String... workloads) {
        for (int i = 0; i < workloads.length; i++) {
            reading.read(i, "g", workloads[i], List.of(container("c", "l")));
        }
    }

    @Test
    void nothingIsKeptUnlessWantedAndConnected() {
        ContainerInventory unwanted = inventory("0");
        assertThat(unwanted.isWanted()).isFalse();
        list(unwanted, "a");
        assertThat(unwanted.snapshot()).isEqualTo(new InventorySnapshot(List.of(), 0));

        ContainerInventory inventory = new ContainerInventory();
        assertThat(inventory.isWanted()).isFalse();
        inventory.setMaximumContainers("1");
        assertThat(inventory.isWanted()).isTrue();
        list(inventory, "a");
        assertThat(texts(inventory.snapshot())).isEmpty();
        inventory.connect();
        list(inventory, "a");
        assertThat(texts(inventory.snapshot())).containsExactly("g/a/l: c");
    }

    @Test
    void maximumIsANumberInItsRange() {
        for (String wrong : List.of("-1", "100001", "many")) {
            assertThatThrownBy(() -> inventory(wrong)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Setting cpln.meters.maximum-containers has the value '" + wrong
                            + "'; allowed is a whole number from 0 to 100000.");
        }
        assertThat(inventory("100000").isWanted()).isTrue();
    }

    @Test
    void listingAddsWhatItReadWhenItEnds() {
        ContainerInventory inventory = inventory("10");
        ContainerInventory.Reading reading = inventory.begin(all("g"), START);
        read(reading, "a", "b", "d");
        assertThat(texts(inventory.snapshot())).isEmpty();
        reading.end(List.of(new WorkloadError("c", "g", 500, "down")), Set.of(1));
        assertThat(texts(inventory.snapshot())).containsExactly("g/a/l: c", "g/d/l: c");
    }

    @Test
    void completeListingRemovesWhatIsNotOnItsList() {
        ContainerInventory inventory = inventory("10");
        list(inventory, "a", "b", "c");
        ContainerInventory.Reading failed = inventory.begin(all("g"), START);
        read(failed, "d");
        failed.end(null, Set.of());
        assertThat(texts(inventory.snapshot())).as("failed as a whole").hasSize(4);
        ContainerInventory.Reading partial = inventory.begin(all("g"), START);
        read(partial, "a");
        partial.end(List.of(new WorkloadError("b", "g", 500, "down")), Set.of());
        assertThat(texts(inventory.snapshot())).containsExactly("g/a/l: c", "g/b/l: c");
    }

    @Test
    void workloadWithoutContainersIsRemovedWhereItsLocationWasRead() {
        ContainerInventory inventory = inventory("10");
        list(inventory, "a", "b");
        ContainerInventory.Reading elsewhere = inventory.begin(options("g", "m", null, null, null, null), START);
        elsewhere.read(0, "g", "a", List.of());
        elsewhere.end(List.of(), Set.of());
        assertThat(texts(inventory.snapshot())).containsExactly("g/a/l: c", "g/b/l: c");
        ContainerInventory.Reading there = inventory.begin(options("g", "l", null, null, null, null), START);
        there.read(0, "g", "a", List.of());
        there.end(List.of(), Set.of());
        assertThat(texts(inventory.snapshot())).containsExactly("g/b/l: c");
    }

    @Test
    void maximumIsWarnedOfOnce() {
        try (CapturedLog log = CapturedLog.start()) {
            ContainerInventory inventory = inventory("2");
            list(inventory, "a", "b");
            assertThat(log.lines()).isEmpty();
            list(inventory, "a", "b", "c");
            list(inventory, "a", "b", "c", "d");
            assertThat(inventory.snapshot().leftOut()).isEqualTo(2);
            assertThat(log.lines()).hasSize(1).first().asString()
                    .contains("1 containers have no meters: cpln.meters.maximum-containers is 2");
        }
    }

    @Test
    void readingOfNothingTakesEverything() {
        ContainerInventory.Reading.NONE.read(0, "g", "a", List.of(container("c", "l")));
        ContainerInventory.Reading.NONE.end(null, Set.of());
    }
}
