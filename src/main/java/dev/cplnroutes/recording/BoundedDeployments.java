package dev.cplnroutes.recording;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Deployments in order, with as many containers as a maximum allows: the first ones stay, the others are only counted.
 * Not thread-safe.
 */
final class BoundedDeployments {

    /**
     * What one listing found.
     *
     * @param listing    number of the listing
     * @param number     how many containers there are
     * @param deployment has those of them that fit the maximum
     */
    private record Found(long listing, int number, ListedDeployment deployment) {
    }

    private final NavigableMap<DeploymentKey, Found> found = new TreeMap<>(DeploymentKey.ORDER);
    private int total;
    private int leftOut;

    /** Puts what a listing found, unless the deployment is there from a listing that began later. */
    void put(long listing, ListedDeployment deployment) {
        Found before = found.get(deployment.key());
        if (before == null || before.listing() < listing) {
            int number = deployment.containers().size();
            found.put(deployment.key(), new Found(listing, number, deployment));
            total += number - (before == null ? 0 : before.number());
        }
    }

    /** Removes the deployments in a scope that no listing since this one has found, save those that stay. */
    void removeOlder(long listing, InventoryScope scope, Predicate<DeploymentKey> stays) {
        Iterator<Map.Entry<DeploymentKey, Found>> known = inRange(scope).entrySet().iterator();
        while (known.hasNext()) {
            Map.Entry<DeploymentKey, Found> here = known.next();
            DeploymentKey key = here.getKey();
            if (scope.covers(key) && here.getValue().listing() < listing && !stays.test(key)) {
                total -= here.getValue().number();
                known.remove();
            }
        }
    }

    /** A part of the map that holds the scope. It is small for a workload: a listing removes once per workload. */
    private Map<DeploymentKey, Found> inRange(InventoryScope scope) {
        if (scope.workload() == null) {
            return found;
        }
        // No name has a character below this one.
        return found.subMap(new DeploymentKey(scope.gvc(), scope.workload(), ""),
                new DeploymentKey(scope.gvc(), scope.workload() + "\0", ""));
    }

    /** Keeps the first containers, up to the maximum, and counts the others. */
    void cut(int maximum) {
        if (total > maximum || leftOut > 0) {
            int room = maximum;
            for (Map.Entry<DeploymentKey, Found> here : found.entrySet()) {
                Found all = here.getValue();
                ListedDeployment first = all.deployment().first(room);
                here.setValue(new Found(all.listing(), all.number(), first));
                room -= first.containers().size();
            }
            leftOut = total - (maximum - room);
        }
    }

    /** How many containers the last cut left out. */
    int leftOut() {
        return leftOut;
    }

    /** The deployments that have containers left. */
    InventorySnapshot snapshot() {
        List<ListedDeployment> deployments = new ArrayList<>();
        for (Found here : found.values()) {
            if (!here.deployment().containers().isEmpty()) {
                deployments.add(here.deployment());
            }
        }
        return new InventorySnapshot(deployments, leftOut);
    }
}
