package dev.cplnroutes.events;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.cplnroutes.ContainerChange;

/**
 * The kinds of events. Each kind has endpoints of its own.
 */
public enum EventKind {

    /** The progress of a listing; data: {@link dev.cplnroutes.ProgressEvent}. */
    PROGRESS("progress", "cpln.progress.endpoints", "dev.cplnroutes.listing.progress"),

    /** The statistics of a listing, at its end; data: {@link dev.cplnroutes.ListingStatistics}. */
    STATISTICS("statistics", "cpln.statistics.endpoints", "dev.cplnroutes.listing.statistics"),

    /** A container that a listing found; data: {@link dev.cplnroutes.Container}. */
    CONTAINER("container", "cpln.containers.endpoints", "dev.cplnroutes.container"),

    /** A change that a watch has seen; data: {@link ContainerChange}, whose type is the end of the event's own. */
    CHANGE("change", "cpln.changes.endpoints", "dev.cplnroutes.container.changed");

    private static final Map<String, ContainerChange.Type> CHANGES = Stream.of(ContainerChange.Type.values())
            .collect(Collectors.toUnmodifiableMap(EventKind::typeOf, type -> type));

    private final String kindName;
    private final String settingName;
    private final String type;

    EventKind(String kindName, String settingName, String type) {
        this.kindName = kindName;
        this.settingName = settingName;
        this.type = type;
    }

    /**
     * The name of the kind.
     *
     * @return lower case
     */
    public String kindName() {
        return kindName;
    }

    /**
     * The setting that names the endpoints.
     *
     * @return such as {@code cpln.progress.endpoints}
     */
    public String settingName() {
        return settingName;
    }

    /**
     * The {@code type} of the CloudEvent; a change has one of its own, see {@link #typeOf}.
     *
     * @return reverse domain name, see CloudEvents 1.0, section "type"
     */
    public String type() {
        return type;
    }

    /** The {@code type} of the CloudEvent of a change. */
    static String typeOf(ContainerChange.Type change) {
        boolean isOfWorkload = change == ContainerChange.Type.UNCONFIRMED || change == ContainerChange.Type.CONFIRMED;
        return "dev.cplnroutes." + (isOfWorkload ? "workload." : "container.") + change.text();
    }

    /** What has happened, by the {@code type} of the CloudEvent of a change; null for another type. */
    static ContainerChange.Type change(String type) {
        return CHANGES.get(type);
    }

    /** The kind of that type; null if there is none. */
    static EventKind ofType(String type) {
        if (CHANGES.containsKey(type)) {
            return CHANGE;
        }
        return Stream.of(values()).filter(kind -> kind.type.equals(type)).findFirst().orElse(null);
    }
}
