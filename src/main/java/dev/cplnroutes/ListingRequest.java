package dev.cplnroutes;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a caller asks for. Every component may be null: then the default of the setting {@code cpln.listing.*}, or
 * {@code cpln.gvc} for {@code gvc}, holds. Nothing is checked here: {@code direct:cpln-list-containers} checks, and
 * refuses with an {@link InvalidRequestException}.
 *
 * @param gvc                     names of GVCs, or {@code *} for the whole organization
 * @param location                only these locations
 * @param workloadName            only these workloads, by names and patterns
 * @param containerName           only containers with these names, by names and patterns
 * @param image                   only containers with these images, by references and patterns
 * @param workloadType            only workloads of these types, such as {@code cron}
 * @param tag                     only workloads with all of these tags, {@code key} or {@code key=value}
 * @param healthStatus            only containers of these states
 * @param latest                  true: only containers of the expected version; false: only the others
 * @param minRestarts             only containers with at least so many restarts, from 0
 * @param restartedWithin         only containers whose last restart is at most so long ago, such as {@code 15m}
 * @param parallel                false: one workload after another
 * @param maxWorkers              API calls in flight for this listing, 1 to 256
 * @param cache                   false: neither read from the cache nor store in it
 * @param cacheTtlSeconds         oldest answer that the cache may give, 0 to 86400 seconds
 * @param maxResults              stop after so many containers, from 1
 * @param pageSize                containers in one answer, 1 to 10000
 * @param cursor                  {@code nextCursor} of the answer before
 * @param order                   of a stream: {@code list} for the order of the workload list, {@code found} for each
 *                                container as soon as it is read; a listing refuses it
 * @param retry                   false: never send an API call twice
 * @param maxRetries              tries of one API call after the first, 0 to 100
 * @param retryDelaySeconds       wait before the first retry, 0 to 3600 seconds
 * @param retryBackoffFactor      factor from one wait to the next, 1 to 10
 * @param filterUnhealthy         true: leave unhealthy containers out
 * @param includeSystemContainers true: list the platform's own containers too
 * @param collectStatistics       false: no {@code statistics} in the answer
 * @param fields                  only these fields of each container, in this order
 * @param groupBy                 groups of a count; a listing refuses it
 * @param waitFor                 of a wait, {@code for} in JSON: {@code healthy}, {@code latest} or both
 * @param timeout                 of a wait: its longest time, such as {@code 10m}
 * @param interval                of a wait: the time between its rounds of reading, such as {@code 5s}
 * @param stableFor               of a wait: the time for which it has to hold, such as {@code 30s}
 * @param where                   only containers for which this holds; never part of JSON
 * @param progressListener        hears how far the listing is; never part of JSON
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListingRequest(
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> gvc,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> location,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> workloadName,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> containerName,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> image,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> workloadType,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> tag,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<HealthStatus> healthStatus,
        Boolean latest,
        Integer minRestarts,
        String restartedWithin,
        Boolean parallel,
        Integer maxWorkers,
        Boolean cache,
        Integer cacheTtlSeconds,
        Integer maxResults,
        Integer pageSize,
        String cursor,
        String order,
        Boolean retry,
        Integer maxRetries,
        Double retryDelaySeconds,
        Double retryBackoffFactor,
        Boolean filterUnhealthy,
        Boolean includeSystemContainers,
        Boolean collectStatistics,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> fields,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> groupBy,
        @JsonProperty("for")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> waitFor,
        String timeout,
        String interval,
        String stableFor,
        @JsonIgnore Predicate<Container> where,
        @JsonIgnore ProgressListener progressListener) {

    /** Keeps immutable lists; null stays null. */
    public ListingRequest {
        gvc = copy(gvc);
        location = copy(location);
        workloadName = copy(workloadName);
        containerName = copy(containerName);
        image = copy(image);
        workloadType = copy(workloadType);
        tag = copy(tag);
        healthStatus = copy(healthStatus);
        fields = copy(fields);
        groupBy = copy(groupBy);
        waitFor = copy(waitFor);
    }

    /**
     * A request that selects one GVC, location and workload at most; the parameters are those of the record.
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
        this(one(gvc), one(location), one(workloadName), null, null, null, null, null, null, null, null, parallel,
                maxWorkers, cache, cacheTtlSeconds, maxResults, pageSize, cursor, null, retry, maxRetries,
                retryDelaySeconds, retryBackoffFactor, filterUnhealthy, includeSystemContainers, collectStatistics,
                null, null, null, null, null, null, null, null);
    }

    private static <T> List<T> copy(List<T> values) {
        return values == null ? null : List.copyOf(values);
    }

    private static List<String> one(String value) {
        return value == null ? null : List.of(value);
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

    /** Builds a {@link ListingRequest}; each method sets the option of its name and returns the builder. */
    public static final class Builder extends SelectionBuilder<Builder> {

        private Boolean parallel;
        private Integer maxWorkers;
        private Boolean cache;
        private Integer cacheTtlSeconds;
        private Integer maxResults;
        private Integer pageSize;
        private String cursor;
        private String order;
        private Boolean retry;
        private Integer maxRetries;
        private Double retryDelaySeconds;
        private Double retryBackoffFactor;
        private Boolean filterUnhealthy;
        private Boolean includeSystemContainers;
        private Boolean collectStatistics;
        private List<String> waitFor;
        private String timeout;
        private String interval;
        private String stableFor;
        private ProgressListener progressListener;

        private Builder() {
        }

        @Override
        Builder self() {
            return this;
        }

        /** Sets {@link ListingRequest#parallel()}. */
        public Builder parallel(boolean value) {
            this.parallel = value;
            return this;
        }

        /** Sets {@link ListingRequest#maxWorkers()}. */
        public Builder maxWorkers(int value) {
            this.maxWorkers = value;
            return this;
        }

        /** Sets {@link ListingRequest#cache()}. */
        public Builder cache(boolean value) {
            this.cache = value;
            return this;
        }

        /** Sets {@link ListingRequest#cacheTtlSeconds()}. */
        public Builder cacheTtlSeconds(int value) {
            this.cacheTtlSeconds = value;
            return this;
        }

        /** Sets {@link ListingRequest#maxResults()}. */
        public Builder maxResults(int value) {
            this.maxResults = value;
            return this;
        }

        /** Sets {@link ListingRequest#pageSize()}. */
        public Builder pageSize(int value) {
            this.pageSize = value;
            return this;
        }

        /** Sets {@link ListingRequest#cursor()}. */
        public Builder cursor(String value) {
            this.cursor = value;
            return this;
        }

        /** Sets {@link ListingRequest#order()}. */
        public Builder order(String value) {
            this.order = value;
            return this;
        }

        /** Sets {@link ListingRequest#retry()}. */
        public Builder retry(boolean value) {
            this.retry = value;
            return this;
        }

        /** Sets {@link ListingRequest#maxRetries()}. */
        public Builder maxRetries(int value) {
            this.maxRetries = value;
            return this;
        }

        /** Sets {@link ListingRequest#retryDelaySeconds()}. */
        public Builder retryDelaySeconds(double value) {
            this.retryDelaySeconds = value;
            return this;
        }

        /** Sets {@link ListingRequest#retryBackoffFactor()}. */
        public Builder retryBackoffFactor(double value) {
            this.retryBackoffFactor = value;
            return this;
        }

        /** Sets {@link ListingRequest#filterUnhealthy()}. */
        public Builder filterUnhealthy(boolean value) {
            this.filterUnhealthy = value;
            return this;
        }

        /** Sets {@link ListingRequest#includeSystemContainers()}. */
        public Builder includeSystemContainers(boolean value) {
            this.includeSystemContainers = value;
            return this;
        }

        /** Sets {@link ListingRequest#collectStatistics()}. */
        public Builder collectStatistics(boolean value) {
            this.collectStatistics = value;
            return this;
        }

        /** Sets {@link ListingRequest#waitFor()}; none leaves it to the default. */
        public Builder waitFor(String... values) {
            this.waitFor = values.length == 0 ? null : List.of(values);
            return this;
        }

        /** Sets {@link ListingRequest#timeout()}. */
        public Builder timeout(Duration value) {
            this.timeout = value.toString();
            return this;
        }

        /** Sets {@link ListingRequest#interval()}. */
        public Builder interval(Duration value) {
            this.interval = value.toString();
            return this;
        }

        /** Sets {@link ListingRequest#stableFor()}. */
        public Builder stableFor(Duration value) {
            this.stableFor = value.toString();
            return this;
        }

        /** Sets {@link ListingRequest#progressListener()}. */
        public Builder progressListener(ProgressListener value) {
            this.progressListener = value;
            return this;
        }

        /** The request with what was set so far. */
        public ListingRequest build() {
            return new ListingRequest(gvc, location, workloadName, containerName, image, workloadType, tag,
                    healthStatus, latest, minRestarts, restartedWithin, parallel, maxWorkers, cache, cacheTtlSeconds,
                    maxResults, pageSize, cursor, order, retry, maxRetries, retryDelaySeconds, retryBackoffFactor,
                    filterUnhealthy, includeSystemContainers, collectStatistics, fields, groupBy, waitFor,
                    timeout, interval, stableFor, where, progressListener);
        }
    }
}
