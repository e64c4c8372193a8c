package dev.cplnroutes.listing;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import dev.cplnroutes.mapping.WorkloadItem;

/**
 * The workloads met on the workload list so far, each with its index; tells which items of a page are new.
 *
 * <p>A list that changes while its pages are read may show a workload twice: the second time counts for nothing. An
 * item that names no workload counts each time. Where the list is read again, a workload met before keeps its index and
 * gets a new place. Not thread-safe.
 */
final class ListedWorkloads {

    /** What an item of the list is to the listing. */
    enum Kind {
        /** Met for the first time. */
        NEW,
        /** Met before the list was read again, and now for the first time since. */
        SEEN_AGAIN,
        /** Met on this reading of the list already. */
        REPEATED
    }

    /**
     * An item of the list that was met.
     *
     * @param kind  what it is
     * @param index under which its finds are kept; for a repeated one that of the first
     * @param place where it comes in the list; for a repeated one that of the next item
     */
    record Met(Kind kind, int index, int place) {
    }

    private final Map<String, Integer> indexes = new HashMap<>();
    /** Workloads met before the list was read again and not since. */
    private final Map<String, Integer> earlierIndexes = new HashMap<>();
    private final Map<String, Integer> unusableItems = new HashMap<>();
    private int nextPlace;

    /**
     * Meets an item.
     *
     * @param item     what the list says
     * @param document the item itself; tells items apart that name no workload
     */
    Met meet(ListItem item, WorkloadItem document) {
        // No name of a GVC is empty: the key of an unusable item equals no workload's.
        String key = item.isUsable() ? item.gvc() + "/" + item.name()
                : "/" + unusableItems.merge(document.fingerprint(), 1, Integer::sum) + "/" + document.fingerprint();
        Integer known = indexes.get(key);
        if (known != null) {
            return new Met(Kind.REPEATED, known, nextPlace);
        }
        int place = nextPlace++;
        Integer earlier = earlierIndexes.remove(key);
        indexes.put(key, earlier == null ? place : earlier);
        return earlier == null ? new Met(Kind.NEW, place, place) : new Met(Kind.SEEN_AGAIN, earlier, place);
    }

    /**
     * The list is read again from its first page.
     *
     * @return indexes of all workloads met so far
     */
    Collection<Integer> startAgain() {
        earlierIndexes.putAll(indexes);
        indexes.clear();
        unusableItems.clear();
        return Set.copyOf(earlierIndexes.values());
    }
}
