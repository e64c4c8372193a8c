package dev.cplnroutes.listing;

import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * What a lane does next: one API call and what follows from it.
 */
public sealed interface Work {

    /**
     * Where the API answers it.
     *
     * @return an address at our own origin
     */
    URI uri();

    /**
     * Whether the answer is a workload-list page or a workload's deployments: only these are cached.
     *
     * @return true for these
     */
    boolean isCacheable();

    /**
     * Whether what was read before may stand in for it: not where a link in it has turned out to be invalid.
     *
     * @return the answer has to be asked for after this time; null: any will do
     */
    default Instant anewSince() {
        return null;
    }

    /**
     * A page of the workload list to be read.
     *
     * @param uri       its address
     * @param isFirst   whether the listing cannot do without it
     * @param anewSince as in {@link Work#anewSince()}
     */
    record WorkloadPage(URI uri, boolean isFirst, Instant anewSince) implements Work {

        /** A page that may come from the cache. */
        WorkloadPage(URI uri, boolean isFirst) {
            this(uri, isFirst, null);
        }

        @Override
        public boolean isCacheable() {
            return true;
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

        @Override
        public boolean isCacheable() {
            return false;
        }
    }

    /**
     * A page of the organization's GVC list to be read.
     *
     * @param uri its address
     */
    record GvcPage(URI uri) implements Work {

        @Override
        public boolean isCacheable() {
            return false;
        }
    }

    /**
     * A workload whose deployments are to be read.
     *
     * @param index     place in the order of the listing, from 0
     * @param page      page of the workload list that it stands on
     * @param gvc       its GVC
     * @param name      its name
     * @param document  what the workload list says of it
     * @param uri       address of its deployments, or of a further page of them
     * @param earlier   deployments on the pages before; null on the first
     * @param pages     addresses of the pages before
     * @param cachedAt  when the newest of the pages before that came from the cache was asked for; null where none did
     * @param anewSince as in {@link Work#anewSince()}
     */
    record WorkloadDeployments(int index, URI page, String gvc, String name, JsonNode document, URI uri,
            ArrayNode earlier, Set<URI> pages, Instant cachedAt, Instant anewSince) implements Work {

        /** A workload whose deployments were not asked for yet. */
        public WorkloadDeployments(int index, URI page, String gvc, String name, JsonNode document, URI uri) {
            this(index, page, gvc, name, document, uri, null, Set.of(), null, null);
        }

        /** Makes the set immutable. */
        public WorkloadDeployments {
            pages = Set.copyOf(pages);
        }

        /** The same workload, going on at the next page of its deployments. */
        WorkloadDeployments continuedAt(URI next, ArrayNode soFar, Instant newestCachedAt) {
            Set<URI> read = new HashSet<>(pages);
            read.add(uri);
            return new WorkloadDeployments(index, page, gvc, name, document, next, soFar, read, newestCachedAt, anewSince);
        }

        /** The same workload once more from its first page, which must be younger than the pages so far. */
        WorkloadDeployments readAnew(URI firstPage) {
            return new WorkloadDeployments(index, page, gvc, name, document, firstPage, null, Set.of(), null, cachedAt);
        }

        @Override
        public boolean isCacheable() {
            return true;
        }
    }
}
