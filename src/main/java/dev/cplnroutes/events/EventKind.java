package dev.cplnroutes.events;

import java.util.stream.Stream;

/**
 * The kinds of events. Each kind has endpoints of its own.
 */
public enum EventKind {

    /** The progress of a listing; data: {@link dev.cplnroutes.ProgressEvent}. */
    PROGRESS("progress", "cpln.progress.endpoints", "dev.cplnroutes.listing.progress"),

    /** The statistics of a listing, at its end; data: {@link dev.cplnroutes.ListingStatistics}. */
    STATISTICS("statistics", "cpln.statistics.endpoints", "dev.cplnroutes.listing.statistics"),

    /** A container that a listing found; data: {@link dev.cplnroutes.Container}. */
    CONTAINER("container", "cpln.containers.endpoints", "dev.cplnroutes.container");

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
     * The {@code type} of the CloudEvent.
     *
     * @return reverse domain name, see CloudEvents 1.0, section "type"
     */
    public String type() {
        return type;
    }

    /** The kind of that type; null if there is none. */
    static EventKind ofType(String type) {
        return Stream.of(values()).filter(kind -> kind.type.equals(type)).findFirst().orElse(null);
    }
}
