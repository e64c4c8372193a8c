package dev.cplnroutes.listing;

import java.util.List;

import dev.cplnroutes.InvalidRequestException;
import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.request.Cursor;

/**
 * The search for the workload that a cursor names, page by page of the workload list: a listing goes on from there.
 *
 * <p>A workload that was deleted since has a place all the same where the list of a GVC is sorted by name. The list of
 * the organization holds several GVCs: there a name alone tells no place.
 *
 * <p>Where the search begins at the first page of the list, a workload that is not on the page may be on any page
 * after it. Only the end of the list tells that it is gone. Then the list is searched a second time, for its place.
 * Not thread-safe.
 */
final class CursorSearch {

    private final Cursor cursor;
    private final String listGvc;
    private boolean hasFound;
    /** Whether the search began at the first page of the list. */
    private boolean isOfWholeList;
    /** Whether the whole list was searched in vain. */
    private boolean isGone;
    private boolean isSorted = true;
    private String previous = "";

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
        this.isOfWholeList = cursor != null && cursor.page() == null;
    }

    /** The list is read again from its first page, and so is the search. */
    void startAgain() {
        hasFound = cursor == null;
        isOfWholeList = true;
        isSorted = true;
        previous = "";
    }

    /** Whether the list has to be read once more, since the workload is gone and its place was on a page before. */
    boolean needsSecondReading() {
        return isGone && !hasFound;
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
        int start = isGone ? placeIn(items, mayBeLater) : find(items);
        if (start < 0 && !isGone) {
            start = isOfWholeList ? endOfWholeList(items, mayBeLater) : placeOfDeleted(items, mayBeLater);
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

    /** Ends the search of a whole list at its last page; always -1. */
    private int endOfWholeList(List<WorkloadItem> items, boolean mayBeLater) {
        for (WorkloadItem item : items) {
            isSorted &= previous.compareTo(name(item)) <= 0;
            previous = name(item);
        }
        if (!mayBeLater) {
            if (listGvc == null || !isSorted) {
                throw gone();
            }
            isGone = true;
        }
        return -1;
    }

    /** The place in a sorted list whose workload is gone; -1 where it is on a page after this one. */
    private int placeIn(List<WorkloadItem> items, boolean mayBeLater) {
        int before = 0;
        for (WorkloadItem item : items) {
            before += name(item).compareTo(cursor.workload()) < 0 ? 1 : 0;
        }
        return before < items.size() || !mayBeLater ? before : -1;
    }

    private static InvalidRequestException gone() {
        return new InvalidRequestException("The workload that the cursor names is gone from the workload list; "
                + "list again without cursor.");
    }

    /** The place of a workload that is not on this page; -1 where it may be on a page after this one. */
    private int placeOfDeleted(List<WorkloadItem> items, boolean mayBeLater) {
        String last = "";
        int before = 0;
        boolean isPageSorted = true;
        for (WorkloadItem item : items) {
            String name = name(item);
            isPageSorted &= last.compareTo(name) <= 0;
            before += name.compareTo(cursor.workload()) < 0 ? 1 : 0;
            last = name;
        }
        boolean isPlaceKnown = isPageSorted && listGvc != null;
        if (isPlaceKnown && (before < items.size() || !mayBeLater)) {
            return before;
        }
        if (mayBeLater) {
            return -1;
        }
        throw gone();
    }

    private static String name(WorkloadItem item) {
        return item.name() == null ? "" : item.name();
    }
}
