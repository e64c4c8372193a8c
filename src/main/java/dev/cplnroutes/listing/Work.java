package dev.cplnroutes.listing;

import java.net.URI;
import java.time.Instant;

import dev.cplnroutes.WorkloadError;
import dev.cplnroutes.api.ApiException;
import dev.cplnroutes.mapping.WorkloadItem;

/**
 * A piece of a listing's work: one read of the API and what follows from it.
 */
public sealed interface Work {

    /**
     * Whether it is a workload whose deployments are read; else a page of the workload list or a workload asked for by
     * name, which bring workloads into the feed.
     *
     * @return true for a {@link WorkloadDeployments}
     */
    default boolean isDeployments() {
        return this instanceof WorkloadDeployments;
    }

    /**
     * Where the API answers it.
     *
     * @return an address at our own origin
     */
    URI uri();

    /**
     * A page of the workload list.
     *
     * @param uri          its address
     * @param query        JSON of the query whose first page it is; null for every other page
     * @param isFirst      whether the listing cannot do without it
     * @param notOlderThan the answer must not have been asked for before this time, when the page before it had come
     *                     or a link turned out to be invalid; null: its age alone counts
     */
    record WorkloadPage(URI uri, String query, boolean isFirst, Instant notOlderThan) implements Work {

        /** A page that may come from the cache. */
        WorkloadPage(URI uri, boolean isFirst) {
            this(uri, isFirst, null);
        }

        /** A page of a plain list, or a further page of what a query selected. */
        WorkloadPage(URI uri, boolean isFirst, Instant notOlderThan) {
            this(uri, null, isFirst, notOlderThan);
        }

        /** The same page, read again. */
        WorkloadPage again(boolean isNeeded, Instant notBefore) {
            return new WorkloadPage(uri, query, isNeeded, notBefore);
        }
    }

    /**
     * A workload that was asked for by its name.
     *
     * @param uri  its address
     * @param gvc  its GVC
     * @param name its name
     */
    record NamedWorkload(URI uri, String gvc, String name) implements Work {
    }

    /**
     * A workload whose deployments are to be read.
     *
     * @param index    place in the order of the listing, from 0
     * @param page     page of the workload list that it stands on
     * @param gvc      its GVC
     * @param name     its name
     * @param document what the API says of it
     * @param uri      address of its deployments
     */
    record WorkloadDeployments(int index, URI page, String gvc, String name, WorkloadItem document, URI uri)
            implements Work {

        /** The error of the answer, where they could not be read. */
        WorkloadError error(ApiException cause) {
            return new WorkloadError(name, gvc, cause.status(), cause.getMessage());
        }
    }
}
