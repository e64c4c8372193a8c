package dev.cplnroutes.events;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The JSON document of an undelivered event. It names the receiver by what may be seen of its URI, which stays in the
 * settings.
 *
 * @param event    the event
 * @param endpoint name of its endpoint: kind and place in the setting, such as {@code progress-1}
 * @param receiver what may be seen of the endpoint's URI
 */
record UndeliveredDocument(Event event, String endpoint, String receiver) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Writes a document.
     *
     * @param delivery what did not arrive
     * @param reason   why; holds no secret
     * @param time     when it was kept
     * @return one line of JSON, without a line break
     */
    static String write(EventDelivery delivery, String reason, Instant time) {
        ObjectNode document = JSON.createObjectNode();
        document.put("endpoint", delivery.endpoint().name()).put("receiver", delivery.endpoint().displayed())
                .put("reason", reason).put("attempts", delivery.attempts()).put("time", time.toString())
                .put("key", delivery.event().key());
        document.set("event", delivery.event().toCloudEvent());
        return Event.json(document);
    }

    /**
     * Reads a document.
     *
     * @param text as {@link #write} makes it; white space around it does not matter
     * @return the document
     * @throws DeliveryException if the text is something else
     */
    static UndeliveredDocument read(String text) throws DeliveryException {
        try {
            JsonNode document = JSON.readTree(text);
            Event event = Event.ofCloudEvent(document.path("event"), document.path("key").textValue());
            if (event != null) {
                return new UndeliveredDocument(event, document.path("endpoint").asText(),
                        document.path("receiver").asText());
            }
        } catch (JsonProcessingException | DateTimeException e) {
            // Reported below like any other text that is not one of our documents.
        }
        throw DeliveryException.refused("it is not the document of an undelivered event");
    }

    /**
     * Finds the endpoint to send to: the one of the same name, or another one that looks the same, if the setting has
     * changed.
     *
     * @param endpoints of the event's kind
     * @return empty if none looks the same
     */
    Optional<EventEndpoint> endpointAmong(List<EventEndpoint> endpoints) {
        List<EventEndpoint> alike = endpoints.stream().filter(one -> one.displayed().equals(receiver)).toList();
        return alike.stream().filter(one -> one.name().equals(endpoint)).findFirst()
                .or(() -> alike.stream().findFirst());
    }
}
