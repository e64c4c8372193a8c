package dev.cplnroutes.events;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The counts of the events of this process.
 *
 * @param endpoints   one for each endpoint of the settings
 * @param undelivered the events that could not be delivered
 */
public record EventStatistics(List<OfEndpoint> endpoints, OfUndelivered undelivered) {

    /**
     * Makes the list immutable.
     */
    public EventStatistics {
        endpoints = List.copyOf(endpoints);
    }

    /**
     * The events of one endpoint. The published events are those delivered, undelivered, dropped, queued or being sent.
     *
     * @param name           kind and place in its setting, such as {@code progress-1}
     * @param endpoint       what may be seen of its URI
     * @param published      events for it
     * @param queued         of these, waiting
     * @param delivered      of these, arrived
     * @param failedAttempts attempts that failed, whether or not the event arrived later
     * @param undelivered    events that went to {@code cpln.undelivered.endpoint}
     * @param dropped        events that are lost
     * @param redelivered    undelivered events, of earlier processes too, that arrived after all
     * @param lastFailure    why the last failed attempt failed; null if none did
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OfEndpoint(String name, String endpoint, long published, int queued, long delivered,
            long failedAttempts, long undelivered, long dropped, long redelivered, String lastFailure) {
    }

    /**
     * Events that could not be delivered.
     *
     * @param endpoint    what may be seen of {@code cpln.undelivered.endpoint}; null if it is blank
     * @param queued      waiting to be written there
     * @param written     written there
     * @param redelivered read from there and delivered
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OfUndelivered(String endpoint, int queued, long written, long redelivered) {
    }
}
