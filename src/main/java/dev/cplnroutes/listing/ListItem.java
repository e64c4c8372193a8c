package dev.cplnroutes.listing;

import dev.cplnroutes.mapping.WorkloadItem;
import dev.cplnroutes.support.ResourceName;

/**
 * One item of the workload list: the workload that it names, or the reason why it names none.
 *
 * @param name    the workload's name as the API gave it; null where there is none
 * @param gvc     its GVC; null where the item does not say
 * @param problem why no call can be made for it, to be read after "items[n] of the workload list"; null where one can
 */
record ListItem(String name, String gvc, String problem) {

    /**
     * Reads an item.
     *
     * @param item    the item
     * @param listGvc GVC whose list it is on; null for the list of the organization
     */
    static ListItem of(WorkloadItem item, String listGvc) {
        String name = item.name();
        String gvc = gvcOf(item, listGvc);
        String problem = !item.isObject() ? "is not a JSON object"
                : !ResourceName.isPathSegment(name) ? "has no usable name"
                : !ResourceName.isPathSegment(gvc) ? "does not say which GVC it belongs to" : null;
        return new ListItem(name, gvc, problem);
    }

    /** The GVC of an item, as in {@link #of}; null where it does not say. */
    static String gvcOf(WorkloadItem item, String listGvc) {
        return listGvc != null ? listGvc : item.gvc();
    }

    /** The same item with a reason why no call can be made for it. */
    ListItem without(String reason) {
        return new ListItem(name, gvc, reason);
    }

    boolean isUsable() {
        return problem == null;
    }
}
