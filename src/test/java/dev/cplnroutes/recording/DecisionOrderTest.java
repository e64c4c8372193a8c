package dev.cplnroutes.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class DecisionOrderTest {

    private static final DeploymentKey KEY = new DeploymentKey("g", "w", "l");

    private final DecisionOrder order = new DecisionOrder(3);

    @Test
    void laterListingDecidesAboutWhatItsScopeCovers() {
        for (InventoryScope scope : InventoryScope.covering(KEY)) {
            DecisionOrder fresh = new DecisionOrder(3);
            long earlier = fresh.begin();
            long later = fresh.begin();
            assertThat(fresh.isLast(earlier, KEY)).isTrue();
            fresh.decide(scope, later);
            assertThat(fresh.isLast(earlier, KEY)).as("%s", scope).isFalse();
            assertThat(fresh.isLast(earlier, new DeploymentKey("h", "x", "m"))).as("%s", scope)
                    .isEqualTo(!scope.equals(InventoryScope.ORGANIZATION));
            assertThat(fresh.isLast(fresh.begin(), KEY)).as("%s", scope).isTrue();
        }
    }

    @Test
    void decisionOfAnEarlierListingChangesNothingForALaterOne() {
        long earlier = order.begin();
        long later = order.begin();
        order.decide(InventoryScope.ORGANIZATION, earlier);
        assertThat(order.isLast(later, KEY)).isTrue();
        order.decide(InventoryScope.ORGANIZATION, later);
        assertThat(order.isLast(later, KEY)).as("its own decision").isTrue();
        assertThat(order.isLast(earlier, KEY)).isFalse();
    }

    @Test
    void lastDecisionHolds() {
        long first = order.begin();
        long second = order.begin();
        long third = order.begin();
        order.decide(InventoryScope.ORGANIZATION, third);
        order.decide(InventoryScope.ORGANIZATION, second);
        order.end(third);
        assertThat(order.isLast(first, KEY)).isFalse();
        assertThat(order.isLast(second, KEY)).as("the third decided").isFalse();
    }

    @Test
    void decisionIsKeptWhileAnEarlierListingIsUnderWay() {
        DecisionOrder one = new DecisionOrder(1);
        long first = one.begin();
        long second = one.begin();
        one.decide(InventoryScope.ofGvc("g"), second);
        one.end(second);
        assertThat(one.isLast(first, KEY)).isFalse();
        one.end(first);
        // Nothing of the earlier ones is left: there is room for one more decision.
        long third = one.begin();
        long fourth = one.begin();
        one.decide(InventoryScope.ofGvc("h"), fourth);
        one.end(fourth);
        assertThat(one.isLast(third, KEY)).isTrue();
        assertThat(one.isLast(third, new DeploymentKey("h", "w", "l"))).isFalse();
    }

    @Test
    void decisionNoLongerNeededGoesWhileLaterListingsAreUnderWay() {
        DecisionOrder two = new DecisionOrder(2);
        long first = two.begin();
        long second = two.begin();
        long third = two.begin();
        long fourth = two.begin();
        two.decide(InventoryScope.ofGvc("g"), second);
        two.decide(InventoryScope.ofGvc("h"), fourth);
        two.end(first);
        two.end(second);
        // There is room for one more, since nobody has to know what the second decided.
        two.decide(InventoryScope.ofGvc("i"), fourth);
        two.end(two.begin());
        assertThat(two.isLast(third, KEY)).isTrue();
        assertThat(two.isLast(third, new DeploymentKey("h", "w", "l"))).isFalse();
        assertThat(two.isLast(third, new DeploymentKey("i", "w", "l"))).isFalse();
    }

    @Test
    void withoutAnEarlierListingNothingIsKept() {
        for (int i = 0; i < 10; i++) {
            long only = order.begin();
            for (String workload : List.of("a", "b", "c", "d", "e")) {
                order.decide(InventoryScope.ofWorkload("g", workload), only);
            }
            assertThat(order.isLast(only, KEY)).isTrue();
            long next = order.begin();
            order.end(only);
            assertThat(order.isLast(next, KEY)).isTrue();
            order.end(next);
        }
    }

    @Test
    void tooManyDecisionsTakeTheSayFromAllThatHaveBegun() {
        long first = order.begin();
        long second = order.begin();
        for (String workload : List.of("a", "b", "c")) {
            order.decide(InventoryScope.ofWorkload("g", workload), second);
        }
        order.end(second);
        assertThat(order.isLast(first, KEY)).as("three are allowed").isTrue();
        long third = order.begin();
        order.decide(InventoryScope.ofWorkload("g", "d"), third);
        long fourth = order.begin();
        order.end(third);
        assertThat(order.isLast(first, KEY)).isFalse();
        assertThat(order.isLast(fourth, KEY)).isFalse();
        long fifth = order.begin();
        assertThat(order.isLast(fifth, KEY)).isTrue();
        assertThat(order.isLast(fifth, new DeploymentKey("g", "a", "l"))).isTrue();
    }

    @Test
    void overtakenListingsAreNotUnderWayAnyMore() {
        order.begin();
        long second = order.begin();
        for (String workload : List.of("a", "b", "c", "d")) {
            order.decide(InventoryScope.ofWorkload("g", workload), second);
        }
        order.end(second);
        long third = order.begin();
        for (String workload : List.of("a", "b", "c", "d")) {
            order.decide(InventoryScope.ofWorkload("g", workload), third);
        }
        long fourth = order.begin();
        order.end(third);
        assertThat(order.isLast(fourth, KEY)).as("the third kept nothing").isTrue();
    }
}
