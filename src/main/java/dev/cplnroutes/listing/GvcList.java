package dev.cplnroutes.listing;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.api.ApiUris;
import dev.cplnroutes.api.PageSet;
import dev.cplnroutes.mapping.GvcNames;
import dev.cplnroutes.support.ResourceName;

/**
 * The GVC list of the organization while it is read, page by page.
 */
final class GvcList {

    private final ApiUris uris;
    private final PageSet pages = new PageSet();
    private final Set<String> names = new LinkedHashSet<>();
    private URI next;

    /**
     * Makes the list before its first page is read.
     *
     * @param uris addresses at the API
     */
    GvcList(ApiUris uris) {
        this.uris = uris;
        this.next = uris.gvcs();
    }

    /** Address of the page to read next; null where all are read. */
    URI next() {
        return next;
    }

    /** The GVCs on the pages so far, each once. */
    List<String> names() {
        return List.copyOf(names);
    }

    /**
     * Adds the next page.
     *
     * @param page the page
     * @throws ApiException where a GVC has no usable name, or the list does not end: then nothing of it can be trusted
     */
    void read(GvcNames page) throws ApiException {
        for (String name : page.names()) {
            if (!ResourceName.isValid(name)) {
                throw ApiException.nonsense("a GVC on the GVC list has no usable name");
            }
            names.add(name);
        }
        pages.add(next);
        next = uris.nextPage(next, page.next());
        if (next != null && pages.contains(next)) {
            throw ApiException.nonsense("the GVC list's next link leads back to a page that was read already");
        }
        if (next != null) {
            uris.checkEnd("GVC list", pages.size(), Integer.MAX_VALUE);
        }
    }
}
