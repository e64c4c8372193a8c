package dev.cplnroutes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a caller asks for. Every component may be null: then the default of the setting {@code cpln.listing.*}, or
 * {@code cpln.gvc} for {@code gvc}, holds. Nothing is checked here: {@code direct:cpln-list-containers} checks, and
 * refuses with an {@link InvalidRequestException}.
 *
 * @param gvc                     name of a GVC, or {@code *} for the whole organization
 * @param location                only this location
 * @param workloadName            only this workload; not together with {@code gvc=*}
 * @param parallel                false: one workload after another
 * @param maxWorkers              API calls in flight for this listing, 1 to 256
 * @param cache                   false: neither read from the cache nor store in it
 * @param cacheTtlSeconds         oldest answer that the cache may give, 0 to 86400 seconds
 * @param maxResults              stop after so many containers, from 1
 * @param pageSize                containers in one answer, 1 to 10000
 * @param cursor                  {@code nextCursor} of the answer before
 * @param retry                   false: never send an API call twice
 * @param maxRetries              tries of one API call after the first, 0 to 100
 * @param retryDelaySeconds       wait before the first retry, 0 to 3600 seconds
 * @param retryBackoffFactor      factor from one wait to the next, 1 to 10
 * @param filterUnhealthy         true: leave unhealthy containers out
 * @param includeSystemContainers true: list the platform's own containers too
 * @param collectStatistics       false: no {@code statistics} in the answer
 * @param progressListener        hears how far the listing is; never part of JSON
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListingRequest(
        String gvc,
        String location,
        String workloadName,
        Boolean parallel,
        Integer maxWorkers,
        Boolean cache,
        Integer cacheTtlSeconds,
        Integer maxResults,
        Integer pageSize,
        String cursor,
        Boolean retry,
        Integer maxRetries,
        Double retryDelaySeconds,
        Double retryBackoffFactor,
        Boolean filterUnhealthy,
        Boolean includeSystemContainers,
        Boolean collectStatistics,
        @JsonIgnore ProgressListener progressListener) {

    /**
     * A request without a progress listener; the parameters are those of the record.
     *
     * @param gvc                     see {@link ListingRequest}
     * @param location                see {@link ListingRequest}
     * @param workloadName            see {@link ListingRequest}
     * @param parallel                see {@link ListingRequest}
     * @param maxWorkers              see {@link ListingRequest}
     * @param cache                   see {@link ListingRequest}
     * @param cacheTtlSeconds         see {@link ListingRequest}
     * @param maxResults              see {@link ListingRequest}
     * @param pageSize                see {@link ListingRequest}
     * @param cursor                  see {@link ListingRequest}
     * @param retry                   see {@link ListingRequest}
     * @param maxRetries              see {@link ListingRequest}
     * @param retryDelaySeconds       see {@link ListingRequest}
     * @param retryBackoffFactor      see {@link ListingRequest}
     * @param filterUnhealthy         see {@link ListingRequest}
     * @param includeSystemContainers see {@link ListingRequest}
     * @param collectStatistics       see {@link ListingRequest}
     */
    public ListingRequest(String gvc, String location, String workloadName, Boolean parallel, Integer maxWorkers,
            Boolean cache, Integer cacheTtlSeconds, Integer maxResults, Integer pageSize, String cursor, Boolean retry,
            Integer maxRetries, Double retryDelaySeconds, Double retryBackoffFactor, Boolean filterUnhealthy,
            Boolean includeSystemContainers, Boolean collectStatistics) {
        this(gvc, location, workloadName, parallel, maxWorkers, cache, cacheTtlSeconds, maxResults, pageSize, cursor,
                retry, maxRetries, retryDelaySeconds, retryBackoffFactor, filterUnhealthy, includeSystemContainers,
                collectStatistics, null);
    }

    /**
     * A request for every container of one GVC, or of the whole organization.
     *
     * @param gvc name of the GVC, or {@code *}
     * @return the request, everything else by default
     */
    public static ListingRequest ofGvc(String gvc) {
        return builder().gvc(gvc).build();
    }

    /**
     * A request for the containers of one workload.
     *
     * @param gvc          name of the GVC
     * @param workloadName name of the workload
     * @return the request, everything else by default
     */
    public static ListingRequest ofWorkload(String gvc, String workloadName) {
        return builder().gvc(gvc).workloadName(workloadName).build();
    }

    /**
     * A builder with nothing set.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Builds a {@link ListingRequest}; each method sets the option of its name.
     */
    public static final class Builder {

        private String gvc;
        private String location;
        private String workloadName;
        private Boolean parallel;
        private Integer maxWorkers;
        private Boolean cache;
        private Integer cacheTtlSeconds;
        private Integer maxResults;
        private Integer pageSize;
        private String cursor;
        private Boolean retry;
        private Integer maxRetries;
        private Double retryDelaySeconds;
        private Double retryBackoffFactor;
        private Boolean filterUnhealthy;
        private Boolean includeSystemContainers;
        private Boolean collectStatistics;
        private ProgressListener progressListener;

        private Builder() {
        }

        /**
         * Sets {@link ListingRequest#gvc()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder gvc(String value) {
            this.gvc = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#location()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder location(String value) {
            this.location = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#workloadName()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder workloadName(String value) {
            this.workloadName = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#parallel()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder parallel(boolean value) {
            this.parallel = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#maxWorkers()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder maxWorkers(int value) {
            this.maxWorkers = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#cache()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder cache(boolean value) {
            this.cache = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#cacheTtlSeconds()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder cacheTtlSeconds(int value) {
            this.cacheTtlSeconds = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#maxResults()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder maxResults(int value) {
            this.maxResults = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#pageSize()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder pageSize(int value) {
            this.pageSize = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#cursor()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder cursor(String value) {
            this.cursor = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#retry()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder retry(boolean value) {
            this.retry = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#maxRetries()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder maxRetries(int value) {
            this.maxRetries = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#retryDelaySeconds()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder retryDelaySeconds(double value) {
            this.retryDelaySeconds = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#retryBackoffFactor()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder retryBackoffFactor(double value) {
            this.retryBackoffFactor = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#filterUnhealthy()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder filterUnhealthy(boolean value) {
            this.filterUnhealthy = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#includeSystemContainers()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder includeSystemContainers(boolean value) {
            this.includeSystemContainers = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#collectStatistics()}.
         *
         * @param value the option's value
         * @return this builder
         */
        public Builder collectStatistics(boolean value) {
            this.collectStatistics = value;
            return this;
        }

        /**
         * Sets {@link ListingRequest#progressListener()}.
         *
         * @param value hears how far the listing is
         * @return this builder
         */
        public Builder progressListener(ProgressListener value) {
            this.progressListener = value;
            return this;
        }

        /**
         * The request with what was set so far.
         *
         * @return a new request
         */
        public ListingRequest build() {
            return new ListingRequest(gvc, location, workloadName, parallel, maxWorkers, cache, cacheTtlSeconds,
                    maxResults, pageSize, cursor, retry, maxRetries, retryDelaySeconds, retryBackoffFactor,
                    filterUnhealthy, includeSystemContainers, collectStatistics, progressListener);
        }
    }
}
