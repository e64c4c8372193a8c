package dev.cplnroutes.listing;

import java.util.List;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.request.Cursor;

/**
 * The search for the workload that a cursor names, page by page of the workload list: a listing goes on from there.
 *
 * <p>A workload that was deleted since has a place all the same where the list of a GVC is sorted by name. The list of
 * the organization holds several GVCs: there a name alone tells no place. Not thread-safe.
 */
final class CursorSearch {

    private final Cursor cursor;
    private final String listGvc;
    private boolean hasFound;

    /**
     * Starts the search.
     *
     * @param cursor  the cursor; null where the listing takes the list from its start
     * @param listGvc GVC whose list is read; null for the list of the organization
     */
    CursorSearch(Cursor cursor, String listGvc) {
        this.cursor = cursor;
        this.listGvc = listGvc;
        this.hasFound = cursor == null;
    }

    /** The list is read again from its first page, and so is the search. */
    void startAgain() {
        hasFound = cursor == null;
    }

    /**
     * Searches a page.
     *
     * @param items      items of the page
     * @param mayBeLater whether the list has a page after this one
     * @return the first item from which the listing goes on; the number of items where it takes none of this page
     * @throws InvalidRequestException where the list ends without the workload and nobody knows its place
     */
    int firstItem(List<WorkloadItem> items, boolean mayBeLater) {
        if (hasFound) {
            return 0;
        }
        int start = find(items);
        if (start < 0) {
            start = placeOfDeleted(items, mayBeLater);
        }
        hasFound = start >= 0;
        return hasFound ? start : items.size();
    }

    private int find(List<WorkloadItem> items) {
        for (int i = 0; i < items.size(); i++) {
            if (cursor.isOf(ListItem.gvcOf(items.get(i), listGvc), name(items.get(i)))) {
                return i;
            }
        }
        return -1;
    }

    /** The place of a workload that is not on this page; -1 where it may be on a page after this one. */
    private int placeOfDeleted(List<WorkloadItem> items, boolean mayBeLater) {
        String previous = "";
        int before = 0;
        boolean isSorted = true;
        for (WorkloadItem item : items) {
            String name = name(item);
            isSorted &= previous.compareTo(name) <= 0;
            before += name.compareTo(cursor.workload()) < 0 ? 1 : 0;
            previous = name;
        }
        boolean isPlaceKnown = isSorted && listGvc != null;
        if (isPlaceKnown && (before < items.size() || !mayBeLater)) {
            return before;
        }
        if (mayBeLater) {
            return -1;
        }
        throw new InvalidRequestException("The workload that the cursor names is gone from the workload list; "
                + "list again without cursor.");
    }

    private static String name(WorkloadItem item) {
        return item.name() == null ? "" : item.name();
    }
}
