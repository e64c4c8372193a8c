package dev.cplnroutes;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.apache.camel.Body;

/**
 * The endpoints that one kind of event goes to: {@code cpln.progress.endpoints} or {@code cpln.statistics.endpoints}.
 */
public final class EventEndpoints {

    private List<String> uris = List.of();

    /** Makes an empty list. */
    public EventEndpoints() {
    }

    /**
     * Sets the endpoints. A setter: Camel would cut a constructor argument at each comma, and a Kafka URI has some.
     *
     * @param uris Camel endpoint URIs separated by white space; blank for none
     */
    public void setUris(String uris) {
        this.uris = Stream.of(uris.trim().split("\\s+")).filter(uri -> !uri.isEmpty()).toList();
    }

    /**
     * An event on its way to one endpoint.
     *
     * @param endpoint Camel endpoint URI
     * @param event    the event
     */
    public record Delivery(String endpoint, Object event) {

        /**
         * The endpoint's URI.
         *
         * @return the URI
         */
        public String getEndpoint() {
            return endpoint;
        }

        /**
         * The event.
         *
         * @return a {@link ProgressEvent} or {@link ListingStatistics}
         */
        public Object getEvent() {
            return event;
        }

        /**
         * Whether a person reads it.
         *
         * @return true for a log
         */
        public boolean isForLog() {
            return endpoint.startsWith("log:");
        }

        /**
         * The event as a line to read.
         *
         * @return one line
         */
        public String getLine() {
            if (event instanceof ProgressEvent progress) {
                return "Listing " + shortId(progress.listingId()) + " of " + gvc(progress.gvc()) + ": "
                        + progress.stage() + ", " + progress.current() + " of " + progress.total() + " workloads"
                        + (progress.workloadName() == null ? "" : " (" + progress.workloadName() + ")");
            }
            if (event instanceof ListingStatistics statistics) {
                return String.format(Locale.ROOT,
                        "Listing %s took %.2f s: %d workloads (%d failed), %d containers found (%d healthy, "
                                + "%d unhealthy, %d suspended), %d returned, %d API calls (%d retries), "
                                + "cache %d hits %d misses",
                        shortId(statistics.listingId()), statistics.durationSeconds(),
                        statistics.totalWorkloadsProcessed(), statistics.failedWorkloads(),
                        statistics.totalContainersFound(), statistics.healthyContainers(),
                        statistics.unhealthyContainers(), statistics.suspendedContainers(),
                        statistics.containersReturned(), statistics.apiCallsMade(), statistics.retries(),
                        statistics.cacheHits(), statistics.cacheMisses());
            }
            return String.valueOf(event);
        }

        private static String gvc(String gvc) {
            return ListingOptions.ALL_GVCS.equals(gvc) ? "all GVCs" : "GVC " + gvc;
        }

        private static String shortId(String listingId) {
            return listingId.substring(0, Math.min(8, listingId.length()));
        }
    }

    /**
     * One delivery for each endpoint.
     *
     * @param event the event
     * @return as many deliveries as there are endpoints
     */
    public List<Delivery> deliveries(@Body Object event) {
        return uris.stream().map(uri -> new Delivery(uri, event)).toList();
    }
}
