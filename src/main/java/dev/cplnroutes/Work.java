package dev.cplnroutes;

import java.net.URI;

import com.fasterxml.jackson.databind.JsonNode;

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
     * A page of the workload list to be read.
     *
     * @param uri     its address
     * @param isFirst whether the listing cannot do without it
     */
    record WorkloadPage(URI uri, boolean isFirst) implements Work {

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
     * A workload whose deployments are to be read.
     *
     * @param index    place in the order of the listing, from 0
     * @param page     page of the workload list that it stands on
     * @param gvc      its GVC
     * @param name     its name
     * @param document what the workload list says of it
     * @param uri      address of its deployments
     */
    record WorkloadDeployments(int index, URI page, String gvc, String name, JsonNode document, URI uri)
            implements Work {

        @Override
        public boolean isCacheable() {
            return true;
        }
    }
}
