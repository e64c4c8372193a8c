package dev.cplnroutes.events;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cplnroutes.Container;
import dev.cplnroutes.ContainerChange;
import dev.cplnroutes.ListingStatistics;
import dev.cplnroutes.ProgressEvent;
import dev.cplnroutes.request.ResolvedRequest;

/**
 * One event of one listing, or a change that a watch has seen. Its id stays the same when it is sent again, so that a
 * receiver recognizes a duplicate.
 *
 * @param id        unique among all events
 * @param kind      what it is about
 * @param source    path of the organization or GVC that was listed, as in Control Plane's own links
 * @param subject   the listing's id; for a container or a workload its {@link #key()}
 * @param key       events of one key arrive in their order: the listing's id, gvc/workload/location/version/container,
 *                  or gvc/workload
 * @param listingId id of the listing; null for a change
 * @param time      when it happened
 * @param data      of the type that {@link EventKind} names, or its JSON
 */
public record Event(String id, EventKind kind, String source, String subject, String key, String listingId,
        Instant time, Object data) {

    /** Media type of {@link #toCloudEvent()}, see CloudEvents 1.0, JSON Event Format. */
    static final String CLOUD_EVENT = "application/cloudevents+json; charset=UTF-8";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Makes an event of a listing under way.
     *
     * @param org   organization
     * @param event how far it is
     * @return the event
     */
    public static Event of(String org, ProgressEvent event) {
        return ofListing(EventKind.PROGRESS, org, event.gvc(), event.listingId(), event.time(), event);
    }

    /**
     * Makes the event of a listing's end.
     *
     * @param org        organization
     * @param gvc        GVC that was listed, several with commas, or {@code *}
     * @param statistics of the listing
     * @return the event
     */
    public static Event of(String org, String gvc, ListingStatistics statistics) {
        return ofListing(EventKind.STATISTICS, org, gvc, statistics.listingId(), statistics.endTime(), statistics);
    }

    /**
     * Makes the event of a container that was found.
     *
     * @param org       organization
     * @param listingId the listing
     * @param time      when it was found
     * @param container the container
     * @return the event
     */
    public static Event of(String org, String listingId, Instant time, Container container) {
        String key = String.join("/", text(container.gvcName()), text(container.workloadName()),
                text(container.location()), text(container.version()), text(container.name()));
        return new Event(UUID.randomUUID().toString(), EventKind.CONTAINER, source(org, container.gvcName()), key, key,
                listingId, time, container);
    }

    /**
     * Makes the event of a change.
     *
     * @param org    organization
     * @param change what a watch has seen
     * @return the event
     */
    public static Event of(String org, ContainerChange change) {
        String key = change.key() != null ? change.key() : change.gvcName() + "/" + change.workloadName();
        return new Event(UUID.randomUUID().toString(), EventKind.CHANGE, source(org, change.gvcName()), key, key, null,
                change.time(), change);
    }

    private static Event ofListing(EventKind kind, String org, String gvc, String listingId, Instant time,
            Object data) {
        return new Event(UUID.randomUUID().toString(), kind, source(org, gvc), listingId, listingId, listingId, time,
                data);
    }

    private static String source(String org, String gvc) {
        // Several GVCs are a part of the organization that has no address of its own.
        boolean isOneGvc = gvc != null && !ResolvedRequest.ALL_GVCS.equals(gvc) && gvc.indexOf(',') < 0;
        return "/org/" + org + (isOneGvc ? "/gvc/" + gvc : "");
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    /**
     * Converts the event to a CloudEvent.
     *
     * @return CloudEvents 1.0 in structured JSON; {@code listingid} is an extension
     */
    ObjectNode toCloudEvent() {
        ObjectNode event = JSON.createObjectNode();
        event.put("specversion", "1.0").put("id", id).put("source", source).put("type", type())
                .put("subject", subject).put("time", time.toString()).put("datacontenttype", "application/json");
        if (listingId != null) {
            event.put("listingid", listingId);
        }
        event.set("data", JSON.valueToTree(data));
        return event;
    }

    /** Reads an event from a CloudEvent that {@link #toCloudEvent()} made; null if it is another one. */
    static Event ofCloudEvent(JsonNode event, String key) {
        EventKind kind = EventKind.ofType(event.path("type").asText());
        if (kind == null || key == null || !event.path("data").isObject() || !event.path("id").isTextual()) {
            return null;
        }
        return new Event(event.path("id").asText(), kind, event.path("source").asText(), event.path("subject").asText(),
                key, event.path("listingid").asText(null), Instant.parse(event.path("time").asText()),
                event.path("data"));
    }

    /** The {@code type} of the CloudEvent. */
    private String type() {
        return kind == EventKind.CHANGE ? EventKind.typeOf(change()) : kind.type();
    }

    private ContainerChange.Type change() {
        return data instanceof ContainerChange change ? change.type()
                : JSON.convertValue(((JsonNode) data).path("type"), ContainerChange.Type.class);
    }

    /** Whether both tell the same state of their key. */
    boolean tellsTheSame(Event other) {
        return data instanceof ContainerChange change && other.data instanceof ContainerChange later
                && change.type() == later.type() && Objects.equals(change.container(), later.container());
    }

    /** Whether nothing is to be known of the key from now on: on a compacted topic it is removed. */
    boolean endsItsKey() {
        return kind == EventKind.CHANGE && (change() == ContainerChange.Type.DELETED
                || change() == ContainerChange.Type.CONFIRMED);
    }

    byte[] toCloudEventBytes() {
        return json(toCloudEvent()).getBytes(StandardCharsets.UTF_8);
    }

    /** The data alone, as JSON. */
    String dataJson() {
        return json(data);
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event cannot be written as JSON", e);
        }
    }

    /** The data as a line for people. */
    String line() {
        if (data instanceof ProgressEvent progress) {
            return "Listing " + shortId(progress.listingId()) + " of " + gvc(progress.gvc()) + ": "
                    + progress.stage() + ", " + progress.current() + " of " + progress.total() + " workloads"
                    + (progress.workloadName() == null ? "" : " (" + progress.workloadName() + ")");
        }
        if (data instanceof ListingStatistics statistics) {
            return line(statistics);
        }
        if (data instanceof Container container) {
            return "Listing " + shortId(listingId) + ": " + key + " " + container.healthStatus().text()
                    + (container.image() == null ? "" : " " + container.image());
        }
        if (data instanceof ContainerChange change) {
            return line(change);
        }
        return dataJson();
    }

    private String line(ContainerChange change) {
        Container container = change.container();
        return "Watch: " + change.type().text() + " " + key
                + (container == null || container.healthStatus() == null ? "" : " " + container.healthStatus().text())
                + (container == null || container.image() == null ? "" : " " + container.image())
                + (change.changed() == null ? "" : " (" + String.join(", ", change.changed()) + ")")
                + (change.status() == null ? "" : ": " + change.status() + " " + change.message());
    }

    /**
     * Formats statistics for people.
     *
     * @param statistics of a listing
     * @return one line
     */
    public static String line(ListingStatistics statistics) {
        return String.format(Locale.ROOT,
                "Listing %s took %.2f s: %d workloads (%d failed), %d containers found (%d healthy, "
                        + "%d unhealthy, %d unknown, %d suspended), %d returned, %d API calls (%d retries), "
                        + "cache %d hits %d misses",
                shortId(statistics.listingId()), statistics.durationSeconds(),
                statistics.totalWorkloadsProcessed(), statistics.failedWorkloads(),
                statistics.totalContainersFound(), statistics.healthyContainers(),
                statistics.unhealthyContainers(), statistics.unknownContainers(),
                statistics.suspendedContainers(),
                statistics.containersReturned(), statistics.apiCallsMade(), statistics.retries(),
                statistics.cacheHits(), statistics.cacheMisses());
    }

    private static String gvc(String gvc) {
        return ResolvedRequest.ALL_GVCS.equals(gvc) ? "all GVCs" : "GVC " + gvc;
    }

    private static String shortId(String listingId) {
        return listingId.substring(0, Math.min(8, listingId.length()));
    }
}
