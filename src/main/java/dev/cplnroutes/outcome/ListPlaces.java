package dev.cplnroutes.outcome;

import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The places of a listing's workloads in the workload list, also while the list is read a second time.
 *
 * <p>A workload's index is its place, until the list is read again. Then the workloads met so far are awaited: each is
 * either seen again, at a place that may be another one, or missing at the end of the list. Not thread-safe.
 */
final class ListPlaces {

    /** Added to the index of a workload whose place is not known: such workloads come after all others. */
    private static final int AFTER_ALL = 1 << 30;

    /** A place, and the page of the list that it is on. */
    private record Place(int number, URI page) {
    }

    private final Map<Integer, Place> moved = new HashMap<>();
    private final Set<Integer> awaited = new HashSet<>();
    private final Set<Integer> kept = new HashSet<>();
    private final Set<Integer> unlisted = new HashSet<>();

    /** The list is read again: nobody knows whether these workloads are still on it. */
    void await(Collection<Integer> indexes) {
        awaited.addAll(indexes);
    }

    /**
     * An awaited workload was seen again.
     *
     * @param index its index
     * @param place its place in the list as it is now
     * @param page  the page of the list that it stands on now
     */
    void seenAgain(int index, int place, URI page) {
        awaited.remove(index);
        moved.put(index, new Place(place, page));
    }

    /**
     * The list was read to its end: what is still awaited is not on it.
     *
     * @return the workloads that this takes from the list
     */
    Set<Integer> dropAwaited() {
        Set<Integer> gone = Set.copyOf(awaited);
        unlisted.addAll(gone);
        awaited.clear();
        return gone;
    }

    /**
     * The list was not read to its end: what is still awaited stays, after all others.
     *
     * @return the workloads that stay
     */
    Set<Integer> keepAwaited() {
        Set<Integer> staying = Set.copyOf(awaited);
        kept.addAll(staying);
        awaited.clear();
        return staying;
    }

    /** Whether nobody knows at present if this workload is on the list. */
    boolean isAwaited(int index) {
        return awaited.contains(index);
    }

    /** Whether this workload is not on the list any more. */
    boolean isUnlisted(int index) {
        return unlisted.contains(index);
    }

    /** Workloads that are not on the list any more. */
    Set<Integer> unlisted() {
        return Set.copyOf(unlisted);
    }

    /** The place of a workload; it orders the workloads and is no more than that. */
    int of(int index) {
        Place place = moved.get(index);
        if (place != null) {
            return place.number();
        }
        return awaited.contains(index) || kept.contains(index) ? AFTER_ALL + index : index;
    }

    /**
     * The page of the list that a workload stands on.
     *
     * @param first the page that it was first seen on
     */
    URI page(int index, URI first) {
        Place place = moved.get(index);
        return place == null ? first : place.page();
    }
}
