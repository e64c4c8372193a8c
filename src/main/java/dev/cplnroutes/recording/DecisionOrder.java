package dev.cplnroutes.recording;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The order of listings that overlap. The one that began last decides about a deployment, even where an earlier one
 * ends after it. A decision is kept as long as a listing that began earlier is under way. Not thread-safe.
 */
final class DecisionOrder {

    private final int mostDecisions;
    private final Map<InventoryScope, Long> lastDecisions = new HashMap<>();
    private final TreeSet<Long> underWay = new TreeSet<>();
    private long begun;
    private long overtaken;

    /**
     * Makes an order of no listings.
     *
     * @param mostDecisions where more would be kept, all listings that are under way lose their say instead
     */
    DecisionOrder(int mostDecisions) {
        this.mostDecisions = mostDecisions;
    }

    /**
     * A listing begins.
     *
     * @return its number, which grows from listing to listing
     */
    long begin() {
        begun++;
        underWay.add(begun);
        return begun;
    }

    /** A listing says what there is in a scope, and what is not. */
    void decide(InventoryScope scope, long listing) {
        if (!underWay.isEmpty() && underWay.first() < listing) {
            lastDecisions.merge(scope, listing, Math::max);
        }
    }

    /** Whether no listing that began later has decided about the deployment. */
    boolean isLast(long listing, DeploymentKey key) {
        return listing > overtaken && InventoryScope.covering(key).stream()
                .allMatch(scope -> lastDecisions.getOrDefault(scope, 0L) <= listing);
    }

    /** A listing has made all its decisions. */
    void end(long listing) {
        underWay.remove(listing);
        lastDecisions.values().removeIf(decision -> underWay.isEmpty() || decision < underWay.first());
        if (lastDecisions.size() > mostDecisions) {
            overtaken = begun;
            underWay.clear();
            lastDecisions.clear();
        }
    }
}
