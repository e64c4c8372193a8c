package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class InventoryScopeTest {

    private static final List<DeploymentKey> KEYS = List.of(new DeploymentKey("g", "w", "l"),
            new DeploymentKey("g", "w", "m"), new DeploymentKey("g", "x", "l"), new DeploymentKey("h", "w", "l"));

    private static List<DeploymentKey> covered(InventoryScope scope) {
        return KEYS.stream().filter(scope::covers).toList();
    }

    @Test
    void nameThatIsNullStandsForAll() {
        assertThat(covered(InventoryScope.ORGANIZATION)).isEqualTo(KEYS);
        assertThat(covered(InventoryScope.ofGvc("g"))).isEqualTo(KEYS.subList(0, 3));
        assertThat(covered(InventoryScope.ofWorkload("g", "w"))).isEqualTo(KEYS.subList(0, 2));
        assertThat(covered(new InventoryScope("g", "w", "l"))).isEqualTo(KEYS.subList(0, 1));
        assertThat(covered(new InventoryScope("g", "w", ""))).isEmpty();
    }

    @Test
    void eachDeploymentIsCoveredByFourScopes() {
        assertThat(InventoryScope.covering(KEYS.get(0))).containsExactlyInAnyOrder(InventoryScope.ORGANIZATION,
                InventoryScope.ofGvc("g"), InventoryScope.ofWorkload("g", "w"), new InventoryScope("g", "w", "l"))
                .allMatch(scope -> scope.covers(KEYS.get(0)));
    }
}
